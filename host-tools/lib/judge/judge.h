/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Judges claims, differences and reports: lost pages and who lost them. */

#ifndef SVGALAB_JUDGE_H
#define SVGALAB_JUDGE_H

#include <glib.h>

#include "judge/audit.h"
#include "judge/layers.h"
#include "witness/reports.h"

typedef enum Blame {
    BLAME_NONE,
    BLAME_GUEST,        /* stored, and no report covered it in time */
    BLAME_DEVICE,       /* reported in time, or never stored at all */
} Blame;

enum {
    PAGE_WRITTEN = 1 << 0,
    PAGE_REPORTED = 1 << 1,     /* for the page's last submission or later */
    PAGE_STALE = 1 << 2,
};

/* A run of lost pages of the same kind. */
typedef struct JudgedPages {
    guint64 first;
    guint64 last;
    guint64 bytes;
    Blame blame;
    Layer layer;        /* DEVICE if and only if the device is to blame */
    guint64 face;
    guint64 mip;
    gboolean stored;    /* FALSE: differs, but no case stored there */
} JudgedPages;

typedef struct JudgedSurface {
    guint64 tag;
    guint64 sid;
    guint64 size;
    char *format;
    guint64 stale_bytes;
    guint reports;      /* reports of the surface before the audit */
    Blame blame;        /* DEVICE when any page is the device's fault */
    guint64 page_count;
    guint8 *pages;      /* PAGE_* per page */
    guint64 *submissions;           /* of the last store per page; 0: none */
    GArray *faults;                 /* of JudgedPages, in page order */
    char *excess;       /* limits exceeded, as text; or NULL */
    WitnessView *view;  /* the guest kernel's view */
    const ReportBinding *binding;   /* valid as long as the Reports */
} JudgedSurface;

/*
 * Match one surface's claim with its differences (NULL: none) and the reports
 * bound to it. The reports must have been read up to the audit's sequence
 * number. @witness holds the guest kernel's records, or is NULL.
 */
JudgedSurface *judge_surface(const AuditClaim *claim,
                             const AuditSurface *differences,
                             const ReportBinding *binding,
                             const Witness *witness, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/*
 * Check the losses that the stream reported since the last call. TRUE if one of
 * them hit pages that the case had stored to; @surface then shows them.
 */
gboolean judge_losses(JudgedSurface *surface);

/* Check the reports against the claim's limits. */
void judge_limits(JudgedSurface *surface, const AuditClaim *claim);

/*
 * "pages 0-3 of surface 9 stale (16 bytes), no report covered them (guest
 * side, walker: the walk did not come to their mapping)".
 */
char *judge_detail(const JudgedSurface *surface);

/* The blamed layer that lost the most bytes. */
Layer judge_layer(const JudgedSurface *surface);

/* All blamed layers that lost pages, as bits 1 << Layer. */
guint judge_layers(const JudgedSurface *surface);

/* "guest", "device", or NULL for none. */
const char *blame_name(Blame blame);

void judged_surface_free(JudgedSurface *surface);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JudgedSurface, judged_surface_free)

#endif
