/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* MOBs: page tables of every depth, and copies through them. */

#include "qemu/osdep.h"
#include "bench.h"

#define PAGE SVGA_PAGE_SIZE

static SvgaStatus define(Bench *bench, uint32_t depth, uint64_t ppn,
                         uint32_t size)
{
    return bench_define_mob(bench, 1, depth, ppn, size);
}

/* Assert that the MOB reads as the pages, in the order of the table. */
static void check_content(Bench *bench, const uint64_t *ppns, uint64_t size)
{
    SvgaMob *mob = svga_mob_find(&bench->gb, 1);
    g_autofree uint8_t *got = g_malloc(size);

    g_assert_nonnull(mob);
    g_assert_cmpuint(mob->pages.size, ==, size);
    bench_assert_status(svga_mob_read(&bench->gb, mob, 0, got, size),
                        SVGA_OK);
    for (uint64_t at = 0; at < size; at += PAGE) {
        uint64_t now = MIN(PAGE, size - at);

        g_assert_cmpmem(got + at, now, bench_page(bench, ppns[at / PAGE]),
                        now);
    }
}

static void test_depth_0(void)
{
    static const uint32_t depths[] = {
        SVGA3D_MOBFMT_PT_0, SVGA3D_MOBFMT_PT64_0, SVGA3D_MOBFMT_RANGE,
    };
    const uint64_t ppn = 77;

    for (size_t i = 0; i < G_N_ELEMENTS(depths); i++) {
        Bench *bench = bench_new();

        bench_fill(bench, ppn, 1, 3);
        bench_assert_status(define(bench, depths[i], ppn, PAGE), SVGA_OK);
        check_content(bench, &ppn, PAGE);
        bench_free(bench);
    }
}

/* @step 1: contiguous; else scattered in both directions. */
static void check_depth_1(uint32_t depth, unsigned entry_bytes, int step)
{
    Bench *bench = bench_new();
    uint64_t ppns[100];
    uint64_t table;

    for (int i = 0; i < 100; i++) {
        ppns[i] = 1000 + i * step;
        bench_fill(bench, ppns[i], 1, i);
    }
    table = bench_table(bench, entry_bytes, ppns, 100);
    bench_assert_status(define(bench, depth, table, 100 * PAGE), SVGA_OK);
    g_assert_cmpuint(svga_mob_find(&bench->gb, 1)->pages.count, ==,
                     step == 1 ? 1 : 100);
    check_content(bench, ppns, 100 * PAGE);
    bench_free(bench);
}

static void test_depth_1(void)
{
    check_depth_1(SVGA3D_MOBFMT_PT_1, 4, 1);
    check_depth_1(SVGA3D_MOBFMT_PT_1, 4, -3);
    check_depth_1(SVGA3D_MOBFMT_PT64_1, 8, 1);
    check_depth_1(SVGA3D_MOBFMT_PT64_1, 8, -1);
    check_depth_1(SVGA3D_MOBFMT_PT64_1, 8, 2);
}

/* Two tables below the root; runs continue across their border. */
static void check_depth_2(uint32_t depth, unsigned entry_bytes, int step)
{
    const uint32_t per_table = PAGE / entry_bytes, count = per_table + 9;
    g_autofree uint64_t *ppns = g_new(uint64_t, count);
    Bench *bench = bench_new();
    uint64_t tables[2], root;

    for (uint32_t i = 0; i < count; i++) {
        ppns[i] = 10 + (uint64_t)i * step;
        bench_fill(bench, ppns[i], 1, i);
    }
    tables[0] = bench_table(bench, entry_bytes, ppns, per_table);
    tables[1] = bench_table(bench, entry_bytes, ppns + per_table, 9);
    root = bench_table(bench, entry_bytes, tables, 2);
    bench_assert_status(define(bench, depth, root, count * PAGE), SVGA_OK);
    g_assert_cmpuint(svga_mob_find(&bench->gb, 1)->pages.count, ==,
                     step == 1 ? 1 : count);
    check_content(bench, ppns, count * PAGE);
    bench_free(bench);
}

