/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The result of a case as data, and its verdict. */

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
    Blame blame;            /* NONE: nothing was lost */
    Layer layer;            /* blamed layer with the most lost bytes */
    char *detail;           /* NULL: nothing was lost */
    GPtrArray *surfaces;    /* of JudgedSurface */
    GPtrArray *maps;        /* picture file names, or "" */
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

/* Circumstances in which a case ran that affect its verdict. */
typedef struct CaseTrial {
    const Expectation *expectation;     /* NULL: it must pass */
    gboolean kunit;         /* a KUnit case: no device to ask */
    gboolean isolated;      /* it has a guest of its own, and may kill it */
    const char *console;    /* console log file of that guest */
} CaseTrial;

CaseResult *case_result_new(const char *name);
void case_result_free(CaseResult *result);
void audit_record_free(AuditRecord *record);

/* "pass", "fail", "xfail", "xpass", "skip", "crash". */
const char *outcome_name(Outcome outcome);

/*
 * Look for losses reported when surfaces were destroyed, after a clean audit,
 * and add them to the audits of @result. TRUE: there are some, so the case did
 * not pass.
 */
gboolean case_find_late_losses(CaseResult *result);

/* True if a racy case has passed and another try may show the failure. */
gboolean case_wants_retry(const CaseResult *result, const CaseTrial *trial);

/* Set the outcome of a case that reported that it @passed or failed. */
void case_judge(CaseResult *result, const CaseTrial *trial, gboolean passed);

/*
 * The same for a case that cannot report any more: its guest is gone, for
 * @reason. TRUE: that was expected, and the run does not fail.
 */
gboolean case_judge_death(CaseResult *result, const CaseTrial *trial,
                          const char *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(CaseResult, case_result_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuditRecord, audit_record_free)

#endif
