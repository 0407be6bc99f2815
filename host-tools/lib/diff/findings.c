/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What became of known defects from one run to another. */

#include "diff/findings.h"

static Finding *findings_find(GPtrArray *findings, const char *name)
{
    Finding *finding;

    for (guint i = 0; i < findings->len; i++) {
        finding = findings->pdata[i];
        if (g_str_equal(finding->name, name)) {
            return finding;
        }
    }
    finding = g_new0(Finding, 1);
    finding->name = name;
    g_ptr_array_add(findings, finding);
    return finding;
}

static gboolean findings_fails_by(const Ending *ending, const char *name)
{
    return ending && ending_fails(ending) &&
           g_strcmp0(ending->defect, name) == 0;
}

/* Count the case of @pair for the defect by which it fails in @run, if any. */
static void findings_count(GPtrArray *findings, const CasePair *pair,
                           guint run)
{
    const Ending *ending = pair->endings[run];
    const Ending *other = pair->endings[run == RUN_A ? RUN_B : RUN_A];
    Finding *finding;

    if (!ending || !ending->defect || !ending_fails(ending)) {
        return;
    }
    finding = findings_find(findings, ending->defect);
    finding->failing[run]++;
    if (other && !findings_fails_by(other, finding->name)) {
        if (ending_passes(other)) {
            finding->passing++;
        } else {
            finding->otherwise++;
        }
    }
}

/* Cases that only one of the runs has say nothing if others have it, too. */
static Change findings_change(const Finding *finding)
{
    gboolean in_a = finding->failing[RUN_A] > 0;
    gboolean in_b = finding->failing[RUN_B] > 0;

    if (in_a && in_b) {
        return finding->passing || finding->otherwise ? CHANGE_OTHERWISE
                                                      : CHANGE_NONE;
    }
    if (finding->otherwise) {
        return CHANGE_OTHERWISE;
    }
    if (finding->passing) {
        return in_a ? CHANGE_FIXED : CHANGE_BROKEN;
    }
    return in_a ? CHANGE_ONLY_A : CHANGE_ONLY_B;
}

GPtrArray *findings_compare(GPtrArray *pairs)
{
    GPtrArray *findings = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < pairs->len; i++) {
        for (guint run = 0; run < RUN_COUNT; run++) {
            findings_count(findings, pairs->pdata[i], run);
        }
    }
    for (guint i = 0; i < findings->len; i++) {
        Finding *finding = findings->pdata[i];

        finding->change = findings_change(finding);
    }
    return findings;
}
