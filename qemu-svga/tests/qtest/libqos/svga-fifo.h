/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Queues commands for the vmware-svga device and waits for them, in qtests. */

#ifndef TESTS_LIBQOS_SVGA_FIFO_H
#define TESTS_LIBQOS_SVGA_FIFO_H

#include "svga.h"

/* FIFO registers, by SVGA_FIFO_* */
uint32_t qsvga_fifo_read(QSvga *d, uint32_t reg);
void qsvga_fifo_write(QSvga *d, uint32_t reg, uint32_t value);

/* Enable the device and start the FIFO with a window of [@min, @max). */
void qsvga_fifo_init_window(QSvga *d, uint32_t min, uint32_t max);
void qsvga_fifo_init(QSvga *d);

/* Queue bytes, wrapping around, without ringing the doorbell; ring it. */
void qsvga_queue(QSvga *d, const void *bytes, uint32_t size);
void qsvga_ring(QSvga *d);

/* Queue a command with a 3D header and up to two parts of a body. */
void qsvga_cmd(QSvga *d, uint32_t id, const void *body, uint32_t size);
void qsvga_cmd_tail(QSvga *d, uint32_t id, const void *body, uint32_t size,
                    const void *tail, uint32_t tail_size);

/* Queue a command whose whole body is one id. */
void qsvga_cmd_id(QSvga *d, uint32_t cmd, uint32_t id);

/* Queue a fence, ring, and poll BUSY until it has passed. */
void qsvga_sync(QSvga *d);

/* Poll BUSY until the device is idle. */
void qsvga_wait_idle(QSvga *d);

#endif
