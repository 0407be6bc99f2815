/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* All formats of the headers: the size follows from the name alone. */

#include "qemu/osdep.h"
#include "base/format.h"

/* A block of texels and its bytes, as derived by the test. */
typedef struct Block {
    uint32_t width;
    uint32_t height;
    uint32_t bytes;
} Block;

/* Names that do not tell the number of bits per texel. */
static const struct {
    const char *prefix;
    Block block;
} special[] = {
    { "DXT1", { 4, 4, 8 } }, { "DXT", { 4, 4, 16 } },
    { "ATI1", { 4, 4, 8 } }, { "ATI2", { 4, 4, 16 } },
    { "BC1_", { 4, 4, 8 } }, { "BC4_", { 4, 4, 8 } },
    { "BC", { 4, 4, 16 } },
    { "NV12", { 2, 2, 6 } }, { "YV12", { 2, 2, 6 } },
    { "UYVY", { 2, 1, 4 } }, { "YUY2", { 2, 1, 4 } },
    { "R8G8_B8G8", { 2, 1, 4 } }, { "G8R8_G8B8", { 2, 1, 4 } },
    { "AYUV", { 1, 1, 4 } },
    { "BUFFER", { 1, 1, 1 } },
    { "Z_DF24", { 1, 1, 4 } },
    /* a half or a float per letter */
    { "ARGB_S10E5", { 1, 1, 8 } }, { "ARGB_S23E8", { 1, 1, 16 } },
    { "RG_S10E5", { 1, 1, 4 } }, { "RG_S23E8", { 1, 1, 8 } },
    { "R_S10E5", { 1, 1, 2 } }, { "R_S23E8", { 1, 1, 4 } },
};

/* Other names list the bits per channel: R10G10B10A2 has 32. */
static Block block_of(const char *name)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(special); i++) {
        if (g_str_has_prefix(name, special[i].prefix)) {
            return special[i].block;
        }
    }
    while (*name) {
        char *end;

        if (g_ascii_isdigit(*name)) {
            bits += g_ascii_strtoull(name, &end, 10);
            name = end;
        } else {
            name++;
        }
    }
    return (Block) { 1, 1, bits / 8 };
}

static bool usable(uint32_t format)
{
    return format != SVGA3D_FORMAT_INVALID && format != SVGA3D_FORMAT_DEAD1 &&
           format != SVGA3D_FORMAT_DEAD2;
}

static void test_names(void)
{
    for (uint32_t format = 0; format < SVGA3D_FORMAT_MAX; format++) {
        g_assert_cmpint(svga_format_name(format) != NULL, ==,
                        usable(format));
    }
    g_assert_null(svga_format_name(SVGA3D_FORMAT_MAX));
    g_assert_cmpstr(svga_format_name(SVGA3D_R11G11B10_TYPELESS), ==,
                    "R11G11B10_TYPELESS");
}

static SvgaStatus layout(SvgaLayout *layout, uint32_t format, uint32_t faces,
                         uint32_t mips, uint32_t w, uint32_t h, uint32_t d)
{
    *layout = (SvgaLayout) {
        .format_id = format, .faces = faces, .mips = mips,
        .width = w, .height = h, .depth = d,
    };
    return svga_layout_init(layout);
}

/* Number of blocks that cover this many texels on an axis. */
static uint64_t begins(uint32_t texels, uint32_t block)
{
    uint64_t count = 0;

    for (uint32_t i = 0; i < texels; i++) {
        count += i % block == 0;
    }
    return count;
}

static uint32_t halved(uint32_t extent, uint32_t times)
{
    for (; times && extent > 1; times--) {
        extent /= 2;
    }
    return extent;
}

/* Each level of each face follows the previous one without a gap. */
static void check_shape(uint32_t format, uint32_t faces, uint32_t mips,
                        uint32_t w, uint32_t h, uint32_t d)
{
    Block b = block_of(svga_format_name(format));
    uint64_t expected = 0;
    SvgaLayout l;
    SvgaImage image;

    g_assert_cmpint(layout(&l, format, faces, mips, w, h, d), ==, SVGA_OK);
    for (uint32_t face = 0; face < faces; face++) {
        for (uint32_t mip = 0; mip < mips; mip++) {
            uint64_t size = begins(halved(w, mip), b.width) *
                            begins(halved(h, mip), b.height) *
                            halved(d, mip) * b.bytes;

            g_assert_cmpint(svga_layout_image(&l, face, mip, &image), ==,
                            SVGA_OK);
            g_assert_cmpuint(image.offset, ==, expected);
            g_assert_cmpuint(image.size, ==, size);
            expected += size;
        }
    }
    g_assert_cmpuint(l.size, ==, expected);
}

static void test_sizes(void)
{
    static const struct {
        uint32_t faces, mips, w, h, d;
    } shapes[] = {
        { 1, 1, 1, 1, 1 }, { 1, 1, 4096, 1, 1 }, { 1, 1, 64, 64, 1 },
        { 1, 7, 64, 64, 1 }, { 1, 9, 100, 37, 1 }, { 6, 1, 16, 16, 1 },
        { 6, 5, 17, 17, 1 }, { 1, 1, 12, 10, 7 }, { 1, 6, 31, 5, 9 },
        { 1, 13, 4096, 3, 1 },
    };

    for (uint32_t format = 0; format < SVGA3D_FORMAT_MAX; format++) {
        for (size_t i = 0; i < G_N_ELEMENTS(shapes) && usable(format); i++) {
            check_shape(format, shapes[i].faces, shapes[i].mips, shapes[i].w,
                        shapes[i].h, shapes[i].d);
        }
    }
}

