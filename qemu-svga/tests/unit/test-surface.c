/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Lifetime of surfaces: define, bind, destroy, and what they leave behind. */

#include "qemu/osdep.h"
#include "command/transfer.h"
#include "bench.h"

#define PAGE SVGA_PAGE_SIZE

static void test_define_refused(void)
{
    Bench *bench = bench_new();
    SVGA3dCmdDefineGBSurface cmd = {
        .sid = 1, .format = SVGA3D_A8R8G8B8, .numMipLevels = 1,
        .multisampleCount = 2, .size = { 8, 8, 1 },
    };

    bench_assert_status(svga_surface_define(&bench->gb, &cmd),
                        SVGA_BAD_SURFACE);
    cmd.multisampleCount = 0;
    cmd.surfaceFlags = SVGA3D_SURFACE_MOB_PITCH;
    bench_assert_status(svga_surface_define(&bench->gb, &cmd),
                        SVGA_BAD_SURFACE);
    cmd.surfaceFlags = 0;
    cmd.numMipLevels = 0;
    bench_assert_status(svga_surface_define(&bench->gb, &cmd),
                        SVGA_BAD_SURFACE);
    cmd.numMipLevels = 1;
    cmd.format = SVGA3D_FORMAT_INVALID;
    bench_assert_status(svga_surface_define(&bench->gb, &cmd),
                        SVGA_BAD_FORMAT);
    cmd.format = SVGA3D_A8R8G8B8;
    cmd.sid = 64 * 1024 / 64;
    bench_assert_status(svga_surface_define(&bench->gb, &cmd), SVGA_BAD_ID);
    cmd.sid--;
    bench_assert_status(svga_surface_define(&bench->gb, &cmd), SVGA_OK);
    bench_assert_status(svga_surface_define(&bench->gb, &cmd),
                        SVGA_SURFACE_EXISTS);
    g_assert_cmpuint(bench->lines->len, ==, 1);
    bench_free(bench);
}

/* Valid combinations of flags and extents; refused ones have no layout. */
static void test_shapes(void)
{
    static const struct {
        uint32_t flags, format, mips, w, h, d;
        SvgaStatus status;
    } shapes[] = {
        { 0, SVGA3D_BUFFER, 1, 100, 1, 1, SVGA_OK },
        { SVGA3D_SURFACE_HINT_VERTEXBUFFER | SVGA3D_SURFACE_BIND_INDEX_BUFFER,
          SVGA3D_BUFFER, 1, 100, 1, 1, SVGA_OK },
        { 0, SVGA3D_BUFFER, 1, 100, 2, 1, SVGA_BAD_SURFACE },
        { 0, SVGA3D_BUFFER, 1, 100, 1, 2, SVGA_BAD_SURFACE },
        { 0, SVGA3D_BUFFER, 2, 100, 1, 1, SVGA_BAD_SURFACE },
        { SVGA3D_SURFACE_CUBEMAP, SVGA3D_BUFFER, 1, 1, 1, 1,
          SVGA_BAD_SURFACE },
        { SVGA3D_SURFACE_VOLUME, SVGA3D_BUFFER, 1, 100, 1, 1,
          SVGA_BAD_SURFACE },
        { SVGA3D_SURFACE_1D, SVGA3D_A8R8G8B8, 7, 64, 1, 1, SVGA_OK },
        { SVGA3D_SURFACE_1D, SVGA3D_A8R8G8B8, 1, 64, 2, 1,
          SVGA_BAD_SURFACE },
        { SVGA3D_SURFACE_1D, SVGA3D_A8R8G8B8, 1, 64, 1, 2,
          SVGA_BAD_SURFACE },
        { SVGA3D_SURFACE_1D | SVGA3D_SURFACE_CUBEMAP, SVGA3D_A8R8G8B8, 1, 1,
          1, 1, SVGA_BAD_SURFACE },
        { SVGA3D_SURFACE_CUBEMAP, SVGA3D_DXT1, 4, 16, 16, 1, SVGA_OK },
        { SVGA3D_SURFACE_CUBEMAP, SVGA3D_DXT1, 1, 16, 16, 2,
          SVGA_BAD_SURFACE },
        { SVGA3D_SURFACE_CUBEMAP | SVGA3D_SURFACE_VOLUME, SVGA3D_DXT1, 1, 16,
          16, 1, SVGA_BAD_SURFACE },
        { SVGA3D_SURFACE_VOLUME, SVGA3D_R8_UNORM, 5, 16, 8, 4, SVGA_OK },
        { 0, SVGA3D_NV12, 1, 64, 48, 1, SVGA_OK },
        { 0, SVGA3D_YV12, 1, 63, 47, 1, SVGA_OK },
        { SVGA3D_SURFACE_HINT_DEPTHSTENCIL, SVGA3D_Z_D24S8, 1, 64, 64, 1,
          SVGA_OK },
        { 0, SVGA3D_R32G8X24_TYPELESS, 1, 64, 64, 1, SVGA_OK },
        { 0, SVGA3D_BUMPX8L8V8U8, 3, 64, 64, 1, SVGA_OK },
    };
    Bench *bench = bench_new();

    for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
        bench_assert_status(bench_surface(bench, i, shapes[i].flags,
                                          shapes[i].format, shapes[i].mips,
                                          shapes[i].w, shapes[i].h,
                                          shapes[i].d), shapes[i].status);
    }
    bench_free(bench);
}

