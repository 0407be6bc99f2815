/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Checks the probes against stores that are known exactly. */

#include "judge/self-check.h"

#include "base/guest-page.h"

struct SelfCheck {
    Witness *witness;
    guint taken;
    guint nonsense;     /* probes with an unreadable record */
    guint right;        /* probes that recorded everything expected */
    gboolean judged;
};

/* A store to one page, and its surface. */
typedef struct Deed {
    guint index;        /* index of its note */
    guint64 sid;
    guint64 base;  /* first page of the buffer in the device's address space */
    guint64 pages;
    guint64 page;       /* page stored to, within the buffer */
    guint64 map;        /* address of the buffer's mapping */
    gboolean traps;     /* method of the driver for this buffer size */
} Deed;

typedef gboolean (*DeedCheck)(const Deed *deed, const WitnessEvent *event);

SelfCheck *self_check_new(guint taken)
{
    SelfCheck *check = g_new0(SelfCheck, 1);

    check->witness = witness_new(PROBE_ALL);
    check->taken = taken;
    return check;
}

void self_check_feed(SelfCheck *check, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 3);

    if (!witness_feed(check->witness, line, NULL) && words[0] && words[1]) {
        check->nonsense |= PROBE_BIT(probe_parse(words[1]));
    }
}

static gboolean deed_whole_buffer(const Deed *deed, const WitnessEvent *event)
{
    return event->first == deed->base && event->count == deed->pages;
}

/*
 * Only that page was writable. Since Linux 7.1 the range may begin at an
 * earlier page, where the one before ended; it always ends behind the page.
 */
static gboolean deed_protect(const Deed *deed, const WitnessEvent *event)
{
    return event->first >= deed->base &&
           event->first <= deed->base + deed->page &&
           event->first + event->count == deed->base + deed->page + 1 &&
           event->marked == 1;
}

/* Only that page has a dirty bit. */
static gboolean deed_clean(const Deed *deed, const WitnessEvent *event)
{
    guint64 other = deed->page ? deed->page - 1 : deed->page + 1;

    return deed_whole_buffer(deed, event) && event->base == deed->base &&
           !event->traps && event->marked == 1 &&
           witness_has_bit(event, deed->base + deed->page) &&
           !witness_has_bit(event, deed->base + other);
}

/* The first scan of a large buffer. */
static gboolean deed_clean_trapped(const Deed *deed,
                                   const WitnessEvent *event)
{
    return deed_whole_buffer(deed, event) && event->traps;
}

/* A part of the mapping that contains the page, or all of it. */
static gboolean deed_visit(const Deed *deed, const WitnessEvent *event)
{
    return witness_covers(event, deed->base + deed->page) &&
           event->first >= deed->base &&
           event->first - deed->base + event->count <= deed->pages &&
           event->address == deed->map +
           (event->first - deed->base) * GUEST_PAGE_BYTES;
}

static gboolean deed_fault(const Deed *deed, const WitnessEvent *event)
{
    return event->first == deed->base + deed->page;
}

static gboolean deed_scan(const Deed *deed, const WitnessEvent *event)
{
    return TRUE;
}

static gboolean deed_range(const Deed *deed, const WitnessEvent *event)
{
    return event->id == deed->sid && event->first == deed->page &&
           event->count == 1;
}

static gboolean deed_sync(const Deed *deed, const WitnessEvent *event)
{
    return event->id == deed->sid;
}

static gboolean deed_close(const Deed *deed, const WitnessEvent *event)
{
    return deed_whole_buffer(deed, event) && event->address == deed->map;
}

