/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Figures of the mapping dirty helpers on both kernels, and their targets. */

#include "bench/bench.h"

#include "base/error.h"
#include "base/json.h"
#include "base/lines.h"

#define BENCH_CLEAN_TARGET 0.45
#define BENCH_PROTECT_TARGET 0.6

/* Limit for every case: slightly more, plus a small amount per walk. */
#define BENCH_ANY_TARGET 1.05
#define BENCH_ANY_EXTRA 60

/* Marks a guest's call that only prepares a measurement. */
#define BENCH_UNCOUNTED "-"

static const BenchResult bench_cases[] = {
    { .name = "clean_dirty", .what = "clean, all dirty",
      .target = BENCH_CLEAN_TARGET },
    { .name = "clean_clean", .what = "clean, all clean",
      .target = BENCH_CLEAN_TARGET },
    { .name = "wp_writable", .what = "write-protect, all writable",
      .target = BENCH_PROTECT_TARGET },
    { .name = "wp_protected", .what = "write-protect, all protected" },
    { .name = "one_dirty", .what = "clean, one dirty in 2 MiB" },
    { .name = "holes_in_tables", .what = "clean, tables nearly empty" },
    { .name = "holes_without_tables", .what = "clean, no tables" },
    { .name = "vmas_1", .what = "clean, 1 VMA of 4 pages" },
    { .name = "vmas_10", .what = "clean, 10 VMAs of 4 pages" },
    { .name = "vmas_1000", .what = "clean, 1000 VMAs of 4 pages" },
};

Bench *bench_new(void)
{
    Bench *bench = g_new0(Bench, 1);

    bench->results = g_array_new(FALSE, TRUE, sizeof(BenchResult));
    g_array_append_vals(bench->results, bench_cases,
                        G_N_ELEMENTS(bench_cases));
    return bench;
}

void bench_free(Bench *bench)
{
    g_array_unref(bench->results);
    for (guint i = 0; i < KERNEL_COUNT; i++) {
        g_free(bench->versions[i]);
    }
    g_free(bench);
}

static BenchResult *bench_find(Bench *bench, const char *name)
{
    for (guint i = 0; i < bench->results->len; i++) {
        BenchResult *result = &g_array_index(bench->results, BenchResult, i);

        if (g_str_equal(result->name, name)) {
            return result;
        }
    }
    return NULL;
}

static void bench_add_round(BenchFigure *figure, const BenchFigure *round)
{
    guint rounds = figure->rounds + 1;
    guint agree = figure->agree;

    if (!figure->rounds || round->instructions < figure->instructions) {
        *figure = *round;
        agree = 0;
    }
    figure->agree = agree + (round->instructions == figure->instructions);
    figure->rounds = rounds;
}

/* Parse one line of the counter, which must be window number @number. */
static gboolean bench_parse_window(const char *line, guint number,
                                   BenchFigure *round, GError **error)
{
    g_autoptr(JsonObject) window = json_object_from_line(line, error);
    guint64 found;

    if (!window ||
        !json_get_uint(window, "window", G_MAXUINT32, &found, error) ||
        !json_get_uint(window, "instructions", G_MAXINT64,
                       &round->instructions, error) ||
        !json_get_uint(window, "held", G_MAXINT64, &round->held, error) ||
        !json_get_uint(window, "flushes", G_MAXINT64, &round->flushes,
                       error) ||
        !json_get_uint(window, "flush_pages", G_MAXINT64,
                       &round->flush_pages, error) ||
        !json_get_uint(window, "flush_longest", G_MAXINT64,
                       &round->flush_longest, error)) {
        return FALSE;
    }
    if (found != number) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "the counter's window %" G_GUINT64_FORMAT " should be %u",
                    found, number);
    }
    return found == number;
}

static gboolean bench_take_round(Bench *bench, KernelKind kernel,
                                 const char *said, const BenchFigure *round,
                                 GError **error)
{
    g_auto(GStrv) words = g_strsplit(said, " ", -1);
    BenchResult *result;
    guint64 entries;

    if (g_strv_length(words) != 3 ||
        !g_ascii_string_to_unsigned(words[2], 10, 1, G_MAXUINT32, &entries,
                                    error)) {
        g_clear_error(error);
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "the guest says '%s'", said);
        return FALSE;
    }
    if (g_str_equal(words[1], BENCH_UNCOUNTED)) {
        return TRUE;
    }
    result = bench_find(bench, words[1]);
    if (!result || (result->entries && result->entries != entries)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "unknown measurement %s of %s entries", words[1],
                    words[2]);
        return FALSE;
    }
    result->entries = entries;
    bench_add_round(&result->figures[kernel], round);
    return TRUE;
}

static gboolean bench_is_complete(const Bench *bench, KernelKind kernel,
                                  GError **error)
{
    for (guint i = 0; i < bench->results->len; i++) {
        const BenchResult *result = &g_array_index(bench->results,
                                                   BenchResult, i);

        if (!result->figures[kernel].rounds) {
            g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                        "%s was not measured on %s", result->name,
                        kernel_kind_name(kernel));
            return FALSE;
        }
    }
    return TRUE;
}

/* The counter's lines, without the empty string after the last newline. */
static GPtrArray *bench_windows(const char *path)
{
    GPtrArray *windows = lines_of_file(path);

    while (windows->len && !*(char *)windows->pdata[windows->len - 1]) {
        g_ptr_array_set_size(windows, windows->len - 1);
    }
    return windows;
}

gboolean bench_take(Bench *bench, KernelKind kernel, GPtrArray *said,
                    const char *path, GError **error)
{
    g_autoptr(GPtrArray) windows = bench_windows(path);
    guint number = 0;

    for (guint i = 0; i < said->len; i++) {
        BenchFigure round = { 0 };

        if (!g_str_has_prefix(said->pdata[i], "window ")) {
            continue;
        }
        if (number == windows->len) {
            g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                        "the counter missed a call: no window %u", number + 1);
            return FALSE;
        }
        if (!bench_parse_window(windows->pdata[number], number + 1, &round,
                                error) ||
            !bench_take_round(bench, kernel, said->pdata[i], &round, error)) {
            return FALSE;
        }
        number++;
    }
    if (number < windows->len) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "the counter saw %u calls, the guest made %u",
                    windows->len, number);
        return FALSE;
    }
    return bench_is_complete(bench, kernel, error);
}

gboolean bench_target_is_met(const BenchResult *result)
{
    guint64 stock = result->figures[KERNEL_STOCK].instructions;
    guint64 patched = result->figures[KERNEL_PATCHED].instructions;

    return patched <= BENCH_ANY_TARGET * stock + BENCH_ANY_EXTRA &&
           (!result->target || patched <= result->target * stock);
}
