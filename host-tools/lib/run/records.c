/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The kernel's records during a guest's life, and their reliability. */

#include "run/records.h"

#include "base/error.h"
#include "base/json-peek.h"
#include "base/json.h"
#include "domain/control.h"
#include "judge/self-check.h"

struct Records {
    const BootContext *context;
    SelfCheck *self_check;  /* of probes; NULL from the first case on */
    guint known;            /* PROBE_BIT()s of reliable probes */
    Witness *witness;       /* of the current case; NULL: no records */
};

Records *records_new(const BootContext *context)
{
    Records *records = g_new0(Records, 1);

    records->context = context;
    return records;
}

static guint records_taken_probes(JsonObject *request)
{
    JsonArray *names;
    guint taken = 0;

    if (json_get_array(request, "probes", &names, NULL)) {
        for (guint i = 0; i < json_array_get_length(names); i++) {
            const char *name = json_array_peek_string(names, i);

            taken |= PROBE_BIT(probe_parse(name ? name : ""));
        }
    }
    return taken & PROBE_ALL;
}

void records_note_probes(Records *records, JsonObject *request,
                         JsonObject *reply)
{
    const BootContext *context = records->context;
    guint taken = records_taken_probes(request);

    /* KUnit tests are not audited, and measurements are kept short. */
    if (context->kunit || context->plugin) {
        return;
    }
    records->self_check = self_check_new(taken);
    if (taken) {
        json_object_set_int_member(reply, "self_check",
                                   context->case_timeout);
    }
}

/* "walker, helper": the layers that cannot be told without @probe. */
static char *records_layers_without(WitnessProbe probe)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (guint i = LAYER_NONE + 1; i < LAYER_COUNT; i++) {
        if (layer_probes(i) & PROBE_BIT(probe)) {
            g_ptr_array_add(names, (gpointer)layer_name(i));
        }
    }
    g_ptr_array_add(names, NULL);
    return g_strjoinv(", ", (char **)names->pdata);
}

/* Reported once per run, however many guests find the same. */
static void records_say_unknown(Records *records, WitnessProbe probe)
{
    const char *reason = self_check_reason(records->self_check, probe);
    g_autofree char *layers = records_layers_without(probe);

    if (results_note_probe(records->context->results, probe, reason)) {
        stream_diagnostic(records->context->stream,
                          "witness: probe %s: %s; %s%s", probe_name(probe),
                          reason, *layers ? "unknown layers: "
                                          : "no layer needs it", layers);
    }
}

/* What a kernel of others can tell is news; once per run. */
static void records_say_known(Records *records)
{
    const BootContext *context = records->context;
    g_autoptr(GString) names = g_string_new(NULL);

    for (guint i = PROBE_NONE + 1; i < PROBE_COUNT; i++) {
        if (records->known & PROBE_BIT(i)) {
            g_string_append_printf(names, " %s", probe_name(i));
        }
    }
    if (context->kernel == KERNEL_IMAGE &&
        !results_fact(context->results, "witnesses")) {
        results_set_fact(context->results, "witnesses", names->str);
        stream_diagnostic(context->stream,
                          "witnesses: audit, device reports, probes:%s",
                          names->len ? names->str : " none");
    }
}

void records_settle_probes(Records *records)
{
    if (!records->self_check) {
        return;
    }
    records->known = self_check_known(records->self_check);
    records_say_known(records);
    for (guint i = PROBE_NONE + 1; i < PROBE_COUNT; i++) {
        if (!(records->known & PROBE_BIT(i))) {
            records_say_unknown(records, i);
        }
    }
    g_clear_pointer(&records->self_check, self_check_free);
}

void records_for_case(Records *records)
{
    g_clear_pointer(&records->witness, witness_unref);
    if (records->known) {
        records->witness = witness_new(records->known);
    }
}

const Witness *records_witness(const Records *records)
{
    return records->witness;
}

JsonObject *records_take(Records *records, JsonObject *request,
                         GError **error)
{
    JsonArray *lines;

    if (!json_get_array(request, "records", &lines, error)) {
        return NULL;
    }
    for (guint i = 0; i < json_array_get_length(lines); i++) {
        const char *line = json_array_peek_string(lines, i);

        if (records->self_check) {
            self_check_feed(records->self_check, line ? line : "");
        } else if (records->witness &&
                   !witness_feed(records->witness, line ? line : "", error)) {
            return NULL;
        }
    }
    return control_ok();
}

JsonObject *records_self_check(Records *records, Reports *reports,
                               GError **error)
{
    if (!records->self_check) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "not between hello and the first case");
        return NULL;
    }
    if (reports && !reports_pump(reports, error)) {
        return NULL;
    }
    self_check_judge(records->self_check, reports);
    return control_ok();
}

void records_free(Records *records)
{
    g_clear_pointer(&records->self_check, self_check_free);
    g_clear_pointer(&records->witness, witness_unref);
    g_free(records);
}
