/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A case's result as data, and how it is judged. */

#ifndef SVGALAB_CASE_H
#define SVGALAB_CASE_H

#include <glib.h>

#include "judge/expect.h"
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

/* Under which circumstances a case ran, as far as they matter here. */
typedef struct CaseTrial {
    const Expectation *expectation;     /* NULL: it must pass */
    gboolean kunit;         /* one of the kernel's own: no device to ask */
    gboolean isolated;      /* it has a guest of its own, and may end it */
    const char *console;    /* that guest's, a file */
} CaseTrial;

CaseResult *case_result_new(const char *name);
void case_result_free(CaseResult *result);
void audit_record_free(AuditRecord *record);

/* "pass", "fail", "xfail", "xpass", "skip", "crash". */
const char *outcome_name(Outcome outcome);

/*
 * Losses that came with the surfaces' end, after a clean audit: @result has
 * them in its audits then. TRUE: there are any, so the case did not pass.
 */
gboolean case_find_late_losses(CaseResult *result);

/* A racy case has passed, and another try may show what is expected. */
gboolean case_wants_retry(const CaseResult *result, const CaseTrial *trial);

/* Set the outcome of a case that says itself whether it @passed. */
void case_judge(CaseResult *result, const CaseTrial *trial, gboolean passed);

/*
 * The same of one that will say nothing any more: its guest is gone, for
 * @reason. TRUE: that was expected, and is no failure of the run.
 */
gboolean case_judge_death(CaseResult *result, const CaseTrial *trial,
                          const char *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(CaseResult, case_result_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuditRecord, audit_record_free)

#endif
