/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Plans the guests of a run, and the cases for each of them. */

#ifndef SVGALAB_PLANS_H
#define SVGALAB_PLANS_H

#include "run/context.h"

typedef struct Plans {
    GArray *boots;          /* of BootPlan, in order of start */
    guint at_once;          /* boots in parallel */
    GPtrArray *queues;      /* shared by the boots */
} Plans;

/*
 * Plan the boots for @cases, of TestCase: each case that @expectations call
 * isolated has a boot of its own, the others share guests. @guests is the
 * number of these that run in parallel; 0: one per processor of @processors,
 * except those that would not save the time of their boot.
 *
 * Sets the places of @cases, which must outlive the plans; isolated cases come
 * last. Free with plans_free().
 */
Plans *plans_new(GPtrArray *cases, GPtrArray *expectations, guint guests,
                 guint processors);

void plans_free(Plans *plans);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plans, plans_free)

#endif