/* The planes of the whole image together cover each of its bytes once. */
static void test_planes_cover(void)
{
    const SVGA3dBox whole = { .w = 13, .h = 7, .d = 3 };
    uint8_t seen[8192];
    SvgaLayout l;
    SvgaImage image;
    SvgaSpan span;

    for (uint32_t format = 0; format < SVGA3D_FORMAT_MAX; format++) {
        if (layout(&l, format, 1, 2, 13, 7, 3) != SVGA_OK) {
            g_assert_false(usable(format));
            continue;
        }
        memset(seen, 0, sizeof(seen));
        svga_layout_image(&l, 0, 0, &image);
        for (uint32_t plane = 0; plane < l.format.planes; plane++) {
            uint64_t offset, len;

            g_assert_cmpint(svga_image_span(&l, &image, plane, &whole, &span),
                            ==, SVGA_OK);
            for (uint64_t i = 0; i < svga_span_chunks(&span, 64); i++) {
                svga_span_chunk(&span, 64, i, &offset, &len);
                for (; len; len--) {
                    seen[offset++]++;
                }
            }
        }
        for (uint64_t i = 0; i < sizeof(seen); i++) {
            g_assert_cmpuint(seen[i], ==, i < image.size);
        }
    }
}

/*
 * 6x4 texels: NV12 has 4 rows of 6 bytes of Y, then 2 rows of 6 bytes with U
 * and V alternating; YV12 has, after Y, 2 rows of 3 bytes for V, then for U.
 */
static void test_planar_box(void)
{
    static const struct {
        uint32_t format, plane;
        uint64_t offset, row_bytes, row_pitch;
        uint32_t rows;
    } spans[] = {
        { SVGA3D_NV12, 0, 14, 2, 6, 2 }, { SVGA3D_NV12, 1, 32, 2, 6, 1 },
        { SVGA3D_YV12, 0, 14, 2, 6, 2 }, { SVGA3D_YV12, 1, 28, 1, 3, 1 },
        { SVGA3D_YV12, 2, 34, 1, 3, 1 },
    };
    const SVGA3dBox box = { .x = 2, .y = 2, .w = 2, .h = 2, .d = 1 };
    SvgaLayout l;
    SvgaImage image;
    SvgaSpan span;

    for (size_t i = 0; i < G_N_ELEMENTS(spans); i++) {
        layout(&l, spans[i].format, 1, 1, 6, 4, 1);
        g_assert_cmpuint(l.size, ==, 36);
        g_assert_cmpuint(l.format.planes, ==,
                         spans[i].format == SVGA3D_NV12 ? 2 : 3);
        svga_layout_image(&l, 0, 0, &image);
        g_assert_cmpint(svga_image_span(&l, &image, spans[i].plane, &box,
                                        &span), ==, SVGA_OK);
        g_assert_cmpuint(span.offset, ==, spans[i].offset);
        g_assert_cmpuint(span.row_bytes, ==, spans[i].row_bytes);
        g_assert_cmpuint(span.row_pitch, ==, spans[i].row_pitch);
        g_assert_cmpuint(span.rows, ==, spans[i].rows);
        g_assert_cmpuint(span.slices, ==, 1);
    }
}

/* Boxes are aligned to blocks, except at the image's own far edges. */
static void test_alignment(void)
{
    const uint32_t w = 18, h = 10;
    SvgaLayout l;
    SvgaImage image;
    SvgaSpan span;

    for (uint32_t format = 0; format < SVGA3D_FORMAT_MAX; format++) {
        Block b;

        if (layout(&l, format, 1, 1, w, h, 1) != SVGA_OK) {
            continue;
        }
        b = block_of(svga_format_name(format));
        svga_layout_image(&l, 0, 0, &image);
        for (uint32_t i = 0; i < w * w * h * h; i++) {
            const SVGA3dBox box = {
                .x = i % w, .w = i / w % w + 1, .y = i / (w * w) % h,
                .h = i / (w * w * h) + 1, .d = 1,
            };
            uint32_t right = box.x + box.w, below = box.y + box.h;
            bool legal = right <= w && below <= h && box.x % b.width == 0 &&
                         (right % b.width == 0 || right == w) &&
                         box.y % b.height == 0 &&
                         (below % b.height == 0 || below == h);

            g_assert_cmpint(svga_image_span(&l, &image, 0, &box, &span), ==,
                            legal ? SVGA_OK : SVGA_BAD_BOX);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/formats/names", test_names);
    g_test_add_func("/svga/formats/sizes", test_sizes);
    g_test_add_func("/svga/formats/planes-cover", test_planes_cover);
    g_test_add_func("/svga/formats/planar-box", test_planar_box);
    g_test_add_func("/svga/formats/alignment", test_alignment);
    return g_test_run();
}
