/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* No guest outlives its run, and no call waits for one for ever. */

#ifndef SVGALAB_SUPERVISION_H
#define SVGALAB_SUPERVISION_H

#include <glib.h>

/*
 * libvirt makes QEMU a daemon, so a dead QEMU stays a zombie until PID 1 reaps
 * it, and libvirt waits for that. In containers this may take seconds, or never
 * happen. Therefore the caller continues as a child of the original process, in
 * a process group of its own. The parent adopts and reaps whatever the child
 * starts, forwards signals to it, waits until all of them have ended, and then
 * ends in the same way as the child. If the parent is killed, the child gets
 * SIGTERM.
 *
 * Call it before there are threads. FALSE: fork() failed.
 */
gboolean supervision_adopt(GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct Supervision Supervision;

/*
 * Clean up after this user's runs whose owner is dead, and create a directory
 * for this run, whose guests are processes of @emulator (absolute path). From
 * now on a child process watches: when this process ends, killed or not,
 * neither guest nor directory is left behind. Call once per process, before it
 * has threads.
 */
Supervision *supervision_begin(const char *emulator, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* The run's directory, whose path is short enough for sockets in it. */
const char *supervision_dir(const Supervision *supervision);

/* Number of guests of dead runs that supervision_begin() had to kill. */
guint supervision_reaped(const Supervision *supervision);

/*
 * Use around a call that waits for QEMU without a limit of its own: after this
 * many seconds the run's guests are ended, so that the call fails. Not to be
 * nested. Uses SIGALRM.
 */
void supervision_limit_begin(guint seconds);
void supervision_limit_end(void);

/* End the run's guests and remove its directory; waits until that is done. */
void supervision_end(Supervision *supervision);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Supervision, supervision_end)

#endif
