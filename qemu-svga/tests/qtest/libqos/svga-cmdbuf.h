/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Command buffers of the vmware-svga device, in qtests. */

#ifndef TESTS_LIBQOS_SVGA_CMDBUF_H
#define TESTS_LIBQOS_SVGA_CMDBUF_H

#include "svga-gb.h"

/* A header and its body, in guest memory. */
typedef struct QSvgaCmdbuf {
    uint64_t header;
    uint64_t body;
    uint32_t size;              /* bytes of memory for the body */
} QSvgaCmdbuf;

/* Allocate a buffer for a body of at most @size bytes. */
QSvgaCmdbuf qsvga_cmdbuf_new(QSvga *d, uint32_t size);
void qsvga_cmdbuf_free(QSvga *d, QSvgaCmdbuf *cb);

/* Write a valid header with @id, and a body of @size bytes. */
void qsvga_cmdbuf_fill(QSvga *d, const QSvgaCmdbuf *cb, uint64_t id,
                       const void *body, uint32_t size);

/* Write one word of the header at a byte offset; read one after completion. */
void qsvga_cmdbuf_set(QSvga *d, const QSvgaCmdbuf *cb, size_t offset,
                      uint32_t word);
uint32_t qsvga_cmdbuf_status(QSvga *d, const QSvgaCmdbuf *cb);
uint32_t qsvga_cmdbuf_error_offset(QSvga *d, const QSvgaCmdbuf *cb);

/* Submit it without waiting. */
void qsvga_cmdbuf_submit(QSvga *d, const QSvgaCmdbuf *cb, uint32_t context);

/*
 * Fill, submit to context 0, wait until the device is idle; returns the status.
 */
uint32_t qsvga_cmdbuf_run(QSvga *d, const QSvgaCmdbuf *cb, const void *body,
                          uint32_t size);

/* Submit a device context command with its two words; returns the status. */
uint32_t qsvga_cmdbuf_device(QSvga *d, uint32_t id, uint32_t a, uint32_t b);

/* Start or stop context 0; preempt what has not begun. */
void qsvga_cmdbuf_start(QSvga *d, bool start);
void qsvga_cmdbuf_preempt(QSvga *d);

#endif
