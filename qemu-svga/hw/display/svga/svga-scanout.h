/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How texels of a surface become pixels of the console. */

#ifndef HW_DISPLAY_SVGA_SCANOUT_H
#define HW_DISPLAY_SVGA_SCANOUT_H

/* Convert @count texels of a row to x8r8g8b8. */
typedef void SvgaRowConvert(uint32_t *dst, const uint8_t *src,
                            uint32_t count);

/* A surface format that a screen target can show. */
typedef struct SvgaScanout {
    uint32_t format_id;         /* SVGA3dSurfaceFormat */
    uint32_t bytes;             /* of a texel */
    SvgaRowConvert *convert;
} SvgaScanout;

/* NULL for formats that cannot be shown. */
const SvgaScanout *svga_scanout_find(uint32_t format_id);

#endif
