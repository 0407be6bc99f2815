/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What there is to show: VGA, the legacy framebuffer or screen targets. */

#ifndef HW_DISPLAY_SVGA_DISPLAY_SCREEN_H
#define HW_DISPLAY_SVGA_DISPLAY_SCREEN_H

#include "svga3d_reg.h"
#include "../base/status.h"
#include "output.h"
#include "scanout.h"

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
    SVGA3dSurfaceImageId image; /* sid SVGA3D_INVALID_ID = not bound */
    pixman_image_t *picture;    /* (rebuilt) NULL: there is no console for it */
} SvgaScreenTarget;

typedef enum SvgaScreenMode {
    SVGA_SCREEN_VGA,            /* SVGA is disabled or hidden */
    SVGA_SCREEN_LEGACY,         /* framebuffer in VRAM, on the first console */
    SVGA_SCREEN_TARGET,         /* each target on the console of its number */
} SvgaScreenMode;

typedef struct SvgaScreen {
    /* device state (saved) */
    SvgaScreenTarget targets[SVGA_SCREEN_TARGETS];
    bool targets_used;          /* since SVGA was enabled */

    /* device state (saved) of the update command in progress */
    uint32_t rows_done;

    /* device elements */
    QEMUBH *draw_bh;

    /* device config */
    uint32_t max_outputs;       /* consoles */

    /* size that the host wants of the first screen; outlives reset */
    uint32_t wish_width;
    uint32_t wish_height;

    /* device state (rebuilt) */
    SvgaScreenMode mode;
    SvgaGamma gamma;
    bool gamma_stale;           /* the palette registers are newer */
    SvgaOutput outputs[SVGA_SCREEN_TARGETS];

    /* device state (rebuilt) of the slices that pictures are drawn in */
    uint64_t draw_left;         /* bytes, before the main loop gets its turn */
    uint32_t draw_first;        /* the console that is served first */

    /* device state, for the properties */
    uint64_t slices_drawn;
    uint64_t bytes_drawn;       /* of pixels */
} SvgaScreen;

void svga_screen_reset(SvgaState *s);

/* A register that has a say in the mode was written, or a state was loaded. */
void svga_screen_mode_changed(SvgaState *s);

/*
 * The console that shows position @x, @y of the desktop that the targets
 * make up, and the position on that console.
 */
uint32_t svga_screen_locate(const SvgaState *s, int32_t *x, int32_t *y);

/* Does [x, x + w) lie within [0, limit), with no sum that could overflow? */
static inline bool svga_screen_within(uint32_t x, uint32_t w, uint32_t limit)
{
    return w && w <= limit && x <= limit - w;
}

/*
 * The screen target commands.  Bodies are the device's copies.
 * SVGA_BAD_SCREEN (no such target, or an extent out of range),
 * SVGA_SCREEN_EXISTS, SVGA_OVER_BUDGET, SVGA_BAD_SID, SVGA_BAD_IMAGE,
 * SVGA_BAD_FORMAT (of a surface that cannot be scanned out), SVGA_BAD_BOX
 * (damage outside).  Binding SVGA3D_INVALID_ID unbinds; updating an unbound
 * target blanks it.  svga_screen_update() is resumable.
 */
SvgaStatus svga_screen_define(SvgaState *s,
                              const SVGA3dCmdDefineGBScreenTarget *cmd);
SvgaStatus svga_screen_destroy(SvgaState *s, uint32_t stid);
SvgaStatus svga_screen_bind(SvgaState *s,
                            const SVGA3dCmdBindGBScreenTarget *cmd);
SvgaStatus svga_screen_update(SvgaState *s,
                              const SVGA3dCmdUpdateGBScreenTarget *cmd);

/* A surface or the screen target table is gone: unbind, destroy. */
void svga_screen_surface_destroyed(SvgaState *s, uint32_t sid);
void svga_screen_otable_dropped(SvgaState *s);

/* A target as READBACK_OTABLE shows it; untouched if there is none. */
void svga_screen_entry(SvgaState *s, uint32_t stid,
                       SVGAOTableScreenTargetEntry *entry);

#endif
