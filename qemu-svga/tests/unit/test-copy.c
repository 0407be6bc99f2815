/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* SURFACE_COPY compared with a simple model; overlapping and illegal boxes. */

#include "qemu/osdep.h"
#include "command/transfer.h"
#include "bench.h"

#define EDGE 24
#define SRC 5
#define DST 6

static const SVGA3dSurfaceImageId src_id = { .sid = SRC };
static const SVGA3dSurfaceImageId dst_id = { .sid = DST };

static uint8_t *host(Bench *bench, uint32_t sid)
{
    SvgaSurface *surf = svga_surface_find(&bench->gb, sid);

    svga_surface_make_host(&bench->gb, surf);
    return surf->host;
}

/* Two volumes of EDGE x EDGE x EDGE bytes, filled differently. */
static Bench *volumes(void)
{
    Bench *bench = bench_new();

    for (uint32_t sid = SRC; sid <= DST; sid++) {
        bench_surface(bench, sid, 0, SVGA3D_LUMINANCE8, 1, EDGE, EDGE, EDGE);
        for (uint32_t i = 0; i < EDGE * EDGE * EDGE; i++) {
            host(bench, sid)[i] = i * 7 + (i >> 8) + sid * 3;
        }
    }
    return bench;
}

static uint32_t place(uint32_t x, uint32_t y, uint32_t z)
{
    return (z * EDGE + y) * EDGE + x;
}

/* Reads everything first, then writes: the required result of any copy. */
static void model_copy(uint8_t *dst, const uint8_t *src,
                       const SVGA3dCopyBox *b)
{
    g_autofree uint8_t *before = g_memdup2(src, EDGE * EDGE * EDGE);

    for (uint32_t z = 0; z < b->d; z++) {
        for (uint32_t y = 0; y < b->h; y++) {
            for (uint32_t x = 0; x < b->w; x++) {
                dst[place(b->x + x, b->y + y, b->z + z)] =
                    before[place(b->srcx + x, b->srcy + y, b->srcz + z)];
            }
        }
    }
}

static void random_axis(GRand *rand, uint32_t *len, uint32_t *to,
                        uint32_t *from)
{
    *len = g_rand_int_range(rand, 1, EDGE + 1);
    *to = g_rand_int_range(rand, 0, EDGE - *len + 1);
    *from = g_rand_int_range(rand, 0, EDGE - *len + 1);
}

static void random_box(GRand *rand, SVGA3dCopyBox *box)
{
    uint32_t w, h, d, x, y, z, srcx, srcy, srcz;

    random_axis(rand, &w, &x, &srcx);
    random_axis(rand, &h, &y, &srcy);
    random_axis(rand, &d, &z, &srcz);
    *box = (SVGA3dCopyBox) { x, y, z, w, h, d, srcx, srcy, srcz };
}

static void check_random(uint32_t to, uint64_t slice)
{
    const SVGA3dSurfaceImageId dst = { .sid = to };
    GRand *rand = g_rand_new_with_seed(to + slice);
    Bench *bench = volumes();
    uint8_t model[EDGE * EDGE * EDGE];
    SVGA3dCopyBox boxes[3];
    SvgaStatus status;

    for (int i = 0; i < 300; i++) {
        memcpy(model, host(bench, to), sizeof(model));
        for (int j = 0; j < 3; j++) {
            random_box(rand, &boxes[j]);
            model_copy(model, to == SRC ? model : host(bench, SRC),
                       &boxes[j]);
        }
        BENCH_SLICED(bench, slice, status,
                     svga_transfer_copy(&bench->gb, &src_id, &dst, boxes, 3));
        bench_assert_status(status, SVGA_OK);
        g_assert_cmpmem(host(bench, to), sizeof(model), model,
                        sizeof(model));
    }
    g_assert_cmpuint(bench->changed, ==, 900);
    g_assert_cmpuint(bench_lines_with(bench, "\"event\":\"copy\""), ==, 300);
    g_rand_free(rand);
    bench_free(bench);
}

static void test_between_surfaces(void)
{
    check_random(DST, UINT64_MAX);
    check_random(DST, 1000);
}

static void test_overlap(void)
{
    check_random(SRC, UINT64_MAX);
    check_random(SRC, 1000);
}

