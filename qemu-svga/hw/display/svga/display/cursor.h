/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The hardware cursor: its image, and its position from registers or FIFO. */

#ifndef HW_DISPLAY_SVGA_DISPLAY_CURSOR_H
#define HW_DISPLAY_SVGA_DISPLAY_CURSOR_H

#include "cursor-image.h"
#include "desktop.h"

/* The largest contents of a cursor MOB: two masks of full depth. */
#define SVGA_CURSOR_MOB_BYTES_MAX \
    (sizeof(SVGAGBCursorHeader) + \
     2 * SVGA_CURSOR_DIMENSION_MAX * SVGA_CURSOR_DIMENSION_MAX * 4)

void svga_cursor_reset(SvgaDesktop *d);
void svga_cursor_unrealize(SvgaDesktop *d);

/* CRC-32 of the image's ARGB texels; 0 if there is none. */
uint32_t svga_cursor_crc(const SvgaDesktop *d);

/*
 * DEFINE_ALPHA_CURSOR: @pixels are @count premultiplied ARGB texels, top row
 * first.  DEFINE_CURSOR: @masks are @size bytes, the AND mask and the XOR mask.
 * SVGA_BAD_CURSOR (bad extent or depth, or hot spot outside), SVGA_BAD_SIZE.
 */
SvgaStatus svga_cursor_define_alpha(SvgaDesktop *d,
                                    const SVGAFifoCmdDefineAlphaCursor *cmd,
                                    const uint32_t *pixels, size_t count);
SvgaStatus svga_cursor_define_masks(SvgaDesktop *d,
                                    const SVGAFifoCmdDefineCursor *cmd,
                                    const uint8_t *masks, size_t size);

/*
 * CURSOR_MOBID: load the image that the MOB holds right now.  The errors of the
 * two functions above, and SVGA_BAD_MOB, SVGA_MOB_TOO_SMALL, SVGA_DMA_ERROR.
 */
SvgaStatus svga_cursor_define_mob(SvgaDesktop *d, uint32_t mobid);

/* CURSOR_ON, written last of the three cursor registers, moves the cursor. */
void svga_cursor_set_on(SvgaDesktop *d, uint32_t on);

/* Called when the screens have moved below the cursor. */
void svga_cursor_moved(SvgaDesktop *d);

/*
 * Poll the FIFO's cursor registers (cursor bypass 3), which have no doorbell.
 */
void svga_cursor_poll(SvgaDesktop *d);

#endif
