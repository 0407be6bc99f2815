/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Pictures of cursors, as guests send them and as consoles take them. */

#ifndef HW_DISPLAY_SVGA_DISPLAY_CURSOR_IMAGE_H
#define HW_DISPLAY_SVGA_DISPLAY_CURSOR_IMAGE_H

#define SVGA_CURSOR_DIMENSION_MAX 256

typedef struct SvgaCursorShape {
    uint32_t width;
    uint32_t height;
    uint32_t hot_x;
    uint32_t hot_y;
} SvgaCursorShape;

/* Depths of the AND and of the XOR mask: 1 or 32. */
typedef struct SvgaCursorDepths {
    uint32_t and_mask;
    uint32_t xor_mask;
} SvgaCursorDepths;

/* Bytes of a mask: rows are padded to 32 bits.  All parameters below 2^20. */
uint64_t svga_cursor_mask_bytes(uint32_t width, uint32_t height,
                                uint32_t depth);

/* The extent is within the limit and the hot spot within the extent. */
bool svga_cursor_shape_ok(const SvgaCursorShape *shape);

/* False for depths that this device does not have. */
bool svga_cursor_depths_ok(const SvgaCursorDepths *depths);

/*
 * Make width x height premultiplied ARGB texels of @masks, the AND mask with
 * the XOR mask behind it, top row first.  The screen below a texel becomes
 * (screen & AND) ^ XOR: transparent where that is the screen.  Where it
 * depends on the screen in another way, which a picture cannot say, the
 * texel is opaque, of the XOR colour.
 */
void svga_cursor_from_masks(uint32_t *argb, const SvgaCursorShape *shape,
                            const SvgaCursorDepths *depths,
                            const uint8_t *masks);

#endif