static void test_cube(void)
{
    Bench *bench = bench_new();

    bench_assert_status(bench_surface(bench, 1, SVGA3D_SURFACE_CUBEMAP,
                                      SVGA3D_A8R8G8B8, 2, 4, 4, 1), SVGA_OK);
    g_assert_nonnull(strstr(bench_last_line(bench),
                            "\"faces\":6,\"mips\":2,\"size\":480}"));
    bench_free(bench);
}

static void test_bind(void)
{
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, 10, 1);
    bench_mob_at(bench, 2, 11, 1);
    bench_surface(bench, 5, 0, SVGA3D_BUFFER, 1, 4096, 1, 1);
    bench_surface(bench, 6, 0, SVGA3D_BUFFER, 1, 4096, 1, 1);
    bench_assert_status(svga_surface_bind(&bench->gb, 7, 1), SVGA_BAD_SID);
    bench_assert_status(svga_surface_bind(&bench->gb, 5, 3), SVGA_BAD_MOB);
    bench_assert_status(svga_surface_bind(&bench->gb, 5, 1), SVGA_OK);
    bench_assert_status(svga_surface_bind(&bench->gb, 6, 1), SVGA_OK);
    bench_assert_status(svga_surface_bind(&bench->gb, 6, 1), SVGA_OK);
    g_assert_cmpuint(svga_mob_find(&bench->gb, 1)->bound.length, ==, 2);
    bench_assert_status(svga_surface_bind(&bench->gb, 5, 2), SVGA_OK);
    g_assert_cmpuint(svga_mob_find(&bench->gb, 1)->bound.length, ==, 1);
    g_assert_cmpuint(svga_mob_find(&bench->gb, 2)->bound.length, ==, 1);
    bench_assert_status(svga_surface_bind(&bench->gb, 5, SVGA3D_INVALID_ID),
                        SVGA_OK);
    g_assert_cmpuint(svga_mob_find(&bench->gb, 2)->bound.length, ==, 0);
    g_assert_nonnull(strstr(bench_last_line(bench),
                            "\"sid\":5,\"mobid\":4294967295}"));
    bench_free(bench);
}

/* Destroying a MOB destroys no surface and leaves none bound to it. */
static void test_mob_goes(void)
{
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, 10, 1);
    bench_surface(bench, 5, 0, SVGA3D_BUFFER, 1, 4096, 1, 1);
    bench_surface(bench, 6, 0, SVGA3D_BUFFER, 1, 4096, 1, 1);
    svga_surface_bind(&bench->gb, 5, 1);
    svga_surface_bind(&bench->gb, 6, 1);
    bench_fill(bench, 10, 1, 1);
    bench_assert_status(svga_transfer_update_surface(&bench->gb, 6),
                        SVGA_OK);
    bench_assert_status(svga_mob_destroy(&bench->gb, 1), SVGA_OK);
    g_assert_cmpuint(bench_lines_with(bench, "died-stale"), ==, 1);
    bench_assert_status(svga_transfer_update_surface(&bench->gb, 5),
                        SVGA_NOT_BOUND);
    bench_assert_status(svga_transfer_readback_surface(&bench->gb, 6),
                        SVGA_NOT_BOUND);
    bench_free(bench);
}

