/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Which accelerator really runs a Linux guest on this host. */

#ifndef SVGALAB_ACCEL_H
#define SVGALAB_ACCEL_H

#include <glib.h>

#include "domain/embed.h"
#include "input/artifacts.h"

typedef struct Accel {
    gboolean kvm;
    char *reason;       /* why it is not KVM; NULL with KVM */
} Accel;

/*
 * KVM counts only when a guest with @kernel gets through its boot: a KVM may
 * open, make a virtual machine, and still hang Linux. The answer is kept in
 * the cache directory until the host boots again. NULL only on an interrupt.
 */
Accel *accel_choose(Embed *embed, const Artifacts *artifacts,
                    KernelKind kernel) G_GNUC_WARN_UNUSED_RESULT;

/* "kvm" or "tcg,thread=multi". */
const char *accel_name(const Accel *accel);

void accel_free(Accel *accel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Accel, accel_free)

#endif
