/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Answers the guest's requests on the control port. */

#include "run/dialogue.h"

#include "base/error.h"
#include "base/json-peek.h"
#include "base/json.h"
#include "hw/display/svga-wire.h"
#include "run/finish.h"
#include "run/turns.h"

#define DIALOGUE_AUDIT_RETRY_MS 5

/* Length of an audit's detail sent to the guest; results.json has it all. */
#define DIALOGUE_DETAIL_MAX 240

/* Without the driver all cases but the kernel's own would fail. */
static gboolean dialogue_has_driver(Session *session, JsonObject *request)
{
    gboolean driver =
        json_object_get_boolean_member_with_default(request, "driver", TRUE);

    if (!driver && !session->context->kunit) {
        life_fail(session->life,
                  g_error_new(SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                              "CONFIG_DRM_VMWGFX: this kernel has no such "
                              "driver, or its module did not load (see "
                              "console.log)"));
        return FALSE;
    }
    return TRUE;
}

static JsonObject *dialogue_op_hello(gpointer opaque, JsonObject *request,
                                     GError **error)
{
    Session *session = opaque;
    Results *results = session->context->results;
    const char *release = json_peek_string(request, "release", "unknown");
    JsonObject *reply;
    guint64 protocol;

    if (!json_get_uint(request, "protocol", G_MAXUINT32, &protocol, error)) {
        return NULL;
    }
    if (protocol != SVGA_WIRE_CONTROL_VERSION ||
        life_phase(session->life) != LIFE_STARTING) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "unexpected hello, protocol %" G_GUINT64_FORMAT,
                    protocol);
        return NULL;
    }
    if (!dialogue_has_driver(session, request)) {
        return NULL;
    }
    life_enter(session->life, LIFE_RUNNING);
    life_arm_deadline(session->life, session->context->case_timeout);
    if (session->plan->number == 1) {
        g_autofree char *ms = g_strdup_printf(
            "%" G_GINT64_FORMAT,
            (g_get_monotonic_time() - session->started) / 1000);

        results_set_fact(results, "release", release);
        results_set_fact(results, "boot_ms", ms);
    }
    stream_diagnostic(session->context->stream, "Linux %s booted in %.1f s",
                      release, (g_get_monotonic_time() - session->started) /
                      (double)G_USEC_PER_SEC);
    reply = control_ok();
    json_object_set_int_member(reply, "cases",
                               session->plan->queue->cases->len);
    records_note_probes(session->records, request, reply);
    return reply;
}

static gboolean dialogue_require_running(Session *session, GError **error)
{
    if (life_phase(session->life) != LIFE_RUNNING) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "not between hello and finish");
    }
    return life_phase(session->life) == LIFE_RUNNING;
}

static JsonObject *dialogue_op_next(gpointer opaque, JsonObject *request,
                                    GError **error)
{
    Session *session = opaque;

    if (!dialogue_require_running(session, error)) {
        return NULL;
    }
    records_settle_probes(session->records);
    /*
     * There are two ports: the result line may arrive after the next request.
     */
    if (session->current) {
        session->next_waits = TRUE;
    } else {
        turns_next(session);
    }
    return NULL;
}

static JsonObject *dialogue_audit_reply(const AuditRecord *record)
{
    JsonObject *reply = control_ok();
    g_autofree char *detail = NULL;

    json_object_set_boolean_member(reply, "clean",
                                   record->blame == BLAME_NONE);
    if (record->blame != BLAME_NONE) {
        json_object_set_string_member(reply, "blame",
                                      blame_name(record->blame));
        if (record->layer != LAYER_NONE) {
            json_object_set_string_member(reply, "layer",
                                          layer_name(record->layer));
        }
        json_object_set_int_member(reply, "stale_bytes",
                                   record->stale_bytes);
        detail = g_strdup_printf("%.*s%s", DIALOGUE_DETAIL_MAX, record->detail,
                                 strlen(record->detail) > DIALOGUE_DETAIL_MAX
                                 ? " ..." : "");
        json_object_set_string_member(reply, "detail", detail);
    }
    return reply;
}

/* One more attempt; the timer runs until the device is quiet. */
static gboolean dialogue_audit_step(gpointer opaque)
{
    Session *session = opaque;
    g_autoptr(GError) error = NULL;
    g_autofree char *line = NULL;
    AuditRecord *record;
    JsonObject *reply = NULL;

    if (auditor_step(session->auditor, &error)) {
        return G_SOURCE_CONTINUE;
    }
    record = auditor_take_record(session->auditor);
    if (record) {
        reply = dialogue_audit_reply(record);
        g_ptr_array_add(session->current->audits, record);
    }
    line = control_reply_line(reply, error);
    guest_reply(life_guest(session->life), line);
    g_clear_pointer(&session->auditor, auditor_free);
    session->audit_source = 0;
    /* A broken stream is not the fault of a single case. */
    if (!reports_pump(life_reports(session->life), error ? NULL : &error)) {
        life_fail(session->life, g_steal_pointer(&error));
    }
    return G_SOURCE_REMOVE;
}

