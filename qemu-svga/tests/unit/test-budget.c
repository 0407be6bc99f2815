/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The budget: what it charges is what is resident, and comes back in pieces. */

#include "qemu/osdep.h"
#include <malloc.h>
#include "object/otable.h"
#include "bench.h"

#define MIB (UINT64_C(1) << 20)

static void test_limit(void)
{
    SvgaBudget budget = { .limit = 100 };
    uint64_t cost = svga_budget_cost(60);
    void *a = svga_budget_alloc(&budget, 60);

    g_assert_nonnull(a);
    g_assert_cmpuint(budget.used, ==, cost);
    g_assert_null(svga_budget_alloc(&budget, 41));
    g_assert_null(svga_budget_alloc(&budget, UINT64_MAX));
    g_assert_null(svga_budget_alloc(&budget, 0));
    g_assert_null(svga_budget_alloc_object(&budget, 1));
    svga_budget_free(&budget, NULL, 60);
    svga_budget_free_object(&budget, NULL, 60);
    g_assert_cmpuint(budget.used, ==, cost);
    budget.limit = 50;
    g_assert_null(svga_budget_alloc(&budget, 1));
    svga_budget_free(&budget, a, 60);
    g_assert_cmpuint(budget.used, ==, 0);
}

/* Small blocks come back at once. */
static void test_small(void)
{
    SvgaBudget budget = { .limit = MIB };
    uint8_t *a = svga_budget_alloc(&budget, 1000);
    void *b = svga_budget_alloc_object(&budget, 1000);

    for (size_t i = 0; i < 1000; i++) {
        g_assert_cmpuint(a[i], ==, 0);
    }
    memset(a, 0xff, 1000);
    svga_budget_free(&budget, a, 1000);
    svga_budget_free_object(&budget, b, 1000);
    g_assert_false(svga_budget_owes(&budget));
    g_assert_cmpuint(budget.used, ==, 0);
}

/* Large ones stay charged until they were given back, piece by piece. */
static void test_reclaim(void)
{
    SvgaBudget budget = { .limit = 16 * MIB };
    unsigned pieces = 0;
    uint8_t *a = svga_budget_alloc(&budget, 3 * MIB + 1);
    uint8_t *b = svga_budget_alloc(&budget, 2 * MIB);
    uint64_t used = budget.used;

    g_assert_cmpuint(a[0] | a[3 * MIB], ==, 0);
    memset(a, 0xff, 3 * MIB + 1);
    memset(b, 0xee, 2 * MIB);
    svga_budget_free(&budget, a, 3 * MIB + 1);
    g_assert_true(svga_budget_owes(&budget));
    g_assert_cmpuint(budget.used, ==, used);
    /* what is not freed stays as it is, to its last byte */
    for (; svga_budget_owes(&budget); pieces++) {
        svga_budget_reclaim(&budget, MIB / 2);
        g_assert_cmpuint(used - budget.used, <=, MIB / 2);
        used = budget.used;
        g_assert_cmpuint(b[0], ==, 0xee);
        g_assert_cmpuint(b[2 * MIB - 1], ==, 0xee);
    }
    g_assert_cmpuint(pieces, ==, 7);
    g_assert_cmpuint(budget.used, ==, svga_budget_cost(2 * MIB));
    svga_budget_free(&budget, b, 2 * MIB);
    svga_budget_reclaim(&budget, 1);
    g_assert_true(svga_budget_owes(&budget));
    svga_budget_reclaim(&budget, UINT64_MAX);
    g_assert_cmpuint(budget.used, ==, 0);
}

/* A block that was used and given back does not show what was in it. */
static void test_zeroed(void)
{
    SvgaBudget budget = { .limit = 16 * MIB };

    for (int i = 0; i < 3; i++) {
        uint8_t *a = svga_budget_alloc(&budget, MIB);

        for (uint64_t at = 0; at < MIB; at++) {
            g_assert_cmpuint(a[at], ==, 0);
        }
        memset(a, 0xff, MIB);
        svga_budget_free(&budget, a, MIB);
        svga_budget_reclaim(&budget, UINT64_MAX);
    }
    g_assert_cmpuint(budget.used, ==, 0);
}

/* Under ASan, whose allocator has other costs, there is nothing to see. */
#ifndef QEMU_SANITIZE_ADDRESS
static uint64_t resident(void)
{
    struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}

/* Many objects as small as they get: the allocator's part is charged, too. */
static void test_small_objects(void)
{
    enum { COUNT = 20000 };
    const SvgaOTableBase base = {
        .type = SVGA_OTABLE_SURFACE,
        .root = { SVGA3D_MOBFMT_RANGE, 64 * COUNT, 0 },
    };
    Bench *bench = bench_new_silent();
    uint64_t before;

    bench_assert_status(svga_otable_set(&bench->gb, &base), SVGA_OK);
    before = resident();
    g_assert_cmpuint(bench->gb.budget.used, ==, 0);
    for (uint32_t sid = 0; sid < COUNT; sid++) {
        bench_assert_status(bench_surface(bench, sid, 0, SVGA3D_BUFFER, 1, 1,
                                          1, 1), SVGA_OK);
    }
    g_test_message("%" PRIu64 " bytes charged, %" PRIu64 " taken",
                   bench->gb.budget.used, resident() - before);
    g_assert_cmpuint(bench->gb.budget.used, >=, resident() - before);
    bench_free(bench);
}
#endif

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/budget/limit", test_limit);
    g_test_add_func("/svga/budget/small", test_small);
    g_test_add_func("/svga/budget/reclaim", test_reclaim);
    g_test_add_func("/svga/budget/zeroed", test_zeroed);
#ifndef QEMU_SANITIZE_ADDRESS
    g_test_add_func("/svga/budget/small-objects", test_small_objects);
#endif
    return g_test_run();
}
