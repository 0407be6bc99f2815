/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Benchmarks: calls matched with windows, the best round, targets. */

#include "bench/run.h"

#include <glib/gstdio.h>

#include "../document.h"
#include "base/error.h"
#include "base/json.h"
#include "base/tree.h"

static const char *const names[] = {
    "clean_dirty", "clean_clean", "wp_writable", "wp_protected", "one_dirty",
    "holes_in_tables", "holes_without_tables", "vmas_1", "vmas_10",
    "vmas_1000",
};

static char *base;

static void add_window(GString *windows, guint number, guint64 instructions)
{
    g_string_append_printf(windows, "{\"window\":%u,\"instructions\":%"
                           G_GUINT64_FORMAT ",\"held\":%" G_GUINT64_FORMAT
                           ",\"flushes\":1,\"flush_pages\":10,"
                           "\"flush_longest\":10}\n", number, instructions,
                           instructions / 2);
}

/* Output of the guest and the counter for all cases, 100 entries each. */
static GPtrArray *make_run(const guint64 *rounds, guint count, GString *out)
{
    GPtrArray *said = g_ptr_array_new_with_free_func(g_free);
    guint number = 0;

    g_ptr_array_add(said, g_strdup("something else"));
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_ptr_array_add(said, g_strdup("window - 100"));
        add_window(out, ++number, 7);
        for (guint j = 0; j < count; j++) {
            g_ptr_array_add(said, g_strdup_printf("window %s 100", names[i]));
            add_window(out, ++number, rounds[j]);
        }
    }
    return said;
}

static gboolean take(Bench *bench, KernelKind kernel, GPtrArray *said,
                     const char *windows, GError **error)
{
    g_autofree char *path = g_build_filename(base, "windows", NULL);

    g_assert_true(g_file_set_contents(path, windows, -1, NULL));
    return bench_take(bench, kernel, said, path, error);
}

static void take_rounds(Bench *bench, KernelKind kernel, guint64 first,
                        guint64 second, guint64 third)
{
    const guint64 rounds[] = { first, second, third };
    g_autoptr(GString) windows = g_string_new(NULL);
    g_autoptr(GPtrArray) said = make_run(rounds, G_N_ELEMENTS(rounds),
                                         windows);
    g_autoptr(GError) error = NULL;

    g_assert_true(take(bench, kernel, said, windows->str, &error));
    g_assert_no_error(error);
    g_free(bench->versions[kernel]);
    bench->versions[kernel] = g_strdup("6.12");
}

static const BenchResult *result_at(const Bench *bench, guint index)
{
    return &g_array_index(bench->results, BenchResult, index);
}

static void test_least_round(void)
{
    g_autoptr(Bench) bench = bench_new();
    const BenchFigure *figure;

    take_rounds(bench, KERNEL_STOCK, 900, 800, 800);
    figure = &result_at(bench, 0)->figures[KERNEL_STOCK];
    g_assert_cmpuint(figure->instructions, ==, 800);
    g_assert_cmpuint(figure->held, ==, 400);
    g_assert_cmpuint(figure->rounds, ==, 3);
    g_assert_cmpuint(figure->agree, ==, 2);
    g_assert_cmpuint(result_at(bench, 0)->entries, ==, 100);
}

static void check_met(guint64 stock, guint64 patched, guint index,
                      gboolean met)
{
    g_autoptr(Bench) bench = bench_new();

    take_rounds(bench, KERNEL_STOCK, stock, stock, stock);
    take_rounds(bench, KERNEL_PATCHED, patched, patched, patched);
    g_assert_true(bench_target_is_met(result_at(bench, index)) == met);
}

/* 0: clean, 2: write-protect, 4: no target but the common limit. */
static void test_targets(void)
{
    check_met(10000, 4500, 0, TRUE);
    check_met(10000, 4501, 0, FALSE);
    check_met(10000, 6000, 2, TRUE);
    check_met(10000, 6001, 2, FALSE);
    check_met(10000, 10560, 4, TRUE);
    check_met(10000, 10561, 4, FALSE);
}

static void check_refused(GPtrArray *said, const char *windows,
                          const char *wanted)
{
    g_autoptr(Bench) bench = bench_new();
    g_autoptr(GError) error = NULL;

    g_assert_false(take(bench, KERNEL_STOCK, said, windows, &error));
    g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    g_assert_nonnull(strstr(error->message, wanted));
}

static void test_refused(void)
{
    const guint64 rounds[] = { 1 };
    g_autoptr(GString) windows = g_string_new(NULL);
    g_autoptr(GPtrArray) said = make_run(rounds, 1, windows);
    g_autofree char *good = g_strdup(windows->str);

    add_window(windows, 2 * G_N_ELEMENTS(names) + 1, 1);
    check_refused(said, windows->str, "the counter saw 21 calls, the guest "
                  "made 20");
    g_ptr_array_add(said, g_strdup("window vmas_1 100"));
    check_refused(said, good, "the counter missed a call: no window 21");
    g_ptr_array_add(said, g_strdup("window vmas_2 100"));
    add_window(windows, 22, 1);
    check_refused(said, windows->str, "unknown measurement vmas_2");
    check_refused(said, "{\"window\":2}", "is missing");
    check_refused(said, "junk", "not JSON");
    g_ptr_array_set_size(said, 0);
    check_refused(said, "", "clean_dirty was not measured on stock");
}

static void test_output(void)
{
    g_autoptr(Bench) bench = bench_new();
    g_autoptr(JsonObject) root = NULL;
    g_autofree char *text = NULL;
    g_autofree char *json = NULL;
    JsonArray *cases = NULL;
    JsonObject *first;

    take_rounds(bench, KERNEL_STOCK, 5000, 5000, 5000);
    take_rounds(bench, KERNEL_PATCHED, 2000, 2000, 2000);
    text = bench_to_text(bench);
    g_assert_nonnull(strstr(text, "clean, all dirty                   100     "
                            "50.00     20.00   0.40  <= 0.45      met\n"));
    json = bench_to_json(bench);
    document_keep("bench.json", json);
    root = json_object_from_line(json, NULL);
    g_assert_true(json_get_array(root, "cases", &cases, NULL));
    g_assert_cmpuint(json_array_get_length(cases), ==, G_N_ELEMENTS(names));
    first = json_array_get_object_element(cases, 0);
    g_assert_cmpfloat(json_object_get_double_member(first, "ratio"), ==, 0.4);
    g_assert_true(json_object_get_boolean_member(first, "met"));
}

static void test_symbol(void)
{
    g_autofree char *path = g_build_filename(base, "System.map", NULL);
    g_autofree char *address = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_true(g_file_set_contents(path, "ffffffff81000000 T down_read_x\n"
                                      "ffffffff81000010 T down_read\n", -1,
                                      NULL));
    address = bench_symbol(path, "down_read", NULL);
    g_assert_cmpstr(address, ==, "ffffffff81000010");
    g_assert_null(bench_symbol(path, "down_rea", &error));
    g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
}

int main(int argc, char **argv)
{
    int status;

    base = g_dir_make_tmp("svgalab-test-XXXXXX", NULL);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/bench/least-round", test_least_round);
    g_test_add_func("/bench/targets", test_targets);
    g_test_add_func("/bench/refused", test_refused);
    g_test_add_func("/bench/output", test_output);
    g_test_add_func("/bench/symbol", test_symbol);
    status = g_test_run();
    remove_tree(base);
    g_free(base);
    return status;
}
