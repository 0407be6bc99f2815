/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The results of a run as one word, one line and one exit code. */

#ifndef SVGALAB_VERDICT_H
#define SVGALAB_VERDICT_H

#include <glib.h>

#include "results/results.h"

typedef struct Verdict {
    const char *word;   /* "pass", "fail", "crash", "error", "nothing" */
    char *text;         /* the line, without "verdict: " */
    int exit_code;
} Verdict;

Verdict *verdict_of(const Results *results) G_GNUC_WARN_UNUSED_RESULT;

/* The first case that the verdict names, or NULL. */
const CaseResult *verdict_first_bad(const Results *results);

/*
 * The explanation of a case that did not pass: its audit, else the reason, else
 * its last diagnostic.
 */
const char *verdict_case_detail(const CaseResult *result);

/* The reason, preceded by its defect's name if there is one; may be NULL. */
char *verdict_case_reason(const CaseResult *result);

void verdict_free(Verdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Verdict, verdict_free)

#endif
