/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The results of a run as one word, one line and one exit code. */

#include "results/verdict.h"

#include "base/error.h"

void verdict_free(Verdict *verdict)
{
    g_free(verdict->text);
    g_free(verdict);
}

static gboolean outcome_is_bad(Outcome outcome)
{
    return outcome == OUTCOME_FAIL || outcome == OUTCOME_XPASS ||
           outcome == OUTCOME_CRASH;
}

const CaseResult *verdict_first_bad(const Results *results)
{
    for (guint i = 0; i < results->cases->len; i++) {
        const CaseResult *result = results->cases->pdata[i];

        if (outcome_is_bad(result->outcome)) {
            return result;
        }
    }
    return NULL;
}

const char *verdict_case_detail(const CaseResult *result)
{
    for (guint i = result->audits->len; i-- > 0;) {
        const AuditRecord *record = result->audits->pdata[i];

        if (record->detail) {
            return record->detail;
        }
    }
    if (result->outcome == OUTCOME_XPASS) {
        return "passed, though a failure was expected";
    }
    if (result->reason) {
        return result->reason;
    }
    if (result->diagnostics->len) {
        return result->diagnostics->pdata[result->diagnostics->len - 1];
    }
    return "failed without a word";
}

char *verdict_case_reason(const CaseResult *result)
{
    return result->defect ? g_strdup_printf("%s: %s", result->defect,
                                            result->reason)
                          : g_strdup(result->reason);
}

static char *verdict_counts(const Results *results)
{
    g_autoptr(GString) text = g_string_new(NULL);
    guint failed = results_count(results, OUTCOME_FAIL) +
                   results_count(results, OUTCOME_XPASS) +
                   results_count(results, OUTCOME_CRASH);
    guint skipped = results_count(results, OUTCOME_SKIP);

    g_string_append_printf(text, "%u passed, %u expected failures, %u failed",
                           results_count(results, OUTCOME_PASS),
                           results_count(results, OUTCOME_XFAIL), failed);
    if (skipped) {
        g_string_append_printf(text, ", %u skipped", skipped);
    }
    if (results->cases->len < results->selected) {
        g_string_append_printf(text, ", %u not run",
                               results->selected - results->cases->len);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void verdict_set(Verdict *verdict, const char *word, int exit_code,
                        char *text)
{
    verdict->word = word;
    verdict->exit_code = exit_code;
    verdict->text = text;
}

static void verdict_set_failure(Verdict *verdict, const Results *results)
{
    g_autofree char *counts = verdict_counts(results);
    int code = svgalab_error_exit_code(results->failure);
    const char *word = code == SVGALAB_ERROR_GUEST ? "crash"
                       : code == SVGALAB_ERROR_NOTHING ? "nothing"
                       : code == SVGALAB_ERROR_TEST ? "fail" : "error";

    verdict_set(verdict, word, code,
                g_strdup_printf("%s: %s (%s)", word,
                                results->failure->message, counts));
}

static void verdict_set_bad_case(Verdict *verdict, const Results *results,
                                 const CaseResult *bad)
{
    g_autofree char *counts = verdict_counts(results);

    verdict_set(verdict, "fail", SVGALAB_ERROR_TEST,
                g_strdup_printf("fail: %s: %s (%s)", bad->name,
                                verdict_case_detail(bad), counts));
}

Verdict *verdict_of(const Results *results)
{
    Verdict *verdict = g_new0(Verdict, 1);
    const CaseResult *bad = verdict_first_bad(results);
    g_autofree char *counts = verdict_counts(results);
    guint skipped = results_count(results, OUTCOME_SKIP);

    /* A failed case is more informative than a wrong count at the end. */
    if (results->failure &&
        !(bad && g_error_matches(results->failure, SVGALAB_ERROR,
                                 SVGALAB_ERROR_TEST))) {
        verdict_set_failure(verdict, results);
    } else if (bad) {
        verdict_set_bad_case(verdict, results, bad);
    } else if (results->cases->len < results->selected ||
               results->cases->len == skipped) {
        verdict_set(verdict, "nothing", SVGALAB_ERROR_NOTHING,
                    g_strdup_printf("nothing: not every case was run (%s)",
                                    counts));
    } else {
        verdict_set(verdict, "pass", 0,
                    g_strdup_printf("pass (%s)", counts));
    }
    return verdict;
}
