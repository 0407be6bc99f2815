/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The directory for the files of a run. */

#ifndef SVGALAB_RESULTDIR_H
#define SVGALAB_RESULTDIR_H

#include <glib.h>

/*
 * Create the result directory @path, which must be new or empty. NULL: create
 * one named by time and @label below the XDG state directory, with a link
 * "latest" to it. Returns the absolute path.
 */
char *resultdir_make(const char *path, const char *label, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

#endif
