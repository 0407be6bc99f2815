/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The text by which a guest program names a surface in the report stream. */

#ifndef SVGALAB_MARKER_H
#define SVGALAB_MARKER_H

#include <glib.h>

typedef struct Marker {
    char *case_name;
    guint64 tag;            /* number of the surface in the case */
    guint64 submission;     /* of that surface, from 1 */
    gboolean destination;   /* of a copy; FALSE: its source */
} Marker;

/* "case=NAME tag=T role=src|dst sub=K", in this order. */
Marker *marker_parse(const char *text, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

void marker_free(Marker *marker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Marker, marker_free)

#endif
