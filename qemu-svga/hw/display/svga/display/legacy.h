/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The legacy framebuffer: VRAM, described by registers. */

#ifndef HW_DISPLAY_SVGA_DISPLAY_LEGACY_H
#define HW_DISPLAY_SVGA_DISPLAY_LEGACY_H

#include "desktop.h"

/*
 * Show it, or a black screen if VRAM cannot hold what the registers describe.
 */
void svga_legacy_show(SvgaDesktop *d, SvgaOutput *o);

/* UPDATE: SVGA_BAD_BOX if the rectangle is not within the framebuffer. */
SvgaStatus svga_legacy_update(SvgaDesktop *d, const SVGAFifoCmdUpdate *cmd);

/* Find rows that the guest drew without an UPDATE (TRACES), as bands. */
void svga_legacy_scan(SvgaDesktop *d, SvgaOutput *o);

#endif
