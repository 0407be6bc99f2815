/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Boots of guests that run lists of cases under our eyes. */

#ifndef SVGALAB_BOOT_H
#define SVGALAB_BOOT_H

#include <glib.h>

#include "domain/embed.h"
#include "input/artifacts.h"
#include "input/cases.h"
#include "results/outbox.h"
#include "results/results.h"
#include "results/stream.h"

typedef struct BootContext {
    Embed *embed;
    const Artifacts *artifacts;
    KernelKind kernel;
    gboolean kvm;
    gboolean kunit;             /* the kernel's own tests, no audits */
    gboolean keep;              /* hold the guest after its last case */
    guint case_timeout;         /* seconds */
    guint boot_timeout;         /* seconds, to the init's first word */
    const char *plugin;         /* of QEMU's emulator, or NULL */
    const char *inject;         /* device fault for every case, or NULL */
    guint seed;                 /* of the cases' random numbers */
    GPtrArray *expectations;    /* of Expectation */
    Results *results;
    Stream *stream;
    Outbox *outbox;
} BootContext;

/* Cases to be handed out; boots at the same time may share a queue. */
typedef struct CaseQueue {
    GPtrArray *cases;           /* of TestCase */
    guint cpus;                 /* that a guest of theirs has */
    guint next;                 /* index of the next one to hand out */
} CaseQueue;

typedef struct BootPlan {
    guint number;               /* from 1: names the boot's files */
    CaseQueue *queue;
    gboolean isolated;          /* one case that may kill its guest */
} BootPlan;

/*
 * Boot each plan, at most @at_once at a time, run the cases, power off;
 * results go to the context's outbox. FALSE when the run cannot go on: a guest
 * crashed, hung, or the environment failed; then all guests are ended. An
 * interrupted run ends early and returns TRUE.
 */
gboolean boots_run(const BootContext *context, const BootPlan *plans,
                   guint count, guint at_once, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* The domain XML of a boot with these settings. */
char *boot_domain_xml(const BootContext *context, const BootPlan *plan);

#endif
