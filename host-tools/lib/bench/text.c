/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A benchmark's figures as tables for people and as JSON for programs. */

#include "bench/bench.h"

#include <json-glib/json-glib.h>

#define BENCH_SCHEMA 1

static double bench_per_entry(const BenchResult *result, KernelKind kernel)
{
    return (double)result->figures[kernel].instructions /
           MAX(result->entries, 1);
}

static double bench_ratio(const BenchResult *result)
{
    return (double)result->figures[KERNEL_PATCHED].instructions /
           MAX(result->figures[KERNEL_STOCK].instructions, 1);
}

/* "<= 0.45", or the limit for every case. */
static char *bench_target(const BenchResult *result)
{
    return result->target ? g_strdup_printf("<= %.2f", result->target)
                          : g_strdup("<= 1.05 + 60");
}

static void bench_append_instructions(GString *text, const Bench *bench)
{
    g_string_append_printf(
        text, "Guest instructions per page table entry, one call of the "
        "helper:\n\n%-30s %7s %9s %9s %6s  %-12s\n", "", "entries",
        "stock", "patched", "ratio", "target");
    for (guint i = 0; i < bench->results->len; i++) {
        const BenchResult *result = &g_array_index(bench->results,
                                                   BenchResult, i);
        g_autofree char *target = bench_target(result);

        g_string_append_printf(
            text, "%-30s %7" G_GUINT64_FORMAT " %9.2f %9.2f %6.2f  %-12s %s\n",
            result->what, result->entries,
            bench_per_entry(result, KERNEL_STOCK),
            bench_per_entry(result, KERNEL_PATCHED), bench_ratio(result),
            target, bench_target_is_met(result) ? "met" : "missed");
    }
}

static void bench_append_flushes(GString *text, const BenchFigure *figure)
{
    g_string_append_printf(text, " %7" G_GUINT64_FORMAT " %7" G_GUINT64_FORMAT
                           " %7" G_GUINT64_FORMAT, figure->flushes,
                           figure->flush_pages, figure->flush_longest);
}

static void bench_append_holds(GString *text, const Bench *bench)
{
    g_string_append_printf(
        text, "\nLongest time that i_mmap_rwsem is held, in instructions; "
        "TLB flushes, pages of\nall of them and of the longest:\n\n"
        "%-30s %9s %9s  %23s %23s\n", "", "stock", "patched", "stock flushes",
        "patched flushes");
    for (guint i = 0; i < bench->results->len; i++) {
        const BenchResult *result = &g_array_index(bench->results,
                                                   BenchResult, i);

        g_string_append_printf(
            text, "%-30s %9" G_GUINT64_FORMAT " %9" G_GUINT64_FORMAT " ",
            result->what, result->figures[KERNEL_STOCK].held,
            result->figures[KERNEL_PATCHED].held);
        bench_append_flushes(text, &result->figures[KERNEL_STOCK]);
        bench_append_flushes(text, &result->figures[KERNEL_PATCHED]);
        g_string_append_c(text, '\n');
    }
}

/* Shows how reliable the counts are: an interrupt makes rounds disagree. */
static void bench_append_rounds(GString *text, const Bench *bench)
{
    guint least = G_MAXUINT;
    guint rounds = 0;

    for (guint i = 0; i < bench->results->len; i++) {
        const BenchResult *result = &g_array_index(bench->results,
                                                   BenchResult, i);

        for (guint j = KERNEL_STOCK; j <= KERNEL_PATCHED; j++) {
            least = MIN(least, result->figures[j].agree);
            rounds = MAX(rounds, result->figures[j].rounds);
        }
    }
    g_string_append_printf(
        text, "\nThe least of %u rounds on one vCPU; in every case at least "
        "%u of them agree to the\ninstruction.\n", rounds, least);
}

char *bench_to_text(const Bench *bench)
{
    g_autoptr(GString) text = g_string_new(NULL);

    g_string_append_printf(text, "stock: Linux %s, patched: Linux %s\n\n",
                           bench->versions[KERNEL_STOCK],
                           bench->versions[KERNEL_PATCHED]);
    bench_append_instructions(text, bench);
    bench_append_holds(text, bench);
    bench_append_rounds(text, bench);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void bench_add_number(JsonBuilder *builder, const char *name,
                             guint64 value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, value);
}

static void bench_add_figure(JsonBuilder *builder, const BenchResult *result,
                             KernelKind kernel)
{
    const BenchFigure *figure = &result->figures[kernel];

    json_builder_set_member_name(builder, kernel_kind_name(kernel));
    json_builder_begin_object(builder);
    bench_add_number(builder, "instructions", figure->instructions);
    json_builder_set_member_name(builder, "per_entry");
    json_builder_add_double_value(builder, bench_per_entry(result, kernel));
    bench_add_number(builder, "rounds", figure->rounds);
    bench_add_number(builder, "agree", figure->agree);
    bench_add_number(builder, "held", figure->held);
    bench_add_number(builder, "flushes", figure->flushes);
    bench_add_number(builder, "flush_pages", figure->flush_pages);
    bench_add_number(builder, "flush_longest", figure->flush_longest);
    json_builder_end_object(builder);
}

static void bench_add_result(JsonBuilder *builder, const BenchResult *result)
{
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "name");
    json_builder_add_string_value(builder, result->name);
    json_builder_set_member_name(builder, "what");
    json_builder_add_string_value(builder, result->what);
    bench_add_number(builder, "entries", result->entries);
    bench_add_figure(builder, result, KERNEL_STOCK);
    bench_add_figure(builder, result, KERNEL_PATCHED);
    json_builder_set_member_name(builder, "ratio");
    json_builder_add_double_value(builder, bench_ratio(result));
    if (result->target) {
        json_builder_set_member_name(builder, "target");
        json_builder_add_double_value(builder, result->target);
    }
    json_builder_set_member_name(builder, "met");
    json_builder_add_boolean_value(builder, bench_target_is_met(result));
    json_builder_end_object(builder);
}

char *bench_to_json(const Bench *bench)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *text = NULL;

    json_builder_begin_object(builder);
    bench_add_number(builder, "schema", BENCH_SCHEMA);
    json_builder_set_member_name(builder, "bench");
    json_builder_add_string_value(builder, "walker");
    json_builder_set_member_name(builder, "kernels");
    json_builder_begin_object(builder);
    for (guint i = KERNEL_STOCK; i <= KERNEL_PATCHED; i++) {
        json_builder_set_member_name(builder, kernel_kind_name(i));
        json_builder_add_string_value(builder, bench->versions[i]);
    }
    json_builder_end_object(builder);
    json_builder_set_member_name(builder, "cases");
    json_builder_begin_array(builder);
    for (guint i = 0; i < bench->results->len; i++) {
        bench_add_result(builder, &g_array_index(bench->results, BenchResult,
                                                 i));
    }
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    root = json_builder_get_root(builder);
    text = json_to_string(root, TRUE);
    return g_strconcat(text, "\n", NULL);
}
