/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What differs between two runs, for people. */

#include "diff/text.h"

#include "base/lines.h"

static const char *const run_names[RUN_COUNT] = { "A", "B" };

/* Nothing in a document may move the cursor of a terminal or end a line. */
static void text_append(GString *text, const char *said)
{
    g_autofree char *copy = line_sanitize(g_strdup(said));

    g_string_append(text, copy);
}

static void text_append_values(GString *text, const char *name, const char *a,
                               const char *b)
{
    g_string_append_printf(text, "%s: ", name);
    text_append(text, *a ? a : "unknown");
    g_string_append(text, " -> ");
    text_append(text, *b ? b : "unknown");
    g_string_append_c(text, '\n');
}

static void text_append_runs(GString *text, const Diff *diff)
{
    const char *a = diff->runs[RUN_A].verdict;
    const char *b = diff->runs[RUN_B].verdict;

    for (guint i = 0; i < diff->facts->len; i++) {
        const DiffFact *fact = &g_array_index(diff->facts, DiffFact, i);

        text_append_values(text, fact->name, fact->values[RUN_A],
                           fact->values[RUN_B]);
    }
    if (!g_str_equal(a, b)) {
        text_append_values(text, "verdict", a, b);
    }
}

static void text_append_finding(GString *text, const Finding *finding)
{
    g_string_append_printf(text, "%s: finding ", change_name(finding->change));
    text_append(text, finding->name);
    g_string_append_printf(text, ": cases that fail by it: %u -> %u\n",
                           finding->failing[RUN_A], finding->failing[RUN_B]);
}

/* "xfail, first-use, unmap": the outcome, the defect, the layers. */
static void text_append_ending(GString *text, const Ending *ending)
{
    g_string_append(text, outcome_name(ending->outcome));
    if (ending->defect) {
        g_string_append(text, ", ");
        text_append(text, ending->defect);
    }
    for (guint i = LAYER_NONE + 1; i < LAYER_COUNT; i++) {
        if (ending->layers & (1u << i)) {
            g_string_append_printf(text, ", %s", layer_name(i));
        }
    }
    if (ending->message) {
        g_string_append(text, ": ");
        text_append(text, ending->message);
    }
}

static void text_append_case(GString *text, const CasePair *pair)
{
    g_string_append_printf(text, "%s: ", change_name(pair->change));
    text_append(text, pair->name);
    g_string_append_c(text, '\n');
    for (guint run = 0; run < RUN_COUNT; run++) {
        if (pair->endings[run]) {
            g_string_append_printf(text, "  %s: ", run_names[run]);
            text_append_ending(text, pair->endings[run]);
            g_string_append_c(text, '\n');
        }
    }
}

static void text_append_counts(GString *text, const char *what,
                               const guint *counts)
{
    g_string_append_printf(text, "%s: ", what);
    for (Change change = CHANGE_NONE + 1; change < CHANGE_COUNT; change++) {
        g_string_append_printf(text, "%u %s, ", counts[change],
                               change_name(change));
    }
    g_string_append_printf(text, "%u %s\n", counts[CHANGE_NONE],
                           change_name(CHANGE_NONE));
}

char *diff_to_text(const Diff *diff)
{
    g_autoptr(GString) text = g_string_new(NULL);

    text_append_runs(text, diff);
    for (guint i = 0; i < diff->findings->len; i++) {
        const Finding *finding = diff->findings->pdata[i];

        if (finding->change != CHANGE_NONE) {
            text_append_finding(text, finding);
        }
    }
    for (guint i = 0; i < diff->cases->len; i++) {
        const CasePair *pair = diff->cases->pdata[i];

        if (pair->change != CHANGE_NONE) {
            text_append_case(text, pair);
        }
    }
    text_append_counts(text, "findings", diff->finding_counts);
    text_append_counts(text, "cases", diff->case_counts);
    return g_string_free(g_steal_pointer(&text), FALSE);
}
