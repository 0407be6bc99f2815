/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Conversion of surface texels to console pixels. */

#ifndef HW_DISPLAY_SVGA_DISPLAY_SCANOUT_H
#define HW_DISPLAY_SVGA_DISPLAY_SCANOUT_H

/* Convert @count texels of one row to x8r8g8b8. */
typedef void SvgaRowConvert(uint32_t *dst, const uint8_t *src,
                            uint32_t count);

/* A surface format that a screen target can show. */
typedef struct SvgaScanout {
    uint32_t format_id;         /* SVGA3dSurfaceFormat */
    uint32_t bytes;             /* per texel */
    SvgaRowConvert *convert;
} SvgaScanout;

/* NULL for formats that cannot be scanned out. */
const SvgaScanout *svga_scanout_find(uint32_t format_id);

/* Palette lookup table for each channel of a pixel. */
typedef struct SvgaGamma {
    uint8_t red[256];
    uint8_t green[256];
    uint8_t blue[256];
    bool identity;
} SvgaGamma;

/*
 * Words 3n, 3n + 1 and 3n + 2 are entry n of each channel; 8 bits of each are
 * used.  False if @gamma does not change.
 */
bool svga_gamma_load(SvgaGamma *gamma, const uint32_t *palette);

/* Map @count x8r8g8b8 pixels; @dst may be @src. */
void svga_gamma_row(const SvgaGamma *gamma, uint32_t *dst,
                    const uint32_t *src, uint32_t count);

#endif
