/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What a boot answers to the guest on its control port. */

#include "run/boot-internal.h"
#include "run/boot-witness.h"

#include "base/error.h"
#include "base/json-peek.h"
#include "base/json.h"
#include "hw/display/svga-wire.h"

#define BOOT_AUDIT_RETRY_MS 5

/* The guest prints this much of an audit's detail; results.json has it all. */
#define BOOT_DETAIL_MAX 240

static JsonObject *boot_op_hello(gpointer opaque, JsonObject *request,
                                 GError **error)
{
    Boot *boot = opaque;
    Results *results = boot->context->results;
    const char *release = json_peek_string(request, "release", "unknown");
    JsonObject *reply;
    guint64 protocol;

    if (!json_get_uint(request, "protocol", G_MAXUINT32, &protocol, error)) {
        return NULL;
    }
    if (protocol != SVGA_WIRE_CONTROL_VERSION || boot->state != BOOT_STARTING) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "unexpected hello, protocol %" G_GUINT64_FORMAT,
                    protocol);
        return NULL;
    }
    boot->state = BOOT_RUNNING;
    boot_arm_deadline(boot, boot->context->case_timeout);
    if (boot->plan->number == 1) {
        g_autofree char *ms = g_strdup_printf(
            "%" G_GINT64_FORMAT,
            (g_get_monotonic_time() - boot->started) / 1000);

        results_set_fact(results, "release", release);
        results_set_fact(results, "boot_ms", ms);
    }
    stream_diagnostic(boot->context->stream, "Linux %s booted in %.1f s",
                      release, (g_get_monotonic_time() - boot->started) /
                      (double)G_USEC_PER_SEC);
    reply = control_ok();
    json_object_set_int_member(reply, "cases", boot->plan->queue->cases->len);
    boot_note_probes(boot, request, reply);
    return reply;
}

static gboolean boot_require_running(Boot *boot, GError **error)
{
    if (boot->state != BOOT_RUNNING) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "not between hello and finish");
    }
    return boot->state == BOOT_RUNNING;
}

static JsonObject *boot_op_next(gpointer opaque, JsonObject *request,
                                GError **error)
{
    Boot *boot = opaque;

    if (!boot_require_running(boot, error)) {
        return NULL;
    }
    boot_settle_probes(boot);
    /* Two ports: the result line may come after the next request. */
    if (boot->current) {
        boot->next_waits = TRUE;
    } else {
        boot_send_next(boot);
    }
    return NULL;
}

static JsonObject *boot_audit_reply(const AuditRecord *record)
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
        detail = g_strdup_printf("%.*s%s", BOOT_DETAIL_MAX, record->detail,
                                 strlen(record->detail) > BOOT_DETAIL_MAX
                                 ? " ..." : "");
        json_object_set_string_member(reply, "detail", detail);
    }
    return reply;
}

/* One more attempt; the timer stays as long as the device is not quiet. */
static gboolean boot_audit_step(gpointer opaque)
{
    Boot *boot = opaque;
    g_autoptr(GError) error = NULL;
    g_autofree char *line = NULL;
    AuditRecord *record;
    JsonObject *reply = NULL;

    if (auditor_step(boot->auditor, &error)) {
        return G_SOURCE_CONTINUE;
    }
    record = auditor_take_record(boot->auditor);
    if (record) {
        reply = boot_audit_reply(record);
        g_ptr_array_add(boot->current->audits, record);
    }
    line = control_reply_line(reply, error);
    guest_reply(boot->guest, line);
    g_clear_pointer(&boot->auditor, auditor_free);
    boot->audit_source = 0;
    /* A broken stream is nothing that one case could be blamed for. */
    if (!reports_pump(boot->reports, error ? NULL : &error)) {
        boot_fail(boot, g_steal_pointer(&error));
    }
    return G_SOURCE_REMOVE;
}

