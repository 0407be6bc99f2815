/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The framebuffer in video memory that registers describe. */

#ifndef HW_DISPLAY_SVGA_DISPLAY_LEGACY_H
#define HW_DISPLAY_SVGA_DISPLAY_LEGACY_H

#include "desktop.h"

/* Show it; a black screen when VRAM cannot hold what registers describe. */
void svga_legacy_show(SvgaDesktop *d, SvgaOutput *o);

/* UPDATE: SVGA_BAD_BOX when the rectangle is not within the framebuffer. */
SvgaStatus svga_legacy_update(SvgaDesktop *d, const SVGAFifoCmdUpdate *cmd);

/* Find what the guest drew without telling (TRACES), as bands of rows. */
void svga_legacy_scan(SvgaDesktop *d, SvgaOutput *o);

#endif
