/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Which guests a run boots, and which cases each of them is to run. */

#ifndef SVGALAB_PLANS_H
#define SVGALAB_PLANS_H

#include "run/context.h"

typedef struct Plans {
    GArray *boots;          /* of BootPlan, in the order in which to begin */
    guint at_once;          /* of them */
    GPtrArray *queues;      /* that the boots share */
} Plans;

/*
 * Plan the boots for @cases, of TestCase: each one that @expectations call
 * isolated has a boot of its own, the others share guests. @guests is how many
 * of these the user wants at the same time; 0: one for each of @processors,
 * but none that would not save the time of its boot.
 *
 * Sets the places of @cases, which have to outlive the plans: isolated ones
 * come last. Free with plans_free().
 */
Plans *plans_new(GPtrArray *cases, GPtrArray *expectations, guint guests,
                 guint processors);

void plans_free(Plans *plans);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plans, plans_free)

#endif
