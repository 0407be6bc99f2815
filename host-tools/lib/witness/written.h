/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Device writes to guest memory, as told by the report stream. */

#ifndef SVGALAB_WRITTEN_H
#define SVGALAB_WRITTEN_H

#include <glib.h>
#include <json-glib/json-glib.h>

typedef struct WrittenRun {
    guint64 seq;        /* of the line that reports it */
    guint64 gpa;
    guint64 bytes;
    gboolean word;      /* a word the guest may poll; else a copy */
} WrittenRun;

/* The writes to one page. */
typedef struct WrittenPage {
    guint64 count;
    WrittenRun last;    /* if count is not 0 */
} WrittenPage;

/* Append the runs of a "write" line to an array of WrittenRun. */
gboolean written_add(GArray *runs, guint64 seq, JsonObject *line,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The writes to page number @page among @runs, which are in order of time. */
WrittenPage written_page(const GArray *runs, guint64 page);

/* A description of such a run, e.g. "a command buffer's status". */
const char *written_means(const WrittenRun *run);

#endif
