/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The text by which a guest program names a surface in the report stream. */

#include "witness/marker.h"

#include "base/error.h"
#include "input/cases.h"

void marker_free(Marker *marker)
{
    g_free(marker->case_name);
    g_free(marker);
}

static const char *marker_value(const char *word, const char *key)
{
    gsize length = strlen(key);

    if (!word || strncmp(word, key, length) != 0 || word[length] != '=') {
        return NULL;
    }
    return word + length + 1;
}

static gboolean marker_number(const char *word, const char *key,
                              guint64 *value)
{
    const char *text = marker_value(word, key);

    return text && g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT32, value,
                                              NULL);
}

static gboolean marker_role(const char *word, gboolean *destination)
{
    const char *role = marker_value(word, "role");

    *destination = g_strcmp0(role, "dst") == 0;
    return *destination || g_strcmp0(role, "src") == 0;
}

Marker *marker_parse(const char *text, GError **error)
{
    g_autoptr(Marker) marker = g_new0(Marker, 1);
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    const char *name = marker_value(words[0], "case");

    if (g_strv_length(words) != 4 || !name || !case_name_is_valid(name) ||
        !marker_number(words[1], "tag", &marker->tag) ||
        !marker_role(words[2], &marker->destination) ||
        !marker_number(words[3], "sub", &marker->submission) ||
        !marker->submission) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "malformed marker: %.120s", text);
        return NULL;
    }
    marker->case_name = g_strdup(name);
    return g_steal_pointer(&marker);
}
