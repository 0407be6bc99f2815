/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Guest errors: counted, traced and reported. */

#ifndef HW_DISPLAY_SVGA_REPORT_ERRORS_H
#define HW_DISPLAY_SVGA_REPORT_ERRORS_H

#include "report.h"

typedef struct SvgaErrors {
    /* device elements */
    const char *id;             /* device id for trace events */
    SvgaReport *report;

    /* device state */
    uint64_t count;
    char *last;                 /* NULL = none yet */
} SvgaErrors;

void svga_errors_realize(SvgaErrors *errors, const char *id,
                         SvgaReport *report);
void svga_errors_unrealize(SvgaErrors *errors);

/*
 * The single entry point for guest errors.  @what is the command or register,
 * @offset the start of the command in the FIFO or in its command buffer (0 for
 * everything else).
 */
void svga_guest_error(SvgaErrors *errors, SvgaStatus why, const char *what,
                      uint32_t offset);

#endif
