/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Escapes untrusted text for XML and HTML. */

#include "base/markup.h"

static const char *markup_entity(gunichar c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/*
 * XML 1.0, section 2.2, allows no control characters but these two. Unicode's
 * explicit directional characters could make a line read differently.
 */
static gboolean markup_is_harmless(gunichar c)
{
    return c == '\t' || c == '\n' ||
           (c >= 0x20 && !(c >= 0x7f && c <= 0x9f) &&
            !(c >= 0x202a && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069) &&
            c != 0xfffe && c != 0xffff);
}

void markup_append_text(GString *out, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);

    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        const char *entity = markup_entity(c);

        if (entity) {
            g_string_append(out, entity);
        } else {
            g_string_append_unichar(out, markup_is_harmless(c) ? c : 0xfffd);
        }
    }
}

void markup_append(GString *out, const char *format, ...)
{
    const char *argument;
    va_list args;

    va_start(args, format);
    while ((argument = strstr(format, "%s"))) {
        g_string_append_len(out, format, argument - format);
        markup_append_text(out, va_arg(args, const char *));
        format = argument + 2;
    }
    va_end(args);
    g_string_append(out, format);
}
