/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Guest errors and counters, and how they are seen from outside. */

#ifndef HW_DISPLAY_SVGA_DEVICE_PROPERTIES_H
#define HW_DISPLAY_SVGA_DEVICE_PROPERTIES_H

#include "qom/object.h"
#include "../base/status.h"

typedef struct SvgaState SvgaState;

typedef struct SvgaDiag {
    /* device state */
    uint64_t commands;          /* dispatched, good and bad */
    uint64_t guest_errors;
    char *last_guest_error;     /* NULL = none yet */
} SvgaDiag;

void svga_diag_unrealize(SvgaState *s);

/*
 * The one place that hears of every error of the guest: @what is the command
 * or register, @offset where the command begins in the FIFO or its command
 * buffer (0 for others).
 */
void svga_guest_error(SvgaState *s, SvgaStatus why, const char *what,
                      uint32_t offset);

/* Counters, read-only; inject and account, writable at run time. */
void svga_diag_class_properties(ObjectClass *class);

#endif
