/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Input of a run's boots: settings, cases, and where results go. */

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
    gboolean kunit;             /* KUnit tests, without audits */
    gboolean keep;              /* keep the guest after its last case */
    guint case_timeout;         /* seconds */
    guint boot_timeout;         /* seconds until init's hello */
    const char *plugin;         /* -plugin for QEMU, or NULL */
    const char *const *properties;  /* of the device, or NULL */
    const char *inject;         /* fault injected in every case, or NULL */
    guint seed;                 /* for the cases' random numbers */
    GPtrArray *expectations;    /* of Expectation */
    Results *results;
    Stream *stream;
    Outbox *outbox;
} BootContext;

/* Cases to be handed out; parallel boots may share a queue. */
typedef struct CaseQueue {
    GPtrArray *cases;           /* of TestCase */
    guint cpus;                 /* number their guest has */
    guint next;                 /* index of the next case */
} CaseQueue;

typedef struct BootPlan {
    guint number;               /* from 1; part of the file names */
    CaseQueue *queue;
    gboolean isolated;          /* a single case that may kill its guest */
} BootPlan;

#endif
