/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Boots both kernels under the instruction counter and collects the figures. */

#include "bench/run.h"

#include <unistd.h>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/lines.h"
#include "results/resultdir.h"
#include "run/boots.h"

#define BENCH_CASE "bench_walker/all"

/* Instruction counting makes the boot several times as slow. */
#define BENCH_BOOT_SECONDS 600
#define BENCH_CASE_SECONDS 1200

typedef struct BenchRun {
    const Artifacts *artifacts;
    Embed *embed;
    char *dir;
    Bench *bench;
} BenchRun;

/* Functions the counter has to watch, by argument name. */
static const struct {
    const char *argument;
    const char *symbol;
} bench_symbols[] = {
    { "call", "clean_record_shared_mapping_range" },
    { "call", "wp_shared_mapping_range" },
    { "lock", "down_read" },
    { "unlock", "up_read" },
    { "flush", "flush_tlb_mm_range" },
};

char *bench_symbol(const char *path, const char *symbol, GError **error)
{
    g_autoptr(GPtrArray) lines = lines_of_file(path);

    for (guint i = 0; i < lines->len; i++) {
        g_auto(GStrv) words = g_strsplit(lines->pdata[i], " ", -1);

        if (g_strv_length(words) == 3 && g_str_equal(words[2], symbol)) {
            return g_strdup(words[0]);
        }
    }
    g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                "%s: no symbol %s", path, symbol);
    return NULL;
}

/* QEMU's command line requires commas in paths to be doubled. */
static char *bench_quote(const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, ",", -1);

    return g_strjoinv(",,", parts);
}

static char *bench_plugin(const BenchRun *run, KernelKind kernel,
                          const char *windows, GError **error)
{
    g_autofree char *counter = bench_quote(run->artifacts->counter);
    g_autofree char *out = bench_quote(windows);
    g_autoptr(GString) text = g_string_new(NULL);

    g_string_append_printf(text, "file=%s,out=%s", counter, out);
    for (guint i = 0; i < G_N_ELEMENTS(bench_symbols); i++) {
        g_autofree char *address =
            bench_symbol(run->artifacts->kernel_map[kernel],
                         bench_symbols[i].symbol, error);

        if (!address) {
            return NULL;
        }
        g_string_append_printf(text, ",%s=%s", bench_symbols[i].argument,
                               address);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* The diagnostics of the only case, or an error. */
static GPtrArray *bench_said(const Results *results, KernelKind kernel,
                             GError **error)
{
    const CaseResult *result = results->cases->len ? results->cases->pdata[0]
                                                   : NULL;

    if (!result || result->outcome != OUTCOME_PASS) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_TEST,
                    "%s did not pass on %s; see %s", BENCH_CASE,
                    kernel_kind_name(kernel), results->dir);
        return NULL;
    }
    return result->diagnostics;
}

static gboolean bench_boot(const BenchRun *run, KernelKind kernel,
                           Results *results, Stream *stream,
                           const char *plugin, GError **error)
{
    g_autoptr(GPtrArray) expectations = g_ptr_array_new();
    g_autoptr(GPtrArray) cases = g_ptr_array_new();
    BootContext context = {
        .embed = run->embed,
        .artifacts = run->artifacts,
        .kernel = kernel,
        .case_timeout = BENCH_CASE_SECONDS,
        .boot_timeout = BENCH_BOOT_SECONDS,
        .plugin = plugin,
        .expectations = expectations,
        .results = results,
        .stream = stream,
    };
    g_autoptr(Outbox) outbox = outbox_new(results, stream);
    TestCase all = { .name = (char *)BENCH_CASE };
    CaseQueue queue = { .cases = cases, .cpus = 1 };
    /* The number keeps the files of the two kernels apart. */
    BootPlan plan = { .number = kernel + 1, .queue = &queue };

    context.outbox = outbox;
    g_ptr_array_add(cases, &all);
    return boots_run(&context, &plan, 1, 1, error);
}

static gboolean bench_measure(BenchRun *run, KernelKind kernel,
                              GError **error)
{
    const char *name = kernel_kind_name(kernel);
    g_autofree char *ktap_name = g_strconcat("results-", name, ".ktap", NULL);
    g_autofree char *ktap = g_build_filename(run->dir, ktap_name, NULL);
    g_autofree char *file = g_strconcat("windows-", name, ".jsonl", NULL);
    g_autofree char *windows = g_build_filename(run->dir, file, NULL);
    g_autofree char *plugin = bench_plugin(run, kernel, windows, error);
    g_autoptr(Results) results = results_new(run->dir);
    g_autoptr(Stream) stream = NULL;
    GPtrArray *said;

    if (!plugin) {
        return FALSE;
    }
    stream = stream_open(STDERR_FILENO, ktap, FALSE, TRUE, error);
    if (!stream || !bench_boot(run, kernel, results, stream, plugin, error)) {
        return FALSE;
    }
    run->bench->versions[kernel] =
        g_strdup(results_fact(results, "release")
                 ? results_fact(results, "release")
                 : run->artifacts->kernel_version[kernel]);
    said = interrupt_pending() ? NULL : bench_said(results, kernel, error);
    return said && bench_take(run->bench, kernel, said, windows, error);
}

static gboolean bench_check(const Artifacts *artifacts, GError **error)
{
    for (guint i = KERNEL_STOCK; i <= KERNEL_PATCHED; i++) {
        if (!artifacts_check(artifacts, i, error)) {
            return FALSE;
        }
        if (!artifacts->counter || !artifacts->kernel_map[i]) {
            g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                        "%s names no %s", artifacts->file,
                        artifacts->counter ? "System.map"
                                           : "instruction counter");
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean bench_measure_all(BenchRun *run, GError **error)
{
    for (guint i = KERNEL_STOCK; i <= KERNEL_PATCHED; i++) {
        g_printerr("  measure the %s kernel (%s) ... ", kernel_kind_name(i),
                   run->dir);
        if (!bench_measure(run, i, error)) {
            g_printerr("failed\n");
            return FALSE;
        }
        g_printerr("done\n");
    }
    return TRUE;
}

Bench *bench_run_walker(const Artifacts *artifacts, const char *results_dir,
                        GError **error)
{
    g_autoptr(Bench) bench = bench_new();
    g_autoptr(Embed) embed = NULL;
    g_autofree char *dir = NULL;
    BenchRun run = { .artifacts = artifacts, .bench = bench };
    gboolean good;

    if (!bench_check(artifacts, error)) {
        return NULL;
    }
    embed = embed_open(NULL, artifacts->qemu, artifacts->cache_dir, error);
    if (!embed || !interrupt_install(error)) {
        return NULL;
    }
    dir = resultdir_make(results_dir, "bench-walker", error);
    if (!dir) {
        return NULL;
    }
    run.embed = embed;
    run.dir = dir;
    good = bench_measure_all(&run, error);
    if (interrupt_pending()) {
        g_clear_pointer(&embed, embed_free);
        interrupt_die();
    }
    return good ? g_steal_pointer(&bench) : NULL;
}