static void test_depth_2(void)
{
    check_depth_2(SVGA3D_MOBFMT_PT_2, 4, 1);
    check_depth_2(SVGA3D_MOBFMT_PT_2, 4, 3);
    check_depth_2(SVGA3D_MOBFMT_PT64_2, 8, 1);
    check_depth_2(SVGA3D_MOBFMT_PT64_2, 8, 5);
}

static void test_range(void)
{
    Bench *bench = bench_new();
    uint64_t ppns[5] = { 50, 51, 52, 53, 54 };

    bench_fill(bench, 50, 5, 9);
    bench_assert_status(define(bench, SVGA3D_MOBFMT_RANGE, 50, 4 * PAGE + 7),
                        SVGA_OK);
    check_content(bench, ppns, 4 * PAGE + 7);
    bench_free(bench);
}

/* The last run ends with the MOB, not at the end of its page. */
static void test_ragged(void)
{
    const uint64_t ppns[] = { 60, 70, 71 };
    Bench *bench = bench_new();
    SvgaMob *mob;

    bench_fill(bench, 60, 1, 1);
    bench_fill(bench, 70, 2, 2);
    bench_assert_status(define(bench, SVGA3D_MOBFMT_PT64_1,
                               bench_table(bench, 8, ppns, 3), 2 * PAGE + 5),
                        SVGA_OK);
    check_content(bench, ppns, 2 * PAGE + 5);
    mob = svga_mob_find(&bench->gb, 1);
    g_assert_cmpuint(mob->pages.count, ==, 2);
    g_assert_cmpuint(mob->pages.runs[1].offset, ==, PAGE);
    g_assert_cmpuint(mob->pages.runs[1].length, ==, PAGE + 5);
    bench_free(bench);
}

/* Every start and length around the borders of scattered pages. */
static void test_copy_borders(void)
{
    const uint64_t ppns[] = { 30, 10, 11, 20 };
    const uint64_t size = 4 * PAGE;
    Bench *bench = bench_new();
    g_autofree uint8_t *model = g_malloc(size);
    g_autofree uint8_t *got = g_malloc(size);
    SvgaMob *mob;

    for (int i = 0; i < 4; i++) {
        bench_fill(bench, ppns[i], 1, 100 + i);
        memcpy(model + i * PAGE, bench_page(bench, ppns[i]), PAGE);
    }
    bench_mob(bench, 1, ppns, 4);
    mob = svga_mob_find(&bench->gb, 1);
    for (uint64_t page = 1; page < 4; page++) {
        for (uint64_t at = page * PAGE - 3; at < page * PAGE + 3; at++) {
            for (uint64_t len = 0; len < 6; len++) {
                bench_assert_status(svga_mob_read(&bench->gb, mob, at, got,
                                                  len), SVGA_OK);
                g_assert_cmpmem(got, len, model + at, len);
                memset(model + at, at + len, len);
                bench_assert_status(svga_mob_write(&bench->gb, mob, at,
                                                   model + at, len),
                                    SVGA_OK);
            }
        }
    }
    check_content(bench, ppns, size);
    svga_mob_read(&bench->gb, mob, 0, got, size);
    g_assert_cmpmem(got, size, model, size);
    bench_free(bench);
}

static void test_copy_beyond(void)
{
    Bench *bench = bench_new();
    uint8_t byte = 0;
    SvgaMob *mob;

    bench_mob_at(bench, 1, 30, 2);
    mob = svga_mob_find(&bench->gb, 1);
    bench_assert_status(svga_mob_read(&bench->gb, mob, 2 * PAGE, &byte, 0),
                        SVGA_OK);
    bench_assert_status(svga_mob_read(&bench->gb, mob, 2 * PAGE, &byte, 1),
                        SVGA_MOB_TOO_SMALL);
    bench_assert_status(svga_mob_write(&bench->gb, mob, 2 * PAGE + 1, &byte,
                                       0), SVGA_MOB_TOO_SMALL);
    bench_assert_status(svga_mob_read(&bench->gb, mob, UINT64_MAX, &byte, 2),
                        SVGA_MOB_TOO_SMALL);
    bench_assert_status(svga_mob_write(&bench->gb, mob, 1, &byte,
                                       UINT64_MAX), SVGA_MOB_TOO_SMALL);
    bench->ram_gone = true;
    bench_assert_status(svga_mob_read(&bench->gb, mob, 0, &byte, 1),
                        SVGA_DMA_ERROR);
    bench_assert_status(svga_mob_write(&bench->gb, mob, 0, &byte, 1),
                        SVGA_DMA_ERROR);
    bench_free(bench);
}