/* Rows longer than one chunk, moved by less than a chunk, both ways. */
static void test_overlap_long_rows(void)
{
    const uint32_t size = 300000;

    for (int up = 0; up < 2; up++) {
        const SVGA3dCopyBox box = { .x = up ? 77 : 0, .w = size - 77, .h = 1,
                                    .d = 1, .srcx = up ? 0 : 77 };
        Bench *bench = bench_new();
        g_autofree uint8_t *model = g_malloc(size);
        SvgaStatus status;

        bench_surface(bench, SRC, 0, SVGA3D_BUFFER, 1, size, 1, 1);
        for (uint32_t i = 0; i < size; i++) {
            host(bench, SRC)[i] = i * 13 + (i >> 9);
        }
        memcpy(model, host(bench, SRC), size);
        memmove(model + box.x, model + box.srcx, box.w);
        BENCH_SLICED(bench, 100000, status,
                     svga_transfer_copy(&bench->gb, &src_id, &src_id, &box,
                                        1));
        bench_assert_status(status, SVGA_OK);
        g_assert_cmpmem(host(bench, SRC), size, model, size);
        bench_free(bench);
    }
}

/* The copy that submits in coherence tests: no change, but a report. */
static void test_no_boxes(void)
{
    Bench *bench = bench_new();

    bench_surface(bench, SRC, 0, SVGA3D_BUFFER, 1, 4096, 1, 1);
    bench_surface(bench, DST, 0, SVGA3D_A8R8G8B8, 1, 8, 8, 1);
    bench_assert_status(svga_transfer_copy(&bench->gb, &src_id, &src_id,
                                           NULL, 0), SVGA_OK);
    g_assert_nonnull(strstr(bench_last_line(bench),
                            "\"event\":\"copy\",\"src\":5,\"dst\":5,"
                            "\"boxes\":0}"));
    bench_assert_status(svga_transfer_copy(&bench->gb, &src_id, &dst_id,
                                           NULL, 0), SVGA_OK);
    g_assert_null(svga_surface_find(&bench->gb, SRC)->host);
    g_assert_cmpuint(bench->changed, ==, 0);
    bench_free(bench);
}

/* An illegal box anywhere in the list: nothing of the command is executed. */
static void test_illegal(void)
{
    static const SVGA3dCopyBox bad[] = {
        { 0, 0, 0, 0, 1, 1, 0, 0, 0 },
        { 0, 0, 0, EDGE + 1, 1, 1, 0, 0, 0 },
        { 1, 0, 0, EDGE, 1, 1, 0, 0, 0 },
        { 0, 0, 0, EDGE, 1, 1, 1, 0, 0 },
        { 0, 0, 0, 1, 2, 1, 0, EDGE - 1, 0 },
        { 0, 0, 0, 1, 1, 1, 0, 0, EDGE },
        { UINT32_MAX, 0, 0, 1, 1, 1, 0, 0, 0 },
        { 0, 0, 0, 1, 1, 1, 0, UINT32_MAX, 0 },
        { 0, 0, 0, UINT32_MAX, UINT32_MAX, UINT32_MAX, 0, 0, 0 },
    };
    Bench *bench = volumes();
    g_autofree uint8_t *before = g_memdup2(host(bench, DST),
                                           EDGE * EDGE * EDGE);
    guint lines = bench->lines->len;

    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        const SVGA3dCopyBox boxes[] = {
            { .w = 4, .h = 4, .d = 4 }, bad[i],
        };

        bench_assert_status(svga_transfer_copy(&bench->gb, &src_id, &dst_id,
                                               boxes, 2), SVGA_BAD_BOX);
    }
    g_assert_cmpmem(host(bench, DST), EDGE * EDGE * EDGE, before,
                    EDGE * EDGE * EDGE);
    g_assert_cmpuint(bench->lines->len, ==, lines);
    g_assert_cmpuint(bench->changed, ==, 0);
    bench_free(bench);
}

