/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hardware cursor: its picture, and its position by registers or FIFO. */

#ifndef HW_DISPLAY_SVGA_CURSOR_H
#define HW_DISPLAY_SVGA_CURSOR_H

#include "svga3d_reg.h"
#include "svga-status.h"

typedef struct SvgaState SvgaState;

#define SVGA_CURSOR_DIMENSION_MAX 256

typedef struct SvgaCursor {
    /* device registers (guest) (saved) */
    uint32_t x;
    uint32_t y;
    uint32_t on;

    /* device state (saved) */
    uint32_t fifo_count;        /* SVGA_FIFO_CURSOR_COUNT as last seen */

    /* device state (rebuilt) */
    uint32_t shown_x;
    uint32_t shown_y;
    bool shown;
} SvgaCursor;

void svga_cursor_reset(SvgaState *s);

/*
 * DEFINE_ALPHA_CURSOR: @pixels are @count premultiplied ARGB texels, top row
 * first.  SVGA_BAD_CURSOR (extent, or hot spot outside), SVGA_BAD_SIZE.
 */
SvgaStatus svga_cursor_define_alpha(SvgaState *s,
                                    const SVGAFifoCmdDefineAlphaCursor *cmd,
                                    const uint32_t *pixels, size_t count);

/* CURSOR_ON, written last of the three cursor registers, moves the cursor. */
void svga_cursor_set_on(SvgaState *s, uint32_t on);

/* Follow the FIFO's cursor registers (bypass 3), which nobody announces. */
void svga_cursor_poll(SvgaState *s);

#endif
