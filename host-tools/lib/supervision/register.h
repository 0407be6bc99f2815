/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The register of runs: one short directory per run, with its owner. */

#ifndef SVGALAB_REGISTER_H
#define SVGALAB_REGISTER_H

#include <glib.h>

/*
 * The directory that holds this user's runs: under XDG_RUNTIME_DIR if that is
 * short enough for socket paths, else under /tmp. Created with mode 0700 if
 * missing; a directory owned by somebody else is an error.
 */
char *register_base(GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Create a directory for a new run under @base and record this process (pid,
 * start time, boot) and @emulator (absolute path) as its owner. Returns the
 * path.
 */
char *register_add(const char *base, const char *emulator, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Kill the processes that @run_dir left running and remove the directory. */
void register_clean(const char *run_dir, const char *emulator);

/*
 * Clean up every run under @base whose owner is dead; runs with a living owner
 * are left alone. Returns the number of emulator processes that were killed.
 */
guint register_reap(const char *base);

#endif
