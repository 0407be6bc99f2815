/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Object tables: which ids exist, and what dies with a table. */

#include "qemu/osdep.h"
#include "bench.h"
#include "svga-otable.h"
#include "svga-transfer.h"

static SvgaStatus set(Bench *bench, uint32_t type, uint32_t depth,
                      uint64_t ppn, uint32_t size)
{
    const SvgaOTableBase base = {
        .type = type, .depth = depth, .ppn = ppn, .size = size,
    };

    return svga_otable_set(&bench->gb, &base);
}

static SvgaStatus takedown(Bench *bench, uint32_t type)
{
    return set(bench, type, SVGA3D_MOBFMT_INVALID, 0, 0);
}

static void test_extent(void)
{
    static const struct {
        uint32_t type, entry;
    } tables[] = {
        { SVGA_OTABLE_MOB, 16 }, { SVGA_OTABLE_SURFACE, 64 },
        { SVGA_OTABLE_CONTEXT, 8 }, { SVGA_OTABLE_SHADER, 16 },
        { SVGA_OTABLE_SCREENTARGET, 64 }, { SVGA_OTABLE_DXCONTEXT, 8 },
    };
    Bench *bench = bench_new();

    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        uint32_t entries = 10;

        bench_assert_status(set(bench, tables[i].type, SVGA3D_MOBFMT_PT64_0,
                                1, entries * tables[i].entry + 7), SVGA_OK);
        g_assert_true(svga_otable_has(&bench->gb, tables[i].type, 0));
        g_assert_true(svga_otable_has(&bench->gb, tables[i].type,
                                      entries - 1));
        g_assert_false(svga_otable_has(&bench->gb, tables[i].type, entries));
        g_assert_false(svga_otable_has(&bench->gb, tables[i].type,
                                       UINT32_MAX));
        bench_assert_status(takedown(bench, tables[i].type), SVGA_OK);
        g_assert_false(svga_otable_has(&bench->gb, tables[i].type, 0));
    }
    bench_free(bench);
}

/* As vmwgfx has them: tables of one page directly, larger ones with depth 1. */
static void test_depths(void)
{
    Bench *bench = bench_new();
    uint64_t ppns[512];

    for (int i = 0; i < 512; i++) {
        ppns[i] = 100 + i;
    }
    bench_assert_status(set(bench, SVGA_OTABLE_SURFACE, SVGA3D_MOBFMT_PT64_1,
                            bench_table(bench, 8, ppns, 512), 2 << 20),
                        SVGA_OK);
    g_assert_true(svga_otable_has(&bench->gb, SVGA_OTABLE_SURFACE, 32767));
    g_assert_false(svga_otable_has(&bench->gb, SVGA_OTABLE_SURFACE, 32768));
    bench_assert_status(set(bench, SVGA_OTABLE_SCREENTARGET,
                            SVGA3D_MOBFMT_PT64_0, 5, 4096), SVGA_OK);
    bench_free(bench);
}

/* A refused table leaves the old one and its objects alone. */
static void test_refused(void)
{
    Bench *bench = bench_new();
    SvgaOTableBase valid = {
        .type = SVGA_OTABLE_MOB, .depth = SVGA3D_MOBFMT_RANGE, .ppn = 1,
        .size = 4096, .valid_size = 16,
    };

    bench_mob_at(bench, 1, 10, 1);
    bench_assert_status(set(bench, SVGA_OTABLES, SVGA3D_MOBFMT_RANGE, 1,
                            4096), SVGA_BAD_OTABLE);
    bench_assert_status(set(bench, UINT32_MAX, SVGA3D_MOBFMT_RANGE, 1, 4096),
                        SVGA_BAD_OTABLE);
    bench_assert_status(takedown(bench, SVGA_OTABLES), SVGA_BAD_OTABLE);
    bench_assert_status(svga_otable_set(&bench->gb, &valid),
                        SVGA_BAD_OTABLE);
    bench_assert_status(set(bench, SVGA_OTABLE_MOB, SVGA3D_MOBFMT_EMPTY, 1,
                            4096), SVGA_BAD_DEPTH);
    bench_assert_status(set(bench, SVGA_OTABLE_MOB, SVGA3D_MOBFMT_PT64_0, 1,
                            8192), SVGA_BAD_MOB_SIZE);
    bench_assert_status(set(bench, SVGA_OTABLE_MOB, SVGA3D_MOBFMT_RANGE,
                            BENCH_HOLE_PPN, 4096), SVGA_NOT_RAM);
    g_assert_nonnull(svga_mob_find(&bench->gb, 1));
    g_assert_cmpuint(bench->dropped_otables, ==, 0);
    bench_free(bench);
}

