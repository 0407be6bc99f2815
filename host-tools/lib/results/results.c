/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What a run found out, as data: cases, audits, environment, failure. */

#include "results/results.h"

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

Screenshot *screenshot_new(const char *case_name, const char *file)
{
    Screenshot *screenshot = g_new0(Screenshot, 1);

    screenshot->case_name = g_strdup(case_name);
    screenshot->file = g_strdup(file);
    return screenshot;
}

void screenshot_free(Screenshot *screenshot)
{
    g_free(screenshot->case_name);
    g_free(screenshot->file);
    g_free(screenshot);
}

static void unknown_probe_free(UnknownProbe *unknown)
{
    g_free(unknown->reason);
    g_free(unknown);
}

Results *results_new(const char *dir)
{
    Results *results = g_new0(Results, 1);

    results->dir = g_strdup(dir);
    results->started = g_date_time_new_now_utc();
    results->started_monotonic = g_get_monotonic_time();
    results->cases =
        g_ptr_array_new_with_free_func((GDestroyNotify)case_result_free);
    results->screenshots =
        g_ptr_array_new_with_free_func((GDestroyNotify)screenshot_free);
    results->probes =
        g_ptr_array_new_with_free_func((GDestroyNotify)unknown_probe_free);
    results->facts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                           g_free);
    results->counters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                              g_free);
    return results;
}

void results_set_fact(Results *results, const char *key, const char *value)
{
    if (value) {
        g_hash_table_replace(results->facts, g_strdup(key), g_strdup(value));
    }
}

const char *results_fact(const Results *results, const char *key)
{
    return g_hash_table_lookup(results->facts, key);
}

gboolean results_note_probe(Results *results, WitnessProbe probe,
                            const char *reason)
{
    UnknownProbe *unknown;

    for (guint i = 0; i < results->probes->len; i++) {
        unknown = results->probes->pdata[i];
        if (unknown->probe == probe) {
            return FALSE;
        }
    }
    unknown = g_new0(UnknownProbe, 1);
    unknown->probe = probe;
    unknown->reason = g_strdup(reason);
    g_ptr_array_add(results->probes, unknown);
    return TRUE;
}

guint results_count(const Results *results, Outcome outcome)
{
    guint count = 0;

    for (guint i = 0; i < results->cases->len; i++) {
        const CaseResult *result = results->cases->pdata[i];

        count += result->outcome == outcome;
    }
    return count;
}

void results_free(Results *results)
{
    g_free(results->dir);
    g_date_time_unref(results->started);
    g_ptr_array_unref(results->cases);
    g_ptr_array_unref(results->screenshots);
    g_ptr_array_unref(results->probes);
    g_hash_table_unref(results->facts);
    g_hash_table_unref(results->counters);
    g_clear_pointer(&results->crash, crash_free);
    g_clear_error(&results->failure);
    g_free(results);
}
