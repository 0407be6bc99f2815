/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* SIGINT, SIGTERM and SIGHUP as a flag that loops check. */

#ifndef SVGALAB_INTERRUPT_H
#define SVGALAB_INTERRUPT_H

#include <glib.h>

/*
 * Catch the three signals and ignore SIGPIPE. The first signal wakes the main
 * loop; a second one ends the process at once, and the run's guardian cleans
 * up.
 */
gboolean interrupt_install(GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The signal received, or 0. */
int interrupt_pending(void);

/* End the process by the signal received, as its parent expects. */
void interrupt_die(void);

#endif
