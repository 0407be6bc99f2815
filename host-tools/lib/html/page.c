/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A result directory as one self-contained HTML page. */

#include "html/page.h"

#include "base/json-peek.h"
#include "base/json.h"
#include "base/markup.h"
#include "html/case.h"
#include "html/parts.h"
#include "svgalab-data.h"

#define HTML_STYLE "/svgalab/report.css"

/* Lines shown of the end of the console if a run broke off. */
#define HTML_CONSOLE_END 40

typedef struct HtmlText {
    const char *key;
    const char *text;
} HtmlText;

static const HtmlText html_summary[] = {
    { "selected", "cases selected" },
    { "passed", "passed" },
    { "expected_failures", "failed as expected" },
    { "failed", "failed" },
    { "unexpected_passes", "passed unexpectedly" },
    { "crashed", "crashed" },
    { "skipped", "skipped" },
    { "not_run", "not run" },
};

static const HtmlText html_environment[] = {
    { "kernel", "kernel" },
    { "kernel_version", "Linux" },
    { "accelerator", "accelerator" },
    { "accelerator_reason", "why not KVM" },
    { "device_level", "device level" },
    { "qemu_version", "QEMU" },
    { "libvirt_version", "libvirt" },
    { "uri", "libvirt's URI" },
};

/* Seconds with one decimal place. */
static void html_append_seconds(GString *page, gint64 milliseconds)
{
    g_string_append_printf(page, "%" G_GINT64_FORMAT ".%d s",
                           milliseconds / 1000,
                           (int)(milliseconds / 100 % 10));
}

static void html_append_style(GString *page)
{
    g_autoptr(GBytes) style = g_resource_lookup_data(
        svgalab_data_get_resource(), HTML_STYLE, 0, NULL);

    g_string_append(page, "<style>\n");
    g_string_append_len(page, g_bytes_get_data(style, NULL),
                        g_bytes_get_size(style));
    g_string_append(page, "</style>\n");
}

static void html_append_top(GString *page, JsonObject *root)
{
    const char *verdict = json_peek_string(root, "verdict", "");
    JsonObject *environment = json_peek_object(root, "environment");

    g_string_append(page, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                    "<meta charset=\"utf-8\">\n"
                    "<meta http-equiv=\"Content-Security-Policy\" content=\""
                    "default-src 'none'; img-src data:; style-src "
                    "'unsafe-inline'; form-action 'none'; base-uri 'none'\">"
                    "\n<meta name=\"viewport\" content=\"width=device-width, "
                    "initial-scale=1\">\n");
    markup_append(page, "<title>svgalab: %s, %s kernel</title>\n", verdict,
                  json_peek_string(environment, "kernel", ""));
    html_append_style(page);
    markup_append(page, "</head>\n<body>\n<header>\n<h1>svgalab: "
                  "<span class=\"%s\">%s</span></h1>\n"
                  "<p class=\"verdict\">%s</p>\n", verdict, verdict,
                  json_peek_string(root, "verdict_text", ""));
    markup_append(page, "<p>%s kernel, Linux %s; begun %s, took ",
                  json_peek_string(environment, "kernel", ""),
                  json_peek_string(environment, "kernel_version", ""),
                  json_peek_string(root, "started", ""));
    html_append_seconds(page, json_peek_int(root, "duration_ms"));
    g_string_append(page, "</p>\n</header>\n");
}

static void html_append_summary(GString *page, JsonObject *root)
{
    JsonObject *summary = json_peek_object(root, "summary");

    g_string_append(page, "<ul class=\"tiles\">\n");
    for (guint i = 0; i < G_N_ELEMENTS(html_summary); i++) {
        gint64 count = json_peek_int(summary, html_summary[i].key);

        /* Zero counts are only shown for failures. */
        if (count || i < 4) {
            g_string_append_printf(page, "<li><b>%" G_GINT64_FORMAT
                                   "</b>%s</li>\n", count,
                                   html_summary[i].text);
        }
    }
    g_string_append(page, "</ul>\n");
}

