/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* How a case ended in one of two runs, and whether that is the same. */

#ifndef SVGALAB_ENDING_H
#define SVGALAB_ENDING_H

#include <glib.h>
#include <json-glib/json-glib.h>

#include "judge/case.h"

/* The strings belong to the document that the case is from. */
typedef struct Ending {
    Outcome outcome;
    const char *defect;     /* by which it failed, or NULL */
    guint layers;           /* that lost pages, as bits 1 << Layer */
    const char *message;    /* why it did not just pass, or NULL */
} Ending;

Ending *ending_new(JsonObject *result);

gboolean ending_passes(const Ending *ending);

/* It fails, expected or not. */
gboolean ending_fails(const Ending *ending);

/*
 * The same verdict, for the same reason: the same defect, and the same layers
 * or, if none is known, the same message. Numbers in messages do not count:
 * surfaces, pages and addresses are others in each run.
 */
gboolean ending_equal(const Ending *a, const Ending *b);

#endif