/* The records required for each store, by the method of its buffer. */
static const struct {
    WitnessProbe probe;
    DeedCheck scanned;
    DeedCheck trapped;
    gboolean any_time;  /* also before the store */
} deed_rules[] = {
    { PROBE_PROTECT, NULL, deed_protect, FALSE },
    { PROBE_CLEAN, deed_clean, NULL, FALSE },
    { PROBE_CLEAN, NULL, deed_clean_trapped, TRUE },
    { PROBE_VISIT, deed_visit, deed_visit, FALSE },
    { PROBE_FAULT, NULL, deed_fault, FALSE },
    { PROBE_SCAN, deed_scan, deed_scan, FALSE },
    { PROBE_RANGE, deed_range, deed_range, FALSE },
    { PROBE_SYNC, deed_sync, deed_sync, FALSE },
    { PROBE_UNMAP, deed_whole_buffer, deed_whole_buffer, FALSE },
    { PROBE_CLOSE, deed_close, deed_close, FALSE },
};

static const WitnessEvent *self_check_event(const SelfCheck *check, guint i)
{
    return &g_array_index(check->witness->events, WitnessEvent, i);
}

static gboolean self_check_find(const SelfCheck *check, const Deed *deed,
                                guint rule)
{
    DeedCheck right = deed->traps ? deed_rules[rule].trapped
                                  : deed_rules[rule].scanned;
    guint from = deed_rules[rule].any_time ? 0 : deed->index;

    for (guint i = from; right && i < check->witness->events->len; i++) {
        const WitnessEvent *event = self_check_event(check, i);

        if (event->probe == deed_rules[rule].probe && right(deed, event)) {
            return TRUE;
        }
    }
    return !right;
}

/* Fill in the surface of the store noted at @index. */
static gboolean self_check_deed(const SelfCheck *check, Reports *reports,
                                guint index, Deed *deed)
{
    const WitnessEvent *store = self_check_event(check, index);
    const ReportBinding *binding =
        reports ? reports_find(reports, SELF_CHECK_CASE, store->id) : NULL;

    for (guint i = index; binding && i-- > 0; ) {
        const WitnessEvent *event = self_check_event(check, i);

        if (event->kind == WITNESS_SURFACE && event->id == store->id) {
            *deed = (Deed) {
                .index = index, .sid = binding->surface->sid,
                .base = event->first, .pages = event->count,
                .page = store->first,
                .map = store->address - store->first * GUEST_PAGE_BYTES,
                .traps = event->count >= WITNESS_TRAP_PAGES,
            };
            return TRUE;
        }
    }
    return FALSE;
}

void self_check_judge(SelfCheck *check, Reports *reports)
{
    guint wrong = check->nonsense | PROBE_BIT(PROBE_NONE);
    guint shown = 0;    /* probes that had something to record */
    Deed deed;

    for (guint i = 0; i < check->witness->events->len; i++) {
        if (self_check_event(check, i)->kind != WITNESS_STORE ||
            !self_check_deed(check, reports, i, &deed)) {
            continue;
        }
        for (guint j = 0; j < G_N_ELEMENTS(deed_rules); j++) {
            guint bit = PROBE_BIT(deed_rules[j].probe);

            if (deed.traps ? deed_rules[j].trapped : deed_rules[j].scanned) {
                shown |= bit;
            }
            if (!self_check_find(check, &deed, j)) {
                wrong |= bit;
            }
        }
    }
    check->right = check->taken & shown & ~wrong;
    check->judged = TRUE;
}

guint self_check_known(const SelfCheck *check)
{
    return check->right;
}

const char *self_check_reason(const SelfCheck *check, WitnessProbe probe)
{
    if (!(check->taken & PROBE_BIT(probe))) {
        return "it could not be set up";
    }
    if (!check->judged) {
        return "the self-check did not come to its end";
    }
    if (check->nonsense & PROBE_BIT(probe)) {
        return "its records make no sense";
    }
    for (guint i = 0; i < check->witness->events->len; i++) {
        if (self_check_event(check, i)->probe == probe) {
            return "its records do not fit what was done";
        }
    }
    return "it recorded nothing";
}

void self_check_free(SelfCheck *check)
{
    witness_unref(check->witness);
    g_free(check);
}
