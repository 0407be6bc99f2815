/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The desktop: the consoles, their contents, and the cursor. */

#ifndef HW_DISPLAY_SVGA_DISPLAY_DESKTOP_H
#define HW_DISPLAY_SVGA_DISPLAY_DESKTOP_H

#include "hw/display/vga_int.h"
#include "../guest/fifo-regs.h"
#include "../guest/registers.h"
#include "../object/gb.h"
#include "output.h"

#define SVGA_SCREEN_TARGETS 8
#define SVGA_SCREEN_WIDTH_MAX 8192
#define SVGA_SCREEN_HEIGHT_MAX 8192
#define SVGA_SCREEN_PRIMARY_MEM (128 * 1024 * 1024)

typedef struct SvgaScreenTarget {
    bool defined;
    uint32_t width;
    uint32_t height;
    int32_t x_root;
    int32_t y_root;
    uint32_t flags;             /* SVGA_STFLAG_* */
    SVGA3dSurfaceImageId image; /* sid SVGA3D_INVALID_ID: unbound */
    pixman_image_t *picture;    /* (rebuilt) NULL: it has no console */
} SvgaScreenTarget;

typedef enum SvgaScreenMode {
    SVGA_SCREEN_VGA,            /* SVGA is disabled or hidden */
    SVGA_SCREEN_LEGACY,         /* framebuffer in VRAM, on the first console */
    SVGA_SCREEN_TARGET,         /* each target on the console of its number */
} SvgaScreenMode;

/* The state last given to the consoles, for properties. */
typedef struct SvgaCursorSeen {
    uint64_t head;              /* console that shows the cursor */
    uint64_t x;                 /* of the hot spot on it, 32 bits */
    uint64_t y;
    uint64_t on;
} SvgaCursorSeen;

typedef struct SvgaCursor {
    /* device registers (guest) (saved) */
    uint32_t x;
    uint32_t y;
    uint32_t on;

    /* device state (saved) */
    uint32_t fifo_count;        /* SVGA_FIFO_CURSOR_COUNT as last seen */

    /* device state (rebuilt) */
    SvgaCursorSeen seen;
    QEMUCursor *picture;        /* given to the consoles, or NULL */
} SvgaCursor;

/*
 * The device owns the objects and registers below and sets them before realize.
 */
typedef struct SvgaDesktop {
    /* device elements */
    const char *id;             /* device id for trace events */
    DeviceState *dev;
    VGACommonState *vga;
    SvgaGb *gb;
    SvgaRegs *regs;
    SvgaFifoRegs *fifo;
    SvgaPaint paint;
    QEMUBH *draw_bh;

    /* device config */
    uint32_t max_outputs;       /* consoles */

    /* device state (saved) */
    SvgaScreenTarget targets[SVGA_SCREEN_TARGETS];
    bool targets_used;          /* since SVGA was enabled */

    /* device state (saved) of the update command in progress */
    uint32_t rows_done;

    /* size the host asked for, of the first screen; survives reset */
    uint32_t wish_width;
    uint32_t wish_height;

    /* device state (rebuilt) */
    SvgaScreenMode mode;
    bool gamma_stale;           /* the palette registers have changed */
    SvgaOutput outputs[SVGA_SCREEN_TARGETS];

    /* device state (rebuilt) of the drawing slices */
    uint64_t draw_left;         /* bytes left in this slice */
    uint32_t draw_first;        /* console to be drawn first */

    /* device state, for a property */
    uint64_t slices_drawn;

    SvgaCursor cursor;
} SvgaDesktop;

/*
 * The console that shows position @x, @y of the desktop formed by the targets,
 * and the position on that console.
 */
uint32_t svga_desktop_locate(const SvgaDesktop *d, int32_t *x, int32_t *y);

/* True if [x, x + w) lies within [0, limit); no sum can overflow. */
static inline bool svga_desktop_within(uint32_t x, uint32_t w, uint32_t limit)
{
    return w && w <= limit && x <= limit - w;
}

#endif
