/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Range lists and byte sets, the latter compared with an array of flags. */

#include "qemu/osdep.h"
#include "base/range.h"

#define SET_BYTES 300

static void test_list_merge(void)
{
    SvgaRangeList list;

    svga_range_list_init(&list, 4);
    svga_range_list_add(&list, 10, 5);
    svga_range_list_add(&list, 15, 5);
    svga_range_list_add(&list, 21, 1);
    g_assert_cmpuint(list.count, ==, 2);
    g_assert_cmpuint(list.ranges[0].offset, ==, 10);
    g_assert_cmpuint(list.ranges[0].length, ==, 10);
    g_assert_cmpuint(list.ranges[1].offset, ==, 21);
    g_assert_cmpuint(list.bytes, ==, 11);
    g_assert_false(list.truncated);
    svga_range_list_clear(&list);
    g_assert_cmpuint(list.count, ==, 0);
    g_assert_cmpuint(list.bytes, ==, 0);
    g_assert_cmpuint(list.max, ==, 4);
}

/* Beyond the limit, bytes are still counted, but ranges are not kept. */
static void test_list_limit(void)
{
    SvgaRangeList list;

    svga_range_list_init(&list, 64);
    for (uint64_t i = 0; i < 100; i++) {
        svga_range_list_add(&list, i * 10, 3);
    }
    g_assert_cmpuint(list.count, ==, 64);
    g_assert_cmpuint(list.bytes, ==, 300);
    g_assert_true(list.truncated);
    g_assert_cmpuint(list.ranges[63].offset, ==, 630);
    g_assert_cmpuint(list.ranges[63].length, ==, 3);
    svga_range_list_clear(&list);

    svga_range_list_init(&list, 0);
    svga_range_list_add(&list, 0, 1);
    g_assert_cmpuint(list.count, ==, 0);
    g_assert_true(list.truncated);
    svga_range_list_clear(&list);
}

static void check_set(const SvgaByteSet *set, const bool *model)
{
    for (uint64_t at = 0; at < set->size; at++) {
        uint64_t expected = 1, run = set->size, clipped = 2;

        while (at + expected < set->size &&
               model[at + expected] == model[at]) {
            expected++;
        }
        g_assert_cmpint(svga_byte_set_test(set, at, &run), ==, model[at]);
        g_assert_cmpuint(run, ==, expected);
        svga_byte_set_test(set, at, &clipped);
        g_assert_cmpuint(clipped, ==, MIN(expected, 2));
    }
}

static SvgaSpan random_span(GRand *rand)
{
    SvgaSpan span = {
        .rows = g_rand_int_range(rand, 1, 4),
        .slices = g_rand_int_range(rand, 1, 3),
        .row_bytes = g_rand_int_range(rand, 1, 30),
        .row_pitch = g_rand_int_range(rand, 30, 40),
        .slice_pitch = 140,
    };

    span.offset = g_rand_int_range(rand, 0, SET_BYTES - 140 - 3 * 40);
    return span;
}

static void model_put(bool *model, const SvgaSpan *span, bool member)
{
    for (uint32_t z = 0; z < span->slices; z++) {
        for (uint32_t y = 0; y < span->rows; y++) {
            uint64_t row = span->offset + z * span->slice_pitch +
                           y * span->row_pitch;

            for (uint64_t x = 0; x < span->row_bytes; x++) {
                model[row + x] = member;
            }
        }
    }
}

static void put(SvgaByteSet *set, SvgaBudget *budget, const SvgaSpan *span,
                bool member)
{
    uint64_t offset, len;

    if (svga_byte_set_covered(set, span)) {
        svga_byte_set_fill(set, budget, member);
        return;
    }
    for (uint64_t i = 0; i < svga_span_chunks(span, 13); i++) {
        svga_span_chunk(span, 13, i, &offset, &len);
        svga_byte_set_put(set, offset, len, member);
    }
}

static void test_set_random(void)
{
    SvgaBudget budget = { .limit = 4096 };
    GRand *rand = g_rand_new_with_seed(20191126);
    SvgaByteSet set;
    bool model[SET_BYTES] = { false };

    svga_byte_set_init(&set, SET_BYTES);
    for (int i = 0; i < 400; i++) {
        SvgaSpan span = random_span(rand);
        bool member = g_rand_boolean(rand);

        if (i % 50 == 0) {
            svga_byte_set_fill(&set, &budget, member);
            memset(model, member, sizeof(model));
        }
        g_assert_true(svga_byte_set_reserve(&set, &budget, &span, !member));
        put(&set, &budget, &span, !member);
        model_put(model, &span, !member);
        check_set(&set, model);
    }
    svga_byte_set_fill(&set, &budget, false);
    g_assert_cmpuint(budget.used, ==, 0);
    svga_budget_end(&budget);
    g_rand_free(rand);
}

/* Sets that are empty or full need no memory, and can become so again. */
static void test_set_free_of_charge(void)
{
    SvgaBudget budget = { .limit = 0 };
    const SvgaSpan all = { .row_bytes = SET_BYTES / 3, .row_pitch =
                           SET_BYTES / 3, .rows = 3, .slices = 1,
                           .slice_pitch = SET_BYTES };
    const SvgaSpan part = { .offset = 1, .row_bytes = 1, .rows = 1,
                            .slices = 1 };
    SvgaByteSet set;
    uint64_t run = UINT64_MAX;

    svga_byte_set_init(&set, SET_BYTES);
    g_assert_true(svga_byte_set_reserve(&set, &budget, &part, false));
    g_assert_false(svga_byte_set_reserve(&set, &budget, &part, true));
    g_assert_true(svga_byte_set_reserve(&set, &budget, &all, true));
    put(&set, &budget, &all, true);
    g_assert_true(svga_byte_set_test(&set, 7, &run));
    g_assert_cmpuint(run, ==, SET_BYTES - 7);
    g_assert_true(svga_byte_set_reserve(&set, &budget, &part, true));
    g_assert_false(svga_byte_set_reserve(&set, &budget, &part, false));

    budget.limit = 1024;
    g_assert_true(svga_byte_set_reserve(&set, &budget, &part, false));
    g_assert_cmpuint(budget.used, >, 0);
    put(&set, &budget, &all, false);
    g_assert_cmpuint(budget.used, ==, 0);
    svga_budget_end(&budget);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/range/list-merge", test_list_merge);
    g_test_add_func("/svga/range/list-limit", test_list_limit);
    g_test_add_func("/svga/range/set-random", test_set_random);
    g_test_add_func("/svga/range/set-free-of-charge",
                    test_set_free_of_charge);
    return g_test_run();
}
