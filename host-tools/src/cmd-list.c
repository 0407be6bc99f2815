/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* svgalab list: print the names of the cases. */

#include "commands.h"

#include <stdio.h>

#include "judge/expect.h"
#include "run/run.h"

static const Command list_command = {
    "list", "list - print the names of the cases",
    "One case per line. With --kernel, a case that is known to fail there is\n"
    "followed by the name of the defect and the reason.", cmd_list,
};

static void list_print(const char *name, GPtrArray *expectations)
{
    const Expectation *expectation =
        expectations ? expect_find(expectations, name) : NULL;

    if (expectation) {
        printf("%s # expected failure: %s: %s\n", name, expectation->name,
               expectation->reason);
    } else {
        printf("%s\n", name);
    }
}

static int list_cases(const RunOptions *options, const char *artifacts_file,
                      const char *kernel_name, GError **error)
{
    g_autoptr(Artifacts) artifacts = NULL;
    g_autoptr(GPtrArray) expectations = NULL;
    g_autoptr(GPtrArray) cases = NULL;
    KernelKind kernel;

    if (kernel_name && !kernel_kind_parse(kernel_name, &kernel, error)) {
        return -1;
    }
    artifacts = artifacts_load(artifacts_file, error);
    if (!artifacts) {
        return -1;
    }
    if (kernel_name) {
        expectations = run_expectations(artifacts, kernel, error);
        if (!expectations) {
            return -1;
        }
    }
    cases = run_select(options, artifacts, error);
    if (!cases) {
        return -1;
    }
    for (guint i = 0; i < cases->len; i++) {
        list_print(((TestCase *)cases->pdata[i])->name, expectations);
    }
    return 0;
}

int cmd_list(int argc, char **argv, GError **error)
{
    RunOptions options = { 0 };
    g_auto(GStrv) include = NULL;
    g_auto(GStrv) exclude = NULL;
    g_autofree char *artifacts = NULL;
    g_autofree char *kernel = NULL;
    const GOptionEntry entries[] = {
        { "test", 't', 0, G_OPTION_ARG_STRING_ARRAY, &include,
          "Print the cases that match; may be repeated", "REGEX" },
        { "exclude", 'x', 0, G_OPTION_ARG_STRING_ARRAY, &exclude,
          "Leave out the cases that match; may be repeated", "REGEX" },
        { "kernel", 'k', 0, G_OPTION_ARG_STRING, &kernel,
          "Tell which cases are known to fail on this kernel", "KIND" },
        { "kunit", 0, 0, G_OPTION_ARG_NONE, &options.kunit,
          "Print the kernel's own tests instead", NULL },
        { "artifacts", 0, 0, G_OPTION_ARG_FILENAME, &artifacts,
          "What was built, instead of SVGALAB_ARTIFACTS", "FILE" },
        G_OPTION_ENTRY_NULL
    };

    if (!command_parse(argc, argv, &list_command, entries, error)) {
        return 0;
    }
    options.include = include;
    options.exclude = exclude;
    return list_cases(&options, artifacts, kernel, error);
}
