/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Boxes as bytes of a page: every byte compared with a slow, simple count. */

#include "judge/coverage.h"

#include "base/guest-page.h"

#define PAGES 6

static void naive_cover(guint8 *bytes, const ReportSpan *span)
{
    for (guint64 slice = 0; slice < span->slices; slice++) {
        for (guint64 row = 0; row < span->rows; row++) {
            guint64 start = span->offset + slice * span->slice_pitch +
                            row * span->row_pitch;

            for (guint64 i = 0; i < span->row_bytes; i++) {
                if (start + i < PAGES * GUEST_PAGE_BYTES) {
                    bytes[start + i] = 1;
                }
            }
        }
    }
}

static void check_span(const ReportSpan *span)
{
    g_autofree guint8 *bytes = g_malloc0(PAGES * GUEST_PAGE_BYTES);
    ReportSurface surface = { 0 };
    ReportUpdate update = { .seq = 5, .span = *span };
    Coverage coverage;

    surface.updates = g_array_new(FALSE, FALSE, sizeof(ReportUpdate));
    g_array_append_val(surface.updates, update);
    naive_cover(bytes, span);
    for (guint64 page = 0; page < PAGES; page++) {
        coverage_of_page(&coverage, &surface, page, 4, 6);
        g_assert_cmpmem(coverage.covered, GUEST_PAGE_BYTES,
                        bytes + page * GUEST_PAGE_BYTES, GUEST_PAGE_BYTES);
        g_assert_false(coverage_touches_page(&surface, page, 5, 6));
        g_assert_false(coverage_touches_page(&surface, page, 4, 5));
    }
    g_array_unref(surface.updates);
}

static void test_shapes(void)
{
    static const ReportSpan spans[] = {
        { 0, 1, 1, 0, 1, 0 },
        { 4095, 2, 1, 0, 1, 0 },
        { 4096, 4096, 1, 4096, 1, 4096 },
        { 100, 16, 200, 64, 1, 0 },
        { 4000, 300, 7, 1024, 1, 8192 },
        { 10, 5, 3, 50, 20, 1000 },
        { 0, 0, 1, 0, 1, 0 },
        { 0, 16, 0, 16, 1, 0 },
        { 0, 16, 4, 16, 0, 0 },
        { PAGES * GUEST_PAGE_BYTES, 16, 1, 0, 1, 0 },
    };

    for (guint i = 0; i < G_N_ELEMENTS(spans); i++) {
        check_span(&spans[i]);
    }
}

static void test_random(void)
{
    for (guint i = 0; i < 300; i++) {
        ReportSpan span = {
            .offset = g_test_rand_int_range(0, PAGES * GUEST_PAGE_BYTES),
            .row_bytes = g_test_rand_int_range(1, 300),
            .rows = g_test_rand_int_range(1, 40),
            .row_pitch = g_test_rand_int_range(300, 700),
            .slices = g_test_rand_int_range(1, 4),
            .slice_pitch = g_test_rand_int_range(20000, 30000),
        };

        check_span(&span);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/coverage/shapes", test_shapes);
    g_test_add_func("/coverage/random", test_random);
    return g_test_run();
}
