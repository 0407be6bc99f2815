/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A case as it ended in each of two runs, and what became of it. */

#include "diff/pair.h"

static const struct {
    const char *name;
    const char *key;
} changes[CHANGE_COUNT] = {
    [CHANGE_NONE] = { "unchanged", "unchanged" },
    [CHANGE_FIXED] = { "fixed", "fixed" },
    [CHANGE_BROKEN] = { "broken", "broken" },
    [CHANGE_OTHERWISE] = { "changed", "changed" },
    [CHANGE_ONLY_A] = { "only in A", "only_in_a" },
    [CHANGE_ONLY_B] = { "only in B", "only_in_b" },
};

const char *change_name(Change change)
{
    return changes[change].name;
}

const char *change_key(Change change)
{
    return changes[change].key;
}

static Change pair_change(const Ending *a, const Ending *b)
{
    if (!a || !b) {
        return a ? CHANGE_ONLY_A : CHANGE_ONLY_B;
    }
    if (ending_fails(a) && ending_passes(b)) {
        return CHANGE_FIXED;
    }
    if (ending_passes(a) && ending_fails(b)) {
        return CHANGE_BROKEN;
    }
    return ending_equal(a, b) ? CHANGE_NONE : CHANGE_OTHERWISE;
}

void pair_compare(CasePair *pair)
{
    pair->change = pair_change(pair->endings[RUN_A], pair->endings[RUN_B]);
}

void pair_free(CasePair *pair)
{
    for (guint run = 0; run < RUN_COUNT; run++) {
        g_free(pair->endings[run]);
    }
    g_free(pair);
}
