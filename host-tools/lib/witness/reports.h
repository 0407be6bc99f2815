/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The device's report stream: what the guest reported as dirty, in order. */

#ifndef SVGALAB_REPORTS_H
#define SVGALAB_REPORTS_H

#include <glib.h>

#include "witness/written.h"

/* Bytes of a surface, by their offset in its memory layout. */
typedef struct ByteRange {
    guint64 offset;
    guint64 length;
} ByteRange;

/* A box as bytes: slices of rows of row_bytes each. */
typedef struct ReportSpan {
    guint64 offset;
    guint64 row_bytes;
    guint64 rows;
    guint64 row_pitch;
    guint64 slices;
    guint64 slice_pitch;
} ReportSpan;

typedef struct ReportUpdate {
    guint64 seq;
    ReportSpan span;
} ReportUpdate;

/* Stale bytes that a readback, an unbind or a destroy was about to hide. */
typedef struct ReportLoss {
    guint64 seq;
    gboolean clobbered;     /* FALSE: died stale */
    gboolean judged;        /* for the user of this module */
    guint64 face;
    guint64 mip;
    GArray *ranges;         /* of ByteRange */
} ReportLoss;

typedef struct ReportSurface {
    guint64 sid;
    guint64 define_seq;
    guint64 size;
    char *format;
    GArray *updates;        /* of ReportUpdate, by seq */
    GPtrArray *losses;      /* of ReportLoss */
    gint refs;
} ReportSurface;

typedef struct ReportSubmission {
    guint64 number;         /* assigned by the guest, from 1 */
    guint64 seq;            /* of its marker */
} ReportSubmission;

/* A surface as a test case names it. */
typedef struct ReportBinding {
    char *case_name;
    guint64 tag;
    ReportSurface *surface;
    GArray *submissions;    /* of ReportSubmission */
} ReportBinding;

typedef struct Reports Reports;

/* Reads the growing file @path, which may not exist yet. */
Reports *reports_new(const char *path);

/*
 * Read what was appended to the file since the last call. A gap in the
 * sequence, an unknown version and a malformed line are permanent errors.
 */
gboolean reports_pump(Reports *reports, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Take one line of the stream. */
gboolean reports_feed(Reports *reports, const char *line, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Sequence number of the last line read; 0 before the first. */
guint64 reports_seq(Reports *reports);

/* The device level, e.g. "L1", from the first line; NULL before it. */
const char *reports_device_level(Reports *reports);

/*
 * The device's writes to guest memory so far, of WrittenRun. NULL with @error
 * if the stream does not report all of them.
 */
const GArray *reports_writes(Reports *reports, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* The surface that the case calls @tag; NULL if no marker named it. */
const ReportBinding *reports_find(Reports *reports, const char *case_name,
                                  guint64 tag);

void reports_free(Reports *reports);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reports, reports_free)

#endif
