/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The PARTIAL commands, inverted or not, and images of several planes. */

#include "qemu/osdep.h"
#include "command/transfer.h"
#include "bench.h"

#define SID 5
#define MOB_PPN 100
#define W 12
#define H 8
#define D 4
#define BYTES (W * H * D)

static const SVGA3dSurfaceImageId image = { .sid = SID };
static const SVGA3dBox inner = { .x = 3, .y = 2, .z = 1,
                                 .w = 4, .h = 3, .d = 2 };

static uint8_t *guest(Bench *bench)
{
    return bench_page(bench, MOB_PPN);
}

static uint8_t *host(Bench *bench)
{
    return svga_surface_find(&bench->gb, SID)->host;
}

/* A bound volume of single bytes: host all 1, guest all 2. */
static Bench *volume(void)
{
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, MOB_PPN, 1);
    bench_surface(bench, SID, 0, SVGA3D_LUMINANCE8, 1, W, H, D);
    bench_assert_status(svga_surface_bind(&bench->gb, SID, 1), SVGA_OK);
    memset(guest(bench), 1, SVGA_PAGE_SIZE);
    bench_assert_status(svga_transfer_update_surface(&bench->gb, SID),
                        SVGA_OK);
    memset(guest(bench), 2, SVGA_PAGE_SIZE);
    return bench;
}

static bool inside(const SVGA3dBox *box, uint32_t i)
{
    uint32_t x = i % W, y = i / W % H, z = i / (W * H);

    return x >= box->x && x < box->x + box->w &&
           y >= box->y && y < box->y + box->h &&
           z >= box->z && z < box->z + box->d;
}

static void check_readback(const SVGA3dBox *box, bool invert, uint64_t slice,
                           uint32_t lines)
{
    Bench *bench = volume();
    uint64_t taken = 0;
    SvgaStatus status;

    BENCH_SLICED(bench, slice, status,
                 svga_transfer_readback_partial(&bench->gb, &image, box,
                                                invert));
    bench_assert_status(status, SVGA_OK);
    for (uint32_t i = 0; i < SVGA_PAGE_SIZE; i++) {
        bool hit = i < BYTES && inside(box, i) != invert;

        g_assert_cmpuint(guest(bench)[i], ==, hit ? 1 : 2);
        taken += hit;
    }
    g_assert_cmpuint(bench_lines_with(bench,
        "\"cmd\":\"READBACK_GB_IMAGE_PARTIAL\""), ==, lines);
    /* every overwritten byte was a store that was not uploaded */
    g_assert_cmpuint(bench->gb.stats.clobbered, ==, taken);
    g_assert_cmpuint(bench_lines_with(bench, "\"clobbered\""), ==, lines);
    g_assert_cmpuint(bench->gb.stats.readbacks, ==, 1);
    bench_free(bench);
}

static void test_readback(void)
{
    const SVGA3dBox corner = { .w = W, .h = 1, .d = 1 };
    const SVGA3dBox all = { .w = W, .h = H, .d = D };

    for (uint64_t slice = 1; slice < 1000; slice += 333) {
        check_readback(&inner, false, slice, 1);
        check_readback(&inner, true, slice, 6);
        check_readback(&corner, false, slice, 1);
        check_readback(&corner, true, slice, 2);
        check_readback(&all, false, slice, 1);
        check_readback(&all, true, slice, 0);
    }
}

/* Every box of a plane, inverted: the rest, each byte of it once. */
static void test_invert_all(void)
{
    Bench *bench = volume();
    uint64_t before = bench->gb.stats.clobbered;

    for (uint32_t i = 0; i < W * W * H * H; i++) {
        const SVGA3dBox box = {
            .x = i % W, .w = i / W % W + 1, .y = i / (W * W) % H,
            .h = i / (W * W * H) + 1, .z = 1, .d = 2,
        };

        if (box.x + box.w > W || box.y + box.h > H) {
            continue;
        }
        memset(guest(bench), 2, BYTES);
        bench_assert_status(svga_transfer_readback_partial(&bench->gb,
                                                           &image, &box,
                                                           true), SVGA_OK);
        g_assert_cmpuint(bench->gb.stats.clobbered - before, ==,
                         BYTES - box.w * box.h * box.d);
        before = bench->gb.stats.clobbered;
        for (uint32_t j = 0; j < BYTES; j++) {
            g_assert_cmpuint(guest(bench)[j], ==, inside(&box, j) ? 2 : 1);
        }
    }
    bench_free(bench);
}

