/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* KTAP version 1: strict parser for guest output, writer for ours. */

#ifndef SVGALAB_KTAP_H
#define SVGALAB_KTAP_H

#include <glib.h>

typedef enum KtapKind {
    KTAP_VERSION,
    KTAP_PLAN,
    KTAP_RESULT,
    KTAP_DIAGNOSTIC,
} KtapKind;

typedef struct KtapLine {
    KtapKind kind;
    guint number;       /* of the result, or the plan's count */
    gboolean ok;
    gboolean skip;
    char *name;         /* of the result */
    char *text;         /* reason of a skip; diagnostic without "# " */
} KtapLine;

typedef enum KtapDirective {
    KTAP_NONE,
    KTAP_SKIP,
    KTAP_XFAIL,
    KTAP_XPASS,         /* an expected failure that passed: not ok */
} KtapDirective;

/* Anything but the four kinds of lines is an error. */
KtapLine *ktap_parse_line(const char *line, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* A result line of the host's stream. */
char *ktap_format_result(guint number, const char *name, gboolean ok,
                         KtapDirective directive, const char *reason);

void ktap_line_free(KtapLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KtapLine, ktap_line_free)

#endif
