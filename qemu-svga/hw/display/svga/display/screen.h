/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The display mode and the screen targets. */

#ifndef HW_DISPLAY_SVGA_DISPLAY_SCREEN_H
#define HW_DISPLAY_SVGA_DISPLAY_SCREEN_H

#include "desktop.h"

void svga_screen_reset(SvgaDesktop *d);

/* Call after a write to a register that affects the mode, or after loading. */
void svga_screen_mode_changed(SvgaDesktop *d);

/*
 * The screen target commands.  Bodies are the device's copies.  SVGA_BAD_SCREEN
 * (no such target, or an extent out of range), SVGA_SCREEN_EXISTS,
 * SVGA_OVER_BUDGET, SVGA_BAD_SID, SVGA_BAD_IMAGE, SVGA_BAD_FORMAT (of a surface
 * that cannot be scanned out), SVGA_BAD_BOX (damage outside).  Binding
 * SVGA3D_INVALID_ID unbinds; updating an unbound target blanks it.
 * svga_screen_update() is resumable.
 */
SvgaStatus svga_screen_define(SvgaDesktop *d,
                              const SVGA3dCmdDefineGBScreenTarget *cmd);
SvgaStatus svga_screen_destroy(SvgaDesktop *d, uint32_t stid);
SvgaStatus svga_screen_bind(SvgaDesktop *d,
                            const SVGA3dCmdBindGBScreenTarget *cmd);
SvgaStatus svga_screen_update(SvgaDesktop *d,
                              const SVGA3dCmdUpdateGBScreenTarget *cmd);

/*
 * Hooks for changes of objects: a target whose surface is destroyed becomes
 * unbound; if the table of screen targets goes, all targets go.
 */
SvgaGbHooks svga_screen_hooks(SvgaDesktop *d);

#endif
