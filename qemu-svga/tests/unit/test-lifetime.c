/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Lifetimes of MOBs, surfaces and tables destroyed under each other. */

#include "qemu/osdep.h"
#include "command/transfer.h"
#include "object/otable.h"
#include "bench.h"

#define PAGE SVGA_PAGE_SIZE
#define SID 5

/* Surface @sid, a buffer of @pages pages, bound to MOB @mobid. */
static void bound(Bench *bench, uint32_t sid, uint32_t mobid, uint32_t pages)
{
    bench_assert_status(bench_surface(bench, sid, 0, SVGA3D_BUFFER, 1,
                                      pages * PAGE, 1, 1), SVGA_OK);
    bench_assert_status(svga_surface_bind(&bench->gb, sid, mobid), SVGA_OK);
}

static SvgaStatus redefine(Bench *bench, uint32_t depth, uint64_t ppn,
                           uint32_t size)
{
    return svga_mob_redefine(&bench->gb, 1,
                             &(const SvgaPageRoot) { depth, size, ppn });
}

/* After an upload the surface has the contents of page @ppn. */
static void check_page(Bench *bench, uint64_t ppn)
{
    bench_assert_status(svga_transfer_update_surface(&bench->gb, SID),
                        SVGA_OK);
    g_assert_cmpmem(svga_surface_find(&bench->gb, SID)->host, PAGE,
                    bench_page(bench, ppn), PAGE);
}

static void test_redefine(void)
{
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, 10, 1);
    bound(bench, SID, 1, 1);
    bench_fill(bench, 10, 1, 1);
    bench_fill(bench, 20, 1, 2);
    check_page(bench, 10);
    bench_assert_status(redefine(bench, SVGA3D_MOBFMT_RANGE, 20, PAGE),
                        SVGA_OK);
    g_assert_cmpuint(svga_mob_find(&bench->gb, 1)->bound.length, ==, 1);
    check_page(bench, 20);
    g_assert_false(bench->gb.job.active);
    bench_assert_status(svga_mob_redefine(&bench->gb, 2, NULL),
                        SVGA_BAD_MOB);
    bench_free(bench);
}

static void refuse_redefines(Bench *bench)
{
    bench_assert_status(redefine(bench, SVGA3D_MOBFMT_EMPTY, 20, PAGE),
                        SVGA_BAD_DEPTH);
    bench_assert_status(redefine(bench, SVGA3D_MOBFMT_RANGE, 20, 0),
                        SVGA_BAD_MOB_SIZE);
    bench_assert_status(redefine(bench, SVGA3D_MOBFMT_RANGE, BENCH_HOLE_PPN,
                                 PAGE), SVGA_NOT_RAM);
    bench_assert_status(redefine(bench, SVGA3D_MOBFMT_PT64_1, UINT64_MAX,
                                 PAGE), SVGA_BAD_PAGE);
}

/* A refused definition keeps the MOB's memory. */
static void test_redefine_refused(void)
{
    Bench *bench = bench_new();
    uint64_t used;

    bench_mob_at(bench, 1, 10, 1);
    bound(bench, SID, 1, 1);
    bench_fill(bench, 10, 1, 1);
    refuse_redefines(bench);
    used = bench->gb.budget.used;
    /* memory for further attempts is taken only once */
    refuse_redefines(bench);
    g_assert_cmpuint(bench->gb.budget.used, ==, used);
    bench->gb.budget.limit = 0;
    bench_assert_status(redefine(bench, SVGA3D_MOBFMT_RANGE, 20, PAGE),
                        SVGA_OVER_BUDGET);
    bench->gb.budget.limit = BENCH_BUDGET;
    g_assert_false(bench->gb.job.active);
    check_page(bench, 10);
    bench_free(bench);
}

/* Smaller than the surface: transfers beyond its end are errors from now on. */
static void test_redefine_smaller(void)
{
    const SVGA3dSurfaceImageId image = { .sid = SID };
    const SVGA3dBox first = { .w = PAGE, .h = 1, .d = 1 };
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, 10, 2);
    bound(bench, SID, 1, 2);
    bench_assert_status(redefine(bench, SVGA3D_MOBFMT_PT64_0, 10, PAGE),
                        SVGA_OK);
    bench_assert_status(svga_transfer_update_surface(&bench->gb, SID),
                        SVGA_MOB_TOO_SMALL);
    bench_assert_status(svga_transfer_update_image(&bench->gb, &image,
                                                   &first), SVGA_OK);
    bench_free(bench);
}

