/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The four witnesses of a surface, side by side, as JSON. */

#include "results/witness-json.h"

/* One flag (PAGE_* or SEEN_*) of one byte per page. */
typedef struct FlaggedPages {
    const guint8 *flags;
    guint64 count;
    guint8 wanted;
    guint8 excluded;
} FlaggedPages;

static gboolean flagged(const FlaggedPages *pages, guint64 page)
{
    return (pages->flags[page] & pages->wanted) &&
           !(pages->flags[page] & pages->excluded);
}

/* [[first, count], ...], in order. */
static void add_pages(JsonBuilder *builder, const char *name,
                      const FlaggedPages *pages)
{
    guint64 end;

    json_builder_set_member_name(builder, name);
    json_builder_begin_array(builder);
    for (guint64 page = 0; page < pages->count; page = end) {
        end = page + 1;
        if (!flagged(pages, page)) {
            continue;
        }
        while (end < pages->count && flagged(pages, end)) {
            end++;
        }
        json_builder_begin_array(builder);
        json_builder_add_int_value(builder, page);
        json_builder_add_int_value(builder, end - page);
        json_builder_end_array(builder);
    }
    json_builder_end_array(builder);
}

static void add_judged(JsonBuilder *builder, const char *name,
                       const JudgedSurface *surface, guint8 wanted,
                       guint8 excluded)
{
    FlaggedPages pages = {
        surface->pages, surface->page_count, wanted, excluded,
    };

    add_pages(builder, name, &pages);
}

static void add_seen(JsonBuilder *builder, const char *name,
                     const WitnessView *view, guint8 wanted)
{
    FlaggedPages pages = { view->pages, view->page_count, wanted, 0 };

    add_pages(builder, name, &pages);
}

static void add_int(JsonBuilder *builder, const char *name, gint64 value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, value);
}

static void begin_object(JsonBuilder *builder, const char *name)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_object(builder);
}

static void add_truth(JsonBuilder *builder, const JudgedSurface *surface)
{
    begin_object(builder, "truth");
    add_int(builder, "stale_bytes", surface->stale_bytes);
    add_judged(builder, "page_ranges", surface, PAGE_STALE, 0);
    json_builder_end_object(builder);
}

static void add_helper(JsonBuilder *builder, const WitnessView *view)
{
    begin_object(builder, "helper");
    add_int(builder, "cleans", view->counts.cleans);
    add_int(builder, "protects", view->counts.protects);
    add_int(builder, "marked", view->counts.marked);
    add_seen(builder, "looked_page_ranges", view, SEEN_LOOKED);
    add_seen(builder, "visited_page_ranges", view, SEEN_VISITED);
    add_seen(builder, "unmapped_page_ranges", view, SEEN_UNMAPPED);
    add_seen(builder, "page_ranges", view, SEEN_HELPER);
    json_builder_end_object(builder);
}

static void add_driver(JsonBuilder *builder, const WitnessView *view)
{
    begin_object(builder, "driver");
    add_int(builder, "scans", view->counts.scans);
    add_int(builder, "faults", view->counts.faults);
    add_int(builder, "handed_over", view->counts.ranges);
    add_int(builder, "syncs", view->counts.syncs);
    add_seen(builder, "trapped_page_ranges", view, SEEN_FAULT);
    add_seen(builder, "page_ranges", view, SEEN_RANGE);
    json_builder_end_object(builder);
}

static void add_device(JsonBuilder *builder, const JudgedSurface *surface)
{
    begin_object(builder, "device");
    add_int(builder, "reports", surface->reports);
    add_judged(builder, "page_ranges", surface, PAGE_REPORTED, 0);
    add_judged(builder, "over_reported_page_ranges", surface, PAGE_REPORTED,
               PAGE_WRITTEN);
    json_builder_end_object(builder);
}

void witness_add_json(JsonBuilder *builder, const JudgedSurface *surface)
{
    gboolean complete = surface->view && surface->view->complete;

    begin_object(builder, "witnesses");
    json_builder_set_member_name(builder, "complete");
    json_builder_add_boolean_value(builder, complete);
    add_truth(builder, surface);
    if (complete) {
        add_helper(builder, surface->view);
        add_driver(builder, surface->view);
    }
    add_device(builder, surface);
    json_builder_end_object(builder);
}
