/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The hardware cursor: its picture, and its position by registers or FIFO. */

#ifndef HW_DISPLAY_SVGA_DISPLAY_CURSOR_H
#define HW_DISPLAY_SVGA_DISPLAY_CURSOR_H

#include "svga3d_reg.h"
#include "../base/status.h"
#include "cursor-image.h"

typedef struct SvgaState SvgaState;

/* Two masks of full depth are the most that a cursor MOB can have. */
#define SVGA_CURSOR_MOB_BYTES_MAX \
    (sizeof(SVGAGBCursorHeader) + \
     2 * SVGA_CURSOR_DIMENSION_MAX * SVGA_CURSOR_DIMENSION_MAX * 4)

/* What the consoles were told, for properties. */
typedef struct SvgaCursorSeen {
    uint64_t head;              /* console that has it */
    uint64_t x;                 /* of the hot spot on that console, 32 bits */
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
    QEMUCursor *picture;        /* as the consoles have it, or NULL */
} SvgaCursor;

void svga_cursor_reset(SvgaState *s);
void svga_cursor_unrealize(SvgaState *s);

/* CRC-32 of the picture's ARGB texels, 0 without one. */
uint32_t svga_cursor_crc(const SvgaState *s);

/*
 * DEFINE_ALPHA_CURSOR: @pixels are @count premultiplied ARGB texels, top row
 * first.  DEFINE_CURSOR: @masks are @size bytes, the AND mask and the XOR
 * mask.  SVGA_BAD_CURSOR (extent, depth, or hot spot outside), SVGA_BAD_SIZE.
 */
SvgaStatus svga_cursor_define_alpha(SvgaState *s,
                                    const SVGAFifoCmdDefineAlphaCursor *cmd,
                                    const uint32_t *pixels, size_t count);
SvgaStatus svga_cursor_define_masks(SvgaState *s,
                                    const SVGAFifoCmdDefineCursor *cmd,
                                    const uint8_t *masks, size_t size);

/*
 * CURSOR_MOBID: take the picture that a MOB holds right now.  The errors of
 * the two above, and SVGA_BAD_MOB, SVGA_MOB_TOO_SMALL, SVGA_DMA_ERROR.
 */
SvgaStatus svga_cursor_define_mob(SvgaState *s, uint32_t mobid);

/* CURSOR_ON, written last of the three cursor registers, moves the cursor. */
void svga_cursor_set_on(SvgaState *s, uint32_t on);

/* The screens moved below the cursor. */
void svga_cursor_moved(SvgaState *s);

/* Follow the FIFO's cursor registers (bypass 3), which nobody announces. */
void svga_cursor_poll(SvgaState *s);

#endif
