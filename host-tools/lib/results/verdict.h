/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A run's results in one word, one line and one exit code. */

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

/* The case that the verdict names first, or NULL. */
const CaseResult *verdict_first_bad(const Results *results);

/*
 * What a case that did not pass has to say for itself: its audit, else the
 * reason, else its last words.
 */
const char *verdict_case_detail(const CaseResult *result);

/* The reason, behind the name of its defect if it has one; may be NULL. */
char *verdict_case_reason(const CaseResult *result);

void verdict_free(Verdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Verdict, verdict_free)

#endif
