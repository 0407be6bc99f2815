/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The subcommands of svgalab. */

#ifndef SVGALAB_COMMANDS_H
#define SVGALAB_COMMANDS_H

#include <glib.h>

/*
 * @argv[0] is the verb. Returns the exit code, or -1 with @error, which the
 * caller prints and maps to an exit code.
 */
typedef int (*CommandHandler)(int argc, char **argv, GError **error);

typedef struct Command {
    const char *name;
    const char *usage;
    const char *summary;
    CommandHandler handler;
} Command;

int cmd_run(int argc, char **argv, GError **error);
int cmd_list(int argc, char **argv, GError **error);
int cmd_bench(int argc, char **argv, GError **error);
int cmd_report(int argc, char **argv, GError **error);
int cmd_diff(int argc, char **argv, GError **error);

/*
 * The arguments with "=-" appended to each of @options that has no value,
 * because GLib requires a value for options that can have one.
 */
char **command_complete(int argc, char **argv, const char *const *options);

/*
 * Parse the options of a verb, which takes nothing but options: any other
 * argument is a usage error. FALSE without @error: --help was given and
 * printed.
 */
gboolean command_parse(int argc, char **argv, const Command *command,
                       const GOptionEntry *entries, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

#endif
