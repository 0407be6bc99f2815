/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Which layer of the guest lost a page, by what the kernel recorded of it. */

#ifndef SVGALAB_LAYERS_H
#define SVGALAB_LAYERS_H

#include <glib.h>

#include "witness/witness.h"

/* From the page table entry to the device; see docs/design.md. */
typedef enum Layer {
    LAYER_NONE,             /* nothing lost */
    LAYER_UNKNOWN,          /* no records, or not all of them */
    LAYER_UNMAP,            /* entries gone before anybody looked at them */
    LAYER_WALKER,           /* the walk did not come to a mapping of the page */
    LAYER_HELPER,           /* it came there, and the helper took no notice */
    LAYER_WALKER_OR_HELPER, /* the kernel does not tell of visited mappings */
    LAYER_DRIVER_RECORD,    /* never recorded by the driver, or forgotten */
    LAYER_DRIVER_BOXES,     /* handed over, but no box covers it */
    LAYER_DEVICE,           /* reported and still stale */
    LAYER_COUNT,
} Layer;

/*
 * What each witness saw of a page after its last store, or of a page without
 * a store at any time.
 */
enum {
    SEEN_HELPER = 1 << 0,   /* a helper found it dirty */
    SEEN_FAULT = 1 << 1,    /* a store into it was trapped */
    SEEN_RANGE = 1 << 2,    /* it was handed over to be uploaded */
    SEEN_LOOKED = 1 << 3,   /* a helper was to look for its dirt */
    SEEN_SCANNED = 1 << 4,  /* ... and no trap would have told of the store */
    SEEN_VISITED = 1 << 5,  /* ... and came to a mapping of it */
    SEEN_UNMAPPED = 1 << 6, /* its entries went away before that */
    SEEN_EARLY = 1 << 7,    /* recorded for the submission before its own */
};

typedef struct WitnessCounts {
    guint scans;            /* vmw_bo_dirty_scan(), of whatever buffer */
    guint cleans;
    guint protects;
    guint64 marked;         /* dirty entries found */
    guint faults;
    guint ranges;
    guint syncs;
} WitnessCounts;

/* One surface as the guest's kernel saw it. */
typedef struct WitnessView {
    gboolean complete;      /* FALSE: no records of it, or not all of them */
    guint64 page_count;
    guint8 *pages;          /* SEEN_* of each */
    Layer *layers;          /* of each: who lost it, if no report covers it */
    WitnessCounts counts;
} WitnessView;

/*
 * @submissions has, for each of the @page_count pages of the case's surface
 * @tag, the number of the submission that had to carry its last store. @sid is
 * the device's number of the surface; @witness may be NULL.
 */
WitnessView *layers_view(const Witness *witness, guint64 tag, guint64 sid,
                         const guint64 *submissions, guint64 page_count);

/* "walker" and so on, NULL for LAYER_NONE. */
const char *layer_name(Layer layer);

/* LAYER_NONE when there is no such layer. */
Layer layer_parse(const char *name);

/* PROBE_BIT() of each probe without which it cannot be told from others. */
guint layer_probes(Layer layer);

/* What happened there, as the second half of a sentence; "" when unknown. */
const char *layer_explanation(Layer layer);

void witness_view_free(WitnessView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WitnessView, witness_view_free)

#endif
