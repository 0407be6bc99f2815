/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The parent of a tool that starts guests: it reaps them when they are dead. */

#ifndef SVGALAB_REAPER_H
#define SVGALAB_REAPER_H

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
gboolean reaper_start(GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
