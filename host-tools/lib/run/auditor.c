/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Carries out one audit: asks the device until it is quiet, then judges. */

#include "run/auditor.h"

#include "base/error.h"
#include "base/json.h"
#include "domain/vir.h"

/* Differences beyond this are only counted. */
#define AUDITOR_MAX_RANGES 65536

#define AUDITOR_PATIENCE (10 * G_USEC_PER_SEC)

struct Auditor {
    Guest *guest;
    Reports *reports;
    AuditRequest *request;
    const Witness *witness;
    guint next;             /* next claim to judge */
    AuditReply *reply;      /* for all claims; NULL: not asked yet */
    gint64 deadline;
    AuditRecord *record;
};

Auditor *auditor_new(Guest *guest, Reports *reports, AuditRequest *request,
                     const Witness *witness)
{
    Auditor *auditor = g_new0(Auditor, 1);

    auditor->guest = guest;
    auditor->reports = reports;
    auditor->request = request;
    auditor->witness = witness;
    auditor->deadline = g_get_monotonic_time() + AUDITOR_PATIENCE;
    auditor->record = g_new0(AuditRecord, 1);
    auditor->record->surfaces =
        g_ptr_array_new_with_free_func((GDestroyNotify)judged_surface_free);
    auditor->record->maps = g_ptr_array_new_with_free_func(g_free);
    return auditor;
}

/* Try again until the deadline, after which it is an error with @why. */
static gboolean auditor_again(Auditor *auditor, const char *why,
                              GError **error)
{
    if (g_get_monotonic_time() < auditor->deadline) {
        return TRUE;
    }
    g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                "audit of %s: %s", auditor->request->case_name, why);
    return FALSE;
}

/*
 * Ask once for all claims, or, if there is only one, for its surface only.
 * @before is the result so far, or NULL.
 */
static AuditReply *auditor_ask(Auditor *auditor, guint64 sid,
                               const AuditReply *before, GError **error)
{
    guint ranges = before ? before->ranges : 0;
    JsonObject *arguments = json_object_new();
    JsonNode *node = json_node_new(JSON_NODE_OBJECT);
    g_autoptr(JsonNode) reply = NULL;

    if (auditor->request->claims->len == 1) {
        json_object_set_int_member(arguments, "sid", sid);
    }
    json_object_set_int_member(arguments, "max-ranges", AUDITOR_MAX_RANGES -
                               MIN(ranges, AUDITOR_MAX_RANGES));
    if (before) {
        JsonObject *from = json_object_new();

        json_object_set_int_member(from, "sid", before->next_sid);
        json_object_set_int_member(from, "offset", before->next_offset);
        json_object_set_object_member(arguments, "from", from);
    }
    json_node_take_object(node, arguments);
    reply = vir_monitor_command(guest_domain(auditor->guest), "x-svga-audit",
                                node, error);
    return reply ? audit_reply_parse(reply, error) : NULL;
}

/*
 * Ask until nothing is left. NULL without @error: the device executed commands
 * in between, so that the answers do not fit together.
 */
static AuditReply *auditor_ask_all(Auditor *auditor, guint64 sid,
                                   GError **error)
{
    g_autoptr(AuditReply) whole = auditor_ask(auditor, sid, NULL, error);

    while (whole && whole->quiet && whole->more) {
        g_autoptr(AuditReply) part = NULL;

        if (!auditor_again(auditor, "the answers do not end", error)) {
            return NULL;
        }
        part = auditor_ask(auditor, sid, whole, NULL);
        if (!part || !part->quiet || part->seq != whole->seq) {
            return NULL;
        }
        audit_reply_join(whole, part);
    }
    return g_steal_pointer(&whole);
}

static const AuditSurface *auditor_find(const AuditReply *reply, guint64 sid)
{
    for (guint i = 0; i < reply->surfaces->len; i++) {
        const AuditSurface *surface = reply->surfaces->pdata[i];

        if (surface->sid == sid) {
            return surface;
        }
    }
    return NULL;
}

static gboolean auditor_judge(Auditor *auditor, const AuditClaim *claim,
                              const ReportBinding *binding, GError **error)
{
    const AuditSurface *differences = auditor_find(auditor->reply,
                                                   binding->surface->sid);
    JudgedSurface *surface;

    if (!differences) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "the device does not audit surface %" G_GUINT64_FORMAT,
                    binding->surface->sid);
        return FALSE;
    }
    surface = judge_surface(claim, differences, binding, auditor->witness,
                            error);
    if (!surface) {
        return FALSE;
    }
    auditor->record->seq = auditor->reply->seq;
    g_ptr_array_add(auditor->record->surfaces, surface);
    auditor->next++;
    return TRUE;
}

static gboolean auditor_step_claim(Auditor *auditor, GError **error)
{
    const AuditClaim *claim =
        auditor->request->claims->pdata[auditor->next];
    const ReportBinding *binding;

    if (!reports_pump(auditor->reports, error)) {
        return FALSE;
    }
    binding = reports_find(auditor->reports, auditor->request->case_name,
                           claim->tag);
    if (!binding) {
        return auditor_again(auditor, "no marker names the surface", error);
    }
    if (!auditor->reply) {
        g_autoptr(GError) failure = NULL;

        auditor->reply = auditor_ask_all(auditor, binding->surface->sid,
                                         &failure);
        if (failure) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return FALSE;
        }
    }
    if (!auditor->reply) {
        return auditor_again(auditor, "the device keeps changing",
                             error);
    }
    if (!reports_pump(auditor->reports, error)) {
        return FALSE;
    }
    if (!auditor->reply->quiet) {
        g_clear_pointer(&auditor->reply, audit_reply_free);
        return auditor_again(auditor, "the device never becomes quiet",
                             error);
    }
    if (reports_seq(auditor->reports) < auditor->reply->seq) {
        return auditor_again(auditor, "the report stream lags behind", error);
    }
    return auditor_judge(auditor, claim, binding, error);
}

static void auditor_sum_up(Auditor *auditor)
{
    AuditRecord *record = auditor->record;
    g_autoptr(GString) detail = g_string_new(NULL);

    for (guint i = 0; i < record->surfaces->len; i++) {
        JudgedSurface *surface = record->surfaces->pdata[i];
        g_autofree char *text = judge_detail(surface);

        record->stale_bytes += surface->stale_bytes;
        if (surface->blame > record->blame) {
            record->blame = surface->blame;
            record->layer = judge_layer(surface);
        }
        if (*text) {
            g_string_append_printf(detail, "%s%s", detail->len ? "; " : "",
                                   text);
        }
    }
    if (record->blame != BLAME_NONE) {
        record->detail = g_strdup(detail->str);
    }
}

gboolean auditor_step(Auditor *auditor, GError **error)
{
    while (auditor->next < auditor->request->claims->len) {
        guint before = auditor->next;
        gboolean again = auditor_step_claim(auditor, error);

        if (!again) {
            g_clear_pointer(&auditor->record, audit_record_free);
            return FALSE;
        }
        if (auditor->next == before) {
            return TRUE;
        }
    }
    auditor_sum_up(auditor);
    return FALSE;
}

AuditRecord *auditor_take_record(Auditor *auditor)
{
    return g_steal_pointer(&auditor->record);
}

void auditor_free(Auditor *auditor)
{
    audit_request_free(auditor->request);
    g_clear_pointer(&auditor->reply, audit_reply_free);
    g_clear_pointer(&auditor->record, audit_record_free);
    g_free(auditor);
}
