/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Conversion of surface texels to console pixels. */

#include "qemu/osdep.h"
#include "svga3d_reg.h"
#include "scanout.h"

static void svga_row_xrgb8888(uint32_t *dst, const uint8_t *src,
                              uint32_t count)
{
    memcpy(dst, src, (size_t)count * 4);
}

/* In host byte order, like every word of the guest (see command/table). */
static uint32_t svga_texel16(const uint8_t *src, uint32_t i)
{
    uint16_t texel;

    memcpy(&texel, src + (size_t)i * sizeof(texel), sizeof(texel));
    return texel;
}

static void svga_row_rgb565(uint32_t *dst, const uint8_t *src, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t texel = svga_texel16(src, i);
        uint32_t r = texel >> 11;
        uint32_t g = (texel >> 5) & 0x3f;
        uint32_t b = texel & 0x1f;

        dst[i] = (r << 3 | r >> 2) << 16 | (g << 2 | g >> 4) << 8 |
                 (b << 3 | b >> 2);
    }
}

static void svga_row_xrgb1555(uint32_t *dst, const uint8_t *src,
                              uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t texel = svga_texel16(src, i);
        uint32_t r = (texel >> 10) & 0x1f;
        uint32_t g = (texel >> 5) & 0x1f;
        uint32_t b = texel & 0x1f;

        dst[i] = (r << 3 | r >> 2) << 16 | (g << 3 | g >> 2) << 8 |
                 (b << 3 | b >> 2);
    }
}

static const SvgaScanout svga_scanouts[] = {
    { SVGA3D_X8R8G8B8, 4, svga_row_xrgb8888 },
    { SVGA3D_A8R8G8B8, 4, svga_row_xrgb8888 },
    { SVGA3D_B8G8R8X8_UNORM, 4, svga_row_xrgb8888 },
    { SVGA3D_B8G8R8A8_UNORM, 4, svga_row_xrgb8888 },
    { SVGA3D_R5G6B5, 2, svga_row_rgb565 },
    { SVGA3D_X1R5G5B5, 2, svga_row_xrgb1555 },
    { SVGA3D_A1R5G5B5, 2, svga_row_xrgb1555 },
};

const SvgaScanout *svga_scanout_find(uint32_t format_id)
{
    for (size_t i = 0; i < ARRAY_SIZE(svga_scanouts); i++) {
        if (svga_scanouts[i].format_id == format_id) {
            return &svga_scanouts[i];
        }
    }
    return NULL;
}

bool svga_gamma_load(SvgaGamma *gamma, const uint32_t *palette)
{
    const SvgaGamma old = *gamma;

    gamma->identity = true;
    for (size_t i = 0; i < 256; i++) {
        gamma->red[i] = palette[3 * i];
        gamma->green[i] = palette[3 * i + 1];
        gamma->blue[i] = palette[3 * i + 2];
        gamma->identity &= gamma->red[i] == i && gamma->green[i] == i &&
                           gamma->blue[i] == i;
    }
    return memcmp(old.red, gamma->red, sizeof(old.red)) ||
           memcmp(old.green, gamma->green, sizeof(old.green)) ||
           memcmp(old.blue, gamma->blue, sizeof(old.blue));
}

void svga_gamma_row(const SvgaGamma *gamma, uint32_t *dst,
                    const uint32_t *src, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t pixel = src[i];

        dst[i] = (uint32_t)gamma->red[(pixel >> 16) & 0xff] << 16 |
                 (uint32_t)gamma->green[(pixel >> 8) & 0xff] << 8 |
                 gamma->blue[pixel & 0xff];
    }
}
