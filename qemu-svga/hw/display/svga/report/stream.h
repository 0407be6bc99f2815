/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Output of the report stream: a queue in front of a character device. */

#ifndef HW_DISPLAY_SVGA_REPORT_STREAM_H
#define HW_DISPLAY_SVGA_REPORT_STREAM_H

#include "qemu/notify.h"
#include "../compat.h"
#include "report.h"

/*
 * Size of the queue: about 50000 lines, as much as the busiest guest produces
 * in a few seconds.  A reader that stays away longer finds a gap in the
 * sequence numbers; QEMU's memory is not for a reader who never comes.
 */
#define SVGA_STREAM_BYTES_MAX (16 * 1024 * 1024)

/* Lines are queued and written in blocks of about this size. */
#define SVGA_STREAM_BLOCK_BYTES (64 * 1024)

/* Never waits for a reader; none of it is migrated. */
typedef struct SvgaStream {
    /* device config */
    CharFrontend chr;

    /* device elements */
    SvgaReport *report;
    Notifier shutdown;
    guint watch;                /* GSource id; 0: not waiting for room */

    /* device state */
    GQueue blocks;              /* of GString, whole lines each */
    uint64_t bytes;             /* in all blocks */
    size_t sent;                /* bytes of the first block already sent */
} SvgaStream;

/* Realizes @report, too; without a character device there is no stream. */
void svga_stream_realize(SvgaStream *stream, SvgaReport *report);
void svga_stream_unrealize(SvgaStream *stream);

#endif