static void test_bad_depth(void)
{
    static const uint32_t depths[] = {
        SVGA3D_MOBFMT_EMPTY, SVGA3D_MOBFMT_MAX, SVGA3D_MOBFMT_HB, 100,
        SVGA3D_MOBFMT_INVALID,
    };
    Bench *bench = bench_new();

    for (size_t i = 0; i < G_N_ELEMENTS(depths); i++) {
        bench_assert_status(define(bench, depths[i], 1, PAGE),
                            SVGA_BAD_DEPTH);
    }
    bench_free(bench);
}

static void test_bad_size(void)
{
    Bench *bench = bench_new();

    bench_assert_status(define(bench, SVGA3D_MOBFMT_PT64_0, 1, 0),
                        SVGA_BAD_MOB_SIZE);
    bench_assert_status(define(bench, SVGA3D_MOBFMT_PT64_0, 1, PAGE + 1),
                        SVGA_BAD_MOB_SIZE);
    bench_assert_status(define(bench, SVGA3D_MOBFMT_PT_0, 1, PAGE + 1),
                        SVGA_BAD_MOB_SIZE);
    bench_assert_status(define(bench, SVGA3D_MOBFMT_PT64_1, 1,
                               512 * PAGE + 1), SVGA_BAD_MOB_SIZE);
    bench_assert_status(define(bench, SVGA3D_MOBFMT_PT_1, 1,
                               1024 * PAGE + 1), SVGA_BAD_MOB_SIZE);
    bench_assert_status(define(bench, SVGA3D_MOBFMT_PT64_2, 1,
                               SVGA_MOB_SIZE_MAX + 1), SVGA_BAD_MOB_SIZE);
    bench_assert_status(define(bench, SVGA3D_MOBFMT_RANGE, 1, UINT32_MAX),
                        SVGA_BAD_MOB_SIZE);
    bench_free(bench);
}

/* Pages and tables that are not RAM, or not addresses at all. */
static void test_bad_pages(void)
{
    static const struct {
        uint64_t ppn;
        SvgaStatus status;
    } cases[] = {
        { BENCH_HOLE_PPN, SVGA_NOT_RAM },
        { BENCH_RAM / PAGE, SVGA_NOT_RAM },
        { (UINT64_C(1) << 40) - 1, SVGA_NOT_RAM },
        { UINT64_C(1) << 40, SVGA_BAD_PAGE },
        { UINT64_C(1) << 52, SVGA_BAD_PAGE },
        { UINT64_MAX, SVGA_BAD_PAGE },
    };
    Bench *bench = bench_new();

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const uint64_t leaf[] = { 5, 6, cases[i].ppn, 7 };
        const uint64_t branch[] = { bench_table(bench, 8, leaf, 4),
                                    cases[i].ppn };
        uint64_t good = bench_table(bench, 8, leaf, 2);

        bench_assert_status(define(bench, SVGA3D_MOBFMT_PT64_0, cases[i].ppn,
                                   PAGE), cases[i].status);
        bench_assert_status(define(bench, SVGA3D_MOBFMT_RANGE, cases[i].ppn,
                                   2 * PAGE), cases[i].status);
        bench_assert_status(define(bench, SVGA3D_MOBFMT_PT64_1, branch[0],
                                   4 * PAGE), cases[i].status);
        bench_assert_status(define(bench, SVGA3D_MOBFMT_PT64_1, cases[i].ppn,
                                   2 * PAGE), cases[i].status);
        bench_assert_status(define(bench, SVGA3D_MOBFMT_PT64_2,
                                   bench_table(bench, 8, branch, 2),
                                   513 * PAGE), cases[i].status);
        g_assert_null(svga_mob_find(&bench->gb, 1));
        /* what lies after the last page is not looked at */
        bench_assert_status(bench_define_mob(bench, 2,
                                            SVGA3D_MOBFMT_PT64_1, good,
                                            2 * PAGE), SVGA_OK);
        bench_assert_status(svga_mob_destroy(&bench->gb, 2), SVGA_OK);
    }
    bench_assert_status(define(bench, SVGA3D_MOBFMT_RANGE, BENCH_HOLE_PPN - 1,
                               2 * PAGE), SVGA_NOT_RAM);
    bench->ram_gone = true;
    bench_assert_status(define(bench, SVGA3D_MOBFMT_PT64_1, 5, 2 * PAGE),
                        SVGA_BAD_PAGE);
    bench_free(bench);
}