static void html_append_crash_page(GString *page, JsonObject *crashed)
{
    JsonObject *last = json_object_has_member(crashed, "last_write")
                       ? json_peek_object(crashed, "last_write")
                       : NULL;

    g_string_append_printf(page, "<tr><td>0x%" G_GINT64_MODIFIER "x</td>",
                           (guint64)json_peek_int(crashed, "gpa"));
    markup_append(page, "<td>%s</td><td class=\"number\">",
                  json_peek_string(crashed, "named_by", ""));
    if (json_object_has_member(crashed, "writes")) {
        g_string_append_printf(page, "%" G_GINT64_FORMAT,
                               json_peek_int(crashed, "writes"));
    }
    g_string_append(page, "</td><td>");
    if (last) {
        g_string_append_printf(page, "line %" G_GINT64_FORMAT ": %"
                               G_GINT64_FORMAT " bytes from 0x%"
                               G_GINT64_MODIFIER "x, ",
                               json_peek_int(last, "seq"),
                               json_peek_int(last, "bytes"),
                               (guint64)json_peek_int(last, "gpa"));
        markup_append(page, "%s", json_peek_string(last, "means", ""));
    }
    g_string_append(page, "</td></tr>\n");
}

static void html_append_crash(GString *page, JsonObject *root)
{
    JsonObject *crash;
    JsonArray *pages;
    const char *unknown;

    if (!json_object_has_member(root, "crash")) {
        return;
    }
    crash = json_peek_object(root, "crash");
    pages = json_peek_array(crash, "pages");
    unknown = json_peek_string(crash, "unknown", NULL);
    markup_append(page, "<h4>The guest's pages that the splat points to</h4>"
                  "\n");
    if (unknown) {
        markup_append(page, "<p>Whether the device had written there cannot "
                      "be known: %s.</p>\n", unknown);
    }
    g_string_append_printf(page, "<p>The report stream ends with line %"
                           G_GINT64_FORMAT ".</p>\n<div class=\"scroll\">"
                           "<table>\n<tr><th>page</th><th>named by</th>"
                           "<th>writes of the device</th>"
                           "<th>the last one</th></tr>\n",
                           json_peek_int(crash, "seq"));
    for (guint i = 0; i < json_array_get_length(pages); i++) {
        html_append_crash_page(page, json_array_peek_object(pages, i));
    }
    g_string_append(page, "</table></div>\n");
}

static void html_append_failure(GString *page, const ResultFile *file,
                                JsonObject *root)
{
    g_autoptr(GPtrArray) end = NULL;
    JsonObject *failure;

    if (!json_object_has_member(root, "failure")) {
        return;
    }
    failure = json_peek_object(root, "failure");
    end = resultfile_console_end(file, HTML_CONSOLE_END);
    markup_append(page, "<h2>The run as a whole</h2>\n<article>\n<p>%s</p>\n",
                  json_peek_string(failure, "message", ""));
    html_append_crash(page, root);
    html_append_lines(page, "The end of the guest's console", end);
    g_string_append(page, "</article>\n");
}

static void html_append_probe(GString *page, JsonObject *probe)
{
    JsonArray *layers = json_peek_array(probe, "unknown_layers");

    markup_append(page, "<tr><td class=\"name\">%s</td><td>%s</td><td>",
                  json_peek_string(probe, "name", ""),
                  json_peek_string(probe, "reason", ""));
    for (guint i = 0; i < json_array_get_length(layers); i++) {
        const char *layer = json_array_peek_string(layers, i);

        markup_append(page, "%s%s", i ? ", " : "", layer ? layer : "");
    }
    g_string_append(page, "</td></tr>\n");
}

/* Explains why layers may be unknown below. */
static void html_append_probes(GString *page, JsonObject *root)
{
    JsonArray *probes;

    if (!json_get_array(root, "unknown_probes", &probes, NULL) ||
        !json_array_get_length(probes)) {
        return;
    }
    g_string_append(page, "<h2>Probes of the guest's kernel that told "
                    "nothing, or the wrong</h2>\n<div class=\"scroll\">"
                    "<table>\n<tr><th>probe</th><th>what is wrong</th>"
                    "<th>layers that are unknown without it</th></tr>\n");
    for (guint i = 0; i < json_array_get_length(probes); i++) {
        html_append_probe(page, json_array_peek_object(probes, i));
    }
    g_string_append(page, "</table></div>\n");
}

/* All cases with one of @outcomes, with all details, under one heading. */
static void html_append_detailed(GString *page, const ResultFile *file,
                                 const char *heading,
                                 const char *const *outcomes)
{
    JsonArray *cases = json_peek_array(resultfile_root(file),
                                                    "cases");
    gboolean any = FALSE;

    for (guint i = 0; i < json_array_get_length(cases); i++) {
        JsonObject *result = json_array_peek_object(cases, i);

        if (!g_strv_contains(outcomes,
                             json_peek_string(result, "outcome", ""))) {
            continue;
        }
        if (!any) {
            markup_append(page, "<h2>%s</h2>\n", heading);
            any = TRUE;
        }
        html_append_case(page, file, result);
    }
}

