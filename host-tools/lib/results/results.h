/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The results of a run as data: cases, audits, environment, failure. */

#ifndef SVGALAB_RESULTS_H
#define SVGALAB_RESULTS_H

#include <glib.h>

#include "judge/case.h"
#include "judge/crash.h"

typedef struct Screenshot {
    char *case_name;
    char *file;             /* relative to the result directory */
    guint width;
    guint height;
    guint colours;          /* number of distinct colours */
} Screenshot;

/* A kernel probe that is not reliable. */
typedef struct UnknownProbe {
    WitnessProbe probe;
    char *reason;
} UnknownProbe;

typedef struct Results {
    char *dir;
    GDateTime *started;
    gint64 started_monotonic;
    guint selected;         /* number of cases to run */
    GPtrArray *cases;       /* of CaseResult */
    GPtrArray *screenshots; /* of Screenshot */
    GPtrArray *probes;      /* of UnknownProbe */
    GHashTable *facts;      /* key -> text, see results_set_fact() */
    GHashTable *properties; /* of the device, set by the user -> value */
    GHashTable *counters;   /* device counter -> number as text */
    Crash *crash;           /* of the guest that ended the run, or NULL */
    GError *failure;        /* failure of the run as a whole, or NULL */
} Results;

Results *results_new(const char *dir);

/* Set a fact of the environment; @key is its name in results.json. */
void results_set_fact(Results *results, const char *key, const char *value);
const char *results_fact(const Results *results, const char *key);

/* TRUE if @probe was not recorded before. */
gboolean results_note_probe(Results *results, WitnessProbe probe,
                            const char *reason);

/* Number of cases with @outcome. */
guint results_count(const Results *results, Outcome outcome);

Screenshot *screenshot_new(const char *case_name, const char *file);
void screenshot_free(Screenshot *screenshot);

void results_free(Results *results);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Results, results_free)

#endif