/* The guest's table is read once; later changes have no effect. */
static void test_table_changes(void)
{
    const uint64_t ppns[] = { 30, 40 };
    uint8_t before[2 * PAGE], after[2 * PAGE];
    Bench *bench = bench_new();
    uint64_t table = bench_table(bench, 8, ppns, 2);
    SvgaMob *mob;

    bench_fill(bench, 30, 1, 1);
    bench_fill(bench, 40, 1, 2);
    bench_assert_status(define(bench, SVGA3D_MOBFMT_PT64_1, table, 2 * PAGE),
                        SVGA_OK);
    mob = svga_mob_find(&bench->gb, 1);
    svga_mob_read(&bench->gb, mob, 0, before, sizeof(before));
    memset(bench_page(bench, table), 0xff, PAGE);
    bench_assert_status(svga_mob_read(&bench->gb, mob, 0, after,
                                      sizeof(after)), SVGA_OK);
    g_assert_cmpmem(before, sizeof(before), after, sizeof(after));
    bench_free(bench);
}

static void test_ids(void)
{
    Bench *bench = bench_new();
    const uint32_t last = 64 * 1024 / 16 - 1;

    bench_assert_status(bench_define_mob(bench, last,
                                        SVGA3D_MOBFMT_RANGE, 1, PAGE),
                        SVGA_OK);
    bench_assert_status(bench_define_mob(bench, last,
                                        SVGA3D_MOBFMT_RANGE, 1, PAGE),
                        SVGA_MOB_EXISTS);
    bench_assert_status(bench_define_mob(bench, last + 1,
                                        SVGA3D_MOBFMT_RANGE, 1, PAGE),
                        SVGA_BAD_ID);
    bench_assert_status(bench_define_mob(bench, SVGA3D_INVALID_ID,
                                        SVGA3D_MOBFMT_RANGE, 1, PAGE),
                        SVGA_BAD_ID);
    bench_assert_status(svga_mob_destroy(&bench->gb, last), SVGA_OK);
    bench_assert_status(svga_mob_destroy(&bench->gb, last), SVGA_BAD_MOB);
    bench_free(bench);
}

/*
 * A walk continues where its slice ended, with the tables as it read them: a
 * guest that changes them between slices changes nothing.
 */
static void test_slices(void)
{
    Bench *bench = bench_new();
    uint64_t ppns[512], tables[3], root;
    const SvgaMob *mob;
    SvgaStatus status;

    for (int i = 0; i < 512; i++) {
        ppns[i] = 100 + 2 * i;
    }
    for (int i = 0; i < 3; i++) {
        tables[i] = bench_table(bench, 8, ppns, 512);
    }
    root = bench_table(bench, 8, tables, 3);
    do {
        bench->gb.work.left = 1;
        status = define(bench, SVGA3D_MOBFMT_PT64_2, root, 1100 * PAGE);
        memset(bench_page(bench, root), 0xff, PAGE);
        if (bench->gb.job.walk.level == 2) {
            memset(bench_page(bench, tables[bench->gb.job.walk.next[0] - 1]),
                   0xff, PAGE);
        }
    } while (status == SVGA_AGAIN);
    bench_assert_status(status, SVGA_OK);
    mob = svga_mob_find(&bench->gb, 1);
    g_assert_cmpuint(mob->pages.count, ==, 1100);
    for (uint32_t i = 0; i < 1100; i++) {
        g_assert_cmpuint(mob->pages.runs[i].offset, ==, i * PAGE);
        g_assert_cmpuint(mob->pages.runs[i].gpa, ==, ppns[i % 512] * PAGE);
    }
    bench_free(bench);
}

