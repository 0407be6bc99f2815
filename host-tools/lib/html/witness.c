/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The four witnesses of a surface on the report page. */

#include "html/witness.h"

#include "base/guest-page.h"
#include "base/json-peek.h"
#include "base/json.h"
#include "base/markup.h"
#include "judge/audit.h"

/* Runs of pages listed in the text; the lane shows all of them. */
#define WITNESS_RUNS_SHOWN 12

/* Minimum share of the lane's width, so that a mark stays visible. */
#define WITNESS_LANE_SHARE 90

typedef struct PageRun {
    guint64 first;
    guint64 last;
    char *text;             /* text after the page numbers, or NULL */
} PageRun;

typedef struct WitnessLane {
    const char *class;      /* CSS class of the marks */
    const char *title;
    const char *says;
    const char *nothing;    /* text if there are no pages */
    GArray *runs;           /* of PageRun, or NULL: not recorded */
} WitnessLane;

static void page_run_clear(gpointer data)
{
    g_free(((PageRun *)data)->text);
}

static GArray *page_runs_new(void)
{
    GArray *runs = g_array_new(FALSE, FALSE, sizeof(PageRun));

    g_array_set_clear_func(runs, page_run_clear);
    return runs;
}

static void witness_append_lane(GString *page, const WitnessLane *witness,
                                guint64 pages)
{
    guint64 least = pages / WITNESS_LANE_SHARE;

    g_string_append_printf(page, "<svg class=\"lane\" viewBox=\"0 0 %"
                           G_GUINT64_FORMAT " 1\" preserveAspectRatio="
                           "\"none\" role=\"img\" aria-label=\"%s\">",
                           MAX(pages, 1), witness->title);
    for (guint i = 0; i < witness->runs->len; i++) {
        const PageRun *run = &g_array_index(witness->runs, PageRun, i);

        g_string_append_printf(page, "<rect class=\"%s\" x=\"%"
                               G_GUINT64_FORMAT "\" y=\"0\" width=\"%"
                               G_GUINT64_FORMAT "\" height=\"1\"/>",
                               witness->class, run->first,
                               MAX(run->last - run->first + 1, least));
    }
    g_string_append(page, "</svg>\n");
}

static void witness_append_run(GString *page, const PageRun *run)
{
    if (run->first == run->last) {
        g_string_append_printf(page, "<li>page %" G_GUINT64_FORMAT,
                               run->first);
    } else {
        g_string_append_printf(page, "<li>pages %" G_GUINT64_FORMAT "-%"
                               G_GUINT64_FORMAT, run->first, run->last);
    }
    if (run->text) {
        markup_append(page, ": %s", run->text);
    }
    g_string_append(page, "</li>\n");
}

static void witness_append(GString *page, const WitnessLane *witness,
                           guint64 pages)
{
    guint shown;

    g_string_append_printf(page, "<section><h5>%s</h5>\n<p class=\"says\">%s"
                           "</p>\n", witness->title, witness->says);
    if (!witness->runs) {
        g_string_append(page, "<p>Not recorded in this run.</p></section>\n");
        return;
    }
    witness_append_lane(page, witness, pages);
    if (!witness->runs->len) {
        g_string_append_printf(page, "<p>%s</p></section>\n",
                               witness->nothing);
        return;
    }
    shown = MIN(witness->runs->len, WITNESS_RUNS_SHOWN);
    g_string_append(page, "<ul>\n");
    for (guint i = 0; i < shown; i++) {
        witness_append_run(page, &g_array_index(witness->runs, PageRun, i));
    }
    if (witness->runs->len > shown) {
        g_string_append_printf(page, "<li>and %u more runs of pages</li>\n",
                               witness->runs->len - shown);
    }
    g_string_append(page, "</ul></section>\n");
}

static GArray *witness_truth(JsonObject *surface)
{
    JsonArray *lost = json_peek_array(surface, "lost");
    GArray *runs = page_runs_new();

    for (guint i = 0; i < json_array_get_length(lost); i++) {
        JsonObject *fault = json_array_peek_object(lost, i);
        gint64 first = json_peek_int(fault, "first_page");
        PageRun run = {
            first,
            first + MAX(json_peek_int(fault, "page_count"), 1) - 1,
            g_strdup_printf(
                "%" G_GINT64_FORMAT " bytes, %s",
                json_peek_int(fault, "bytes"),
                !json_peek_boolean(fault, "stored", FALSE)
                ? "never stored to"
                : json_peek_boolean(fault, "reported", FALSE)
                ? "although reported" : "never reported"),
        };

        g_array_append_val(runs, run);
    }
    return runs;
}

/* The pages of @witness, a member of "witnesses"; NULL: not recorded. */
static GArray *witness_recorded(JsonObject *surface, const char *witness)
{
    JsonObject *witnesses;
    JsonObject *record;
    JsonArray *pages;
    GArray *runs;

    if (!json_get_object(surface, "witnesses", &witnesses, NULL) ||
        !json_get_object(witnesses, witness, &record, NULL) ||
        !json_get_array(record, "page_ranges", &pages, NULL)) {
        return NULL;
    }
    runs = page_runs_new();
    for (guint i = 0; i < json_array_get_length(pages); i++) {
        JsonArray *pair = json_array_peek_array(pages, i);
        PageRun run = { 0 };
        guint64 count;

        if (json_array_get_uint(pair, 0, G_MAXUINT32, &run.first, NULL) &&
            json_array_get_uint(pair, 1, G_MAXUINT32, &count, NULL) &&
            count) {
            run.last = run.first + count - 1;
            g_array_append_val(runs, run);
        }
    }
    return runs;
}

void html_append_witnesses(GString *page, JsonObject *surface)
{
    guint64 pages = MIN((guint64)json_peek_int(surface, "pages"),
                        AUDIT_SURFACE_MAX / GUEST_PAGE_BYTES);
    WitnessLane witnesses[] = {
        { "truth", "Truth", "these bytes differ on the two sides",
          "Nothing differs.", witness_truth(surface) },
        { "helper", "Helper record",
          "the kernel's walk found these dirty after the last store",
          "The helpers found no page.",
          witness_recorded(surface, "helper") },
        { "driver", "Driver record",
          "vmwgfx knew of these and was to make boxes of them",
          "The driver recorded no page.",
          witness_recorded(surface, "driver") },
        { "device", "Device report", "these arrived as UPDATE commands",
          "No report touched the surface.",
          witness_recorded(surface, "device") },
    };

    g_string_append(page, "<div class=\"witnesses\">\n");
    for (guint i = 0; i < G_N_ELEMENTS(witnesses); i++) {
        witness_append(page, &witnesses[i], pages);
        g_clear_pointer(&witnesses[i].runs, g_array_unref);
    }
    g_string_append(page, "</div>\n");
}
