/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A session with one guest: the cases it runs, one after the other. */

#ifndef SVGALAB_SESSION_H
#define SVGALAB_SESSION_H

#include "judge/case.h"
#include "run/auditor.h"
#include "run/context.h"
#include "run/life.h"
#include "run/pictures.h"
#include "run/records.h"

/*
 * The guest's life is separate: the two only communicate through life.h, and
 * through boots.c, which passes events from one to the other.
 */
typedef struct Session {
    const BootContext *context;
    const BootPlan *plan;
    Life *life;
    gint64 started;         /* monotonic time */

    guint index;            /* of the case in the plan's queue ... */
    guint place;            /* ... and its place in the output */
    gboolean again;         /* hand the case out once more */
    gboolean harmed;        /* the last case did the expected harm */
    CaseResult *current;    /* from "next" to its result line */
    const Expectation *expectation;     /* of the current case, or NULL */
    gboolean next_waits;    /* "next" came before the result line */
    gboolean finish_waits;  /* "finish" did */
    gboolean finish_complete;
    guint tries;            /* of a racy case so far */
    guint guest_results;    /* result lines so far */
    guint64 errors_announced;   /* by cases, for comparison */
    gboolean sleep_announced;   /* by the current case */

    Records *records;       /* of the guest's kernel */
    Pictures *pictures;     /* requested by the current case */
    Auditor *auditor;       /* NULL: no audit in progress */
    guint audit_source;
} Session;

/* A session with a guest that has not been started: its life is NULL. */
Session *session_new(const BootContext *context, const BootPlan *plan);

/* Cancel the audit in progress. */
void session_stop_audit(Session *session);

/* Its life must have ended. */
void session_free(Session *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Session, session_free)

#endif