static void test_destroy(void)
{
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, 10, 1);
    bench_surface(bench, 5, 0, SVGA3D_BUFFER, 1, 4096, 1, 1);
    svga_surface_bind(&bench->gb, 5, 1);
    bench_assert_status(svga_surface_destroy(&bench->gb, 5), SVGA_OK);
    g_assert_cmpuint(bench->destroyed_sid, ==, 5);
    g_assert_nonnull(strstr(bench_last_line(bench),
                            "\"event\":\"destroy\",\"sid\":5}"));
    g_assert_cmpuint(svga_mob_find(&bench->gb, 1)->bound.length, ==, 0);
    bench_assert_status(svga_surface_destroy(&bench->gb, 5), SVGA_BAD_SID);
    bench_assert_status(svga_mob_destroy(&bench->gb, 1), SVGA_OK);
    bench_settle(bench);
    g_assert_cmpuint(bench->gb.budget.used, ==, 0);
    bench_free(bench);
}

/*
 * Stores that were never uploaded are reported when the surface lets go of its
 * MOB: by unbind, another bind or destroy.  INVALIDATE, which vmwgfx sends just
 * before, does not hide them.
 */
static void test_died_stale(void)
{
    for (int way = 0; way < 4; way++) {
        Bench *bench = bench_new();

        bench_mob_at(bench, 1, 10, 2);
        bench_mob_at(bench, 2, 20, 2);
        bench_surface(bench, 5, 0, SVGA3D_BUFFER, 1, 8192, 1, 1);
        svga_surface_bind(&bench->gb, 5, 1);
        bench_fill(bench, 10, 2, 1);
        bench_assert_status(svga_transfer_update_surface(&bench->gb, 5),
                            SVGA_OK);
        bench_page(bench, 10)[100] ^= 0xff;
        bench_page(bench, 11)[0] ^= 0xff;
        bench_page(bench, 11)[1] ^= 0xff;
        if (way == 3) {
            svga_transfer_invalidate_surface(&bench->gb, 5);
        }
        bench_assert_status(way == 0 || way == 3 ?
                            svga_surface_bind(&bench->gb, 5,
                                              SVGA3D_INVALID_ID) :
                            way == 1 ? svga_surface_bind(&bench->gb, 5, 2) :
                            svga_surface_destroy(&bench->gb, 5), SVGA_OK);
        g_assert_cmpuint(bench_lines_with(bench,
            "\"class\":\"died-stale\",\"sid\":5,\"face\":0,\"mip\":0,"
            "\"bytes\":3,\"byte_ranges\":[[100,1],[4096,2]],"
            "\"truncated\":false"),
            ==, 1);
        g_assert_cmpuint(bench->gb.stats.died_stale, ==, 3);
        bench_free(bench);
    }
}

/* A clean surface has no losses, and without a listener nothing is compared. */
static void test_died_clean(void)
{
    Bench *bench = bench_new();
    Bench *silent = bench_new_silent();

    bench_mob_at(bench, 1, 10, 2);
    bench_surface(bench, 5, 0, SVGA3D_BUFFER, 1, 8192, 1, 1);
    svga_surface_bind(&bench->gb, 5, 1);
    bench_fill(bench, 10, 2, 1);
    svga_transfer_update_surface(&bench->gb, 5);
    bench_assert_status(svga_surface_destroy(&bench->gb, 5), SVGA_OK);
    g_assert_cmpuint(bench_lines_with(bench, "lost"), ==, 0);
    bench_free(bench);

    bench_mob_at(silent, 1, 10, 2);
    bench_surface(silent, 5, 0, SVGA3D_BUFFER, 1, 8192, 1, 1);
    svga_surface_bind(&silent->gb, 5, 1);
    bench_fill(silent, 10, 2, 1);
    silent->gb.work.left = 0;
    bench_assert_status(svga_surface_destroy(&silent->gb, 5), SVGA_OK);
    g_assert_cmpuint(silent->gb.stats.died_stale, ==, 0);
    bench_free(silent);
}

/* Memory that is no longer RAM does not prevent destruction. */
static void test_died_without_ram(void)
{
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, 10, 2);
    bench_surface(bench, 5, 0, SVGA3D_BUFFER, 1, 8192, 1, 1);
    svga_surface_bind(&bench->gb, 5, 1);
    bench_fill(bench, 10, 2, 1);
    bench->ram_gone = true;
    bench_assert_status(svga_surface_destroy(&bench->gb, 5), SVGA_OK);
    g_assert_cmpuint(bench_lines_with(bench, "lost"), ==, 0);
    bench_free(bench);
}

