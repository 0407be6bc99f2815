/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What is said with one guest: the cases that it runs, one after the other. */

#ifndef SVGALAB_SESSION_H
#define SVGALAB_SESSION_H

#include "judge/case.h"
#include "run/auditor.h"
#include "run/context.h"
#include "run/life.h"
#include "run/pictures.h"
#include "run/records.h"

/*
 * The guest's own life is not in here: the two know each other by life.h and
 * by what boots.c tells of the one to the other.
 */
typedef struct Session {
    const BootContext *context;
    const BootPlan *plan;
    Life *life;
    gint64 started;         /* monotonic time */

    guint index;            /* of the current case in the plan's queue ... */
    guint place;            /* ... and its place in the output */
    gboolean again;         /* it is to be handed out once more */
    gboolean harmed;        /* the last one did the harm it was expected to */
    CaseResult *current;    /* between its "next" and its result line */
    const Expectation *expectation;     /* of the current case, or NULL */
    gboolean next_waits;    /* "next" came before the result line */
    gboolean finish_waits;  /* and the same for "finish" */
    gboolean finish_complete;
    guint tries;            /* of a racy case that is handed out again */
    guint guest_results;    /* result lines so far, for their numbers */
    guint64 errors_announced;   /* by cases, for the device's counter */
    gboolean sleep_announced;   /* by the current case, once */

    Records *records;       /* of the guest's kernel */
    Pictures *pictures;     /* that the current case asked for */
    Auditor *auditor;       /* an audit in progress */
    guint audit_source;
} Session;

/* Of a guest that is still to be started: its life is NULL. */
Session *session_new(const BootContext *context, const BootPlan *plan);

/* No audit goes on. */
void session_stop_audit(Session *session);

/* Its life has to be over. */
void session_free(Session *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Session, session_free)

#endif
