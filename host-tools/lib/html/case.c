/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A case on the report page: its messages, its audits, the console. */

#include "html/case.h"

#include "base/json-peek.h"
#include "base/markup.h"
#include "html/parts.h"
#include "html/witness.h"

static void html_append_diagnostics(GString *page, JsonObject *result)
{
    JsonArray *lines = json_peek_array(result, "diagnostics");
    g_autoptr(GPtrArray) texts = g_ptr_array_new();

    for (guint i = 0; i < json_array_get_length(lines); i++) {
        const char *text = json_array_peek_string(lines, i);

        if (text) {
            g_ptr_array_add(texts, (char *)text);
        }
    }
    html_append_lines(page, "Output of the guest", texts->len ? texts : NULL);
}

static void html_append_map(GString *page, const ResultFile *file,
                            JsonObject *surface)
{
    const char *name = json_peek_string(surface, "map", "");
    g_autofree char *uri = *name ? resultfile_picture(file, name) : NULL;

    if (uri) {
        g_string_append_printf(page, "<details open><summary>Map of its "
                               "pages</summary><figure><img alt=\"map of "
                               "the surface's pages\" src=\"%s\">"
                               "</figure></details>\n", uri);
    } else if (*name) {
        markup_append(page, "<p>The map %s is not there.</p>\n", name);
    }
}

static void html_append_surface(GString *page, const ResultFile *file,
                                JsonObject *surface)
{
    g_string_append_printf(
        page, "<h4>Surface %" G_GINT64_FORMAT ": ",
        json_peek_int(surface, "sid"));
    markup_append(page, "%s, ", json_peek_string(surface, "format", ""));
    g_string_append_printf(
        page, "%" G_GINT64_FORMAT " bytes in %" G_GINT64_FORMAT " pages, %"
        G_GINT64_FORMAT " written, %" G_GINT64_FORMAT " reported, %"
        G_GINT64_FORMAT " stale</h4>\n",
        json_peek_int(surface, "size"),
        json_peek_int(surface, "pages"),
        json_peek_int(surface, "written_pages"),
        json_peek_int(surface, "reported_pages"),
        json_peek_int(surface, "stale_pages"));
    html_append_witnesses(page, surface);
    html_append_map(page, file, surface);
}

static gboolean html_audit_matters(JsonObject *audit)
{
    return !json_peek_boolean(audit, "clean", FALSE);
}

static void html_append_audits(GString *page, const ResultFile *file,
                               JsonObject *result)
{
    JsonArray *audits = json_peek_array(result, "audits");

    for (guint i = 0; i < json_array_get_length(audits); i++) {
        JsonObject *audit = json_array_peek_object(audits, i);
        JsonArray *surfaces = json_peek_array(audit, "surfaces");

        if (!html_audit_matters(audit)) {
            continue;
        }
        g_string_append_printf(page, "<h4>Audit %u: %" G_GINT64_FORMAT
                               " bytes stale", i + 1,
                               json_peek_int(audit,
                                                          "stale_bytes"));
        markup_append(page, ", to blame: %s, %s</h4>\n<p>%s</p>\n",
                      json_peek_string(audit, "blame", ""),
                      json_peek_string(audit, "layer", "layer unknown"),
                      json_peek_string(audit, "detail", ""));
        for (guint j = 0; j < json_array_get_length(surfaces); j++) {
            html_append_surface(page, file,
                                json_array_peek_object(surfaces, j));
        }
    }
}

static void html_append_body(GString *page, const ResultFile *file,
                             JsonObject *result)
{
    const char *reason = json_peek_string(result, "reason", "");
    g_autoptr(GPtrArray) console =
        resultfile_console(file, json_peek_string(result, "name", ""));

    if (*reason) {
        g_string_append(page, "<p>");
        html_append_reason(page, resultfile_root(file), result);
        g_string_append(page, "</p>\n");
    }
    html_append_audits(page, file, result);
    html_append_diagnostics(page, result);
    html_append_lines(page, "Console output around it", console);
}

void html_append_case(GString *page, const ResultFile *file,
                      JsonObject *result)
{
    const char *outcome = json_peek_string(result, "outcome", "");
    gboolean expected = g_str_equal(outcome, "xfail");

    /* Expected failures are collapsed. */
    g_string_append(page, expected ? "<details class=\"case\"><summary>"
                                   : "<article><header>");
    markup_append(page, "<h3>%s</h3> ", json_peek_string(result, "name", ""));
    html_append_outcome(page, outcome);
    g_string_append(page, expected ? "</summary>\n" : "</header>\n");
    html_append_body(page, file, result);
    g_string_append(page, expected ? "</details>\n" : "</article>\n");
}
