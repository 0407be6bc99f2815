/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Whether the probes tell the truth, of stores that are known exactly. */

#ifndef SVGALAB_SELF_CHECK_H
#define SVGALAB_SELF_CHECK_H

#include <glib.h>

#include "witness/reports.h"
#include "witness/witness.h"

/* The guest's program that does them, as its markers call it. */
#define SELF_CHECK_CASE "self_check/all"

typedef struct SelfCheck SelfCheck;

/* @taken: PROBE_BIT() of each probe that the guest's kernel took. */
SelfCheck *self_check_new(guint taken);

/* One line of the guest's, whatever it may be. */
void self_check_feed(SelfCheck *check, const char *line);

/*
 * The program has come to its end. The device's numbers of its surfaces are
 * taken from @reports; NULL: nobody knows them.
 */
void self_check_judge(SelfCheck *check, Reports *reports);

/* The probes whose records were there and right; none before the judgement. */
guint self_check_known(const SelfCheck *check);

/* Why @probe is not one of them. */
const char *self_check_reason(const SelfCheck *check, WitnessProbe probe);

void self_check_free(SelfCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SelfCheck, self_check_free)

#endif
