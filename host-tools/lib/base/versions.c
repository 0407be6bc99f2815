/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Kernel versions and device levels, and ranges of them. */

#include "base/versions.h"

#include "base/error.h"

#define VERSION_PARTS 3
#define VERSION_PART_BITS 20
#define VERSION_PART_DIGITS 5
#define VERSION_PART_MAX ((1u << VERSION_PART_BITS) - 1)

/* Missing parts are set to @rest. Returns what follows the version, or NULL. */
static const char *version_scan(const char *text, const char *prefix,
                                guint rest, guint64 *version)
{
    const char *next = text;
    gboolean more = g_str_has_prefix(text, prefix);

    *version = 0;
    next += more ? strlen(prefix) : 0;
    for (guint i = 0; i < VERSION_PARTS; i++) {
        guint part = rest;

        if (more) {
            gsize digits = strspn(next, "0123456789");

            if (!digits || digits > VERSION_PART_DIGITS) {
                return NULL;
            }
            part = g_ascii_strtoull(next, NULL, 10);
            next += digits;
            more = next[0] == '.' && g_ascii_isdigit(next[1]);
            next += more;
        }
        *version = *version << VERSION_PART_BITS | part;
    }
    return next > text ? next : NULL;
}

gboolean version_parse(const char *text, const char *prefix, guint64 *version)
{
    return version_scan(text, prefix, 0, version) != NULL;
}

/* One end of a range, which must be consumed completely. */
static gboolean version_parse_end(const char *text, const char *prefix,
                                  guint rest, guint64 *version)
{
    const char *end = version_scan(text, prefix, rest, version);

    return end && !*end;
}

static gboolean version_range_parse(char *text, const char *prefix,
                                    VersionRange *range)
{
    char *dots = strstr(text, "..");
    const char *first = text;
    const char *last = text;

    *range = (VersionRange) { 0, G_MAXUINT64 };
    if (dots) {
        *dots = '\0';
        last = dots + 2;
        if (!*first && !*last) {
            return FALSE;
        }
    }
    return (dots && !*first ? TRUE
            : version_parse_end(first, prefix, 0, &range->first)) &&
           (dots && !*last ? TRUE
            : version_parse_end(last, prefix, VERSION_PART_MAX,
                                &range->last)) &&
           range->first <= range->last;
}

gboolean version_ranges_parse(const char *text, const char *prefix,
                              GArray *ranges, GError **error)
{
    g_auto(GStrv) list = g_strsplit(text, ",", -1);
    gboolean good = *text != '\0';

    for (guint i = 0; good && list[i]; i++) {
        VersionRange range;

        good = version_range_parse(g_strstrip(list[i]), prefix, &range);
        g_array_append_val(ranges, range);
    }
    if (!good) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                    "bad range '%s': FIRST..LAST, FIRST.., ..LAST or one",
                    text);
    }
    return good;
}

gboolean version_ranges_have(const GArray *ranges, guint64 version)
{
    for (guint i = 0; i < ranges->len; i++) {
        const VersionRange *range = &g_array_index(ranges, VersionRange, i);

        if (range->first <= version && version <= range->last) {
            return TRUE;
        }
    }
    return ranges->len == 0;
}

gboolean version_ranges_overlap(const GArray *a, const GArray *b)
{
    for (guint i = 0; i < a->len; i++) {
        const VersionRange *one = &g_array_index(a, VersionRange, i);

        for (guint j = 0; j < b->len; j++) {
            const VersionRange *other = &g_array_index(b, VersionRange, j);

            if (one->first <= other->last && other->first <= one->last) {
                return TRUE;
            }
        }
    }
    return a->len == 0 || b->len == 0;
}
