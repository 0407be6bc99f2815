/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A guest that only talks, and its life: what the tests of a session have. */

#ifndef SVGALAB_TEST_FIXTURE_H
#define SVGALAB_TEST_FIXTURE_H

#include "domain/control.h"
#include "run/dialogue.h"
#include "run/turns.h"

/* The guest's side of the protocol, and what it got. */
extern GString *sent;
extern char *injected;
extern guint woken;

/* What the device counts. */
extern gint64 guest_errors;

/* A life in which nothing happens but what a test makes happen. */
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

/* What is expected: @cases, a pattern, fail by "known"; @more: other keys. */
#define KNOWN(class, cases, more) \
    "[known]\nreason = why\nclass = " class "\nkernels = stock\n" \
    more "cases = " cases "\n"

/* A guest that gets @cases, names between blanks, judged by @expectations. */
void fixture_set_up(Fixture *f, const char *cases, const char *expectations);
void fixture_tear_down(Fixture *f);

/* Send @line on the control port; what comes back must be @reply. */
void ask(Fixture *f, const char *line, const char *reply);
void hello(Fixture *f);

/* The next case must be @name. */
void next(Fixture *f, const char *name);

/* Result @index must be @outcome, and nothing has failed the guest. */
void check_outcome(Fixture *f, guint index, Outcome outcome);

/* An audit of the current case that blames this one. */
void add_loss(Fixture *f, Blame blame);

#endif
