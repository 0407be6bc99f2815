/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Finds the guest layer that lost a page, from the kernel's records. */

#include "judge/layers.h"

#include "base/guest-page.h"
#include "hw/display/svga-wire.h"

/* Result of the last write-protection of a page. */
typedef enum Protection {
    PROTECT_NONE,
    PROTECT_DONE,
    PROTECT_SHORT,      /* fewer entries changed than were writable */
    PROTECT_UNVISITED,  /* the walk did not reach the mapping */
} Protection;

typedef struct Trail {
    guint store;        /* index of the last store's note */
    guint64 address;    /* address of that store */
    guint floor;        /* later records refer to that store */
    gboolean writable;  /* a store was trapped or found, so it is writable */
    Protection protection;
} Trail;

typedef struct Join {
    const Witness *witness;
    WitnessView *view;
    guint64 sid;
    guint64 tag;
    guint64 base;  /* first page of the buffer in the device's address space */
    guint start;        /* index of the note that names the surface */
    gboolean traps;     /* the driver's method at this point */
    Trail *trails;
} Join;

/* Probes that tell whether a page was handed over, for which submission, */
#define NEEDS_RANGES (PROBE_BIT(PROBE_RANGE) | PROBE_BIT(PROBE_SYNC))
/* ... if it was not, whether its store was noticed, */
#define NEEDS_STORES (NEEDS_RANGES | PROBE_BIT(PROBE_CLEAN) | \
                      PROBE_BIT(PROBE_FAULT))
/* ... if it was not, whether there was anything left to notice, */
#define NEEDS_ENTRIES (NEEDS_STORES | PROBE_BIT(PROBE_UNMAP) | \
                       PROBE_BIT(PROBE_CLOSE))
/* ... if there was, whether the next store was to be trapped, */
#define NEEDS_TRAPS (NEEDS_ENTRIES | PROBE_BIT(PROBE_PROTECT))
/* ... and where the walk went. */
#define NEEDS_WALK (NEEDS_TRAPS | PROBE_BIT(PROBE_VISIT))

/*
 * A layer needs the probes that show its own fault and those that would show
 * another layer's, since an unreliable probe may have missed the latter.
 */
static const struct {
    const char *name;
    const char *explanation;
    guint needs;
} layer_texts[LAYER_COUNT] = {
    [LAYER_NONE] = { NULL, "", 0 },
    [LAYER_UNKNOWN] = { SVGA_WIRE_LAYER_UNKNOWN, "", 0 },
    [LAYER_UNMAP] = {
        SVGA_WIRE_LAYER_UNMAP,
        "their page table entries were gone before the scan",
        NEEDS_ENTRIES,
    },
    [LAYER_WALKER] = {
        SVGA_WIRE_LAYER_WALKER,
        "the walk did not come to their mapping", NEEDS_WALK,
    },
    [LAYER_HELPER] = {
        SVGA_WIRE_LAYER_HELPER,
        "the helper came to them and took no notice", NEEDS_WALK,
    },
    [LAYER_WALKER_OR_HELPER] = {
        SVGA_WIRE_LAYER_WALKER_OR_HELPER,
        "the scan did not find them", NEEDS_TRAPS,
    },
    [LAYER_DRIVER_RECORD] = {
        SVGA_WIRE_LAYER_DRIVER_RECORD,
        "the driver has no record of them, or forgot it",
        NEEDS_WALK,
    },
    [LAYER_DRIVER_BOXES] = {
        SVGA_WIRE_LAYER_DRIVER_BOXES,
        "the driver had a record, but made no box of it",
        NEEDS_RANGES,
    },
    [LAYER_DEVICE] = { SVGA_WIRE_LAYER_DEVICE, "", 0 },
};

const char *layer_name(Layer layer)
{
    return layer_texts[layer].name;
}

const char *layer_explanation(Layer layer)
{
    return layer_texts[layer].explanation;
}

guint layer_probes(Layer layer)
{
    return layer_texts[layer].needs;
}

Layer layer_parse(const char *name)
{
    for (guint i = LAYER_NONE + 1; i < LAYER_COUNT; i++) {
        if (g_str_equal(name, layer_texts[i].name)) {
            return i;
        }
    }
    return LAYER_NONE;
}

void witness_view_free(WitnessView *view)
{
    g_free(view->pages);
    g_free(view->layers);
    g_free(view);
}

static gboolean join_tells_visits(const Join *join)
{
    return (join->witness->known & PROBE_BIT(PROBE_VISIT)) != 0;
}

static const WitnessEvent *join_event(const Join *join, guint index)
{
    return &g_array_index(join->witness->events, WitnessEvent, index);
}

/* The last note with this name; earlier ones belong to other cases. */
static gboolean join_find_start(Join *join)
{
    gboolean found = FALSE;

    for (guint i = 0; i < join->witness->events->len; i++) {
        const WitnessEvent *event = join_event(join, i);

        if (event->kind == WITNESS_SURFACE && event->id == join->tag) {
            join->start = i;
            join->base = event->first;
            found = TRUE;
        }
    }
    for (guint i = join->start; i < join->witness->events->len; i++) {
        found = found && join_event(join, i)->kind != WITNESS_LOST;
    }
    return found;
}

