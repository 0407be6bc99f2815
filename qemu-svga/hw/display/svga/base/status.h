/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The outcome of a guest command: done, a slice done, or why it failed. */

#ifndef HW_DISPLAY_SVGA_BASE_STATUS_H
#define HW_DISPLAY_SVGA_BASE_STATUS_H

/*
 * SVGA_AGAIN: a slice of the command is done and the slice budget is used
 * up; call the same handler with the same body again.  Everything behind it
 * is a guest error: the command had no effect, or, for a transfer that hit
 * memory which stopped being RAM, an effect up to the failing row.
 */
typedef enum SvgaStatus {
#define SVGA_STATUS(id, name) id,
#include "status.h.inc"
#undef SVGA_STATUS
    SVGA_STATUS_MAX
} SvgaStatus;

/* The name used in traces, reports and the last-guest-error property. */
static inline const char *svga_status_name(SvgaStatus status)
{
    static const char *const names[] = {
#define SVGA_STATUS(id, name) name,
#include "status.h.inc"
#undef SVGA_STATUS
    };

    return (unsigned)status < SVGA_STATUS_MAX ? names[status] : "unknown";
}

/* True for every outcome that svga_guest_error() has to hear about. */
static inline bool svga_status_is_error(SvgaStatus status)
{
    return status != SVGA_OK && status != SVGA_AGAIN;
}

#endif
