/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What a run's boots are given: settings, cases, and where results go. */

#ifndef SVGALAB_CONTEXT_H
#define SVGALAB_CONTEXT_H

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

#endif
