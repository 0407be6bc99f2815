/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What the guest did wrong: said, and counted. */

#ifndef HW_DISPLAY_SVGA_REPORT_ERRORS_H
#define HW_DISPLAY_SVGA_REPORT_ERRORS_H

#include "report.h"

typedef struct SvgaErrors {
    /* device elements */
    const char *id;             /* correlator of trace events */
    SvgaReport *report;

    /* device state */
    uint64_t count;
    char *last;                 /* NULL = none yet */
} SvgaErrors;

void svga_errors_realize(SvgaErrors *errors, const char *id,
                         SvgaReport *report);
void svga_errors_unrealize(SvgaErrors *errors);

/*
 * The one place that hears of every error of the guest: @what is the command
 * or register, @offset where the command begins in the FIFO or its command
 * buffer (0 for others).
 */
void svga_guest_error(SvgaErrors *errors, SvgaStatus why, const char *what,
                      uint32_t offset);

#endif
