/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The register of runs: a short directory each, with its owner's identity. */

#ifndef SVGALAB_REGISTER_H
#define SVGALAB_REGISTER_H

#include <glib.h>

/*
 * The directory that holds the runs of this user: under XDG_RUNTIME_DIR when
 * that is short enough for socket paths, else under /tmp. Made with mode 0700
 * where it is missing; one that somebody else owns is an error.
 */
char *register_base(GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Make a new run's directory under @base and record this process (pid, start
 * time, boot) and @emulator (absolute path) as its owner. Returns the path.
 */
char *register_add(const char *base, const char *emulator, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Kill what @run_dir left running and remove the directory. */
void register_clean(const char *run_dir, const char *emulator);

/*
 * Clean every run under @base whose owner is dead; the living are left alone.
 * Returns the number of emulator processes that had to be killed.
 */
guint register_reap(const char *base);

#endif
