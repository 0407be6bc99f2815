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
    SVGA_OK,
    SVGA_AGAIN,
    SVGA_BAD_FIFO,
    SVGA_BAD_COMMAND,
    SVGA_BAD_SIZE,
    SVGA_BAD_OTABLE,
    SVGA_BAD_ID,
    SVGA_BAD_DEPTH,
    SVGA_BAD_PAGE,
    SVGA_NOT_RAM,
    SVGA_BAD_MOB,
    SVGA_MOB_EXISTS,
    SVGA_BAD_MOB_SIZE,
    SVGA_MOB_TOO_SMALL,
    SVGA_BAD_SID,
    SVGA_SURFACE_EXISTS,
    SVGA_BAD_FORMAT,
    SVGA_BAD_SURFACE,
    SVGA_BAD_IMAGE,
    SVGA_BAD_BOX,
    SVGA_NOT_BOUND,
    SVGA_FORMAT_MISMATCH,
    SVGA_OVER_BUDGET,
    SVGA_DMA_ERROR,
    SVGA_BAD_SCREEN,
    SVGA_SCREEN_EXISTS,
    SVGA_BAD_CURSOR,
    SVGA_BAD_REGISTER,
    SVGA_BAD_CMDBUF,
    SVGA_BAD_CONTEXT,
    SVGA_STATUS_MAX
} SvgaStatus;

/* Names of the statuses, in the same order. */
#define SVGA_STATUS_LIST(X) \
    X(SVGA_OK, "ok") \
    X(SVGA_AGAIN, "again") \
    X(SVGA_BAD_FIFO, "bad-fifo") \
    X(SVGA_BAD_COMMAND, "bad-command") \
    X(SVGA_BAD_SIZE, "bad-size") \
    X(SVGA_BAD_OTABLE, "bad-otable") \
    X(SVGA_BAD_ID, "bad-id") \
    X(SVGA_BAD_DEPTH, "bad-depth") \
    X(SVGA_BAD_PAGE, "bad-page") \
    X(SVGA_NOT_RAM, "not-ram") \
    X(SVGA_BAD_MOB, "bad-mob") \
    X(SVGA_MOB_EXISTS, "mob-exists") \
    X(SVGA_BAD_MOB_SIZE, "bad-mob-size") \
    X(SVGA_MOB_TOO_SMALL, "mob-too-small") \
    X(SVGA_BAD_SID, "bad-sid") \
    X(SVGA_SURFACE_EXISTS, "surface-exists") \
    X(SVGA_BAD_FORMAT, "bad-format") \
    X(SVGA_BAD_SURFACE, "bad-surface") \
    X(SVGA_BAD_IMAGE, "bad-image") \
    X(SVGA_BAD_BOX, "bad-box") \
    X(SVGA_NOT_BOUND, "not-bound") \
    X(SVGA_FORMAT_MISMATCH, "format-mismatch") \
    X(SVGA_OVER_BUDGET, "over-budget") \
    X(SVGA_DMA_ERROR, "dma-error") \
    X(SVGA_BAD_SCREEN, "bad-screen") \
    X(SVGA_SCREEN_EXISTS, "screen-exists") \
    X(SVGA_BAD_CURSOR, "bad-cursor") \
    X(SVGA_BAD_REGISTER, "bad-register") \
    X(SVGA_BAD_CMDBUF, "bad-cmdbuf") \
    X(SVGA_BAD_CONTEXT, "bad-context")

/* The name used in traces, reports and the last-guest-error property. */
static inline const char *svga_status_name(SvgaStatus status)
{
    static const struct {
        SvgaStatus status;
        const char *name;
    } names[] = {
#define SVGA_STATUS_NAME(id, name) { id, name },
        SVGA_STATUS_LIST(SVGA_STATUS_NAME)
#undef SVGA_STATUS_NAME
    };

    QEMU_BUILD_BUG_ON(ARRAY_SIZE(names) != SVGA_STATUS_MAX);
    return (unsigned)status < SVGA_STATUS_MAX ? names[status].name : "unknown";
}

/* True for every outcome that must be passed to svga_guest_error(). */
static inline bool svga_status_is_error(SvgaStatus status)
{
    return status != SVGA_OK && status != SVGA_AGAIN;
}

#endif
