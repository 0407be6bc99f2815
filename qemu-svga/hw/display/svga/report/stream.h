/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The report stream's way out: a queue before a character device. */

#ifndef HW_DISPLAY_SVGA_REPORT_STREAM_H
#define HW_DISPLAY_SVGA_REPORT_STREAM_H

#include "chardev/char-fe.h"
#include "qemu/notify.h"
#include "report.h"

/*
 * What may wait for a reader: some 50000 lines, as much as the busiest guest
 * makes in a few seconds.  A reader that stays away longer than that finds a
 * gap in the numbers; QEMU's memory is not for somebody who never comes.
 */
#define SVGA_STREAM_BYTES_MAX (16 * 1024 * 1024)

/* Lines are kept, and written, in blocks of about this size. */
#define SVGA_STREAM_BLOCK_BYTES (64 * 1024)

/* Never waits for a reader; nothing of it is saved. */
typedef struct SvgaStream {
    /* device config */
    CharBackend chr;

    /* device elements */
    SvgaReport *report;
    Notifier shutdown;
    guint watch;                /* source id; 0: nobody tells of room */

    /* device state */
    GQueue blocks;              /* of GString, whole lines */
    uint64_t bytes;             /* of all blocks */
    size_t sent;                /* of the first block */
} SvgaStream;

/* Realizes @report, too; without a character device there is no stream. */
void svga_stream_realize(SvgaStream *stream, SvgaReport *report);
void svga_stream_unrealize(SvgaStream *stream);

#endif
