/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Finds the accelerator that really boots Linux on this host. */

#ifndef SVGALAB_ACCEL_H
#define SVGALAB_ACCEL_H

#include <glib.h>

#include "domain/embed.h"
#include "input/artifacts.h"

typedef struct Accel {
    gboolean kvm;
    char *reason;       /* reason for not using KVM, or NULL */
} Accel;

/*
 * Use KVM only if a guest with @kernel boots under it: KVM may open and create
 * a VM, and still hang Linux. The answer is cached in the cache directory until
 * the host reboots. NULL only on an interrupt.
 */
Accel *accel_choose(Embed *embed, const Artifacts *artifacts,
                    KernelKind kernel) G_GNUC_WARN_UNUSED_RESULT;

/* "kvm" or "tcg,thread=multi". */
const char *accel_name(const Accel *accel);

void accel_free(Accel *accel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Accel, accel_free)

#endif
