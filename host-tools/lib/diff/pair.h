/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A case as it ended in each of two runs, and what became of it. */

#ifndef SVGALAB_PAIR_H
#define SVGALAB_PAIR_H

#include <glib.h>

#include "diff/ending.h"

typedef enum Change {
    CHANGE_NONE,
    CHANGE_FIXED,       /* fails in A, passes in B */
    CHANGE_BROKEN,      /* passes in A, fails in B */
    CHANGE_OTHERWISE,   /* any other difference */
    CHANGE_ONLY_A,
    CHANGE_ONLY_B,
    CHANGE_COUNT,
} Change;

/* Indices of what there is one of for each run. */
enum { RUN_A, RUN_B, RUN_COUNT };

typedef struct CasePair {
    const char *name;
    Change change;
    Ending *endings[RUN_COUNT];     /* NULL: the run does not have it */
} CasePair;

/* Set the change once both endings are known. */
void pair_compare(CasePair *pair);

void pair_free(CasePair *pair);

/* "unchanged", "fixed", "broken", "changed", "only in A", "only in B". */
const char *change_name(Change change);

/* The same as a name in JSON: "only_in_a". */
const char *change_key(Change change);

#endif
