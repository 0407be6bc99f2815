/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* KTAP version 1: strict parser for guest output, writer for ours. */

#include "console/ktap.h"

#include <string.h>

#include "base/error.h"
#include "input/cases.h"

#define KTAP_COUNT_MAX 100000

static const char *const ktap_directives[] = {
    [KTAP_SKIP] = "SKIP",
    [KTAP_XFAIL] = "XFAIL",
    [KTAP_XPASS] = "unexpected pass:",
};

void ktap_line_free(KtapLine *line)
{
    g_free(line->name);
    g_free(line->text);
    g_free(line);
}

/* Strip the prefix @word and one space from *@rest. */
static gboolean ktap_take(const char **rest, const char *word)
{
    if (!g_str_has_prefix(*rest, word)) {
        return FALSE;
    }
    *rest += strlen(word);
    return TRUE;
}

static gboolean ktap_take_number(const char **rest, guint *number)
{
    char *end;
    guint64 value;

    if (!g_ascii_isdigit(**rest)) {
        return FALSE;
    }
    value = g_ascii_strtoull(*rest, &end, 10);
    *rest = end;
    *number = value;
    return value > 0 && value <= KTAP_COUNT_MAX;
}

static gboolean ktap_parse_directive(KtapLine *line, const char *rest)
{
    if (!*rest) {
        return TRUE;
    }
    /*
     * The guest may only report a skip; the host knows which failures to
     * expect.
     */
    if (!line->ok || !ktap_take(&rest, " # SKIP")) {
        return FALSE;
    }
    line->skip = TRUE;
    line->text = g_strstrip(g_strdup(rest));
    return TRUE;
}

static gboolean ktap_parse_result(KtapLine *line, const char *rest)
{
    gsize length;

    line->kind = KTAP_RESULT;
    line->ok = !ktap_take(&rest, "not ");
    if (!ktap_take(&rest, "ok ") || !ktap_take_number(&rest, &line->number) ||
        !ktap_take(&rest, " ")) {
        return FALSE;
    }
    ktap_take(&rest, "- ");
    length = strcspn(rest, " ");
    line->name = g_strndup(rest, length);
    return case_name_is_valid(line->name) &&
           ktap_parse_directive(line, rest + length);
}

static gboolean ktap_parse_plan(KtapLine *line, const char *rest)
{
    line->kind = KTAP_PLAN;
    return ktap_take(&rest, "1..") &&
           (g_str_equal(rest, "0") || ktap_take_number(&rest, &line->number))
           && (!*rest || g_str_equal(rest, "0"));
}

static gboolean ktap_parse_other(KtapLine *line, const char *rest)
{
    if (ktap_take(&rest, "#")) {
        line->kind = KTAP_DIAGNOSTIC;
        line->text = g_strstrip(g_strdup(rest));
        return TRUE;
    }
    line->kind = KTAP_VERSION;
    return g_str_equal(rest, "KTAP version 1");
}

KtapLine *ktap_parse_line(const char *text, GError **error)
{
    g_autoptr(KtapLine) line = g_new0(KtapLine, 1);
    gboolean good;

    if (g_str_has_prefix(text, "ok ") || g_str_has_prefix(text, "not ok ")) {
        good = ktap_parse_result(line, text);
    } else if (g_str_has_prefix(text, "1..")) {
        good = ktap_parse_plan(line, text);
    } else {
        good = ktap_parse_other(line, text);
    }
    if (!good) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "the guest's test output is not KTAP: %.120s", text);
        return NULL;
    }
    return g_steal_pointer(&line);
}

char *ktap_format_result(guint number, const char *name, gboolean ok,
                         KtapDirective directive, const char *reason)
{
    const char *word = ok ? "ok" : "not ok";

    if (directive == KTAP_NONE) {
        return g_strdup_printf("%s %u %s", word, number, name);
    }
    return g_strdup_printf("%s %u %s # %s %s", word, number, name,
                           ktap_directives[directive], reason ? reason : "");
}
