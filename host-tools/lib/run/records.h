/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The kernel's records during a guest's life, and which of them to rely on. */

#ifndef SVGALAB_RECORDS_H
#define SVGALAB_RECORDS_H

#include <json-glib/json-glib.h>

#include "run/context.h"
#include "witness/reports.h"
#include "witness/witness.h"

typedef struct Records Records;

Records *records_new(const BootContext *context);

/*
 * The guest's hello, @request, says which probes its kernel took. @reply asks
 * for the self-check where there will be audits.
 */
void records_note_probes(Records *records, JsonObject *request,
                         JsonObject *reply);

/* Before the first case: from here on, it is known what is relied on. */
void records_settle_probes(Records *records);

/* What comes is for the next case from here on. */
void records_for_case(Records *records);

/* What the current case's are; NULL: nothing is known. */
const Witness *records_witness(const Records *records);

/* Answer the operation records: what was recorded since the last time. */
JsonObject *records_take(Records *records, JsonObject *request,
                         GError **error);

/* Answer the operation self-check; @reports is NULL without a stream. */
JsonObject *records_self_check(Records *records, Reports *reports,
                               GError **error);

void records_free(Records *records);

#endif
