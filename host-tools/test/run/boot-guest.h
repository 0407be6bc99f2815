/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A guest that only talks: what the tests of a boot's answers have for one. */

#ifndef SVGALAB_TEST_BOOT_GUEST_H
#define SVGALAB_TEST_BOOT_GUEST_H

#include "run/boot-internal.h"

/* The guest's side of the protocol, and what it got. */
extern GString *sent;
extern char *injected;
extern guint woken;

/* What the device counts. */
extern gint64 guest_errors;

typedef struct Fixture {
    Artifacts artifacts;
    BootContext context;
    CaseQueue queue;
    BootPlan plan;
    Boot boot;
    char *dir;
} Fixture;

/* What is expected: @cases, a pattern, fail by "known"; @more: other keys. */
#define KNOWN(class, cases, more) \
    "[known]\nreason = why\nclass = " class "\nkernels = stock\n" \
    more "cases = " cases "\n"

/* A boot of @cases, names between blanks, judged by @expectations. */
void fixture_set_up(Fixture *f, const char *cases, const char *expectations);
void fixture_tear_down(Fixture *f);

/* Send @line on the control port; what comes back must be @reply. */
void ask(Fixture *f, const char *line, const char *reply);
void hello(Fixture *f);

/* The next case must be @name. */
void next(Fixture *f, const char *name);

/* Result @index must be @outcome, and nothing has failed the boot. */
void check_outcome(Fixture *f, guint index, Outcome outcome);

/* An audit of the current case that blames this one. */
void add_loss(Fixture *f, Blame blame);

#endif
