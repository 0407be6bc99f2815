/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* No guest outlives its run, and no call waits for one for ever. */

#ifndef SVGALAB_SUPERVISION_H
#define SVGALAB_SUPERVISION_H

#include <glib.h>

/*
 * libvirt makes QEMU a daemon, so that a dead QEMU stays a zombie until PID 1
 * takes note of it, and libvirt waits for that. In containers it may take
 * seconds, or happen never. Therefore the caller goes on as a child of the
 * process that it was, in a process group of its own: the parent adopts and
 * reaps whatever the child starts, passes signals on to it, ends when all of
 * them have ended, and then ends as the child did. If the parent is killed the
 * child gets SIGTERM.
 *
 * Call it before there are threads. FALSE: no process could be made.
 */
gboolean supervision_adopt(GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct Supervision Supervision;

/*
 * Clean up after this user's runs whose owner is dead, and make a directory for
 * this one, whose guests are processes of @emulator (absolute path). From now
 * on a child process watches: when this process ends, killed or not, neither
 * guest nor directory is left behind. Once a process, before it has threads.
 */
Supervision *supervision_begin(const char *emulator, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* The run's directory: short enough for paths of sockets in it. */
const char *supervision_dir(const Supervision *supervision);

/* Guests of dead runs that had to be killed by supervision_begin(). */
guint supervision_reaped(const Supervision *supervision);

/*
 * Around a call that waits for QEMU and has no limit of its own: after so many
 * seconds the run's guests are ended, so that it fails. Not to be nested. Uses
 * SIGALRM.
 */
void supervision_limit_begin(guint seconds);
void supervision_limit_end(void);

/* End the run's guests, remove its directory; waits until that is done. */
void supervision_end(Supervision *supervision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Supervision, supervision_end)

#endif
