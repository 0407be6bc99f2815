/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A session with one guest: the cases it runs, one after the other. */

#include "run/session.h"

Session *session_new(const BootContext *context, const BootPlan *plan)
{
    Session *session = g_new0(Session, 1);

    session->context = context;
    session->plan = plan;
    session->started = g_get_monotonic_time();
    session->records = records_new(context);
    session->pictures = pictures_new();
    return session;
}

void session_stop_audit(Session *session)
{
    if (session->audit_source) {
        g_source_remove(session->audit_source);
        session->audit_source = 0;
    }
    g_clear_pointer(&session->auditor, auditor_free);
}

void session_free(Session *session)
{
    session_stop_audit(session);
    records_free(session->records);
    pictures_free(session->pictures);
    g_clear_pointer(&session->current, case_result_free);
    g_free(session);
}