/*
 * Finds the start of each submission's records: after the boxes of the previous
 * one. Indices 0 and 1 are the very beginning.
 */
static GArray *join_windows(const Join *join)
{
    GArray *windows = g_array_new(FALSE, FALSE, sizeof(guint));
    gboolean open = FALSE;

    g_array_append_val(windows, join->start);
    g_array_append_val(windows, join->start);
    for (guint i = join->start; i < join->witness->events->len; i++) {
        const WitnessEvent *event = join_event(join, i);

        if (event->kind == WITNESS_SUBMIT && event->id == join->tag) {
            g_array_append_val(windows, i);
            open = TRUE;
        } else if (event->kind == WITNESS_SYNC && event->id == join->sid &&
                   open) {
            g_array_index(windows, guint, windows->len - 1) = i;
            open = FALSE;
        }
    }
    return windows;
}

static void join_set_floors(Join *join, const guint64 *submissions)
{
    g_autoptr(GArray) windows = join_windows(join);

    for (guint64 page = 0; page < join->view->page_count; page++) {
        guint64 number = MIN(submissions[page], windows->len - 1);

        join->trails[page].floor = g_array_index(windows, guint, number);
    }
    for (guint i = join->start; i < join->witness->events->len; i++) {
        const WitnessEvent *event = join_event(join, i);

        if (event->kind != WITNESS_STORE || event->id != join->tag) {
            continue;
        }
        for (guint64 page = event->first; page < join->view->page_count &&
             witness_covers(event, page); page++) {
            join->trails[page].store = i;
            join->trails[page].address = event->address +
                (page - event->first) * GUEST_PAGE_BYTES;
            join->trails[page].floor = MAX(join->trails[page].floor, i);
        }
    }
}

/*
 * True if the call that returned at @index visited the mapping of @page that
 * the last store used.
 */
static gboolean join_visited(const Join *join, guint index, guint64 page)
{
    guint64 task = join_event(join, index)->task;

    while (index-- > join->start) {
        const WitnessEvent *event = join_event(join, index);

        if (event->task != task) {
            continue;
        }
        if (event->kind != WITNESS_VISIT) {
            return FALSE;
        }
        if (witness_reaches(event, join->base + page,
                            join->trails[page].address)) {
            return TRUE;
        }
    }
    return FALSE;
}

static void join_see(Join *join, guint index, guint64 page, guint8 seen)
{
    const Trail *trail = &join->trails[page];

    if (index > trail->floor) {
        join->view->pages[page] |= seen;
    } else if (index > trail->store && (seen & (SEEN_HELPER | SEEN_FAULT))) {
        join->view->pages[page] |= SEEN_EARLY;
    }
}

static void join_clean(Join *join, guint index, const WitnessEvent *event)
{
    for (guint64 page = 0; page < join->view->page_count; page++) {
        guint8 seen = 0;

        if (witness_has_bit(event, join->base + page)) {
            seen |= SEEN_HELPER;
            join->trails[page].writable = TRUE;
        }
        if (witness_covers(event, join->base + page)) {
            seen |= SEEN_LOOKED | (event->traps ? 0 : SEEN_SCANNED);
            if (join_visited(join, index, page)) {
                seen |= SEEN_VISITED;
            }
        }
        join_see(join, index, page, seen);
    }
    join->traps = event->traps;
    join->view->counts.cleans++;
    join->view->counts.marked += event->marked;
}

static void join_protect(Join *join, guint index, const WitnessEvent *event)
{
    guint64 writable = 0;

    for (guint64 page = 0; page < join->view->page_count; page++) {
        writable += join->trails[page].writable &&
                    witness_covers(event, join->base + page);
    }
    for (guint64 page = 0; page < join->view->page_count; page++) {
        Trail *trail = &join->trails[page];

        if (!witness_covers(event, join->base + page) ||
            index > trail->floor) {
            continue;
        }
        if (join_tells_visits(join) && !join_visited(join, index, page)) {
            trail->protection = PROTECT_UNVISITED;
        } else {
            trail->protection = event->marked < writable ? PROTECT_SHORT
                                                         : PROTECT_DONE;
            trail->writable = FALSE;
        }
    }
    join->view->counts.protects++;
}

static void join_fault(Join *join, guint index, const WitnessEvent *event)
{
    guint64 page = event->first - join->base;

    /* while page tables are scanned, the driver does not record faults */
    if (join->traps) {
        join_see(join, index, page, SEEN_FAULT);
        join->trails[page].writable = TRUE;
    }
    join->view->counts.faults++;
}

static void join_range(Join *join, guint index, const WitnessEvent *event)
{
    if (event->id != join->sid) {
        return;
    }
    for (guint64 page = event->first; page < join->view->page_count &&
         witness_covers(event, page); page++) {
        join_see(join, index, page, SEEN_RANGE);
    }
    join->view->counts.ranges++;
}

