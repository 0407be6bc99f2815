/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The kernel's records during a guest's life, and their reliability. */

#ifndef SVGALAB_RECORDS_H
#define SVGALAB_RECORDS_H

#include <json-glib/json-glib.h>

#include "run/context.h"
#include "witness/reports.h"
#include "witness/witness.h"

typedef struct Records Records;

Records *records_new(const BootContext *context);

/*
 * Take the guest's hello, @request, which names the probes that its kernel
 * accepted. @reply requests the self-check if there will be audits.
 */
void records_note_probes(Records *records, JsonObject *request,
                         JsonObject *reply);

/* Call before the first case: the set of reliable probes is final. */
void records_settle_probes(Records *records);

/* From here on, records belong to the next case. */
void records_for_case(Records *records);

/* The current case's records; NULL: none. */
const Witness *records_witness(const Records *records);

/* Answer the operation records: what was recorded since the last time. */
JsonObject *records_take(Records *records, JsonObject *request,
                         GError **error);

/* Answer the operation self-check; @reports is NULL without a stream. */
JsonObject *records_self_check(Records *records, Reports *reports,
                               GError **error);

void records_free(Records *records);

#endif
