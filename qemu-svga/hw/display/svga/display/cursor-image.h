/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Cursor images, converted from the guest's masks to QEMU's ARGB. */

#ifndef HW_DISPLAY_SVGA_DISPLAY_CURSOR_IMAGE_H
#define HW_DISPLAY_SVGA_DISPLAY_CURSOR_IMAGE_H

#define SVGA_CURSOR_DIMENSION_MAX 256

typedef struct SvgaCursorShape {
    uint32_t width;
    uint32_t height;
    uint32_t hot_x;
    uint32_t hot_y;
} SvgaCursorShape;

/* Depths of the AND mask and the XOR mask: 1 or 32. */
typedef struct SvgaCursorDepths {
    uint32_t and_mask;
    uint32_t xor_mask;
} SvgaCursorDepths;

/* Bytes of a mask, whose rows are padded to 32 bits; all parameters < 2^20. */
uint64_t svga_cursor_mask_bytes(uint32_t width, uint32_t height,
                                uint32_t depth);

/* True if the extent is within its limit and the hot spot within the extent. */
bool svga_cursor_shape_ok(const SvgaCursorShape *shape);

/* False for depths that the device does not support. */
bool svga_cursor_depths_ok(const SvgaCursorDepths *depths);

/*
 * Convert @masks, the AND mask followed by the XOR mask, to width x height
 * premultiplied ARGB texels, top row first.  The screen below a texel becomes
 * (screen & AND) ^ XOR; where that leaves the screen as it is, the texel is
 * transparent.  Where the result depends on the screen in another way, which
 * ARGB cannot express, the texel is opaque and has the XOR colour.
 */
void svga_cursor_from_masks(uint32_t *argb, const SvgaCursorShape *shape,
                            const SvgaCursorDepths *depths,
                            const uint8_t *masks);

#endif
