/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Cursors from AND and XOR masks, compared with hand-made images. */

#include "qemu/osdep.h"
#include "display/cursor-image.h"

#define BLACK 0xff000000u
#define WHITE 0xffffffffu
#define CLEAR 0u

static void assert_texels(const uint32_t *got, const uint32_t *want,
                          size_t count)
{
    g_assert_cmpmem(got, count * sizeof(*got), want, count * sizeof(*want));
}

static void test_mask_bytes(void)
{
    static const struct {
        uint32_t width, height, depth;
        uint64_t bytes;
    } cases[] = {
        { 1, 1, 1, 4 }, { 32, 1, 1, 4 }, { 33, 1, 1, 8 }, { 33, 3, 1, 24 },
        { 5, 2, 8, 16 }, { 3, 2, 24, 24 }, { 3, 2, 32, 24 }, { 0, 7, 1, 0 },
        { 1 << 19, 1 << 19, 32, UINT64_C(1) << 40 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_assert_cmpuint(svga_cursor_mask_bytes(cases[i].width,
                                                cases[i].height,
                                                cases[i].depth), ==,
                         cases[i].bytes);
    }
}

static void test_shape(void)
{
    static const struct {
        SvgaCursorShape shape;
        bool ok;
    } cases[] = {
        { { 1, 1, 0, 0 }, true }, { { 256, 256, 255, 255 }, true },
        { { 0, 1, 0, 0 }, false }, { { 1, 0, 0, 0 }, false },
        { { 257, 1, 0, 0 }, false }, { { 1, 257, 0, 0 }, false },
        { { 4, 4, 4, 0 }, false }, { { 4, 4, 0, 4 }, false },
        { { 4, 4, UINT32_MAX, 0 }, false },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_assert_true(svga_cursor_shape_ok(&cases[i].shape) == cases[i].ok);
    }
}

static void test_depths(void)
{
    for (uint32_t depth = 0; depth < 64; depth++) {
        const SvgaCursorDepths and_depth = { depth, 1 };
        const SvgaCursorDepths xor_depth = { 32, depth };
        bool ok = depth == 1 || depth == 32;

        g_assert_true(svga_cursor_depths_ok(&and_depth) == ok);
        g_assert_true(svga_cursor_depths_ok(&xor_depth) == ok);
    }
}

/* All four combinations of two bits; the first texel is the highest bit. */
static void test_mono(void)
{
    static const uint8_t masks[] = {
        0x30, 0, 0, 0, 0x80, 0, 0, 0,       /* AND: 0011, 1000 */
        0x50, 0, 0, 0, 0x00, 0, 0, 0,       /* XOR: 0101, 0000 */
    };
    static const uint32_t want[] = {
        BLACK, WHITE, CLEAR, WHITE, CLEAR, BLACK, BLACK, BLACK,
    };
    const SvgaCursorShape shape = { 4, 2, 0, 0 };
    const SvgaCursorDepths depths = { 1, 1 };
    uint32_t got[G_N_ELEMENTS(want)];

    svga_cursor_from_masks(got, &shape, &depths, masks);
    assert_texels(got, want, G_N_ELEMENTS(want));
}

/* Rows are padded: a row's 33rd texel is in the second word. */
static void test_wide(void)
{
    uint8_t masks[2 * 2 * 8] = { 0 };
    const SvgaCursorShape shape = { 33, 2, 0, 0 };
    const SvgaCursorDepths depths = { 1, 1 };
    uint32_t got[33 * 2];

    masks[2 * 8 + 8 + 4] = 0x80;            /* XOR, second row */
    svga_cursor_from_masks(got, &shape, &depths, masks);
    for (size_t i = 0; i < G_N_ELEMENTS(got); i++) {
        g_assert_cmphex(got[i], ==, i == 33 + 32 ? WHITE : BLACK);
    }
}

/* A bit for transparency, and colours whose upper byte is ignored. */
static void test_colour(void)
{
    const uint32_t masks[] = {
        GUINT32_TO_BE(0x40000000),
        0xaa123456, 0x00000000, 0x00fedcba,
    };
    static const uint32_t want[] = { 0xff123456, CLEAR, 0xfffedcba };
    const SvgaCursorShape shape = { 3, 1, 0, 0 };
    const SvgaCursorDepths depths = { 1, 32 };
    uint32_t got[3];

    svga_cursor_from_masks(got, &shape, &depths, (const uint8_t *)masks);
    assert_texels(got, want, 3);
}

/* Both in colour: only a full AND and an empty XOR are transparent. */
static void test_two_colours(void)
{
    static const uint32_t masks[] = {
        0x00ffffff, 0xffffffff, 0x00fffffe, 0,
        0, 0x00000001, 0, 0x00808080,
    };
    static const uint32_t want[] = { CLEAR, 0xff000001, BLACK, 0xff808080 };
    const SvgaCursorShape shape = { 4, 1, 0, 0 };
    const SvgaCursorDepths depths = { 32, 32 };
    uint32_t got[4];

    svga_cursor_from_masks(got, &shape, &depths, (const uint8_t *)masks);
    assert_texels(got, want, 4);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/cursor/mask-bytes", test_mask_bytes);
    g_test_add_func("/svga/cursor/shape", test_shape);
    g_test_add_func("/svga/cursor/depths", test_depths);
    g_test_add_func("/svga/cursor/mono", test_mono);
    g_test_add_func("/svga/cursor/wide", test_wide);
    g_test_add_func("/svga/cursor/colour", test_colour);
    g_test_add_func("/svga/cursor/two-colours", test_two_colours);
    return g_test_run();
}
