/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Where in guest memory the device has written, as its report stream says. */

#ifndef SVGALAB_WRITTEN_H
#define SVGALAB_WRITTEN_H

#include <glib.h>
#include <json-glib/json-glib.h>

typedef struct WrittenRun {
    guint64 seq;        /* of the line that says it */
    guint64 gpa;
    guint64 bytes;
    gboolean word;      /* one that the guest may watch; else a copy */
} WrittenRun;

/* The writes that touched one page. */
typedef struct WrittenPage {
    guint64 count;
    WrittenRun last;    /* if there were any */
} WrittenPage;

/* Append the runs of a stream's line "write", to an array of WrittenRun. */
gboolean written_add(GArray *runs, guint64 seq, JsonObject *line,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What @runs, in the order of time, say of page number @page. */
WrittenPage written_page(const GArray *runs, guint64 page);

/* What such a run is, for people: "a command buffer's status". */
const char *written_means(const WrittenRun *run);

#endif
