/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A limit for calls that wait for QEMU and have none of their own. */

#ifndef SVGALAB_PATIENCE_H
#define SVGALAB_PATIENCE_H

#include <glib.h>

/*
 * From now on, a byte is written to @fd when a call takes too long; whoever
 * reads it ends QEMU, so that the call fails. -1: nobody does any more. Uses
 * SIGALRM. One per process.
 */
void patience_install(int fd);

/* Around a call that waits for QEMU's monitor; not to be nested. */
void patience_begin(guint seconds);
void patience_end(void);

#endif
