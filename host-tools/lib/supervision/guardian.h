/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A child process that cleans up after a run whose owner has died. */

#ifndef SVGALAB_GUARDIAN_H
#define SVGALAB_GUARDIAN_H

#include <glib.h>

typedef struct Guardian Guardian;

/*
 * Watch over @run_dir, whose guests are processes of @emulator. Forks: call it
 * before the process has threads. When this process ends, killed or not, the
 * child leaves neither guest nor directory behind, and ends.
 */
Guardian *guardian_start(const char *run_dir, const char *emulator,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writing a byte to it ends the run's guests; the run itself continues. */
int guardian_fd(const Guardian *guardian);

/*
 * From now on, if a call takes longer than supervision_limit_begin() allows, a
 * byte is written to @fd. -1: stop that, since nobody reads it any more.
 */
void guardian_limits(int fd);

/* Let the guardian clean up now, and wait until it is done. */
void guardian_free(Guardian *guardian);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Guardian, guardian_free)

#endif
