/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Emits finished cases to the stream and the results. */

#ifndef SVGALAB_OUTBOX_H
#define SVGALAB_OUTBOX_H

#include "results/results.h"
#include "results/stream.h"

typedef struct Outbox Outbox;

/* Both must outlive the outbox. */
Outbox *outbox_new(Results *results, Stream *stream);

/*
 * Takes ownership of @result. It is emitted with its diagnostics after all
 * results with smaller places; @place counts the run's cases from 0. Page maps
 * of failures are drawn later, when the main loop is idle.
 */
void outbox_put(Outbox *outbox, guint place, CaseResult *result);

/* Emit everything now, whatever is missing, and draw all maps. */
void outbox_free(Outbox *outbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outbox, outbox_free)

#endif
