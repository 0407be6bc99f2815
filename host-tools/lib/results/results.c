/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The results of a run as data: cases, audits, environment, failure. */

#include "results/results.h"

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
    results->properties = g_hash_table_new_full(g_str_hash, g_str_equal,
                                                g_free, g_free);
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
    g_hash_table_unref(results->properties);
    g_hash_table_unref(results->counters);
    g_clear_pointer(&results->crash, crash_free);
    g_clear_error(&results->failure);
    g_free(results);
}
