/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The result of a case as data, and its verdict. */

#include "judge/case.h"

#include "base/lines.h"

/* A racy case needs a single loss in this many tries. */
#define CASE_RACY_TRIES 5

static const char *const outcome_names[OUTCOME_COUNT] = {
    [OUTCOME_PASS] = "pass",
    [OUTCOME_FAIL] = "fail",
    [OUTCOME_XFAIL] = "xfail",
    [OUTCOME_XPASS] = "xpass",
    [OUTCOME_SKIP] = "skip",
    [OUTCOME_CRASH] = "crash",
};

const char *outcome_name(Outcome outcome)
{
    return outcome_names[outcome];
}

void audit_record_free(AuditRecord *record)
{
    g_free(record->detail);
    g_ptr_array_unref(record->surfaces);
    g_ptr_array_unref(record->maps);
    g_free(record);
}

CaseResult *case_result_new(const char *name)
{
    CaseResult *result = g_new0(CaseResult, 1);

    result->name = g_strdup(name);
    result->tries = 1;
    result->started = g_get_monotonic_time();
    result->diagnostics = g_ptr_array_new_with_free_func(g_free);
    result->audits =
        g_ptr_array_new_with_free_func((GDestroyNotify)audit_record_free);
    return result;
}

void case_result_free(CaseResult *result)
{
    g_free(result->name);
    g_free(result->defect);
    g_free(result->reason);
    g_ptr_array_unref(result->diagnostics);
    g_ptr_array_unref(result->audits);
    g_free(result);
}

gboolean case_find_late_losses(CaseResult *result)
{
    gboolean found = FALSE;

    for (guint i = 0; i < result->audits->len; i++) {
        AuditRecord *record = result->audits->pdata[i];

        for (guint j = 0; record->blame == BLAME_NONE &&
             j < record->surfaces->len; j++) {
            JudgedSurface *surface = record->surfaces->pdata[j];

            if (judge_losses(surface)) {
                record->blame = MAX(record->blame, surface->blame);
                record->layer = judge_layer(surface);
                record->stale_bytes += surface->stale_bytes;
                g_free(record->detail);
                record->detail = judge_detail(surface);
                found = TRUE;
            }
        }
    }
    return found;
}

static Blame case_blame(const CaseResult *result)
{
    Blame blame = BLAME_NONE;

    for (guint i = 0; i < result->audits->len; i++) {
        const AuditRecord *record = result->audits->pdata[i];

        blame = MAX(blame, record->blame);
    }
    return blame;
}

/* Adds the layers reported in place of these if probes are unreliable. */
static guint case_fitting_layers(guint layers)
{
    if (layers & (1u << LAYER_WALKER | 1u << LAYER_HELPER)) {
        layers |= 1u << LAYER_WALKER_OR_HELPER;
    }
    return layers | 1u << LAYER_UNKNOWN;
}

/* True if pages were lost, all of them in layers that the expectation names. */
static gboolean case_lost_here(const CaseResult *result,
                               const Expectation *expectation)
{
    guint layers = 0;

    for (guint i = 0; i < result->audits->len; i++) {
        const AuditRecord *record = result->audits->pdata[i];

        for (guint j = 0; j < record->surfaces->len; j++) {
            layers |= judge_layers(record->surfaces->pdata[j]);
        }
    }
    /* the best possible verdict even if probes are unreliable */
    return case_blame(result) == BLAME_GUEST &&
           (!expectation->layers ||
            !(layers & ~case_fitting_layers(expectation->layers)));
}

/* The console has the expected text, with a loss if one is expected, too. */
static gboolean case_died_as_expected(const CaseResult *result,
                                      const CaseTrial *trial)
{
    const Expectation *expectation = trial->expectation;
    g_autofree char *line = NULL;

    if (!trial->isolated || !expectation) {
        return FALSE;
    }
    line = lines_find(trial->console, expectation->text);
    return line != NULL && (!expectation->layers ||
                            case_lost_here(result, expectation));
}

static gboolean case_said(const CaseResult *result, const char *text)
{
    for (guint i = 0; i < result->diagnostics->len; i++) {
        if (strstr(result->diagnostics->pdata[i], text)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* True for the expected failure: a loss, or the expected text. */
static gboolean case_failed_as_expected(const CaseResult *result,
                                        const CaseTrial *trial)
{
    const Expectation *expectation = trial->expectation;

    if (!expectation || trial->kunit) {
        return expectation != NULL;
    }
    if (trial->isolated) {
        return case_died_as_expected(result, trial);
    }
    if (expectation->text) {
        return case_blame(result) == BLAME_NONE &&
               case_said(result, expectation->text);
    }
    return case_lost_here(result, expectation);
}

/* Attribute the result to the defect. */
static void case_note_defect(CaseResult *result,
                             const Expectation *expectation)
{
    g_free(result->defect);
    g_free(result->reason);
    result->defect = g_strdup(expectation->name);
    result->reason = g_strdup(expectation->reason);
}

static void case_judge_failure(CaseResult *result, const CaseTrial *trial)
{
    result->outcome = OUTCOME_FAIL;
    /*
     * Only a loss on the guest's side is an expected failure; a loss in the
     * device, or a case that crashed, hung or broke off, is not. The kernel's
     * own tests have no device to ask.
     */
    if (case_failed_as_expected(result, trial)) {
        result->outcome = OUTCOME_XFAIL;
        case_note_defect(result, trial->expectation);
    }
}

static void case_judge_pass(CaseResult *result, const CaseTrial *trial)
{
    result->outcome = OUTCOME_PASS;
    if (trial->expectation && trial->expectation->class != EXPECT_RARE) {
        result->outcome = OUTCOME_XPASS;
        case_note_defect(result, trial->expectation);
    }
}

gboolean case_wants_retry(const CaseResult *result, const CaseTrial *trial)
{
    return trial->expectation && trial->expectation->class == EXPECT_RACY &&
           result->tries < CASE_RACY_TRIES;
}

void case_judge(CaseResult *result, const CaseTrial *trial, gboolean passed)
{
    if (passed) {
        case_judge_pass(result, trial);
    } else {
        case_judge_failure(result, trial);
    }
}

gboolean case_judge_death(CaseResult *result, const CaseTrial *trial,
                          const char *reason)
{
    if (case_died_as_expected(result, trial)) {
        result->outcome = OUTCOME_XFAIL;
        case_note_defect(result, trial->expectation);
        return TRUE;
    }
    result->outcome = OUTCOME_CRASH;
    g_free(result->reason);
    result->reason = g_strdup(reason);
    g_ptr_array_add(result->diagnostics, g_strdup(reason));
    return FALSE;
}
