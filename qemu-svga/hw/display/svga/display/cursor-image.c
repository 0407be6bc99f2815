/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Cursor images, converted from the guest's masks to QEMU's ARGB. */

#include "qemu/osdep.h"
#include "cursor-image.h"

#define SVGA_CURSOR_RGB 0xffffffu
#define SVGA_CURSOR_OPAQUE 0xff000000u

uint64_t svga_cursor_mask_bytes(uint32_t width, uint32_t height,
                                uint32_t depth)
{
    return DIV_ROUND_UP((uint64_t)width * depth, 32) * 4 * height;
}

bool svga_cursor_shape_ok(const SvgaCursorShape *shape)
{
    return shape->width && shape->width <= SVGA_CURSOR_DIMENSION_MAX &&
           shape->height && shape->height <= SVGA_CURSOR_DIMENSION_MAX &&
           shape->hot_x < shape->width && shape->hot_y < shape->height;
}

static bool svga_cursor_depth_ok(uint32_t depth)
{
    return depth == 1 || depth == 32;
}

bool svga_cursor_depths_ok(const SvgaCursorDepths *depths)
{
    return svga_cursor_depth_ok(depths->and_mask) &&
           svga_cursor_depth_ok(depths->xor_mask);
}

/* A mask's texel, a bit or a colour, as a colour. */
static uint32_t svga_cursor_mask_texel(const uint8_t *row, uint32_t depth,
                                       uint32_t x)
{
    uint32_t texel;

    if (depth == 1) {
        return row[x / 8] & (0x80 >> x % 8) ? SVGA_CURSOR_RGB : 0;
    }
    memcpy(&texel, row + (size_t)x * sizeof(texel), sizeof(texel));
    return texel & SVGA_CURSOR_RGB;
}

static uint32_t svga_cursor_combine(uint32_t and_texel, uint32_t xor_texel)
{
    return and_texel == SVGA_CURSOR_RGB && !xor_texel ?
           0 : SVGA_CURSOR_OPAQUE | xor_texel;
}

void svga_cursor_from_masks(uint32_t *argb, const SvgaCursorShape *shape,
                            const SvgaCursorDepths *depths,
                            const uint8_t *masks)
{
    uint32_t w = shape->width, h = shape->height;
    uint64_t and_row = svga_cursor_mask_bytes(w, 1, depths->and_mask);
    uint64_t xor_row = svga_cursor_mask_bytes(w, 1, depths->xor_mask);
    const uint8_t *xor_mask = masks + and_row * h;

    for (uint32_t y = 0; y < h; y++) {
        for (uint32_t x = 0; x < w; x++) {
            *argb++ = svga_cursor_combine(
                svga_cursor_mask_texel(masks + y * and_row,
                                       depths->and_mask, x),
                svga_cursor_mask_texel(xor_mask + y * xor_row,
                                       depths->xor_mask, x));
        }
    }
}