static void test_pixels(void)
{
    Bench *bench = bench_new();
    SvgaSurfacePixels pixels;

    bench_surface(bench, 5, 0, SVGA3D_X8R8G8B8, 2, 10, 6, 1);
    bench_assert_status(svga_surface_pixels(&bench->gb, 5, 0, 1, &pixels),
                        SVGA_OK);
    g_assert_cmpuint(pixels.width, ==, 5);
    g_assert_cmpuint(pixels.height, ==, 3);
    g_assert_cmpuint(pixels.pitch, ==, 20);
    g_assert_cmpuint(pixels.format_id, ==, SVGA3D_X8R8G8B8);
    g_assert_cmpuint(pixels.data[59], ==, 0);
    g_assert_true(pixels.data == svga_surface_find(&bench->gb, 5)->host +
                  240);
    bench_assert_status(svga_surface_pixels(&bench->gb, 4, 0, 0, &pixels),
                        SVGA_BAD_SID);
    bench_assert_status(svga_surface_pixels(&bench->gb, 5, 1, 0, &pixels),
                        SVGA_BAD_IMAGE);
    bench_assert_status(svga_surface_pixels(&bench->gb, 5, 0, 2, &pixels),
                        SVGA_BAD_IMAGE);
    bench_free(bench);
}

/* Every limit from zero up: clean errors until it suffices. */
static void test_budget(void)
{
    Bench *bench = bench_new();
    SvgaStatus status = SVGA_OVER_BUDGET;
    SvgaSurfacePixels pixels;
    unsigned refused = 0;

    for (uint64_t limit = 0; status == SVGA_OVER_BUDGET; limit += 16) {
        bench->gb.budget.limit = limit;
        status = bench_surface(bench, 5, 0, SVGA3D_BUFFER, 1, 65536, 1, 1);
        refused += status == SVGA_OVER_BUDGET;
        g_assert_cmpuint(bench->gb.budget.used != 0, ==, status == SVGA_OK);
    }
    bench_assert_status(status, SVGA_OK);
    g_assert_cmpuint(refused, >, 1);
    bench_assert_status(svga_surface_pixels(&bench->gb, 5, 0, 0, &pixels),
                        SVGA_OVER_BUDGET);
    /* with the header of its slab */
    bench->gb.budget.limit += svga_budget_cost(65536) + 64;
    bench_assert_status(svga_surface_pixels(&bench->gb, 5, 0, 0, &pixels),
                        SVGA_OK);
    bench_free(bench);
}

/* A reset in the middle of a command leaves nothing behind. */
static void test_reset(void)
{
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, 10, 64);
    bench_surface(bench, 5, 0, SVGA3D_BUFFER, 1, 64 * PAGE, 1, 1);
    svga_surface_bind(&bench->gb, 5, 1);
    bench->gb.work.left = 1;
    bench_fill(bench, 10, 64, 1);
    bench_assert_status(svga_surface_destroy(&bench->gb, 5), SVGA_AGAIN);
    g_assert_true(bench->gb.job.active);
    svga_gb_reset(&bench->gb);
    bench_settle(bench);
    g_assert_false(bench->gb.job.active);
    g_assert_null(svga_surface_find(&bench->gb, 5));
    g_assert_null(svga_mob_find(&bench->gb, 1));
    bench_assert_status(bench_surface(bench, 5, 0, SVGA3D_BUFFER, 1, 1, 1,
                                      1), SVGA_BAD_ID);
    g_assert_cmpuint(bench->gb.budget.used, ==, 0);
    bench_free(bench);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/surface/define-refused", test_define_refused);
    g_test_add_func("/svga/surface/shapes", test_shapes);
    g_test_add_func("/svga/surface/cube", test_cube);
    g_test_add_func("/svga/surface/bind", test_bind);
    g_test_add_func("/svga/surface/mob-goes", test_mob_goes);
    g_test_add_func("/svga/surface/destroy", test_destroy);
    g_test_add_func("/svga/surface/died-stale", test_died_stale);
    g_test_add_func("/svga/surface/died-clean", test_died_clean);
    g_test_add_func("/svga/surface/died-without-ram", test_died_without_ram);
    g_test_add_func("/svga/surface/pixels", test_pixels);
    g_test_add_func("/svga/surface/budget", test_budget);
    g_test_add_func("/svga/surface/reset", test_reset);
    return g_test_run();
}
