/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What differs between two runs: environment, findings, cases. */

#include "diff/diff.h"

#include "base/error.h"
#include "base/json-peek.h"
#include "results/reader.h"

/*
 * Facts that tell what was tested. The path of QEMU is one: that of a build of
 * ours has a hash of all that went in.
 */
static const char *const diff_facts[] = {
    "kernel", "kernel_version", "release", "accelerator", "device_level",
    "qemu_version", "qemu",
};

void diff_free(Diff *diff)
{
    for (guint run = 0; run < RUN_COUNT; run++) {
        g_free(diff->runs[run].path);
        g_clear_pointer(&diff->runs[run].document, json_node_unref);
    }
    g_array_unref(diff->facts);
    g_ptr_array_unref(diff->cases);
    g_clear_pointer(&diff->findings, g_ptr_array_unref);
    g_free(diff);
}

static JsonObject *diff_root(const Diff *diff, guint run)
{
    return json_node_get_object(diff->runs[run].document);
}

static void diff_compare_facts(Diff *diff)
{
    for (guint i = 0; i < G_N_ELEMENTS(diff_facts); i++) {
        DiffFact fact = { .name = diff_facts[i] };

        for (guint run = 0; run < RUN_COUNT; run++) {
            fact.values[run] = json_peek_string(
                json_peek_object(diff_root(diff, run), "environment"),
                fact.name, "");
        }
        if (!g_str_equal(fact.values[RUN_A], fact.values[RUN_B])) {
            g_array_append_val(diff->facts, fact);
        }
    }
}

/* Add the cases of @run to those in @by_name, which has all in diff->cases. */
static gboolean diff_add_cases(Diff *diff, guint run, GHashTable *by_name,
                               GError **error)
{
    JsonArray *cases = json_peek_array(diff_root(diff, run), "cases");

    for (guint i = 0; i < json_array_get_length(cases); i++) {
        JsonObject *result = json_array_peek_object(cases, i);
        const char *name = json_peek_string(result, "name", "");
        CasePair *pair = g_hash_table_lookup(by_name, name);

        if (!pair) {
            pair = g_new0(CasePair, 1);
            pair->name = name;
            g_ptr_array_add(diff->cases, pair);
            g_hash_table_insert(by_name, (char *)name, pair);
        }
        if (pair->endings[run]) {
            g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                        "%s: cases[%u]: the name is there twice",
                        diff->runs[run].path, i);
            return FALSE;
        }
        pair->endings[run] = ending_new(result);
    }
    return TRUE;
}

static void diff_compare_cases(Diff *diff)
{
    for (guint i = 0; i < diff->cases->len; i++) {
        CasePair *pair = diff->cases->pdata[i];

        pair_compare(pair);
        diff->case_counts[pair->change]++;
    }
}

static void diff_compare_findings(Diff *diff)
{
    diff->findings = findings_compare(diff->cases);
    for (guint i = 0; i < diff->findings->len; i++) {
        const Finding *finding = diff->findings->pdata[i];

        diff->finding_counts[finding->change]++;
    }
}

static gboolean diff_load(Diff *diff, GError **error)
{
    g_autoptr(GHashTable) by_name = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < RUN_COUNT; i++) {
        DiffRun *run = &diff->runs[i];

        run->document = reader_load(run->path, error);
        if (!run->document || !diff_add_cases(diff, i, by_name, error)) {
            return FALSE;
        }
        run->verdict = json_peek_string(diff_root(diff, i), "verdict", "");
    }
    return TRUE;
}

Diff *diff_new(const char *a, const char *b, GError **error)
{
    g_autoptr(Diff) diff = g_new0(Diff, 1);

    diff->runs[RUN_A].path = g_strdup(a);
    diff->runs[RUN_B].path = g_strdup(b);
    diff->facts = g_array_new(FALSE, FALSE, sizeof(DiffFact));
    diff->cases =
        g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    if (!diff_load(diff, error)) {
        return NULL;
    }
    diff_compare_facts(diff);
    diff_compare_cases(diff);
    diff_compare_findings(diff);
    diff->differs = diff->case_counts[CHANGE_NONE] < diff->cases->len ||
                    !g_str_equal(diff->runs[RUN_A].verdict,
                                 diff->runs[RUN_B].verdict);
    return g_steal_pointer(&diff);
}