static JsonObject *dialogue_op_audit(gpointer opaque, JsonObject *request,
                                     GError **error)
{
    Session *session = opaque;
    Reports *reports = life_reports(session->life);
    AuditRequest *audit;

    if (!session->current || !reports || session->auditor) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "no audit possible: no case, no report stream, or an "
                    "audit in progress");
        return NULL;
    }
    audit = audit_request_parse(request, error);
    if (!audit) {
        return NULL;
    }
    if (!g_str_equal(audit->case_name, session->current->name)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "audit of %s while %s runs", audit->case_name,
                    session->current->name);
        audit_request_free(audit);
        return NULL;
    }
    session->auditor = auditor_new(life_guest(session->life), reports, audit,
                                   records_witness(session->records));
    if (dialogue_audit_step(session)) {
        session->audit_source = g_timeout_add(DIALOGUE_AUDIT_RETRY_MS,
                                              dialogue_audit_step, session);
    }
    return NULL;
}

static JsonObject *dialogue_op_inject(gpointer opaque, JsonObject *request,
                                      GError **error)
{
    Session *session = opaque;
    const char *spec;

    if (!json_get_string(request, "spec", &spec, error) ||
        !guest_set_property(life_guest(session->life), "inject", spec,
                            error)) {
        return NULL;
    }
    return control_ok();
}

static JsonObject *dialogue_op_property(gpointer opaque, JsonObject *request,
                                        GError **error)
{
    Session *session = opaque;
    JsonObject *reply;
    JsonNode *value;
    const char *name;

    if (!json_get_string(request, "name", &name, error)) {
        return NULL;
    }
    value = guest_get_property(life_guest(session->life), name, error);
    if (!value) {
        return NULL;
    }
    reply = control_ok();
    json_object_set_member(reply, "value", value);
    return reply;
}

static JsonObject *dialogue_op_announce(gpointer opaque, JsonObject *request,
                                        GError **error)
{
    Session *session = opaque;
    guint64 errors;

    if (!json_get_uint(request, "guest_errors", G_MAXUINT32, &errors,
                       error)) {
        return NULL;
    }
    session->errors_announced += errors;
    return control_ok();
}

static JsonObject *dialogue_op_suspend(gpointer opaque, JsonObject *request,
                                       GError **error)
{
    Session *session = opaque;

    if (!session->current) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "no case runs that could suspend the guest");
        return NULL;
    }
    session->sleep_announced = TRUE;
    return control_ok();
}

void dialogue_take_sleep(Session *session)
{
    GError *error = NULL;

    if (life_phase(session->life) == LIFE_OVER) {
        return;
    }
    if (!session->sleep_announced) {
        life_fail(session->life,
                  g_error_new(SVGALAB_ERROR, SVGALAB_ERROR_GUEST,
                              "the guest suspended itself, and no case had "
                              "announced that"));
        return;
    }
    session->sleep_announced = FALSE;
    if (!guest_wake_up(life_guest(session->life), &error)) {
        life_fail(session->life, error);
    }
}

static JsonObject *dialogue_op_finish(gpointer opaque, JsonObject *request,
                                      GError **error)
{
    Session *session = opaque;

    if (!dialogue_require_running(session, error)) {
        return NULL;
    }
    session->finish_complete = json_peek_boolean(request, "complete", FALSE);
    if (session->current) {
        session->finish_waits = TRUE;
    } else {
        session_finish(session);
    }
    return NULL;
}

static JsonObject *dialogue_op_records(gpointer opaque, JsonObject *request,
                                       GError **error)
{
    Session *session = opaque;

    return records_take(session->records, request, error);
}

static JsonObject *dialogue_op_self_check(gpointer opaque,
                                          JsonObject *request, GError **error)
{
    Session *session = opaque;

    return records_self_check(session->records, life_reports(session->life),
                              error);
}

static JsonObject *dialogue_op_screenshot(gpointer opaque,
                                          JsonObject *request, GError **error)
{
    Session *session = opaque;

    return pictures_take(session->pictures,
                         guest_domain(life_guest(session->life)),
                         session->context->results->dir, request, error);
}

const ControlOp dialogue_ops[] = {
    { SVGA_WIRE_OP_HELLO, dialogue_op_hello },
    { SVGA_WIRE_OP_NEXT, dialogue_op_next },
    { SVGA_WIRE_OP_RECORDS, dialogue_op_records },
    { SVGA_WIRE_OP_SELF_CHECK, dialogue_op_self_check },
    { SVGA_WIRE_OP_AUDIT, dialogue_op_audit },
    { SVGA_WIRE_OP_INJECT, dialogue_op_inject },
    { SVGA_WIRE_OP_PROPERTY, dialogue_op_property },
    { SVGA_WIRE_OP_ANNOUNCE, dialogue_op_announce },
    { SVGA_WIRE_OP_SUSPEND, dialogue_op_suspend },
    { SVGA_WIRE_OP_SCREENSHOT, dialogue_op_screenshot },
    { SVGA_WIRE_OP_FINISH, dialogue_op_finish },
    { NULL, NULL },
};
