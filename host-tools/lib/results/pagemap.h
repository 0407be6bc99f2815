/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A picture of a surface's pages: clean, written, reported, stale. */

#ifndef SVGALAB_PAGEMAP_H
#define SVGALAB_PAGEMAP_H

#include <glib.h>

#include "judge/judge.h"

/*
 * Write the map of @surface, as found by audit number @audit of the case
 * @case_name, below @dir. Returns the file's name relative to @dir.
 */
char *pagemap_write(const char *dir, const char *case_name, guint audit,
                    const JudgedSurface *surface, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

#endif
