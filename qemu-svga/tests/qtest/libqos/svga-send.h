/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Sends a command through the FIFO or in a command buffer, for qtests. */

#ifndef TESTS_LIBQOS_SVGA_SEND_H
#define TESTS_LIBQOS_SVGA_SEND_H

#include "svga-cmdbuf.h"

typedef enum QSvgaWay {
    QSVGA_BY_FIFO,
    QSVGA_BY_CMDBUF,
    QSVGA_WAYS
} QSvgaWay;

/* Placeholder page numbers for memory that commands may name. */
#define QSVGA_PPN_RAM 0xf0000001    /* QSVGA_RAM_BYTES of RAM */
#define QSVGA_PPN_VRAM 0xf0000002   /* the device's own BARs */
#define QSVGA_PPN_FIFO 0xf0000003
#define QSVGA_RAM_BYTES (64 * 1024)

/* Start a device with @props that accepts commands both ways; object tables. */
QSvga *qsvga_send_start(const char *props);

/*
 * Send commands of @bytes and wait.  Returns the device's error for the refused
 * one ("reason: command"), or NULL if none was refused.  Both ways work again
 * afterwards.
 */
char *qsvga_send(QSvga *d, QSvgaWay way, const uint32_t *words,
                 uint32_t bytes);

/* A command with a 3D header. */
typedef struct QSvgaCommand {
    uint32_t id;
    uint32_t bytes;
    uint32_t body[12];
} QSvgaCommand;

/* Send through the FIFO; asserts that no command is refused. */
void qsvga_send_all(QSvga *d, const QSvgaCommand *commands, size_t count);

/* The same for one command with a 3D header; @want NULL: not refused. */
void qsvga_send_3d(QSvga *d, QSvgaWay way, uint32_t id, const uint32_t *body,
                   uint32_t bytes, const char *want);

#endif
