/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Checks the probes against stores that are known exactly. */

#ifndef SVGALAB_SELF_CHECK_H
#define SVGALAB_SELF_CHECK_H

#include <glib.h>

#include "witness/reports.h"
#include "witness/witness.h"

/* The guest program for the self-check, as named in its markers. */
#define SELF_CHECK_CASE "self_check/all"

typedef struct SelfCheck SelfCheck;

/* @taken: PROBE_BIT() of each probe accepted by the guest's kernel. */
SelfCheck *self_check_new(guint taken);

/* Take one line from the guest, whatever it may be. */
void self_check_feed(SelfCheck *check, const char *line);

/*
 * The program has finished. The ids of its surfaces in the device are taken
 * from @reports; NULL: they are unknown.
 */
void self_check_judge(SelfCheck *check, Reports *reports);

/* The probes whose records were complete and right; none before the end. */
guint self_check_known(const SelfCheck *check);

/* The reason why @probe is not among them. */
const char *self_check_reason(const SelfCheck *check, WitnessProbe probe);

void self_check_free(SelfCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SelfCheck, self_check_free)

#endif
