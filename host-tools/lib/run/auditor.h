/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Carries out one audit: asks the device until it is quiet, then judges. */

#ifndef SVGALAB_AUDITOR_H
#define SVGALAB_AUDITOR_H

#include <glib.h>

#include "domain/guest.h"
#include "judge/audit.h"
#include "results/results.h"
#include "witness/reports.h"

typedef struct Auditor Auditor;

/*
 * Takes ownership of @request; @witness (or NULL) has all its records already.
 * The audit gives up after a few seconds.
 */
Auditor *auditor_new(Guest *guest, Reports *reports, AuditRequest *request,
                     const Witness *witness);

/*
 * Proceed as far as possible. TRUE: try again a little later. FALSE: finished;
 * either the record is ready, or @error is set.
 */
gboolean auditor_step(Auditor *auditor, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* The finished audit's record, owned by the caller; NULL after an error. */
AuditRecord *auditor_take_record(Auditor *auditor);

void auditor_free(Auditor *auditor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Auditor, auditor_free)

#endif
