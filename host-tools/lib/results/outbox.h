/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Finished cases on their way to the stream and the results. */

#ifndef SVGALAB_OUTBOX_H
#define SVGALAB_OUTBOX_H

#include "results/results.h"
#include "results/stream.h"

typedef struct Outbox Outbox;

/* Both must outlive the outbox. */
Outbox *outbox_new(Results *results, Stream *stream);

/*
 * Takes @result over. It goes out, with its diagnostics, once those of all
 * smaller places have; @place counts the cases of the run from 0. Page maps of
 * failures are drawn later, when the main loop has nothing better to do.
 */
void outbox_put(Outbox *outbox, guint place, CaseResult *result);

/* Everything goes out now, whatever is missing, and all maps are drawn. */
void outbox_free(Outbox *outbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outbox, outbox_free)

#endif