/* The number of slices follows from the tables and the pages. */
static void test_slice_count(void)
{
    Bench *bench = bench_new();
    uint64_t ppns[512];
    SvgaStatus status;
    unsigned slices;

    for (int i = 0; i < 512; i++) {
        ppns[i] = 100 + 2 * i;
    }
    bench_table(bench, 8, ppns, 512);
    slices = BENCH_SLICED(bench, 16 * SVGA_WORK_STEP, status,
                          define(bench, SVGA3D_MOBFMT_PT64_1,
                                 BENCH_TABLES_PPN, 512 * PAGE));
    bench_assert_status(status, SVGA_OK);
    g_assert_cmpuint(slices, >=, 512 / 16);
    g_assert_cmpuint(slices, <=, 512 / 16 + 4);
    bench_free(bench);
}

/* Two slab headers and a tree node, rounded up. */
#define OVERHEAD 256

/* Out of budget at every possible point: an error, and no leak. */
static void check_budget(uint32_t count)
{
    uint64_t ppns[64];
    Bench *bench = bench_new();
    uint64_t table, limit;
    SvgaStatus status = SVGA_OVER_BUDGET;

    for (uint32_t i = 0; i < count; i++) {
        ppns[i] = 100 + 2 * i;
    }
    table = bench_table(bench, 8, ppns, count);
    for (limit = 0; status == SVGA_OVER_BUDGET; limit += 8) {
        bench->gb.budget.limit = limit;
        status = define(bench, SVGA3D_MOBFMT_PT64_1, table, count * PAGE);
        bench_settle(bench);
        g_assert_cmpuint(bench->gb.budget.used != 0, ==, status == SVGA_OK);
    }
    bench_assert_status(status, SVGA_OK);
    g_assert_cmpuint(limit, >, count * sizeof(SvgaRun));
    bench_assert_status(svga_mob_destroy(&bench->gb, 1), SVGA_OK);

    /* if the list can shrink, only what is needed stays charged */
    bench->gb.budget.limit = BENCH_BUDGET;
    bench_assert_status(define(bench, SVGA3D_MOBFMT_PT64_1, table,
                               count * PAGE), SVGA_OK);
    bench_settle(bench);
    g_assert_cmpuint(bench->gb.budget.used, >=,
                     count * sizeof(SvgaRun) + sizeof(SvgaMob));
    g_assert_cmpuint(bench->gb.budget.used, <,
                     svga_budget_cost(count * sizeof(SvgaRun)) +
                     svga_budget_cost(sizeof(SvgaMob)) + OVERHEAD);
    bench_free(bench);
}

static void test_budget(void)
{
    check_budget(1);
    check_budget(37);
    check_budget(64);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/mob/depth-0", test_depth_0);
    g_test_add_func("/svga/mob/depth-1", test_depth_1);
    g_test_add_func("/svga/mob/depth-2", test_depth_2);
    g_test_add_func("/svga/mob/range", test_range);
    g_test_add_func("/svga/mob/ragged", test_ragged);
    g_test_add_func("/svga/mob/copy-borders", test_copy_borders);
    g_test_add_func("/svga/mob/copy-beyond", test_copy_beyond);
    g_test_add_func("/svga/mob/bad-depth", test_bad_depth);
    g_test_add_func("/svga/mob/bad-size", test_bad_size);
    g_test_add_func("/svga/mob/bad-pages", test_bad_pages);
    g_test_add_func("/svga/mob/table-changes", test_table_changes);
    g_test_add_func("/svga/mob/ids", test_ids);
    g_test_add_func("/svga/mob/slices", test_slices);
    g_test_add_func("/svga/mob/slice-count", test_slice_count);
    g_test_add_func("/svga/mob/budget", test_budget);
    return g_test_run();
}
