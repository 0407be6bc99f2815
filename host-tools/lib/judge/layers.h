/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Finds the guest layer that lost a page, from the kernel's records. */

#ifndef SVGALAB_LAYERS_H
#define SVGALAB_LAYERS_H

#include <glib.h>

#include "witness/witness.h"

/* In order from the page table entry to the device; see docs/design.md. */
typedef enum Layer {
    LAYER_NONE,             /* nothing lost */
    LAYER_UNKNOWN,          /* no records, or incomplete ones */
    LAYER_UNMAP,            /* page table entries gone before the scan */
    LAYER_WALKER,           /* the walk did not reach a mapping of the page */
    LAYER_HELPER,           /* the walk reached it, but the helper missed it */
    LAYER_WALKER_OR_HELPER, /* the kernel does not report visited mappings */
    LAYER_DRIVER_RECORD,    /* never recorded by the driver, or forgotten */
    LAYER_DRIVER_BOXES,     /* handed over, but no box covers it */
    LAYER_DEVICE,           /* reported and still stale */
    LAYER_COUNT,
} Layer;

/*
 * The witnesses' views of a page after its last store; or, for a page without a
 * store, at any time.
 */
enum {
    SEEN_HELPER = 1 << 0,   /* a helper found it dirty */
    SEEN_FAULT = 1 << 1,    /* a store into it was trapped */
    SEEN_RANGE = 1 << 2,    /* it was handed over to be uploaded */
    SEEN_LOOKED = 1 << 3,   /* a helper was to look for its dirty bits */
    SEEN_SCANNED = 1 << 4,  /* ... and no trap would have shown the store */
    SEEN_VISITED = 1 << 5,  /* ... and reached a mapping of it */
    SEEN_UNMAPPED = 1 << 6, /* its entries were gone before that */
    SEEN_EARLY = 1 << 7,    /* recorded for the previous submission */
};

typedef struct WitnessCounts {
    guint scans;            /* vmw_bo_dirty_scan(), of any buffer */
    guint cleans;
    guint protects;
    guint64 marked;         /* dirty entries found */
    guint faults;
    guint ranges;
    guint syncs;
} WitnessCounts;

/* A surface as seen by the guest's kernel. */
typedef struct WitnessView {
    gboolean complete;      /* FALSE: no records, or incomplete ones */
    guint64 page_count;
    guint8 *pages;          /* SEEN_* per page */
    Layer *layers;          /* per page, valid if no report covers it */
    WitnessCounts counts;
} WitnessView;

/*
 * @submissions has, for each of the @page_count pages of the case's surface
 * @tag, the number of the submission that had to carry its last store. @sid is
 * the surface's id in the device; @witness may be NULL.
 */
WitnessView *layers_view(const Witness *witness, guint64 tag, guint64 sid,
                         const guint64 *submissions, guint64 page_count);

/* A name such as "walker"; NULL for LAYER_NONE. */
const char *layer_name(Layer layer);

/* LAYER_NONE if there is no such layer. */
Layer layer_parse(const char *name);

/* PROBE_BIT()s of the probes needed to tell this layer from others. */
guint layer_probes(Layer layer);

/* The layer's fault, as the second half of a sentence; "" if unknown. */
const char *layer_explanation(Layer layer);

void witness_view_free(WitnessView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WitnessView, witness_view_free)

#endif
