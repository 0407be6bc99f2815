/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the console shows: VGA, the legacy framebuffer or a screen target. */

#ifndef HW_DISPLAY_SVGA_SCREEN_H
#define HW_DISPLAY_SVGA_SCREEN_H

#include "svga3d_reg.h"
#include "svga-status.h"

typedef struct SvgaState SvgaState;

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
} SvgaScreenTarget;

typedef enum SvgaScreenMode {
    SVGA_SCREEN_VGA,            /* SVGA is disabled or hidden */
    SVGA_SCREEN_LEGACY,         /* framebuffer in VRAM */
    SVGA_SCREEN_TARGET,         /* screen target 0, black while unbound */
} SvgaScreenMode;

typedef struct SvgaScreen {
    /* device state (saved) */
    SvgaScreenTarget targets[SVGA_SCREEN_TARGETS];
    bool targets_used;          /* since SVGA was enabled */

    /* device state (saved) of the update command in progress */
    uint32_t rows_done;

    /* device state (rebuilt) */
    SvgaScreenMode mode;
    bool redraw;                /* everything is new to the console */
} SvgaScreen;

void svga_screen_realize(SvgaState *s);
void svga_screen_unrealize(SvgaState *s);
void svga_screen_reset(SvgaState *s);

/* A register that has a say in the mode was written, or a state was loaded. */
void svga_screen_mode_changed(SvgaState *s);

/*
 * The screen target commands and UPDATE.  Bodies are the device's copies.
 * SVGA_BAD_SCREEN (no such target, or an extent out of range),
 * SVGA_SCREEN_EXISTS, SVGA_BAD_SID, SVGA_BAD_IMAGE, SVGA_BAD_FORMAT (of a
 * surface that cannot be scanned out), SVGA_BAD_BOX (damage outside).
 * Binding SVGA3D_INVALID_ID unbinds; updating an unbound target blanks it.
 * svga_screen_update() is resumable.
 */
SvgaStatus svga_screen_define(SvgaState *s,
                              const SVGA3dCmdDefineGBScreenTarget *cmd);
SvgaStatus svga_screen_destroy(SvgaState *s, uint32_t stid);
SvgaStatus svga_screen_bind(SvgaState *s,
                            const SVGA3dCmdBindGBScreenTarget *cmd);
SvgaStatus svga_screen_update(SvgaState *s,
                              const SVGA3dCmdUpdateGBScreenTarget *cmd);
SvgaStatus svga_screen_update_legacy(SvgaState *s,
                                     const SVGAFifoCmdUpdate *cmd);

/* A surface or the screen target table is gone: unbind, destroy. */
void svga_screen_surface_destroyed(SvgaState *s, uint32_t sid);
void svga_screen_otable_dropped(SvgaState *s);

/* A target as READBACK_OTABLE shows it; untouched if there is none. */
void svga_screen_entry(SvgaState *s, uint32_t stid,
                       SVGAOTableScreenTargetEntry *entry);

#endif