static void test_invalidate(void)
{
    for (int invert = 0; invert < 2; invert++) {
        Bench *bench = volume();
        SvgaSubresource *sub = svga_surface_sub(
            svga_surface_find(&bench->gb, SID), 0, 0);

        bench_assert_status(svga_transfer_invalidate_partial(&bench->gb,
                                                             &image, &inner,
                                                             invert),
                            SVGA_OK);
        for (uint32_t i = 0; i < BYTES; i++) {
            uint64_t run = 1;

            g_assert_cmpint(svga_byte_set_test(&sub->defined, i, &run), ==,
                            inside(&inner, i) == invert);
            g_assert_cmpuint(guest(bench)[i], ==, 2);
            g_assert_cmpuint(host(bench)[i], ==, 1);
        }
        g_assert_cmpuint(bench_lines_with(bench,
            "\"event\":\"invalidate\",\"cmd\":"
            "\"INVALIDATE_GB_IMAGE_PARTIAL\""), ==, invert ? 6 : 1);
        bench_free(bench);
    }
}

static void test_errors(void)
{
    const SVGA3dBox beyond = { .x = W, .w = 1, .h = 1, .d = 1 };
    const SVGA3dBox empty = { .h = 1, .d = 1 };
    const SVGA3dSurfaceImageId mip = { .sid = SID, .mipmap = 1 };
    const SVGA3dSurfaceImageId none = { .sid = SID + 1 };
    Bench *bench = volume();
    uint64_t used = bench->gb.budget.used;

    for (int invert = 0; invert < 2; invert++) {
        bench_assert_status(svga_transfer_readback_partial(&bench->gb,
            &image, &beyond, invert), SVGA_BAD_BOX);
        bench_assert_status(svga_transfer_invalidate_partial(&bench->gb,
            &image, &empty, invert), SVGA_BAD_BOX);
        bench_assert_status(svga_transfer_readback_partial(&bench->gb, &mip,
            &inner, invert), SVGA_BAD_IMAGE);
        bench_assert_status(svga_transfer_invalidate_partial(&bench->gb,
            &none, &inner, invert), SVGA_BAD_SID);
    }
    bench->gb.budget.limit = used;
    bench_assert_status(svga_transfer_invalidate_partial(&bench->gb, &image,
                                                         &inner, false),
                        SVGA_OVER_BUDGET);
    bench->gb.budget.limit = BENCH_BUDGET;
    svga_surface_bind(&bench->gb, SID, SVGA3D_INVALID_ID);
    bench_assert_status(svga_transfer_readback_partial(&bench->gb, &image,
                                                       &inner, true),
                        SVGA_NOT_BOUND);
    bench_assert_status(svga_transfer_invalidate_partial(&bench->gb, &image,
                                                         &inner, true),
                        SVGA_OK);
    g_assert_cmpuint(bench->gb.stats.readbacks, ==, 0);
    bench_free(bench);
}

/* A bound planar image of 6x4 texels, 36 bytes. */
static Bench *planar(uint32_t format)
{
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, MOB_PPN, 1);
    bench_fill(bench, MOB_PPN, 1, 9);
    bench_assert_status(bench_surface(bench, SID, 0, format, 1, 6, 4, 1),
                        SVGA_OK);
    bench_assert_status(svga_surface_bind(&bench->gb, SID, 1), SVGA_OK);
    return bench;
}

/* The box's bytes of each plane arrive, with a line per plane. */
static void check_planar_box(uint32_t format, uint64_t bytes, uint32_t planes)
{
    const SVGA3dBox box = { .x = 2, .y = 2, .w = 2, .h = 2, .d = 1 };
    Bench *bench = planar(format);
    SvgaSubresource *sub = svga_surface_sub(
        svga_surface_find(&bench->gb, SID), 0, 0);
    SvgaStatus status;

    BENCH_SLICED(bench, 1, status,
                 svga_transfer_update_image(&bench->gb, &image, &box));
    bench_assert_status(status, SVGA_OK);
    for (uint32_t i = 0; i < 36; i++) {
        uint64_t run = 1;
        bool hit = bytes >> i & 1;

        g_assert_cmpuint(host(bench)[i], ==, hit ? guest(bench)[i] : 0);
        g_assert_cmpint(svga_byte_set_test(&sub->defined, i, &run), ==, hit);
    }
    g_assert_cmpuint(bench->gb.stats.bytes_reported, ==, 6);
    g_assert_cmpuint(bench->gb.stats.updates, ==, 1);
    g_assert_cmpuint(bench->changed, ==, 1);
    for (uint32_t plane = 0; plane < 3; plane++) {
        g_autofree char *text = g_strdup_printf(
            "\"mip\":0,\"plane\":%u,\"box\":[2,2,0,2,2,1]", plane);

        g_assert_cmpuint(bench_lines_with(bench, text), ==, plane < planes);
    }
    bench_free(bench);
}

