/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What differs between two runs: environment, findings, cases. */

#ifndef SVGALAB_DIFF_H
#define SVGALAB_DIFF_H

#include <glib.h>
#include <json-glib/json-glib.h>

#include "diff/findings.h"
#include "diff/pair.h"

typedef struct DiffRun {
    char *path;
    JsonNode *document;
    const char *verdict;
} DiffRun;

/* A fact of the environment that differs; "" where it is not known. */
typedef struct DiffFact {
    const char *name;
    const char *values[RUN_COUNT];
} DiffFact;

typedef struct Diff {
    DiffRun runs[RUN_COUNT];
    GArray *facts;              /* of DiffFact */
    GPtrArray *cases;           /* of CasePair: those of A, then B's own */
    GPtrArray *findings;        /* of Finding, in the order of cases */
    guint case_counts[CHANGE_COUNT];
    guint finding_counts[CHANGE_COUNT];
    gboolean differs;           /* in a verdict */
} Diff;

/* Compare the runs in the result directories or results.json @a and @b. */
Diff *diff_new(const char *a, const char *b, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

void diff_free(Diff *diff);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Diff, diff_free)

#endif
