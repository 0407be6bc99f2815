/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Versions of kernels and levels of devices, and ranges of them. */

#ifndef SVGALAB_VERSIONS_H
#define SVGALAB_VERSIONS_H

#include <glib.h>

/* Both ends belong to it; as version_parse() has them. */
typedef struct VersionRange {
    guint64 first;
    guint64 last;
} VersionRange;

/*
 * A number that orders versions: of "6.12.117", or of "L2" with the @prefix
 * "L". At most three parts of at most five digits count; what follows a
 * release, as in "6.13.0-rc1", does not.
 */
gboolean version_parse(const char *text, const char *prefix, guint64 *version)
    G_GNUC_WARN_UNUSED_RESULT;

/*
 * "6.1..6.13", "6.1..", "..6.13" or "6.12", and several of them with commas
 * between: appended to @ranges, an array of VersionRange. An end counts only
 * as far as it is written: 6.12.117 is in "6.1..6.12".
 */
gboolean version_ranges_parse(const char *text, const char *prefix,
                              GArray *ranges, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* No range at all means every version. */
gboolean version_ranges_have(const GArray *ranges, guint64 version);
gboolean version_ranges_overlap(const GArray *a, const GArray *b);

#endif