static void test_errors(void)
{
    const SVGA3dCopyBox box = { .w = 1, .h = 1, .d = 1 };
    const SVGA3dSurfaceImageId no_sid = { .sid = 9 };
    const SVGA3dSurfaceImageId no_face = { .sid = DST, .face = 1 };
    const SVGA3dSurfaceImageId other = { .sid = 7 };
    Bench *bench = volumes();

    bench_surface(bench, 7, 0, SVGA3D_A8R8G8B8, 1, 8, 8, 1);
    bench_assert_status(svga_transfer_copy(&bench->gb, &no_sid, &dst_id,
                                           &box, 1), SVGA_BAD_SID);
    bench_assert_status(svga_transfer_copy(&bench->gb, &src_id, &no_sid,
                                           &box, 1), SVGA_BAD_SID);
    bench_assert_status(svga_transfer_copy(&bench->gb, &src_id, &no_face,
                                           &box, 1), SVGA_BAD_IMAGE);
    bench_assert_status(svga_transfer_copy(&bench->gb, &src_id, &other, &box,
                                           1), SVGA_FORMAT_MISMATCH);
    bench->gb.budget.limit = bench->gb.budget.used;
    bench_assert_status(svga_transfer_copy(&bench->gb, &src_id, &dst_id,
                                           &box, 1), SVGA_OVER_BUDGET);
    bench_assert_status(svga_transfer_copy(&bench->gb, &other, &other, &box,
                                           1), SVGA_OVER_BUDGET);
    bench_free(bench);
}

/*
 * A pair is legal if an image of one has as many bytes as an image of the other
 * at every extent, and the same planes: then their blocks are the same.
 */
static bool same_blocks(uint32_t a, uint32_t b)
{
    static const uint32_t extents[][2] = {
        { 1, 1 }, { 2, 1 }, { 1, 2 }, { 4, 1 }, { 1, 4 }, { 5, 5 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(extents); i++) {
        SvgaLayout la = { .format_id = a, .width = extents[i][0],
                          .height = extents[i][1], .depth = 1, .faces = 1,
                          .mips = 1 };
        SvgaLayout lb = la;

        lb.format_id = b;
        svga_layout_init(&la);
        svga_layout_init(&lb);
        if (la.size != lb.size) {
            return false;
        }
    }
    return a == b || (a != SVGA3D_NV12 && a != SVGA3D_YV12);
}

static SvgaStatus copy_rows(Bench *bench, uint32_t from, uint32_t to)
{
    const SVGA3dSurfaceImageId src = { .sid = from }, dst = { .sid = to };
    const SVGA3dCopyBox box = { .y = 4, .w = 8, .h = 4, .d = 1, .srcy = 0 };

    return svga_transfer_copy(&bench->gb, &src, &dst, &box, 1);
}

/* Formats with the same blocks can be copied; all others are refused. */
static void test_all_pairs(void)
{
    Bench *bench = bench_new();
    uint32_t legal = 0;

    for (uint32_t f = 0; f < SVGA3D_FORMAT_MAX; f++) {
        if (svga_format_name(f) && f != SVGA3D_BUFFER) {
            bench_assert_status(bench_surface(bench, f, 0, f, 1, 8, 8, 1),
                                SVGA_OK);
            memset(host(bench, f), f,
                   svga_surface_find(&bench->gb, f)->layout.size);
        }
    }
    for (uint32_t i = 0; i < SVGA3D_FORMAT_MAX * SVGA3D_FORMAT_MAX; i++) {
        uint32_t from = i % SVGA3D_FORMAT_MAX, to = i / SVGA3D_FORMAT_MAX;

        if (!svga_surface_find(&bench->gb, from) ||
            !svga_surface_find(&bench->gb, to)) {
            continue;
        }
        bench_assert_status(copy_rows(bench, from, to),
                            same_blocks(from, to) ? SVGA_OK :
                                                    SVGA_FORMAT_MISMATCH);
        if (same_blocks(from, to)) {
            uint64_t size = svga_surface_find(&bench->gb, to)->layout.size;

            legal++;
            g_assert_cmpuint(host(bench, to)[0], ==, to);
            g_assert_cmpuint(host(bench, to)[size - 1], ==, from);
        }
    }
    g_assert_cmpuint(legal, >, SVGA3D_FORMAT_MAX - 4);
    bench_free(bench);
}

/* Within one image of several planes, each plane is a picture of its own. */
static void test_planar_overlap(void)
{
    static const uint32_t formats[] = { SVGA3D_NV12, SVGA3D_YV12 };
    const SVGA3dCopyBox box = { .x = 2, .y = 2, .w = 6, .h = 6, .d = 1 };

    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        bool nv12 = formats[i] == SVGA3D_NV12;
        Bench *bench = bench_new();
        uint8_t model[96], before[96];

        bench_surface(bench, SRC, 0, formats[i], 1, 8, 8, 1);
        for (int j = 0; j < 96; j++) {
            host(bench, SRC)[j] = model[j] = before[j] = j;
        }
        for (int y = 0; y < 6; y++) {
            memcpy(model + (y + 2) * 8 + 2, before + y * 8, 6);
        }
        for (int y = 0; y < 3 && nv12; y++) {
            memcpy(model + 64 + (y + 1) * 8 + 2, before + 64 + y * 8, 6);
        }
        for (int y = 0; y < 3 && !nv12; y++) {
            memcpy(model + 64 + (y + 1) * 4 + 1, before + 64 + y * 4, 3);
            memcpy(model + 80 + (y + 1) * 4 + 1, before + 80 + y * 4, 3);
        }
        bench_assert_status(svga_transfer_copy(&bench->gb, &src_id, &src_id,
                                               &box, 1), SVGA_OK);
        g_assert_cmpmem(host(bench, SRC), 96, model, 96);
        g_assert_cmpuint(bench->changed, ==, 1);
        bench_free(bench);
    }
}