static JsonObject *boot_op_audit(gpointer opaque, JsonObject *request,
                                 GError **error)
{
    Boot *boot = opaque;
    AuditRequest *audit;

    if (!boot->current || !boot->reports || boot->auditor) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "no audit possible: no case, no report stream, or an "
                    "audit in progress");
        return NULL;
    }
    audit = audit_request_parse(request, error);
    if (!audit) {
        return NULL;
    }
    if (!g_str_equal(audit->case_name, boot->current->name)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "audit of %s while %s runs", audit->case_name,
                    boot->current->name);
        audit_request_free(audit);
        return NULL;
    }
    boot->auditor = auditor_new(boot->guest, boot->reports, audit,
                                boot->witness);
    if (boot_audit_step(boot)) {
        boot->audit_source = g_timeout_add(BOOT_AUDIT_RETRY_MS,
                                           boot_audit_step, boot);
    }
    return NULL;
}

static JsonObject *boot_op_inject(gpointer opaque, JsonObject *request,
                                  GError **error)
{
    Boot *boot = opaque;
    const char *spec;

    if (!json_get_string(request, "spec", &spec, error) ||
        !guest_set_property(boot->guest, "inject", spec, error)) {
        return NULL;
    }
    return control_ok();
}

static JsonObject *boot_op_property(gpointer opaque, JsonObject *request,
                                    GError **error)
{
    Boot *boot = opaque;
    JsonObject *reply;
    JsonNode *value;
    const char *name;

    if (!json_get_string(request, "name", &name, error)) {
        return NULL;
    }
    value = guest_get_property(boot->guest, name, error);
    if (!value) {
        return NULL;
    }
    reply = control_ok();
    json_object_set_member(reply, "value", value);
    return reply;
}

static JsonObject *boot_op_announce(gpointer opaque, JsonObject *request,
                                    GError **error)
{
    Boot *boot = opaque;
    guint64 errors;

    if (!json_get_uint(request, "guest_errors", G_MAXUINT32, &errors,
                       error)) {
        return NULL;
    }
    boot->errors_announced += errors;
    return control_ok();
}

static JsonObject *boot_op_suspend(gpointer opaque, JsonObject *request,
                                   GError **error)
{
    Boot *boot = opaque;

    if (!boot->current) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "no case runs that could suspend the guest");
        return NULL;
    }
    boot->sleep_announced = TRUE;
    return control_ok();
}

void boot_take_sleep(Boot *boot)
{
    GError *error = NULL;

    if (boot->state == BOOT_OVER) {
        return;
    }
    if (!boot->sleep_announced) {
        boot_fail(boot, g_error_new(SVGALAB_ERROR, SVGALAB_ERROR_GUEST,
                                    "the guest suspended itself, and no case "
                                    "had announced that"));
        return;
    }
    boot->sleep_announced = FALSE;
    if (!guest_wake_up(boot->guest, &error)) {
        boot_fail(boot, error);
    }
}

static JsonObject *boot_op_finish(gpointer opaque, JsonObject *request,
                                  GError **error)
{
    Boot *boot = opaque;

    if (!boot_require_running(boot, error)) {
        return NULL;
    }
    boot->finish_complete = json_peek_boolean(request, "complete", FALSE);
    if (boot->current) {
        boot->finish_waits = TRUE;
    } else {
        boot_finish(boot);
    }
    return NULL;
}

const ControlOp boot_ops[] = {
    { SVGA_WIRE_OP_HELLO, boot_op_hello },
    { SVGA_WIRE_OP_NEXT, boot_op_next },
    { SVGA_WIRE_OP_RECORDS, boot_op_records },
    { SVGA_WIRE_OP_SELF_CHECK, boot_op_self_check },
    { SVGA_WIRE_OP_AUDIT, boot_op_audit },
    { SVGA_WIRE_OP_INJECT, boot_op_inject },
    { SVGA_WIRE_OP_PROPERTY, boot_op_property },
    { SVGA_WIRE_OP_ANNOUNCE, boot_op_announce },
    { SVGA_WIRE_OP_SUSPEND, boot_op_suspend },
    { SVGA_WIRE_OP_SCREENSHOT, boot_op_screenshot },
    { SVGA_WIRE_OP_FINISH, boot_op_finish },
    { NULL, NULL },
};
