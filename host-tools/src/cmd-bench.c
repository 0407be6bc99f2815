/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* svgalab bench: measure and print figures, none of which decides a test. */

#include "commands.h"

#include <stdio.h>

#include "base/error.h"
#include "bench/run.h"
#include "supervision/supervision.h"

static const Command bench_command = {
    "bench", "bench WHAT - measure, and print the figures",
    "walker: instructions that the kernel's mapping dirty helpers take\n"
    "per page table entry, patched against stock. The counts do not depend\n"
    "on the host. A missed target is reported, but is not a failure.",
    cmd_bench,
};

static gboolean bench_write(const char *file, const char *text,
                            GError **error)
{
    if (!g_str_equal(file, "-")) {
        return g_file_set_contents(file, text, -1, error);
    }
    fputs(text, stdout);
    if (fflush(stdout) < 0) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "standard output cannot be written");
        return FALSE;
    }
    return TRUE;
}

static int bench_walker(const Artifacts *artifacts, const char *results_dir,
                        const char *json, GError **error)
{
    g_autoptr(Bench) bench = NULL;
    g_autofree char *text = NULL;
    g_autofree char *data = NULL;

    bench = supervision_adopt(error)
            ? bench_run_walker(artifacts, results_dir, error) : NULL;
    if (!bench) {
        return -1;
    }
    text = bench_to_text(bench);
    data = bench_to_json(bench);
    if (json && !bench_write(json, data, error)) {
        return -1;
    }
    if (g_strcmp0(json, "-") != 0 && !bench_write("-", text, error)) {
        return -1;
    }
    return 0;
}

int cmd_bench(int argc, char **argv, GError **error)
{
    static const char *const outputs[] = { "--json", NULL };
    g_auto(GStrv) complete = command_complete(argc, argv, outputs);
    g_auto(GStrv) names = NULL;
    g_autofree char *json = NULL;
    g_autofree char *results_dir = NULL;
    g_autofree char *file = NULL;
    g_autoptr(Artifacts) artifacts = NULL;
    const GOptionEntry entries[] = {
        { "json", 0, 0, G_OPTION_ARG_FILENAME, &json,
          "Write the figures as JSON, to standard output without FILE",
          "[FILE]" },
        { "results", 0, 0, G_OPTION_ARG_FILENAME, &results_dir,
          "Directory for the guests' output, new or empty", "DIR" },
        { "artifacts", 0, 0, G_OPTION_ARG_FILENAME, &file,
          "What was built, instead of SVGALAB_ARTIFACTS", "FILE" },
        { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL,
          NULL },
        G_OPTION_ENTRY_NULL
    };

    if (!command_parse(argc, complete, &bench_command, entries, error)) {
        return 0;
    }
    if (!names || names[1] || !g_str_equal(names[0], "walker")) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                    "bench: what? There is: walker");
        return -1;
    }
    artifacts = artifacts_load(file, error);
    return artifacts ? bench_walker(artifacts, results_dir, json, error) : -1;
}
