/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* svgalab diff: compare the results of two runs. */

#include "commands.h"

#include <errno.h>
#include <stdio.h>

#include "base/error.h"
#include "diff/json.h"
#include "diff/text.h"

/* As diff(1) does it: trouble has codes above this one. */
#define DIFF_DIFFERS 1

static const Command diff_command = {
    "diff", "diff A B - compare the results of two runs",
    "A and B are result directories, or files results.json. Cases and known\n"
    "defects that B has other verdicts on are fixed, broken or changed; the\n"
    "numbers in messages are not compared. Exit codes: 0 if no verdict\n"
    "differs, 1 if one does.",
    cmd_diff,
};

static int diff_print(const char *a, const char *b, gboolean json,
                      GError **error)
{
    g_autoptr(Diff) diff = diff_new(a, b, error);
    g_autofree char *text = NULL;

    if (!diff) {
        return -1;
    }
    text = json ? diff_to_json(diff) : diff_to_text(diff);
    if (fputs(text, stdout) < 0 || fflush(stdout) < 0) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "standard output: %s", g_strerror(errno));
        return -1;
    }
    return diff->differs ? DIFF_DIFFERS : 0;
}

int cmd_diff(int argc, char **argv, GError **error)
{
    g_auto(GStrv) paths = NULL;
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print it as JSON", NULL },
        { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &paths, NULL,
          NULL },
        G_OPTION_ENTRY_NULL
    };

    if (!command_parse(argc, argv, &diff_command, entries, error)) {
        return 0;
    }
    if (!paths || g_strv_length(paths) != 2) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                    "diff: which two result directories?");
        return -1;
    }
    return diff_print(paths[0], paths[1], json, error);
}