static void join_unmap(Join *join, guint index, const WitnessEvent *event)
{
    for (guint64 page = 0; page < join->view->page_count; page++) {
        Trail *trail = &join->trails[page];

        if (!witness_reaches(event, join->base + page, trail->address)) {
            continue;
        }
        trail->writable = FALSE;
        trail->protection = PROTECT_NONE;
        /* Without a store, the entries had nothing to lose. */
        if (trail->store && index > trail->store &&
            !(join->view->pages[page] & SEEN_LOOKED)) {
            join->view->pages[page] |= SEEN_UNMAPPED;
        }
    }
}

static void join_sync(Join *join, guint index, const WitnessEvent *event)
{
    join->view->counts.syncs += event->id == join->sid;
}

static void join_scan(Join *join, guint index, const WitnessEvent *event)
{
    join->view->counts.scans++;
}

/* Records with pages of the address space count if they touch the buffer. */
static const struct {
    void (*take)(Join *join, guint index, const WitnessEvent *event);
    gboolean in_address_space;
} join_steps[] = {
    [WITNESS_PROTECT] = { join_protect, TRUE },
    [WITNESS_CLEAN] = { join_clean, TRUE },
    [WITNESS_FAULT] = { join_fault, TRUE },
    [WITNESS_SCAN] = { join_scan, FALSE },
    [WITNESS_RANGE] = { join_range, FALSE },
    [WITNESS_SYNC] = { join_sync, FALSE },
    [WITNESS_UNMAP] = { join_unmap, TRUE },
    [WITNESS_LOST] = { NULL, FALSE },
};

static gboolean join_touches(const Join *join, const WitnessEvent *event)
{
    return witness_covers(event, join->base) ||
           (event->first >= join->base &&
            event->first - join->base < join->view->page_count);
}

static void join_events(Join *join)
{
    for (guint i = join->start + 1; i < join->witness->events->len; i++) {
        const WitnessEvent *event = join_event(join, i);

        if (join_steps[event->kind].take &&
            (!join_steps[event->kind].in_address_space ||
             join_touches(join, event))) {
            join_steps[event->kind].take(join, i, event);
        }
    }
}

/*
 * Without a trap, the dirty bit of the entry was the only trace of the store.
 */
static Layer join_scanned_layer(const Join *join, guint8 seen)
{
    if (seen & SEEN_UNMAPPED) {
        return LAYER_UNMAP;
    }
    if (!(seen & SEEN_LOOKED)) {
        return LAYER_DRIVER_RECORD;
    }
    if (!join_tells_visits(join)) {
        return LAYER_WALKER_OR_HELPER;
    }
    return seen & SEEN_VISITED ? LAYER_HELPER : LAYER_WALKER;
}

/*
 * With traps but without a fault: was the trap set again after the last store?
 */
static Layer join_trapped_layer(const Join *join, guint64 page)
{
    if (join->view->pages[page] & SEEN_EARLY) {
        return LAYER_DRIVER_RECORD;
    }
    switch (join->trails[page].protection) {
    case PROTECT_UNVISITED:
        return LAYER_WALKER;
    case PROTECT_SHORT:
        return join_tells_visits(join) ? LAYER_HELPER
                                       : LAYER_WALKER_OR_HELPER;
    default:
        return LAYER_DRIVER_RECORD;
    }
}

/* Decides by the records that exist. */
static Layer join_find_layer(const Join *join, guint64 page)
{
    guint8 seen = join->view->pages[page];
    gboolean scanned = seen & SEEN_LOOKED ? seen & SEEN_SCANNED
                                          : !join->traps;

    if (seen & SEEN_RANGE) {
        return LAYER_DRIVER_BOXES;
    }
    if (seen & (SEEN_HELPER | SEEN_FAULT)) {
        return LAYER_DRIVER_RECORD;
    }
    return scanned ? join_scanned_layer(join, seen)
                   : join_trapped_layer(join, page);
}

static Layer join_layer(const Join *join, guint64 page)
{
    Layer layer = join_find_layer(join, page);

    return layer_probes(layer) & ~join->witness->known ? LAYER_UNKNOWN
                                                       : layer;
}

WitnessView *layers_view(const Witness *witness, guint64 tag, guint64 sid,
                         const guint64 *submissions, guint64 page_count)
{
    WitnessView *view = g_new0(WitnessView, 1);
    g_autofree Trail *trails = g_new0(Trail, page_count);
    Join join = {
        .witness = witness, .view = view, .sid = sid, .tag = tag,
        .traps = page_count >= WITNESS_TRAP_PAGES, .trails = trails,
    };
    gboolean found;

    view->page_count = page_count;
    view->pages = g_new0(guint8, page_count);
    view->layers = g_new0(Layer, page_count);
    found = witness && join_find_start(&join);
    view->complete = found && !(NEEDS_TRAPS & ~witness->known);
    if (found) {
        join_set_floors(&join, submissions);
        join_events(&join);
    }
    for (guint64 page = 0; page < page_count; page++) {
        view->layers[page] = found ? join_layer(&join, page) : LAYER_UNKNOWN;
    }
    return view;
}
