/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The kernel's records during a boot, and which of them to rely on. */

#ifndef SVGALAB_BOOT_WITNESS_H
#define SVGALAB_BOOT_WITNESS_H

#include "run/boot-internal.h"

/*
 * The guest's hello, @request, says which probes its kernel took. @reply asks
 * for the self-check where there will be audits.
 */
void boot_note_probes(Boot *boot, JsonObject *request, JsonObject *reply);

/* Before the first case: from here on, it is known what is relied on. */
void boot_settle_probes(Boot *boot);

/* Records are for the next case from here on. */
void boot_new_witness(Boot *boot);

/* The operations records and self-check. */
JsonObject *boot_op_records(gpointer opaque, JsonObject *request,
                            GError **error);
JsonObject *boot_op_self_check(gpointer opaque, JsonObject *request,
                               GError **error);

#endif
