/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A child process that cleans a run up when its owner dies without doing so. */

#ifndef SVGALAB_GUARDIAN_H
#define SVGALAB_GUARDIAN_H

#include <glib.h>

typedef struct Guardian Guardian;

/*
 * Watch over @run_dir, whose guests are processes of @emulator. Forks: call
 * it before the process has threads. The child ends when this process does,
 * killed or not, and then leaves neither guest nor directory behind.
 */
Guardian *guardian_start(const char *run_dir, const char *emulator,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writing a byte here ends the run's guests; the run itself goes on. */
int guardian_fd(const Guardian *guardian);

/*
 * From now on a call that takes longer than supervision_limit_begin() allows
 * has a byte written to @fd. -1: nobody would read it any more.
 */
void guardian_limits(int fd);

/* Make the guardian clean up now, and wait until it is done. */
void guardian_free(Guardian *guardian);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Guardian, guardian_free)

#endif
