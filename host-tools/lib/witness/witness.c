/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The records of the guest kernel's probes during a case. */

#include "witness/witness.h"

#include "base/error.h"
#include "base/guest-page.h"

#define WITNESS_FIELDS 5

/* The field that is a list of words: the bitmap. */
#define WITNESS_BITS "bits"

typedef struct WitnessForm {
    const char *name;
    WitnessKind kind;
    WitnessProbe probe;
    const char *keys[WITNESS_FIELDS];       /* all of them are required */
    void (*take)(WitnessEvent *event, const guint64 *values);
} WitnessForm;

static void witness_take_surface(WitnessEvent *event, const guint64 *values)
{
    event->id = values[0];
    event->first = values[1];
    event->count = values[2];
}

static void witness_take_store(WitnessEvent *event, const guint64 *values)
{
    event->id = values[0];
    event->first = values[1];
    event->count = values[2];
    event->address = values[3];
}

static void witness_take_submit(WitnessEvent *event, const guint64 *values)
{
    event->id = values[0];
    event->submission = values[1];
}

static void witness_take_call(WitnessEvent *event, const guint64 *values)
{
    event->first = values[0];
    event->count = values[1];
    event->marked = values[2];
    event->traps = values[3] != 0;
    event->base = values[4];
}

static void witness_take_visit(WitnessEvent *event, const guint64 *values)
{
    event->first = values[3] + (values[0] - values[2]) / GUEST_PAGE_BYTES;
    event->count = (values[1] - values[0]) / GUEST_PAGE_BYTES;
    event->address = values[0];
}

static void witness_take_fault(WitnessEvent *event, const guint64 *values)
{
    event->first = values[0];
    event->count = 1;
}

static void witness_take_range(WitnessEvent *event, const guint64 *values)
{
    event->id = values[0];
    event->first = values[1];
    event->count = values[2] - values[1];
}

static void witness_take_id(WitnessEvent *event, const guint64 *values)
{
    event->id = values[0];
}

static void witness_take_unmap(WitnessEvent *event, const guint64 *values)
{
    event->first = values[0] / GUEST_PAGE_BYTES;
    /* No length: up to the end of the address space. */
    event->count = values[1] ? values[1] / GUEST_PAGE_BYTES
                             : G_MAXUINT64 - event->first;
}

static void witness_take_close(WitnessEvent *event, const guint64 *values)
{
    event->first = values[2];
    event->count = (values[1] - values[0]) / GUEST_PAGE_BYTES;
    event->address = values[0];
}

static void witness_take_nothing(WitnessEvent *event, const guint64 *values)
{
}

static const WitnessForm witness_forms[] = {
    { "surface", WITNESS_SURFACE, PROBE_NONE,
      { "tag", "first_page", "page_count" }, witness_take_surface },
    { "store", WITNESS_STORE, PROBE_NONE,
      { "tag", "first_page", "page_count", "at" }, witness_take_store },
    { "submit", WITNESS_SUBMIT, PROBE_NONE, { "tag", "sub" },
      witness_take_submit },
    { "protect", WITNESS_PROTECT, PROBE_PROTECT, { "first", "nr", "marked" },
      witness_take_call },
    { "clean", WITNESS_CLEAN, PROBE_CLEAN,
      { "first", "nr", "marked", "method", "base" }, witness_take_call },
    { "visit", WITNESS_VISIT, PROBE_VISIT, { "from", "to", "start", "pgoff" },
      witness_take_visit },
    { "fault", WITNESS_FAULT, PROBE_FAULT, { "pgoff" }, witness_take_fault },
    { "scan", WITNESS_SCAN, PROBE_SCAN, { NULL }, witness_take_nothing },
    { "range", WITNESS_RANGE, PROBE_RANGE, { "sid", "first", "end" },
      witness_take_range },
    { "sync", WITNESS_SYNC, PROBE_SYNC, { "sid" }, witness_take_id },
    { "unmap", WITNESS_UNMAP, PROBE_UNMAP, { "start", "length" },
      witness_take_unmap },
    { "close", WITNESS_UNMAP, PROBE_CLOSE, { "start", "end", "pgoff" },
      witness_take_close },
    { "lost", WITNESS_LOST, PROBE_NONE, { NULL }, witness_take_nothing },
};