/*
 * A store that was not uploaded is lost with the old memory, except for bytes
 * that the guest copied to the new memory.  All surfaces are compared, and all
 * stay bound.
 */
static void test_redefine_losses(void)
{
    Bench *bench = bench_new();
    SvgaStatus status;
    unsigned slices;

    bench_mob_at(bench, 1, 100, 64);
    bench_fill(bench, 100, 64, 1);
    for (uint32_t sid = SID; sid < SID + 3; sid++) {
        bound(bench, sid, 1, 64);
        bench_assert_status(svga_transfer_update_surface(&bench->gb, sid),
                            SVGA_OK);
    }
    bench_page(bench, 100)[50] ^= 0xff;
    bench_page(bench, 130)[7] ^= 0xff;
    bench_page(bench, 163)[PAGE - 1] ^= 0xff;
    memcpy(bench_page(bench, 200), bench_page(bench, 100), 63 * PAGE);
    slices = BENCH_SLICED(bench, PAGE, status,
                          redefine(bench, SVGA3D_MOBFMT_RANGE, 200,
                                   63 * PAGE + 5));
    bench_assert_status(status, SVGA_OK);
    g_assert_cmpuint(slices, >, 6);
    g_assert_cmpuint(bench_lines_with(bench,
        "\"bytes\":1,\"byte_ranges\":[[262143,1]]"), ==, 3);
    g_assert_cmpuint(bench->gb.stats.died_stale, ==, 3);
    g_assert_cmpuint(svga_mob_find(&bench->gb, 1)->bound.length, ==, 3);
    bench_assert_status(svga_transfer_readback_surface(&bench->gb, SID),
                        SVGA_MOB_TOO_SMALL);
    bench_free(bench);
}

/* The page table is read again only when the guest asks for it. */
static void test_update_mapping(void)
{
    const uint64_t before[] = { 30, 31 }, after[] = { 40, 31 };
    Bench *bench = bench_new();
    uint64_t table = bench_table(bench, 8, before, 2);

    bench_fill(bench, 30, 2, 1);
    bench_fill(bench, 40, 1, 2);
    bench_assert_status(bench_define_mob(bench, 1, SVGA3D_MOBFMT_PT64_1,
                                         table, 2 * PAGE), SVGA_OK);
    bound(bench, SID, 1, 2);
    memcpy(bench_page(bench, table), after, sizeof(after));
    check_page(bench, 30);
    bench_assert_status(svga_mob_redefine(&bench->gb, 1, NULL), SVGA_OK);
    check_page(bench, 40);

    memset(bench_page(bench, table), 0xff, 8);
    bench_assert_status(svga_mob_redefine(&bench->gb, 1, NULL),
                        SVGA_BAD_PAGE);
    bench_page(bench, 40)[0] ^= 1;
    check_page(bench, 40);
    bench_free(bench);
}

/* A destroyed MOB has no memory, even for holders of a reference. */
static void test_reference(void)
{
    Bench *bench = bench_new();
    SvgaMob *held, *next;
    uint8_t byte = 7;

    bench_mob_at(bench, 1, 10, 1);
    held = svga_mob_find(&bench->gb, 1);
    svga_mob_ref(held);
    bench_assert_status(svga_mob_destroy(&bench->gb, 1), SVGA_OK);
    g_assert_null(svga_mob_find(&bench->gb, 1));
    bench_assert_status(svga_mob_read(&bench->gb, held, 0, &byte, 1),
                        SVGA_MOB_TOO_SMALL);
    bench_assert_status(svga_mob_write(&bench->gb, held, 0, &byte, 1),
                        SVGA_MOB_TOO_SMALL);

    /* the id is free at once for another object */
    bench_mob_at(bench, 1, 20, 1);
    next = svga_mob_find(&bench->gb, 1);
    g_assert_true(next != held);
    bench_assert_status(svga_mob_write(&bench->gb, next, 0, &byte, 1),
                        SVGA_OK);
    g_assert_cmpuint(bench->ram[10 * PAGE], ==, 0);
    svga_mob_unref(&bench->gb, held);
    bench_assert_status(svga_mob_destroy(&bench->gb, 1), SVGA_OK);
    g_assert_cmpuint(bench->gb.budget.used, ==, 0);
    bench_free(bench);
}

