/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Layouts compared with sizes computed without the format table. */

#include "qemu/osdep.h"
#include "base/format.h"

static SvgaLayout layout_of(uint32_t format, uint32_t faces, uint32_t mips,
                            uint32_t w, uint32_t h, uint32_t d)
{
    return (SvgaLayout) {
        .format_id = format, .faces = faces, .mips = mips,
        .width = w, .height = h, .depth = d,
    };
}

/* Sizes computed by hand: width x height x depth x bytes, level by level. */
static void test_sizes(void)
{
    static const struct {
        uint32_t format, faces, mips, w, h, d;
        uint64_t size;
    } cases[] = {
        { SVGA3D_BUFFER, 1, 1, 1, 1, 1, 1 },
        { SVGA3D_BUFFER, 1, 1, 4097, 1, 1, 4097 },
        { SVGA3D_X8R8G8B8, 1, 1, 640, 480, 1, 1228800 },
        { SVGA3D_A8R8G8B8, 1, 1, 1, 1, 1, 4 },
        /* 8x4 4x2 2x1 1x1: 32 + 8 + 2 + 1 texels */
        { SVGA3D_A8R8G8B8, 1, 4, 8, 4, 1, 43 * 4 },
        /* levels below 1x1 stay 1x1 */
        { SVGA3D_A8R8G8B8, 1, 6, 8, 4, 1, 45 * 4 },
        { SVGA3D_A8R8G8B8, 1, SVGA_SURFACE_MIPS_MAX, 1, 1, 1, 24 * 4 },
        { SVGA3D_A8R8G8B8, 6, 1, 16, 16, 1, 6 * 1024 },
        { SVGA3D_A8R8G8B8, 6, 2, 16, 16, 1, 6 * (1024 + 256) },
        /* 4x4x4 2x2x2 1x1x1 */
        { SVGA3D_R5G6B5, 1, 3, 4, 4, 4, (64 + 8 + 1) * 2 },
        { SVGA3D_LUMINANCE8, 1, 1, 13, 7, 3, 273 },
        { SVGA3D_P8, 1, 1, 320, 200, 1, 64000 },
        { SVGA3D_R32G32B32A32_FLOAT, 1, 1, 3, 2, 1, 96 },
        { SVGA3D_R32G32B32_FLOAT, 1, 1, 3, 2, 1, 72 },
        /* BC1: 8 bytes per 4x4 block, edges rounded up */
        { SVGA3D_DXT1, 1, 1, 16, 16, 1, 128 },
        { SVGA3D_DXT1, 1, 5, 16, 16, 1, 128 + 32 + 8 + 8 + 8 },
        { SVGA3D_DXT5, 1, 1, 5, 5, 1, 64 },
        /* two texels share four bytes */
        { SVGA3D_YUY2, 1, 1, 5, 2, 1, 24 },
        { SVGA3D_A8R8G8B8, 1, 1, 16384, 16384, 1, UINT64_C(1) << 30 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        SvgaLayout layout = layout_of(cases[i].format, cases[i].faces,
                                      cases[i].mips, cases[i].w, cases[i].h,
                                      cases[i].d);

        g_assert_cmpint(svga_layout_init(&layout), ==, SVGA_OK);
        g_assert_cmpuint(layout.size, ==, cases[i].size);
    }
}

/* Faces follow each other, each with all its mips. */
static void test_offsets(void)
{
    SvgaLayout layout = layout_of(SVGA3D_A8R8G8B8, 6, 3, 8, 8, 1);
    uint64_t expected = 0;
    SvgaImage image;

    g_assert_cmpint(svga_layout_init(&layout), ==, SVGA_OK);
    for (uint32_t face = 0; face < 6; face++) {
        for (uint32_t mip = 0; mip < 3; mip++) {
            uint64_t edge = 8 >> mip;

            g_assert_cmpint(svga_layout_image(&layout, face, mip, &image), ==,
                            SVGA_OK);
            g_assert_cmpuint(image.offset, ==, expected);
            g_assert_cmpuint(image.size, ==, edge * edge * 4);
            g_assert_cmpuint(image.row_pitch, ==, edge * 4);
            g_assert_cmpuint(image.slice_pitch, ==, edge * edge * 4);
            expected += edge * edge * 4;
        }
    }
    g_assert_cmpuint(expected, ==, layout.size);
    g_assert_cmpint(svga_layout_image(&layout, 6, 0, &image), ==,
                    SVGA_BAD_IMAGE);
    g_assert_cmpint(svga_layout_image(&layout, 0, 3, &image), ==,
                    SVGA_BAD_IMAGE);
    g_assert_cmpint(svga_layout_image(&layout, UINT32_MAX, UINT32_MAX,
                                      &image), ==, SVGA_BAD_IMAGE);
}

static void test_bad_format(void)
{
    static const uint32_t formats[] = {
        SVGA3D_FORMAT_INVALID, SVGA3D_FORMAT_DEAD1, SVGA3D_FORMAT_DEAD2,
        SVGA3D_FORMAT_MAX, SVGA3D_FORMAT_MAX + 1, UINT32_MAX,
    };

    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        SvgaLayout layout = layout_of(formats[i], 1, 1, 16, 16, 1);

        g_assert_cmpint(svga_layout_init(&layout), ==, SVGA_BAD_FORMAT);
    }
}