static void witness_event_clear(gpointer data)
{
    WitnessEvent *event = data;

    g_clear_pointer(&event->bits, g_array_unref);
}

Witness *witness_new(guint known)
{
    Witness *witness = g_new0(Witness, 1);

    witness->events = g_array_new(FALSE, FALSE, sizeof(WitnessEvent));
    g_array_set_clear_func(witness->events, witness_event_clear);
    witness->known = known;
    witness->refs = 1;
    return witness;
}

Witness *witness_ref(Witness *witness)
{
    witness->refs++;
    return witness;
}

void witness_unref(Witness *witness)
{
    if (--witness->refs == 0) {
        g_array_unref(witness->events);
        g_free(witness);
    }
}

static const WitnessForm *witness_form(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(witness_forms); i++) {
        if (g_str_equal(name, witness_forms[i].name)) {
            return &witness_forms[i];
        }
    }
    return NULL;
}

const char *probe_name(WitnessProbe probe)
{
    for (guint i = 0; i < G_N_ELEMENTS(witness_forms); i++) {
        if (witness_forms[i].probe == probe) {
            return witness_forms[i].name;
        }
    }
    return NULL;
}

WitnessProbe probe_parse(const char *name)
{
    const WitnessForm *form = witness_form(name);

    return form ? form->probe : PROBE_NONE;
}

/* The value of "KEY=VALUE" in @words, or NULL. */
static const char *witness_value(char *const *words, const char *key)
{
    gsize length = strlen(key);

    for (; *words; words++) {
        if (strncmp(*words, key, length) == 0 && (*words)[length] == '=') {
            return *words + length + 1;
        }
    }
    return NULL;
}

/* "{0x1,0x0}"; anything else, such as "(fault)", is not a bitmap. */
static GArray *witness_bits(const char *text)
{
    GArray *bits;

    if (!text || *text != '{') {
        return NULL;
    }
    bits = g_array_new(FALSE, FALSE, sizeof(guint64));
    while (*text == '{' || *text == ',') {
        char *end;
        guint64 word = g_ascii_strtoull(text + 1, &end, 0);

        g_array_append_val(bits, word);
        text = end;
    }
    return bits;
}

static gboolean witness_fill(WitnessEvent *event, const WitnessForm *form,
                             char *const *words)
{
    guint64 values[WITNESS_FIELDS] = { 0 };

    for (guint i = 0; i < WITNESS_FIELDS && form->keys[i]; i++) {
        const char *text = witness_value(words, form->keys[i]);
        char *end;

        if (!text) {
            return FALSE;
        }
        values[i] = g_ascii_strtoull(text, &end, 0);
        if (end == text || *end) {
            return FALSE;
        }
    }
    event->kind = form->kind;
    event->probe = form->probe;
    event->bits = witness_bits(witness_value(words, WITNESS_BITS));
    form->take(event, values);
    return TRUE;
}

gboolean witness_feed(Witness *witness, const char *line, GError **error)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    const WitnessForm *form = NULL;
    WitnessEvent event = { 0 };

    if (words[0] && words[1]) {
        event.task = g_ascii_strtoull(words[0], NULL, 10);
        form = witness_form(words[1]);
    }
    if (form && form->probe && !(witness->known & PROBE_BIT(form->probe))) {
        return TRUE;
    }
    if (!form || !witness_fill(&event, form, words + 2)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "invalid record of the guest's kernel: %.80s", line);
        return FALSE;
    }
    g_array_append_val(witness->events, event);
    return TRUE;
}

gboolean witness_covers(const WitnessEvent *event, guint64 page)
{
    return page >= event->first && page - event->first < event->count;
}

gboolean witness_reaches(const WitnessEvent *event, guint64 page,
                         guint64 address)
{
    if (!witness_covers(event, page) || !address || !event->address) {
        return witness_covers(event, page);
    }
    return address >= event->address &&
           (address - event->address) / GUEST_PAGE_BYTES < event->count;
}

gboolean witness_has_bit(const WitnessEvent *event, guint64 page)
{
    guint64 bit = page - event->base;

    return event->bits && page >= event->base &&
           bit / 64 < event->bits->len &&
           g_array_index(event->bits, guint64, bit / 64) >> bit % 64 & 1;
}
