/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The budget charges resident memory and gives it back in steps. */

#include "qemu/osdep.h"
#include "object/otable.h"
#include "bench.h"

#define MIB (UINT64_C(1) << 20)

/* Size of a slab's header. */
#define SLAB_HEAD 48

static void test_limit(void)
{
    SvgaBudget budget = { .limit = 150 };
    uint64_t cost = SLAB_HEAD + svga_budget_cost(60);
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
    svga_budget_end(&budget);
}

/* A slab of small blocks is given back with its last block. */
static void test_small(void)
{
    SvgaBudget budget = { .limit = MIB };
    uint8_t *a = svga_budget_alloc(&budget, 1000);
    void *b = svga_budget_alloc_object(&budget, 1000);
    uint64_t used = budget.used;

    for (size_t i = 0; i < 1000; i++) {
        g_assert_cmpuint(a[i], ==, 0);
    }
    memset(a, 0xff, 1000);
    svga_budget_free(&budget, a, 1000);
    g_assert_cmpuint(budget.used, ==, used);
    /* the next block of its size costs nothing, and is zeroed like the first */
    budget.limit = used;
    a = svga_budget_alloc(&budget, 990);
    for (size_t i = 0; i < 990; i++) {
        g_assert_cmpuint(a[i], ==, 0);
    }
    g_assert_cmpuint(budget.used, ==, used);
    svga_budget_free_object(&budget, b, 1000);
    svga_budget_free(&budget, a, 990);
    g_assert_false(svga_budget_owes(&budget));
    g_assert_cmpuint(budget.used, ==, 0);
    svga_budget_end(&budget);
}

/* Blocks of all sizes: large enough, disjoint, zeroed and charged. */
static void test_sizes(void)
{
    enum { COUNT = 300 };
    SvgaBudget budget = { .limit = 64 * MIB };
    uint8_t *blocks[COUNT];
    uint64_t sizes[COUNT];
    uint64_t cost = 0;

    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < COUNT; i++) {
            sizes[i] = i < 200 ? 1 + 7 * i : i * i * 3 / 2;
            blocks[i] = svga_budget_alloc(&budget, sizes[i]);
            g_assert_cmpuint((uintptr_t)blocks[i] % 16, ==, 0);
            cost += round ? 0 : svga_budget_cost(sizes[i]);
            g_assert_cmpuint(svga_budget_cost(sizes[i]), >=, sizes[i]);
            for (uint64_t at = 0; at < sizes[i]; at++) {
                g_assert_cmpuint(blocks[i][at], ==, 0);
            }
            memset(blocks[i], i, sizes[i]);
        }
        g_assert_cmpuint(budget.used, >=, cost);
        g_assert_cmpuint(budget.used, <=,
                         cost + SVGA_SLAB_CLASSES * SLAB_HEAD);
        for (int i = 0; i < COUNT; i++) {
            for (uint64_t at = 0; at < sizes[i]; at++) {
                g_assert_cmpuint(blocks[i][at], ==, i % 256);
            }
            svga_budget_free(&budget, blocks[i], sizes[i]);
        }
        svga_budget_reclaim(&budget, UINT64_MAX);
        g_assert_cmpuint(budget.used, ==, 0);
    }
    svga_budget_end(&budget);
}

/* Large blocks stay charged until they were given back, step by step. */
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
    /* the part not given back yet is unchanged, to its last byte */
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
    svga_budget_end(&budget);
}

/* A reused block does not show its old contents. */
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

/* Under ASan, whose allocator has other costs, this cannot be measured. */
#ifndef QEMU_SANITIZE_ADDRESS
/* Resident bytes of this process. */
static uint64_t resident(void)
{
    const char *key = "VmRSS:";
    g_autofree char *text = NULL;

    g_assert_true(g_file_get_contents("/proc/self/status", &text, NULL, NULL));
    return g_ascii_strtoull(strstr(text, key) + strlen(key), NULL, 10) * 1024;
}

enum { OBJECTS = 100000, OBJECTS_KEPT_OF = 100 };

static void make_objects(Bench *bench)
{
    for (uint32_t sid = 0; sid < OBJECTS; sid++) {
        bench_assert_status(bench_surface(bench, sid, 0, SVGA3D_BUFFER, 1, 1,
                                          1, 1), SVGA_OK);
    }
}

static void assert_charged(const Bench *bench, uint64_t before)
{
    const SvgaBudget *budget = &bench->gb.budget;
    uint64_t idle = (budget->nodes_most - budget->nodes) * 64;
    uint64_t now = resident();

    g_test_message("%" PRIu64 " bytes reckoned with, %" PRIu64 " taken",
                   budget->used + idle, now - before);
    /* except for the process's own needs */
    g_assert_cmpuint(budget->used + idle + MIB, >=, now - before);
}

/*
 * Many objects of the smallest size are charged what they take, and so is what
 * stays resident when all but a few are freed, whichever these are.
 */
static void test_small_objects(void)
{
    const SvgaOTableBase base = {
        .type = SVGA_OTABLE_SURFACE,
        .root = { SVGA3D_MOBFMT_RANGE, 64 * OBJECTS, 0 },
    };
    Bench *bench = bench_new_silent();
    uint64_t before;

    bench_assert_status(svga_otable_set(&bench->gb, &base), SVGA_OK);
    bench->gb.budget.limit = 256 * MIB;
    before = resident();
    g_assert_cmpuint(bench->gb.budget.used, ==, 0);
    make_objects(bench);
    assert_charged(bench, before);
    for (uint32_t sid = 0; sid < OBJECTS; sid++) {
        if (sid % OBJECTS_KEPT_OF) {
            bench_assert_status(svga_surface_destroy(&bench->gb, sid),
                                SVGA_OK);
        }
    }
    do {
        svga_work_begin(&bench->gb.work);
    } while (!svga_gb_settle(&bench->gb));
    assert_charged(bench, before);
    bench_free(bench);
}
#endif

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/budget/limit", test_limit);
    g_test_add_func("/svga/budget/small", test_small);
    g_test_add_func("/svga/budget/sizes", test_sizes);
    g_test_add_func("/svga/budget/reclaim", test_reclaim);
    g_test_add_func("/svga/budget/zeroed", test_zeroed);
#ifndef QEMU_SANITIZE_ADDRESS
    g_test_add_func("/svga/budget/small-objects", test_small_objects);
#endif
    return g_test_run();
}
