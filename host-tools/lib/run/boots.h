/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Boots of guests that run lists of cases under our eyes. */

#ifndef SVGALAB_BOOTS_H
#define SVGALAB_BOOTS_H

#include "run/context.h"

/*
 * Boot each plan, at most @at_once at a time, run the cases, power off;
 * results go to the context's outbox. FALSE when the run cannot go on: a guest
 * crashed, hung, or the environment failed; then all guests are ended. An
 * interrupted run ends early and returns TRUE.
 */
gboolean boots_run(const BootContext *context, const BootPlan *plans,
                   guint count, guint at_once, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

#endif
