/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What a run found out, as data: cases, audits, environment, failure. */

#ifndef SVGALAB_RESULTS_H
#define SVGALAB_RESULTS_H

#include <glib.h>

#include "console/ktap.h"
#include "judge/crash.h"
#include "judge/judge.h"

typedef enum Outcome {
    OUTCOME_PASS,
    OUTCOME_FAIL,
    OUTCOME_XFAIL,      /* failed, as expected */
    OUTCOME_XPASS,      /* passed, though a failure was expected */
    OUTCOME_SKIP,
    OUTCOME_CRASH,      /* the guest did not survive it */
    OUTCOME_COUNT,
} Outcome;

typedef struct AuditRecord {
    guint64 seq;
    guint64 stale_bytes;
    Blame blame;            /* NONE: clean */
    Layer layer;            /* of the blame, the one with the most bytes */
    char *detail;           /* NULL: clean */
    GPtrArray *surfaces;    /* of JudgedSurface */
    GPtrArray *maps;        /* file names of their pictures, or "" */
} AuditRecord;

typedef struct CaseResult {
    char *name;
    Outcome outcome;
    char *defect;           /* of an expected failure; NULL otherwise */
    char *reason;           /* of a skip, an expected or a host's failure */
    guint tries;
    gint64 started;         /* monotonic time, microseconds */
    gint64 duration;        /* microseconds */
    GPtrArray *diagnostics; /* lines of the guest */
    GPtrArray *audits;      /* of AuditRecord */
} CaseResult;

typedef struct Screenshot {
    char *case_name;
    char *file;             /* relative to the result directory */
    guint width;
    guint height;
    guint colours;          /* different ones */
} Screenshot;

/* One of the kernel's probes that cannot be relied on. */
typedef struct UnknownProbe {
    WitnessProbe probe;
    char *reason;
} UnknownProbe;

typedef struct Results {
    char *dir;
    GDateTime *started;
    gint64 started_monotonic;
    guint selected;         /* cases that were to be run */
    GPtrArray *cases;       /* of CaseResult */
    GPtrArray *screenshots; /* of Screenshot */
    GPtrArray *probes;      /* of UnknownProbe */
    GHashTable *facts;      /* key -> text, see results_set_fact() */
    GHashTable *counters;   /* device counter -> number as text */
    Crash *crash;           /* of the guest that ended the run, or NULL */
    GError *failure;        /* why the run as a whole is no good, or NULL */
} Results;

Results *results_new(const char *dir);

/* A fact of the environment; @key is one of results.json's names. */
void results_set_fact(Results *results, const char *key, const char *value);
const char *results_fact(const Results *results, const char *key);

/* TRUE when that was not known of @probe. */
gboolean results_note_probe(Results *results, WitnessProbe probe,
                            const char *reason);

/* Cases with @outcome. */
guint results_count(const Results *results, Outcome outcome);

CaseResult *case_result_new(const char *name);
void case_result_free(CaseResult *result);
void audit_record_free(AuditRecord *record);
Screenshot *screenshot_new(const char *case_name, const char *file);
void screenshot_free(Screenshot *screenshot);

/* "pass", "fail", "xfail", "xpass", "skip", "crash". */
const char *outcome_name(Outcome outcome);

void results_free(Results *results);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Results, results_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CaseResult, case_result_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuditRecord, audit_record_free)

#endif
