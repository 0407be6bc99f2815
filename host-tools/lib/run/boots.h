/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Boots guests that run lists of cases. */

#ifndef SVGALAB_BOOTS_H
#define SVGALAB_BOOTS_H

#include "run/context.h"

/*
 * Boot each plan, at most @at_once in parallel, run its cases, power off;
 * results go to the context's outbox. FALSE if the run cannot go on because a
 * guest crashed or hung, or the environment failed; all guests are ended then.
 * An interrupted run ends early and returns TRUE.
 */
gboolean boots_run(const BootContext *context, const BootPlan *plans,
                   guint count, guint at_once, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

#endif
