/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Outcome of a guest command: done, slice done, or the reason of failure. */

#ifndef HW_DISPLAY_SVGA_BASE_STATUS_H
#define HW_DISPLAY_SVGA_BASE_STATUS_H

/*
 * SVGA_AGAIN: the slice is spent but the command is not finished; call the same
 * handler with the same body again.  Every status after it is a guest error:
 * the command had no effect, except for a transfer that hit memory which
 * stopped being RAM, which took effect up to the failing row.
 */
typedef enum SvgaStatus {
#define SVGA_STATUS(id, name) id
#include "status.h.inc"
#undef SVGA_STATUS
    SVGA_STATUS_MAX
} SvgaStatus;

/* The name used in traces, reports and the last-guest-error property. */
static inline const char *svga_status_name(SvgaStatus status)
{
    static const char *const names[] = {
#define SVGA_STATUS(id, name) name
#include "status.h.inc"
#undef SVGA_STATUS
    };

    return (unsigned)status < SVGA_STATUS_MAX ? names[status] : "unknown";
}

/* True for every outcome that must be passed to svga_guest_error(). */
static inline bool svga_status_is_error(SvgaStatus status)
{
    return status != SVGA_OK && status != SVGA_AGAIN;
}

#endif
