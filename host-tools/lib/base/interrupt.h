/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* SIGINT, SIGTERM and SIGHUP as a condition that loops look at. */

#ifndef SVGALAB_INTERRUPT_H
#define SVGALAB_INTERRUPT_H

#include <glib.h>

/*
 * Catch the three signals and ignore SIGPIPE. The first signal wakes the main
 * loop; a second one ends the process at once and leaves the cleaning up to
 * the run's guardian.
 */
gboolean interrupt_install(GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The signal that came, or 0. */
int interrupt_pending(void);

/* End the process by the signal that came, as its parent expects it. */
void interrupt_die(void);

#endif
