/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Texels of every format that can be scanned out, and palettes. */

#include "qemu/osdep.h"
#include "display/scanout.h"
#include "svga3d_reg.h"

static void test_formats(void)
{
    static const struct {
        uint32_t format;
        uint32_t bytes;
        uint32_t texel;
        uint32_t rgb;
    } cases[] = {
        { SVGA3D_X8R8G8B8, 4, 0x12345678, 0x345678 },
        { SVGA3D_A8R8G8B8, 4, 0xff345678, 0x345678 },
        { SVGA3D_B8G8R8X8_UNORM, 4, 0x00123456, 0x123456 },
        { SVGA3D_B8G8R8A8_UNORM, 4, 0x80abcdef, 0xabcdef },
        { SVGA3D_R5G6B5, 2, 0x0000, 0x000000 },
        { SVGA3D_R5G6B5, 2, 0xffff, 0xffffff },
        { SVGA3D_R5G6B5, 2, 0xf800, 0xff0000 },
        { SVGA3D_R5G6B5, 2, 0x07e0, 0x00ff00 },
        { SVGA3D_R5G6B5, 2, 0x001f, 0x0000ff },
        /* 16 of 31, 32 of 63, 16 of 31; the upper bits are repeated below */
        { SVGA3D_R5G6B5, 2, 0x8410, 0x848284 },
        { SVGA3D_X1R5G5B5, 2, 0x7c00, 0xff0000 },
        { SVGA3D_X1R5G5B5, 2, 0x03e0, 0x00ff00 },
        { SVGA3D_X1R5G5B5, 2, 0x801f, 0x0000ff },
        { SVGA3D_A1R5G5B5, 2, 0xffff, 0xffffff },
        { SVGA3D_A1R5G5B5, 2, 0x4210, 0x848484 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const SvgaScanout *scanout = svga_scanout_find(cases[i].format);
        uint32_t pixels[2] = { 0, 0xdeadbeef };

        g_assert_nonnull(scanout);
        g_assert_cmpuint(scanout->bytes, ==, cases[i].bytes);
        scanout->convert(pixels, (const uint8_t *)&cases[i].texel, 1);
        g_assert_cmphex(pixels[0] & 0xffffff, ==, cases[i].rgb);
        g_assert_cmphex(pixels[1], ==, 0xdeadbeef);
    }
}

static void test_unknown(void)
{
    g_assert_null(svga_scanout_find(SVGA3D_BUFFER));
    g_assert_null(svga_scanout_find(SVGA3D_DXT1));
    g_assert_null(svga_scanout_find(SVGA3D_FORMAT_INVALID));
    g_assert_null(svga_scanout_find(UINT32_MAX));
}

/* Neighbours keep their order, wherever a row begins in memory. */
static void test_row(void)
{
    static const uint8_t texels[] = { 0xee, 0x1f, 0x00, 0xe0, 0x07, 0x00,
                                      0xf8 };
    uint32_t pixels[3];

    svga_scanout_find(SVGA3D_R5G6B5)->convert(pixels, texels + 1, 3);
    g_assert_cmphex(pixels[0], ==, 0x0000ff);
    g_assert_cmphex(pixels[1], ==, 0x00ff00);
    g_assert_cmphex(pixels[2], ==, 0xff0000);
}

static void identity(uint32_t *palette)
{
    for (uint32_t i = 0; i < 256; i++) {
        palette[3 * i] = palette[3 * i + 1] = palette[3 * i + 2] = i;
    }
}

static void test_identity(void)
{
    uint32_t palette[SVGA_NUM_PALETTE_REGS];
    SvgaGamma gamma = { 0 };

    identity(palette);
    svga_gamma_load(&gamma, palette);
    g_assert_true(gamma.identity);
    for (size_t i = 0; i < G_N_ELEMENTS(palette); i++) {
        palette[i] ^= 1;
        svga_gamma_load(&gamma, palette);
        g_assert_false(gamma.identity);
        palette[i] ^= 1;
    }
}

/* A palette has changed if any byte has; the bits above never count. */
static void test_changed(void)
{
    uint32_t palette[SVGA_NUM_PALETTE_REGS];
    SvgaGamma gamma = { 0 };

    identity(palette);
    g_assert_true(svga_gamma_load(&gamma, palette));
    g_assert_false(svga_gamma_load(&gamma, palette));
    for (size_t i = 0; i < G_N_ELEMENTS(palette); i++) {
        palette[i] ^= 0x100;
        g_assert_false(svga_gamma_load(&gamma, palette));
        palette[i] ^= 0x180;
        g_assert_true(svga_gamma_load(&gamma, palette));
        g_assert_false(svga_gamma_load(&gamma, palette));
    }
}

/* Separate channels; bits above the eighth are ignored. */
static void test_gamma(void)
{
    static const uint32_t src[] = { 0x000000, 0xff102030, 0xffffff };
    uint32_t palette[SVGA_NUM_PALETTE_REGS];
    SvgaGamma gamma = { 0 };
    uint32_t dst[3];

    identity(palette);
    palette[3 * 0x10] = 0x1aa;
    palette[3 * 0x20 + 1] = 0xbb;
    palette[3 * 0x30 + 2] = 0xcc;
    palette[3 * 0xff] = 0;
    svga_gamma_load(&gamma, palette);
    svga_gamma_row(&gamma, dst, src, 3);
    g_assert_cmphex(dst[0], ==, 0x000000);
    g_assert_cmphex(dst[1], ==, 0xaabbcc);
    g_assert_cmphex(dst[2], ==, 0x00ffff);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/scanout/formats", test_formats);
    g_test_add_func("/svga/scanout/unknown", test_unknown);
    g_test_add_func("/svga/scanout/row", test_row);
    g_test_add_func("/svga/scanout/identity", test_identity);
    g_test_add_func("/svga/scanout/changed", test_changed);
    g_test_add_func("/svga/scanout/gamma", test_gamma);
    return g_test_run();
}