static void test_planar_box(void)
{
    check_planar_box(SVGA3D_NV12, UINT64_C(3) << 14 | UINT64_C(3) << 20 |
                     UINT64_C(3) << 32, 2);
    check_planar_box(SVGA3D_YV12, UINT64_C(3) << 14 | UINT64_C(3) << 20 |
                     UINT64_C(1) << 28 | UINT64_C(1) << 34, 3);
}

/* Transferring a whole planar surface needs no memory for byte sets. */
static void test_planar_whole(void)
{
    Bench *bench = planar(SVGA3D_YV12);
    uint64_t used = bench->gb.budget.used;

    bench_assert_status(svga_transfer_update_surface(&bench->gb, SID),
                        SVGA_OK);
    g_assert_cmpmem(host(bench), 36, guest(bench), 36);
    g_assert_cmpuint(bench->gb.budget.used - used, ==, svga_budget_cost(36));
    g_assert_cmpuint(bench_lines_with(bench, "UPDATE_GB_SURFACE"), ==, 3);
    memset(host(bench), 3, 36);
    bench_assert_status(svga_transfer_readback_surface(&bench->gb, SID),
                        SVGA_OK);
    g_assert_cmpmem(host(bench), 36, guest(bench), 36);
    g_assert_cmpuint(bench->gb.stats.clobbered, ==, 36);
    bench_free(bench);
}

/*
 * A box of very many rows of one byte: marking them is work like moving them,
 * and no slice does more of either than it may.
 */
static void test_many_rows(void)
{
    const SVGA3dBox left = { .w = 1, .h = 4096, .d = 1 };
    const SVGA3dSurfaceImageId other = { .sid = SID + 1 };
    const SVGA3dCopyBox copy = { .w = 1, .h = 4096, .d = 1, .srcx = 1 };
    Bench *bench = bench_new();
    SvgaSubresource *sub;
    SvgaStatus status;
    unsigned slices;

    bench_mob_at(bench, 1, MOB_PPN, 2);
    for (uint32_t sid = SID; sid < SID + 2; sid++) {
        bench_surface(bench, sid, 0, SVGA3D_LUMINANCE8, 1, 2, 4096, 1);
        svga_surface_bind(&bench->gb, sid, 1);
    }
    slices = BENCH_SLICED(bench, 64 * 100, status,
                          svga_transfer_update_image(&bench->gb, &image,
                                                     &left));
    bench_assert_status(status, SVGA_OK);
    g_assert_cmpuint(slices, >=, 2 * 4096 / 100);
    slices = BENCH_SLICED(bench, 64 * 100, status,
                          svga_transfer_invalidate_partial(&bench->gb, &image,
                                                           &left, true));
    bench_assert_status(status, SVGA_OK);
    g_assert_cmpuint(slices, >=, 4096 / 100);
    slices = BENCH_SLICED(bench, 64 * 100, status,
                          svga_transfer_copy(&bench->gb, &image, &other,
                                             &copy, 1));
    bench_assert_status(status, SVGA_OK);
    g_assert_cmpuint(slices, >=, 2 * 4096 / 100);

    sub = svga_surface_sub(svga_surface_find(&bench->gb, SID), 0, 0);
    for (uint64_t i = 0; i < 8192; i++) {
        uint64_t run = 1;

        g_assert_cmpint(svga_byte_set_test(&sub->defined, i, &run), ==,
                        i % 2 == 0);
    }
    sub = svga_surface_sub(svga_surface_find(&bench->gb, SID + 1), 0, 0);
    for (uint64_t i = 0; i < 8192; i++) {
        uint64_t run = 1;

        g_assert_cmpint(svga_byte_set_test(&sub->device, i, &run), ==,
                        i % 2 == 0);
    }
    bench_free(bench);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/partial/readback", test_readback);
    g_test_add_func("/svga/partial/invert-all", test_invert_all);
    g_test_add_func("/svga/partial/invalidate", test_invalidate);
    g_test_add_func("/svga/partial/errors", test_errors);
    g_test_add_func("/svga/partial/many-rows", test_many_rows);
    g_test_add_func("/svga/partial/planar-box", test_planar_box);
    g_test_add_func("/svga/partial/planar-whole", test_planar_whole);
    return g_test_run();
}
