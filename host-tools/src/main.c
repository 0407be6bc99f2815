/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* svgalab: runs a guest on the device and says whether every store arrived. */

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "commands.h"
#include "version.h"

static const Command commands[] = {
    { "run", "[OPTION...]",
      "boot a kernel and run the cases on it", cmd_run },
    { "list", "[OPTION...]",
      "print the names of the cases", cmd_list },
    { "report", "[OPTION...] DIR",
      "make one HTML page of a result directory", cmd_report },
    { "diff", "[OPTION...] A B",
      "compare the results of two runs", cmd_diff },
    { "bench", "[OPTION...] WHAT",
      "measure, and print the figures", cmd_bench },
};

static void main_usage(FILE *out)
{
    fprintf(out, "usage: svgalab [--artifacts FILE] VERB [OPTION...]\n\n"
                 "verbs:\n");
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
        fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].summary);
    }
    fprintf(out, "\n'svgalab VERB --help' lists the options of a verb.\n"
                 "Exit codes: 0 ok, 1 a test failed or a verdict "
                 "differs, 2 usage,\n"
                 "3 environment, 4 the guest crashed or hung, 5 nothing ran.\n");
}

static const Command *main_find(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (g_str_equal(name, commands[i].name)) {
            return &commands[i];
        }
    }
    return NULL;
}

static int main_fail(const GError *error)
{
    fprintf(stderr, "svgalab: %s\n", error->message);
    return svgalab_error_exit_code(error);
}

static int main_usage_error(const char *what, const char *which)
{
    fprintf(stderr, "svgalab: %s%s; see svgalab --help\n", what, which);
    return SVGALAB_ERROR_USAGE;
}

static int main_dispatch(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    const Command *command = main_find(argv[0]);
    int code;

    if (!command) {
        return main_usage_error("unknown verb ", argv[0]);
    }
    code = command->handler(argc, argv, &error);
    return error ? main_fail(error) : code;
}

int main(int argc, char **argv)
{
    int first = 1;

    setlocale(LC_ALL, "");
    if (argc > 2 && g_str_equal(argv[1], "--artifacts")) {
        g_setenv("SVGALAB_ARTIFACTS", argv[2], TRUE);
        first = 3;
    }
    if (first >= argc) {
        return main_usage_error("no verb given", "");
    }
    if (g_str_equal(argv[first], "--help") || g_str_equal(argv[first], "-h")) {
        main_usage(stdout);
        return 0;
    }
    if (g_str_equal(argv[first], "--version")) {
        printf("svgalab %s\n", SVGALAB_VERSION);
        return 0;
    }
    if (*argv[first] == '-') {
        return main_usage_error("unknown option ", argv[first]);
    }
    return main_dispatch(argc - first, argv + first);
}