/* MOBs die with their table and unbind; surfaces live on, with nothing. */
static void test_mob_table_goes(void)
{
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, 10, 1);
    bench_mob_at(bench, 2, 11, 1);
    bench_surface(bench, 5, 0, SVGA3D_BUFFER, 1, 4096, 1, 1);
    bench_assert_status(svga_surface_bind(&bench->gb, 5, 2), SVGA_OK);
    bench_assert_status(takedown(bench, SVGA_OTABLE_MOB), SVGA_OK);
    g_assert_null(svga_mob_find(&bench->gb, 1));
    g_assert_null(svga_mob_find(&bench->gb, 2));
    bench_assert_status(svga_transfer_update_surface(&bench->gb, 5),
                        SVGA_NOT_BOUND);
    bench_assert_status(svga_surface_destroy(&bench->gb, 5), SVGA_OK);
    g_assert_cmpuint(bench->dropped_otables, ==, 1u << SVGA_OTABLE_MOB);
    bench_free(bench);
}

static void test_surface_table_replaced(void)
{
    Bench *bench = bench_new();
    const SVGA3dSurfaceImageId image = { .sid = 5 };

    bench_mob_at(bench, 1, 10, 1);
    bench_surface(bench, 5, 0, SVGA3D_BUFFER, 1, 4096, 1, 1);
    svga_surface_bind(&bench->gb, 5, 1);
    svga_transfer_update_image(&bench->gb, &image,
                               &(SVGA3dBox) { .w = 9, .h = 1, .d = 1 });
    bench_assert_status(set(bench, SVGA_OTABLE_SURFACE,
                            SVGA3D_MOBFMT_RANGE, 1, 4096), SVGA_OK);
    g_assert_null(svga_surface_find(&bench->gb, 5));
    g_assert_cmpuint(bench->destroyed_sid, ==, 5);
    g_assert_cmpuint(svga_mob_find(&bench->gb, 1)->bound, ==, 0);
    bench_assert_status(svga_mob_destroy(&bench->gb, 1), SVGA_OK);
    bench_free(bench);
}

/* What a takedown would bury is looked for, slice by slice. */
static void test_takedown_reports(void)
{
    const uint32_t tables[] = { SVGA_OTABLE_MOB, SVGA_OTABLE_SURFACE };

    for (int i = 0; i < 2; i++) {
        Bench *bench = bench_new();
        SvgaStatus status;
        unsigned slices;

        for (uint32_t id = 0; id < 3; id++) {
            bench_mob_at(bench, id, 100 + 64 * id, 64);
            bench_surface(bench, id, 0, SVGA3D_BUFFER, 1, 64 * 4096, 1, 1);
            svga_surface_bind(&bench->gb, id, id);
            bench_fill(bench, 100 + 64 * id, 1, 1);
        }
        slices = BENCH_SLICED(bench, 4096, status,
                              takedown(bench, tables[i]));
        bench_assert_status(status, SVGA_OK);
        g_assert_cmpuint(slices, >, 3);
        g_assert_cmpuint(bench_lines_with(bench, "died-stale"), ==, 3);
        g_assert_cmpuint(bench->gb.stats.died_stale, ==, 3 * 4096);
        bench_free(bench);
    }
}

/* The same without anybody to report to: many MOBs are many slices. */
static void test_takedown_silent(void)
{
    Bench *bench = bench_new_silent();
    const SvgaOTableBase down = { .type = SVGA_OTABLE_MOB,
                                  .depth = SVGA3D_MOBFMT_INVALID };
    SvgaStatus status;
    unsigned slices;

    for (uint32_t id = 0; id < 100; id++) {
        bench_mob_at(bench, id, 100 + id, 1);
        bench_surface(bench, id, 0, SVGA3D_BUFFER, 1, 4096, 1, 1);
        svga_surface_bind(&bench->gb, id, id);
    }
    slices = BENCH_SLICED(bench, 64 * 100 * 10, status,
                          svga_otable_set(&bench->gb, &down));
    bench_assert_status(status, SVGA_OK);
    g_assert_cmpuint(slices, ==, 10);
    g_assert_cmpint(g_tree_nnodes(bench->gb.mobs), ==, 0);
    g_assert_cmpint(g_tree_nnodes(bench->gb.surfaces), ==, 100);
    g_assert_false(bench->gb.job.active);
    bench_free(bench);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/otable/extent", test_extent);
    g_test_add_func("/svga/otable/depths", test_depths);
    g_test_add_func("/svga/otable/refused", test_refused);
    g_test_add_func("/svga/otable/mob-table-goes", test_mob_table_goes);
    g_test_add_func("/svga/otable/surface-table-replaced",
                    test_surface_table_replaced);
    g_test_add_func("/svga/otable/takedown-reports", test_takedown_reports);
    g_test_add_func("/svga/otable/takedown-silent", test_takedown_silent);
    return g_test_run();
}
