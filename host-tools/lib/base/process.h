/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Identifies processes beyond their PID, which the kernel reuses. */

#ifndef SVGALAB_PROCESS_H
#define SVGALAB_PROCESS_H

#include <glib.h>
#include <sys/types.h>

/* The host's boot id, one line of text, or "" if the kernel has none. */
char *process_boot_id(void);

/* Start time of @pid in clock ticks since boot; 0: no such process. */
guint64 process_start_time(pid_t pid);

/*
 * Kill every process of this user that runs @emulator with @directory in one of
 * its arguments: a guest, or a capability probe, of that directory's run.
 * @directory is unique to the run, so no other process can match. Returns the
 * number of processes killed, after they are gone.
 */
guint process_kill_emulators(const char *emulator, const char *directory);

/* The number of such processes. */
guint process_count_emulators(const char *emulator, const char *directory);

#endif
