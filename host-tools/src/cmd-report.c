/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* svgalab report: turn a result directory into one HTML page. */

#include "commands.h"

#include <errno.h>
#include <stdio.h>

#include "base/error.h"
#include "html/page.h"

#define REPORT_NAME "report.html"

static const Command report_command = {
    "report", "report DIR - make one HTML page of a result directory",
    "The page holds everything, pictures too: it can be mailed or archived\n"
    "as it is. It is written to DIR/" REPORT_NAME " and its name printed.",
    cmd_report,
};

static gboolean report_print(const char *page, GError **error)
{
    if (fputs(page, stdout) < 0 || fflush(stdout) < 0) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "standard output: %s", g_strerror(errno));
        return FALSE;
    }
    return TRUE;
}

static int report_write(const char *dir, const char *output, GError **error)
{
    g_autoptr(ResultFile) file = resultfile_open(dir, error);
    g_autofree char *path = output ? g_strdup(output)
                                   : g_build_filename(dir, REPORT_NAME, NULL);
    g_autofree char *page = NULL;

    if (!file) {
        return -1;
    }
    page = html_page(file);
    if (g_str_equal(path, "-")) {
        return report_print(page, error) ? 0 : -1;
    }
    if (!g_file_set_contents(path, page, -1, error)) {
        return -1;
    }
    printf("%s\n", path);
    return 0;
}

int cmd_report(int argc, char **argv, GError **error)
{
    g_auto(GStrv) dirs = NULL;
    g_autofree char *output = NULL;
    const GOptionEntry entries[] = {
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
          "Write the page here, - for standard output", "FILE" },
        { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &dirs, NULL,
          NULL },
        G_OPTION_ENTRY_NULL
    };

    if (!command_parse(argc, argv, &report_command, entries, error)) {
        return 0;
    }
    if (!dirs || g_strv_length(dirs) != 1) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                    "report: which result directory?");
        return -1;
    }
    return report_write(dirs[0], output, error);
}
