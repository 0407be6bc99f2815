/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The kernel's records during a boot, and which of them to rely on. */

#include "run/boot-witness.h"

#include "base/error.h"
#include "base/json-peek.h"
#include "base/json.h"

static guint boot_taken_probes(JsonObject *request)
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

void boot_note_probes(Boot *boot, JsonObject *request, JsonObject *reply)
{
    const BootContext *context = boot->context;
    guint taken = boot_taken_probes(request);

    /* The kernel's own tests are not audited, and a measurement is short. */
    if (context->kunit || context->plugin) {
        return;
    }
    boot->self_check = self_check_new(taken);
    if (taken) {
        json_object_set_int_member(reply, "self_check",
                                   context->case_timeout);
    }
}

/* "walker, helper": what cannot be told without @probe. */
static char *boot_layers_without(WitnessProbe probe)
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

/* Once in a run, however many of its guests find out the same. */
static void boot_say_unknown(Boot *boot, WitnessProbe probe)
{
    const char *reason = self_check_reason(boot->self_check, probe);
    g_autofree char *layers = boot_layers_without(probe);

    if (results_note_probe(boot->context->results, probe, reason)) {
        stream_diagnostic(boot->context->stream, "witness: probe %s: %s; %s%s",
                          probe_name(probe), reason,
                          *layers ? "unknown layers: " : "no layer needs it",
                          layers);
    }
}

void boot_settle_probes(Boot *boot)
{
    if (!boot->self_check) {
        return;
    }
    boot->known = self_check_known(boot->self_check);
    for (guint i = PROBE_NONE + 1; i < PROBE_COUNT; i++) {
        if (!(boot->known & PROBE_BIT(i))) {
            boot_say_unknown(boot, i);
        }
    }
    g_clear_pointer(&boot->self_check, self_check_free);
}

void boot_new_witness(Boot *boot)
{
    g_clear_pointer(&boot->witness, witness_unref);
    if (boot->known) {
        boot->witness = witness_new(boot->known);
    }
}

/* What the guest's kernel recorded since the last time. */
JsonObject *boot_op_records(gpointer opaque, JsonObject *request,
                            GError **error)
{
    Boot *boot = opaque;
    JsonArray *records;

    if (!json_get_array(request, "records", &records, error)) {
        return NULL;
    }
    for (guint i = 0; i < json_array_get_length(records); i++) {
        const char *record = json_array_peek_string(records, i);

        if (boot->self_check) {
            self_check_feed(boot->self_check, record ? record : "");
        } else if (boot->witness &&
                   !witness_feed(boot->witness, record ? record : "",
                                 error)) {
            return NULL;
        }
    }
    return control_ok();
}

JsonObject *boot_op_self_check(gpointer opaque, JsonObject *request,
                               GError **error)
{
    Boot *boot = opaque;

    if (!boot->self_check) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "not between hello and the first case");
        return NULL;
    }
    if (boot->reports && !reports_pump(boot->reports, error)) {
        return NULL;
    }
    self_check_judge(boot->self_check, boot->reports);
    return control_ok();
}
