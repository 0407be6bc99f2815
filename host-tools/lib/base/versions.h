/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Kernel versions and device levels, and ranges of them. */

#ifndef SVGALAB_VERSIONS_H
#define SVGALAB_VERSIONS_H

#include <glib.h>

/* Inclusive at both ends, with numbers from version_parse(). */
typedef struct VersionRange {
    guint64 first;
    guint64 last;
} VersionRange;

/*
 * A number that orders versions: of "6.12.117", or of "L2" with the @prefix
 * "L". It covers at most three parts of at most five digits; a suffix of a
 * release, as in "6.13.0-rc1", is ignored.
 */
gboolean version_parse(const char *text, const char *prefix, guint64 *version)
    G_GNUC_WARN_UNUSED_RESULT;

/*
 * Parse "6.1..6.13", "6.1..", "..6.13" or "6.12", or several of these with
 * commas in between, and append them to @ranges, an array of VersionRange. An
 * end is only compared as far as it is written: 6.12.117 is in "6.1..6.12".
 */
gboolean version_ranges_parse(const char *text, const char *prefix,
                              GArray *ranges, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* An empty array means every version. */
gboolean version_ranges_have(const GArray *ranges, guint64 version);
gboolean version_ranges_overlap(const GArray *a, const GArray *b);

#endif
