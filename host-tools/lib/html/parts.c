/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Recurring parts of the report page: outcomes, reasons, blocks of lines. */

#include "html/parts.h"

#include "base/json-peek.h"
#include "base/markup.h"

static const struct {
    const char *key;
    const char *text;
} html_outcomes[] = {
    { "pass", "passed" },
    { "fail", "failed" },
    { "xfail", "failed, as expected" },
    { "xpass", "passed, though a failure was expected" },
    { "skip", "not run here" },
    { "crash", "the guest did not survive it" },
};

void html_append_outcome(GString *page, const char *outcome)
{
    const char *means = outcome;

    for (guint i = 0; i < G_N_ELEMENTS(html_outcomes); i++) {
        if (g_str_equal(html_outcomes[i].key, outcome)) {
            means = html_outcomes[i].text;
        }
    }
    markup_append(page, "<span class=\"chip %s\" title=\"%s\">%s</span>",
                  outcome, means, outcome);
}

void html_append_lines(GString *page, const char *title, GPtrArray *lines)
{
    if (!lines) {
        return;
    }
    markup_append(page, "<h4>%s</h4>\n<pre>", title);
    for (guint i = 0; i < lines->len; i++) {
        markup_append(page, "%s\n", (const char *)lines->pdata[i]);
    }
    g_string_append(page, "</pre>\n");
}

/* The page that describes the defect, or NULL if it is not known. */
static char *html_findings_uri(JsonObject *root, const char *defect)
{
    JsonObject *environment = json_peek_object(root, "environment");
    const char *path = json_peek_string(environment, "findings", "");
    g_autofree char *page = g_filename_to_uri(path, NULL, NULL);
    g_autofree char *anchor = g_uri_escape_string(defect, NULL, FALSE);

    return page ? g_strconcat(page, "#", anchor, NULL) : NULL;
}

void html_append_reason(GString *page, JsonObject *root, JsonObject *result)
{
    const char *defect = json_peek_string(result, "defect", "");
    g_autofree char *uri = *defect ? html_findings_uri(root, defect) : NULL;

    if (uri) {
        markup_append(page, "<a href=\"%s\">%s</a>: ", uri, defect);
    } else if (*defect) {
        markup_append(page, "%s: ", defect);
    }
    markup_append(page, "%s", json_peek_string(result, "reason", ""));
}

