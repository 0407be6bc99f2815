/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A simulated guest and its life, for the tests of a session. */

#ifndef SVGALAB_TEST_FIXTURE_H
#define SVGALAB_TEST_FIXTURE_H

#include "domain/control.h"
#include "run/dialogue.h"
#include "run/turns.h"

/* The guest's side of the protocol, and the replies it received. */
extern GString *sent;
extern char *injected;
extern guint woken;

/* The device's counters. */
extern gint64 guest_errors;

/* A life in which only the test makes things happen. */
struct Life {
    LifePhase phase;
    GError *failure;
    char *console_path;
    Reports *reports;
};

typedef struct Fixture {
    Artifacts artifacts;
    BootContext context;
    CaseQueue queue;
    BootPlan plan;
    Life life;
    Session *session;
    char *dir;
} Fixture;

/* Expect @cases, a pattern, to fail because of "known"; @more: other keys. */
#define KNOWN(class, cases, more) \
    "[known]\nreason = why\nclass = " class "\nkernels = stock\n" \
    more "cases = " cases "\n"

/* A guest with @cases (names separated by blanks), judged by @expectations. */
void fixture_set_up(Fixture *f, const char *cases, const char *expectations);
void fixture_tear_down(Fixture *f);

/* Send @line on the control port; the reply must be @reply. */
void ask(Fixture *f, const char *line, const char *reply);
void hello(Fixture *f);

/* The next case must be @name. */
void next(Fixture *f, const char *name);

/* Result @index must be @outcome, and the guest must not have failed. */
void check_outcome(Fixture *f, guint index, Outcome outcome);

/* An audit of the current case with this blame. */
void add_loss(Fixture *f, Blame blame);

#endif