/*
 * Boxes are aligned to blocks; a partial block must be at both images' edges.
 */
static void test_compressed(void)
{
    static const struct {
        SVGA3dCopyBox box;
        SvgaStatus status;
    } cases[] = {
        { { 4, 4, 0, 4, 4, 1, 0, 0, 0 }, SVGA_OK },
        { { 8, 8, 0, 2, 2, 1, 8, 8, 0 }, SVGA_OK },
        { { 0, 0, 0, 10, 10, 1, 0, 0, 0 }, SVGA_OK },
        { { 0, 0, 0, 2, 2, 1, 8, 8, 0 }, SVGA_BAD_BOX },
        { { 8, 8, 0, 2, 2, 1, 0, 0, 0 }, SVGA_BAD_BOX },
        { { 2, 0, 0, 4, 4, 1, 0, 0, 0 }, SVGA_BAD_BOX },
        { { 0, 0, 0, 4, 4, 1, 0, 1, 0 }, SVGA_BAD_BOX },
        { { 0, 0, 0, 6, 4, 1, 0, 0, 0 }, SVGA_BAD_BOX },
        { { 8, 0, 0, 4, 4, 1, 0, 0, 0 }, SVGA_BAD_BOX },
    };
    Bench *bench = bench_new();

    bench_surface(bench, SRC, 0, SVGA3D_BC7_UNORM, 1, 10, 10, 1);
    bench_surface(bench, DST, 0, SVGA3D_DXT3, 1, 10, 10, 1);
    for (uint32_t i = 0; i < 144; i++) {
        host(bench, SRC)[i] = i;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        bench_assert_status(svga_transfer_copy(&bench->gb, &src_id, &dst_id,
                                               &cases[i].box, 1),
                            cases[i].status);
        if (i == 0) {
            g_assert_cmpmem(host(bench, DST) + 48 + 16, 16,
                            host(bench, SRC), 16);
            g_assert_cmpuint(host(bench, DST)[48 + 15], ==, 0);
            g_assert_cmpuint(host(bench, DST)[48 + 32], ==, 0);
        }
    }
    g_assert_cmpmem(host(bench, DST), 144, host(bench, SRC), 144);
    bench_free(bench);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/copy/between-surfaces", test_between_surfaces);
    g_test_add_func("/svga/copy/overlap", test_overlap);
    g_test_add_func("/svga/copy/overlap-long-rows", test_overlap_long_rows);
    g_test_add_func("/svga/copy/no-boxes", test_no_boxes);
    g_test_add_func("/svga/copy/illegal", test_illegal);
    g_test_add_func("/svga/copy/errors", test_errors);
    g_test_add_func("/svga/copy/all-pairs", test_all_pairs);
    g_test_add_func("/svga/copy/planar-overlap", test_planar_overlap);
    g_test_add_func("/svga/copy/compressed", test_compressed);
    return g_test_run();
}
