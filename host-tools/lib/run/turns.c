/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Hands cases to a guest, and takes their result lines. */

#include "run/turns.h"

#include "base/error.h"
#include "console/ktap.h"
#include "domain/control.h"
#include "run/finish.h"

/* init ends a case at its timeout; this is for an init that is stuck. */
#define TURN_GRACE_SECONDS 15

/* Programs that inject their own faults and are exempt from --inject. */
#define TURN_FAULT_PROGRAM "fault/"

static gboolean turn_arm_fault(Session *session, const char *name,
                               GError **error)
{
    const char *spec = session->context->inject;

    if (!spec || g_str_has_prefix(name, TURN_FAULT_PROGRAM)) {
        return TRUE;
    }
    return guest_set_property(life_guest(session->life), "inject", spec,
                              error);
}

static void turn_arm_deadline(Session *session)
{
    life_arm_deadline(session->life, session->context->case_timeout +
                                     TURN_GRACE_SECONDS);
}

static void turn_send_case(Session *session, gboolean sole)
{
    g_autoptr(JsonObject) message = json_object_new();
    g_autofree char *line = NULL;
    GError *error = NULL;

    if (!turn_arm_fault(session, session->current->name, &error)) {
        life_fail(session->life, error);
        return;
    }
    json_object_set_string_member(message, "case", session->current->name);
    json_object_set_int_member(message, "timeout",
                               session->context->case_timeout);
    json_object_set_int_member(message, "seed", session->context->seed);
    json_object_set_boolean_member(message, "sole", sole);
    line = control_reply_line(g_steal_pointer(&message), NULL);
    turn_arm_deadline(session);
    guest_reply(life_guest(session->life), line);
}

void turns_next(Session *session)
{
    CaseQueue *queue = session->plan->queue;
    const TestCase *test;

    session->next_waits = FALSE;
    turn_arm_deadline(session);
    if (!session->again) {
        if (queue->next >= queue->cases->len) {
            guest_reply(life_guest(session->life), "{\"done\":true}");
            return;
        }
        session->index = queue->next++;
    }
    session->again = FALSE;
    test = queue->cases->pdata[session->index];
    session->place = test->place;
    session->current = case_result_new(test->name);
    session->current->tries += session->tries;
    session->tries = 0;
    session->expectation = expect_find(session->context->expectations,
                                       test->name);
    records_for_case(session->records);
    turn_send_case(session, test->sole);
}

static void turn_emit(Session *session, CaseResult *result)
{
    result->duration = g_get_monotonic_time() - result->started;
    pictures_write(session->pictures, session->context->results,
                   session->context->stream);
    session->harmed = session->plan->isolated &&
                      result->outcome == OUTCOME_XFAIL;
    outbox_put(session->context->outbox, session->place, result);
}

/* Part of the case's result, whether it comes from us or from the guest. */
static void turn_add_diagnostic(CaseResult *result, const char *text)
{
    g_ptr_array_add(result->diagnostics, g_strdup(text));
}

static CaseTrial turn_trial(const Session *session)
{
    return (CaseTrial) {
        .expectation = session->expectation,
        .kunit = session->context->kunit,
        .isolated = session->plan->isolated,
        .console = life_console(session->life),
    };
}

static void turn_take_result(Session *session, const KtapLine *line)
{
    const CaseTrial trial = turn_trial(session);
    CaseResult *result = session->current;
    gboolean ok = line->ok;

    session->sleep_announced = FALSE;
    if (ok && case_find_late_losses(result)) {
        ok = FALSE;
        result->reason = g_strdup("stored bytes were lost with the surface");
        turn_add_diagnostic(result, result->reason);
    }
    if (ok && !line->skip && case_wants_retry(result, &trial)) {
        stream_diagnostic(session->context->stream, "%s: try %u passed",
                          result->name, result->tries);
        /* When init asks for its next case, it gets this one again. */
        session->again = TRUE;
        session->tries = result->tries;
        g_clear_pointer(&session->current, case_result_free);
        return;
    }
    session->current = NULL;
    if (line->skip) {
        result->outcome = OUTCOME_SKIP;
        result->reason = g_strdup(line->text);
    } else {
        case_judge(result, &trial, ok);
    }
    turn_emit(session, result);
}

static gboolean turn_check_result(Session *session, const KtapLine *line,
                                  GError **error)
{
    const char *running = session->current ? session->current->name
                                           : "no case";
    Reports *reports = life_reports(session->life);

    if (!session->current ||
        !g_str_equal(line->name, session->current->name)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "the guest reports %s while %s runs", line->name,
                    running);
        return FALSE;
    }
    if (line->number != ++session->guest_results) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "the guest's result %u of %s should be number %u",
                    line->number, line->name, session->guest_results);
        return FALSE;
    }
    return !reports || reports_pump(reports, error);
}

static void turn_take_diagnostic(Session *session, const char *text)
{
    if (session->current) {
        turn_add_diagnostic(session->current, text);
    } else {
        stream_diagnostic(session->context->stream, "%s", text);
    }
}

void turns_take_ktap(Session *session, const char *text)
{
    GError *error = NULL;
    g_autoptr(KtapLine) line = ktap_parse_line(text, &error);

    if (!line) {
        life_fail(session->life, error);
    } else if (line->kind == KTAP_DIAGNOSTIC) {
        turn_take_diagnostic(session, line->text);
    } else if (line->kind == KTAP_RESULT) {
        if (!turn_check_result(session, line, &error)) {
            life_fail(session->life, error);
            return;
        }
        turn_take_result(session, line);
        if (session->next_waits) {
            turns_next(session);
        } else if (session->finish_waits) {
            session_finish(session);
        }
    }
    /* The host writes the plan and the version line itself. */
}

void turns_abandon(Session *session, const char *reason)
{
    const CaseTrial trial = turn_trial(session);
    CaseResult *result = g_steal_pointer(&session->current);

    if (!result) {
        return;
    }
    if (case_judge_death(result, &trial, reason)) {
        /* The guest's end was expected and does not fail the run. */
        life_forgive(session->life);
    }
    turn_emit(session, result);
}