/* A reset drops the table's reference, not those of others. */
static void test_reference_and_reset(void)
{
    Bench *bench = bench_new();
    SvgaMob *held;

    bench_mob_at(bench, 1, 10, 1);
    held = svga_mob_find(&bench->gb, 1);
    svga_mob_ref(held);
    svga_gb_reset(&bench->gb);
    g_assert_null(svga_mob_find(&bench->gb, 1));
    bench_settle(bench);
    g_assert_cmpuint(held->refs, ==, 1);
    g_assert_cmpuint(bench->gb.budget.used, >=, sizeof(SvgaMob));
    svga_mob_unref(&bench->gb, held);
    g_assert_cmpuint(bench->gb.budget.used, ==, 0);
    bench_free(bench);
}

/* A new MOB with the old id is not what the surface was bound to. */
static void test_mob_id_reused(void)
{
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, 10, 1);
    bound(bench, SID, 1, 1);
    bench_assert_status(svga_mob_destroy(&bench->gb, 1), SVGA_OK);
    g_assert_cmpuint(bench_lines_with(bench,
        "\"event\":\"bind\",\"sid\":5,\"mobid\":4294967295"), ==, 1);
    bench_mob_at(bench, 1, 20, 1);
    bench_assert_status(svga_transfer_update_surface(&bench->gb, SID),
                        SVGA_NOT_BOUND);
    bench_assert_status(svga_surface_bind(&bench->gb, SID, 1), SVGA_OK);
    check_page(bench, 20);
    bench_free(bench);
}

/* Both tables are replaced under bound surfaces, in either order. */
static void test_tables_replaced(void)
{
    for (int order = 0; order < 2; order++) {
        const uint32_t types[] = { SVGA_OTABLE_MOB, SVGA_OTABLE_SURFACE };
        Bench *bench = bench_new();

        bench_mob_at(bench, 1, 10, 1);
        bound(bench, SID, 1, 1);
        bound(bench, SID + 1, 1, 1);
        check_page(bench, 10);
        for (int i = 0; i < 2; i++) {
            const SvgaOTableBase base = {
                .type = types[i ^ order],
                .root = { SVGA3D_MOBFMT_RANGE, PAGE, 60 + i },
            };

            bench_assert_status(svga_otable_set(&bench->gb, &base), SVGA_OK);
        }
        g_assert_cmpint(g_tree_nnodes(bench->gb.mobs), ==, 0);
        g_assert_cmpint(g_tree_nnodes(bench->gb.surfaces), ==, 0);
        g_assert_cmpuint(bench->gb.budget.used, ==, 0);
        bench_mob_at(bench, 1, 20, 1);
        bound(bench, SID, 1, 1);
        check_page(bench, 20);
        bench_free(bench);
    }
}

/* A reset in the middle of any resumable command leaves nothing behind. */
static void test_reset_in_between(void)
{
    for (int way = 0; way < 3; way++) {
        Bench *bench = bench_new();
        SvgaStatus status;

        bench_mob_at(bench, 1, 100, 64);
        bound(bench, SID, 1, 64);
        bench_fill(bench, 100, 64, 1);
        bench->gb.work.left = 1;
        status = way == 0 ? redefine(bench, SVGA3D_MOBFMT_RANGE, 200,
                                     64 * PAGE) :
                 way == 1 ? svga_mob_destroy(&bench->gb, 1) :
                 svga_otable_readback(&bench->gb, SVGA_OTABLE_MOB);
        if (way == 2) {
            bench->gb.work.left = 0;
            status = svga_otable_readback(&bench->gb, SVGA_OTABLE_MOB);
        }
        bench_assert_status(status, SVGA_AGAIN);
        bench_free(bench);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/lifetime/redefine", test_redefine);
    g_test_add_func("/svga/lifetime/redefine-refused",
                    test_redefine_refused);
    g_test_add_func("/svga/lifetime/redefine-smaller",
                    test_redefine_smaller);
    g_test_add_func("/svga/lifetime/redefine-losses", test_redefine_losses);
    g_test_add_func("/svga/lifetime/update-mapping", test_update_mapping);
    g_test_add_func("/svga/lifetime/reference", test_reference);
    g_test_add_func("/svga/lifetime/reference-and-reset",
                    test_reference_and_reset);
    g_test_add_func("/svga/lifetime/mob-id-reused", test_mob_id_reused);
    g_test_add_func("/svga/lifetime/tables-replaced", test_tables_replaced);
    g_test_add_func("/svga/lifetime/reset-in-between",
                    test_reset_in_between);
    return g_test_run();
}
