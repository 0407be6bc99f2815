/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What became of known defects from one run to another. */

#ifndef SVGALAB_FINDINGS_H
#define SVGALAB_FINDINGS_H

#include <glib.h>

#include "diff/pair.h"

/* A known defect by which at least one case fails. */
typedef struct Finding {
    const char *name;
    Change change;
    guint failing[RUN_COUNT];   /* cases that fail by it in this run */
    guint passing;              /* of these, how many pass in the other run */
    guint otherwise;            /* and how many do something else there */
} Finding;

/* The findings of both runs, in the order of @pairs, of CasePair. */
GPtrArray *findings_compare(GPtrArray *pairs);

#endif