static void html_append_row(GString *page, JsonObject *root,
                            JsonObject *result)
{
    markup_append(page, "<tr><td class=\"name\">%s</td><td>",
                  json_peek_string(result, "name", ""));
    html_append_outcome(page, json_peek_string(result, "outcome", ""));
    g_string_append(page, "</td><td class=\"reason\">");
    html_append_reason(page, root, result);
    g_string_append(page, "</td><td class=\"number\">");
    html_append_seconds(page, json_peek_int(result, "duration_ms"));
    g_string_append(page, "</td></tr>\n");
}

static void html_append_cases(GString *page, JsonObject *root)
{
    JsonArray *cases = json_peek_array(root, "cases");

    g_string_append(page, "<h2>All cases</h2>\n<div class=\"scroll\">"
                    "<table>\n<tr><th>case</th><th>outcome</th>"
                    "<th class=\"reason\">reason</th>"
                    "<th class=\"number\">time</th></tr>\n");
    for (guint i = 0; i < json_array_get_length(cases); i++) {
        html_append_row(page, root, json_array_peek_object(cases, i));
    }
    g_string_append(page, "</table></div>\n");
}

static void html_append_environment(GString *page, JsonObject *root)
{
    JsonObject *environment = json_peek_object(root, "environment");
    JsonObject *device = json_peek_object(root, "device");
    g_autoptr(GList) counters = json_object_get_members(device);

    g_string_append(page, "<h2>Environment</h2>\n<div class=\"scroll\">"
                    "<table>\n");
    for (guint i = 0; i < G_N_ELEMENTS(html_environment); i++) {
        const char *value = json_peek_string(environment,
                                        html_environment[i].key, "");

        if (*value) {
            markup_append(page, "<tr><th>%s</th><td>%s</td></tr>\n",
                          html_environment[i].text, value);
        }
    }
    for (GList *l = counters; l; l = l->next) {
        markup_append(page, "<tr><th>%s</th><td>", (const char *)l->data);
        g_string_append_printf(page, "%" G_GINT64_FORMAT "</td></tr>\n",
                               json_peek_int(device, l->data));
    }
    g_string_append(page, "</table></div>\n");
}

static void html_append_reproduce(GString *page, JsonObject *root)
{
    JsonObject *lines = json_peek_object(root, "reproduce");

    markup_append(page, "<h2>How to repeat this run</h2>\n<pre>%s</pre>\n"
                  "<details><summary>QEMU's command line</summary>"
                  "<pre>%s</pre></details>\n",
                  json_peek_string(lines, "svgalab", ""),
                  json_peek_string(lines, "qemu", ""));
}

static void html_append_picture(GString *page, const ResultFile *file,
                                const char *name, const char *caption)
{
    g_autofree char *uri = resultfile_picture(file, name);

    if (uri) {
        markup_append(page, "<figure><img alt=\"%s\" src=\"", caption);
        g_string_append(page, uri);
        markup_append(page, "\"><figcaption>%s</figcaption></figure>\n",
                      caption);
    }
}

static void html_append_screens(GString *page, const ResultFile *file,
                                JsonObject *root)
{
    JsonArray *screens = json_peek_array(root, "screenshots");

    g_string_append(page, "<h2>Screen</h2>\n");
    for (guint i = 0; i < json_array_get_length(screens); i++) {
        JsonObject *screen = json_array_peek_object(screens, i);

        html_append_picture(page, file, json_peek_string(screen, "file", ""),
                            json_peek_string(screen, "case", ""));
    }
    html_append_picture(page, file, "screenshot.png", "at the end");
}

char *html_page(const ResultFile *file)
{
    static const char *const bad[] = { "fail", "xpass", "crash", NULL };
    static const char *const expected[] = { "xfail", NULL };
    JsonObject *root = resultfile_root(file);
    GString *page = g_string_new(NULL);

    html_append_top(page, root);
    html_append_summary(page, root);
    html_append_failure(page, file, root);
    html_append_probes(page, root);
    html_append_detailed(page, file, "Failures", bad);
    html_append_detailed(page, file, "Expected failures", expected);
    html_append_cases(page, root);
    html_append_screens(page, file, root);
    html_append_environment(page, root);
    html_append_reproduce(page, root);
    markup_append(page, "<footer>Made by svgalab report of %s.</footer>\n"
                  "</body>\n</html>\n", file->dir);
    return g_string_free(page, FALSE);
}
