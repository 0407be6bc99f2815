/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What differs between two runs as JSON, for other programs. */

#include "diff/json.h"

#include <json-glib/json-glib.h>

#include "base/json-peek.h"

/* Members that there is one of for each run. */
static const char *const run_keys[RUN_COUNT] = { "a", "b" };

static void diff_add_string(JsonBuilder *builder, const char *name,
                            const char *value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, value);
}

static void diff_add_int(JsonBuilder *builder, const char *name, gint64 value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, value);
}

static void diff_begin_array(JsonBuilder *builder, const char *name)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_array(builder);
}

static void diff_begin_object(JsonBuilder *builder, const char *name)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_object(builder);
}

static void diff_add_runs(JsonBuilder *builder, const Diff *diff)
{
    for (guint i = 0; i < RUN_COUNT; i++) {
        const DiffRun *run = &diff->runs[i];
        g_autofree char *path = g_filename_display_name(run->path);

        diff_begin_object(builder, run_keys[i]);
        diff_add_string(builder, "path", path);
        diff_add_string(builder, "started",
                        json_peek_string(json_node_get_object(run->document),
                                         "started", ""));
        diff_add_string(builder, "verdict", run->verdict);
        json_builder_end_object(builder);
    }
}

static void diff_add_facts(JsonBuilder *builder, const Diff *diff)
{
    diff_begin_array(builder, "environment");
    for (guint i = 0; i < diff->facts->len; i++) {
        const DiffFact *fact = &g_array_index(diff->facts, DiffFact, i);

        json_builder_begin_object(builder);
        diff_add_string(builder, "name", fact->name);
        for (guint run = 0; run < RUN_COUNT; run++) {
            if (*fact->values[run]) {
                diff_add_string(builder, run_keys[run], fact->values[run]);
            }
        }
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void diff_add_findings(JsonBuilder *builder, const Diff *diff)
{
    diff_begin_array(builder, "findings");
    for (guint i = 0; i < diff->findings->len; i++) {
        const Finding *finding = diff->findings->pdata[i];

        if (finding->change == CHANGE_NONE) {
            continue;
        }
        json_builder_begin_object(builder);
        diff_add_string(builder, "name", finding->name);
        diff_add_string(builder, "change", change_key(finding->change));
        for (guint run = 0; run < RUN_COUNT; run++) {
            diff_add_int(builder, run_keys[run], finding->failing[run]);
        }
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void diff_add_ending(JsonBuilder *builder, const Ending *ending)
{
    json_builder_begin_object(builder);
    diff_add_string(builder, "outcome", outcome_name(ending->outcome));
    if (ending->defect) {
        diff_add_string(builder, "defect", ending->defect);
    }
    diff_begin_array(builder, "layers");
    for (guint i = LAYER_NONE + 1; i < LAYER_COUNT; i++) {
        if (ending->layers & (1u << i)) {
            json_builder_add_string_value(builder, layer_name(i));
        }
    }
    json_builder_end_array(builder);
    if (ending->message) {
        diff_add_string(builder, "message", ending->message);
    }
    json_builder_end_object(builder);
}

static void diff_add_cases(JsonBuilder *builder, const Diff *diff)
{
    diff_begin_array(builder, "cases");
    for (guint i = 0; i < diff->cases->len; i++) {
        const CasePair *pair = diff->cases->pdata[i];

        if (pair->change == CHANGE_NONE) {
            continue;
        }
        json_builder_begin_object(builder);
        diff_add_string(builder, "name", pair->name);
        diff_add_string(builder, "change", change_key(pair->change));
        for (guint run = 0; run < RUN_COUNT; run++) {
            if (pair->endings[run]) {
                json_builder_set_member_name(builder, run_keys[run]);
                diff_add_ending(builder, pair->endings[run]);
            }
        }
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void diff_add_counts(JsonBuilder *builder, const char *name,
                            const guint *counts)
{
    diff_begin_object(builder, name);
    for (Change change = 0; change < CHANGE_COUNT; change++) {
        diff_add_int(builder, change_key(change), counts[change]);
    }
    json_builder_end_object(builder);
}

char *diff_to_json(const Diff *diff)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *text = NULL;

    json_builder_begin_object(builder);
    diff_add_int(builder, "schema", DIFF_SCHEMA);
    json_builder_set_member_name(builder, "differs");
    json_builder_add_boolean_value(builder, diff->differs);
    diff_add_runs(builder, diff);
    diff_add_facts(builder, diff);
    diff_add_findings(builder, diff);
    diff_add_cases(builder, diff);
    diff_begin_object(builder, "summary");
    diff_add_counts(builder, "findings", diff->finding_counts);
    diff_add_counts(builder, "cases", diff->case_counts);
    json_builder_end_object(builder);
    json_builder_end_object(builder);
    root = json_builder_get_root(builder);
    text = json_to_string(root, TRUE);
    return g_strconcat(text, "\n", NULL);
}