static void test_bad_surface(void)
{
    static const struct {
        uint32_t faces, mips, w, h, d;
    } cases[] = {
        { 1, 1, 0, 1, 1 }, { 1, 1, 1, 0, 1 }, { 1, 1, 1, 1, 0 },
        { 1, 0, 1, 1, 1 }, { 1, SVGA_SURFACE_MIPS_MAX + 1, 1, 1, 1 },
        { 0, 1, 1, 1, 1 }, { 7, 1, 1, 1, 1 },
        { 1, 1, 16384, 16385, 1 },
        { 1, 2, 16384, 16384, 1 },
        { 6, 1, 16384, 16384, 1 },
        { 1, 1, UINT32_MAX, 1, 1 },
        { 1, 1, 1, UINT32_MAX, 1 },
        { 1, 1, 1, 1, UINT32_MAX },
        { 1, 1, UINT32_MAX, UINT32_MAX, UINT32_MAX },
        /* the product is 0 modulo 2^32 and 2^64 */
        { 1, 1, 1u << 31, 1u << 31, 4 },
        { 1, 1, 65536, 65536, 1 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        SvgaLayout layout = layout_of(SVGA3D_A8R8G8B8, cases[i].faces,
                                      cases[i].mips, cases[i].w, cases[i].h,
                                      cases[i].d);

        g_assert_cmpint(svga_layout_init(&layout), ==, SVGA_BAD_SURFACE);
    }
}

static SvgaStatus span_of(SvgaLayout *layout, const SVGA3dBox *box,
                          SvgaSpan *span)
{
    SvgaImage image;

    g_assert_cmpint(svga_layout_init(layout), ==, SVGA_OK);
    g_assert_cmpint(svga_layout_image(layout, 0, 0, &image), ==, SVGA_OK);
    return svga_image_span(layout, &image, 0, box, span);
}

static void test_span(void)
{
    SvgaLayout layout = layout_of(SVGA3D_A8R8G8B8, 1, 1, 10, 6, 3);
    const SVGA3dBox box = { .x = 2, .y = 1, .z = 1, .w = 5, .h = 4, .d = 2 };
    SvgaSpan span;

    g_assert_cmpint(span_of(&layout, &box, &span), ==, SVGA_OK);
    g_assert_cmpuint(span.offset, ==, 240 + 40 + 8);
    g_assert_cmpuint(span.row_bytes, ==, 20);
    g_assert_cmpuint(span.rows, ==, 4);
    g_assert_cmpuint(span.row_pitch, ==, 40);
    g_assert_cmpuint(span.slices, ==, 2);
    g_assert_cmpuint(span.slice_pitch, ==, 240);
    g_assert_cmpuint(svga_span_bytes(&span), ==, 160);
    g_assert_cmpuint(svga_span_end(&span), ==, 2 * 240 + 4 * 40 + 7 * 4);
}

static void test_span_blocks(void)
{
    SvgaLayout layout = layout_of(SVGA3D_DXT1, 1, 1, 18, 10, 1);
    const SVGA3dBox middle = { .x = 4, .y = 4, .w = 8, .h = 4, .d = 1 };
    const SVGA3dBox edge = { .x = 16, .y = 8, .w = 2, .h = 2, .d = 1 };
    const SVGA3dBox skew = { .x = 2, .w = 4, .h = 4, .d = 1 };
    const SVGA3dBox ragged = { .w = 6, .h = 4, .d = 1 };
    SvgaSpan span;

    g_assert_cmpint(span_of(&layout, &middle, &span), ==, SVGA_OK);
    g_assert_cmpuint(span.offset, ==, 40 + 8);
    g_assert_cmpuint(span.row_bytes, ==, 16);
    g_assert_cmpuint(span.rows, ==, 1);
    g_assert_cmpint(span_of(&layout, &edge, &span), ==, SVGA_OK);
    g_assert_cmpuint(span.offset, ==, 80 + 32);
    g_assert_cmpuint(span.row_bytes, ==, 8);
    g_assert_cmpint(span_of(&layout, &skew, &span), ==, SVGA_BAD_BOX);
    g_assert_cmpint(span_of(&layout, &ragged, &span), ==, SVGA_BAD_BOX);
}

static void test_bad_box(void)
{
    static const SVGA3dBox boxes[] = {
        { 0, 0, 0, 0, 1, 1 }, { 0, 0, 0, 1, 0, 1 }, { 0, 0, 0, 1, 1, 0 },
        { 0, 0, 0, 11, 1, 1 }, { 10, 0, 0, 1, 1, 1 }, { 9, 0, 0, 2, 1, 1 },
        { 0, 6, 0, 1, 1, 1 }, { 0, 5, 0, 1, 2, 1 }, { 0, 0, 3, 1, 1, 1 },
        { UINT32_MAX, 0, 0, 1, 1, 1 }, { UINT32_MAX, 0, 0, 2, 1, 1 },
        { 1, 0, 0, UINT32_MAX, 1, 1 }, { 0, UINT32_MAX, 0, 1, 2, 1 },
        { 0, 0, UINT32_MAX, 1, 1, 2 },
    };
    SvgaLayout layout = layout_of(SVGA3D_A8R8G8B8, 1, 1, 10, 6, 3);
    SvgaSpan span;

    for (size_t i = 0; i < G_N_ELEMENTS(boxes); i++) {
        g_assert_cmpint(span_of(&layout, &boxes[i], &span), ==, SVGA_BAD_BOX);
    }
}

/* Chunks of any size cover each byte of the span once, in ascending order. */
static void check_chunks(const SvgaSpan *span, uint64_t max)
{
    uint8_t seen[512] = { 0 }, wanted[512] = { 0 };
    uint64_t offset, len, last = 0;

    for (uint32_t z = 0; z < span->slices; z++) {
        for (uint32_t y = 0; y < span->rows; y++) {
            memset(wanted + span->offset + z * span->slice_pitch +
                   y * span->row_pitch, 1, span->row_bytes);
        }
    }
    for (uint64_t i = 0; i < svga_span_chunks(span, max); i++) {
        svga_span_chunk(span, max, i, &offset, &len);
        g_assert_cmpuint(len, >, 0);
        g_assert_cmpuint(len, <=, max);
        g_assert_cmpuint(offset, >=, last);
        last = offset + len;
        for (uint64_t at = offset; at < last; at++) {
            seen[at]++;
        }
    }
    g_assert_cmpmem(seen, sizeof(seen), wanted, sizeof(wanted));
}

static void test_chunks(void)
{
    const SvgaSpan spans[] = {
        { .offset = 3, .row_bytes = 7, .row_pitch = 16, .slice_pitch = 80,
          .rows = 4, .slices = 5 },
        { .offset = 0, .row_bytes = 16, .row_pitch = 16, .slice_pitch = 96,
          .rows = 4, .slices = 3 },
        { .offset = 5, .row_bytes = 16, .row_pitch = 16, .slice_pitch = 64,
          .rows = 4, .slices = 3 },
        { .offset = 9, .row_bytes = 100, .row_pitch = 100, .slice_pitch = 100,
          .rows = 1, .slices = 4 },
        { .offset = 511, .row_bytes = 1, .row_pitch = 1, .slice_pitch = 1,
          .rows = 1, .slices = 1 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(spans); i++) {
        for (uint64_t max = 1; max <= 17; max++) {
            SvgaSpan flat = spans[i];

            check_chunks(&spans[i], max);
            svga_span_flatten(&flat);
            g_assert_cmpuint(svga_span_bytes(&flat), ==,
                             svga_span_bytes(&spans[i]));
            check_chunks(&flat, max);
        }
    }
}

/* Everything that can be one run is one. */
static void test_flatten(void)
{
    SvgaSpan span = { .row_bytes = 16, .row_pitch = 16, .slice_pitch = 64,
                      .rows = 4, .slices = 3 };

    svga_span_flatten(&span);
    g_assert_cmpuint(span.rows, ==, 1);
    g_assert_cmpuint(span.slices, ==, 1);
    g_assert_cmpuint(span.row_bytes, ==, 192);
}

static void test_names(void)
{
    g_assert_cmpstr(svga_format_name(SVGA3D_A8R8G8B8), ==, "A8R8G8B8");
    g_assert_cmpstr(svga_format_name(SVGA3D_BUFFER), ==, "BUFFER");
    g_assert_null(svga_format_name(SVGA3D_FORMAT_INVALID));
    g_assert_null(svga_format_name(UINT32_MAX));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/format/sizes", test_sizes);
    g_test_add_func("/svga/format/offsets", test_offsets);
    g_test_add_func("/svga/format/bad-format", test_bad_format);
    g_test_add_func("/svga/format/bad-surface", test_bad_surface);
    g_test_add_func("/svga/format/span", test_span);
    g_test_add_func("/svga/format/span-blocks", test_span_blocks);
    g_test_add_func("/svga/format/bad-box", test_bad_box);
    g_test_add_func("/svga/format/chunks", test_chunks);
    g_test_add_func("/svga/format/flatten", test_flatten);
    g_test_add_func("/svga/format/names", test_names);
    return g_test_run();
}
