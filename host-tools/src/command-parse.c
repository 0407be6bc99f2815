/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Option parsing shared by all subcommands. */

#include <stdio.h>

#include "base/error.h"
#include "commands.h"

char **command_complete(int argc, char **argv, const char *const *options)
{
    char **complete = g_new0(char *, argc + 1);

    for (int i = 0; i < argc; i++) {
        gboolean value = i + 1 < argc && (argv[i + 1][0] != '-' ||
                                          argv[i + 1][1] == '\0');

        complete[i] = g_strconcat(
            argv[i], !value && g_strv_contains(options, argv[i]) ? "=-" : NULL,
            NULL);
    }
    return complete;
}

gboolean command_parse(int argc, char **argv, const Command *command,
                       const GOptionEntry *entries, GError **error)
{
    g_autoptr(GOptionContext) context = g_option_context_new(command->usage);
    g_auto(GStrv) copy = g_new0(char *, argc + 1);
    gboolean help = FALSE;
    const GOptionEntry help_entry[] = {
        { "help", 'h', 0, G_OPTION_ARG_NONE, &help, "Print this text", NULL },
        G_OPTION_ENTRY_NULL
    };
    g_autofree char *text = NULL;

    for (int i = 0; i < argc; i++) {
        copy[i] = g_strdup(argv[i]);
    }
    g_option_context_set_summary(context, command->summary);
    /* GLib's own --help calls exit() and prints argv[0]. */
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_add_main_entries(context, help_entry, NULL);
    if (!g_option_context_parse_strv(context, &copy, error)) {
        g_prefix_error(error, "%s: ", command->name);
        return FALSE;
    }
    if (help) {
        text = g_option_context_get_help(context, TRUE, NULL);
        fputs(text, stdout);
        return FALSE;
    }
    if (copy[0] && copy[1]) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                    "%s: unexpected argument %s", command->name, copy[1]);
        return FALSE;
    }
    return TRUE;
}
