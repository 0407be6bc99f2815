/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The results of a run as JSON, for other programs. */

#include "results/results-json.h"

#include <json-glib/json-glib.h>

#include "base/error.h"
#include "base/guest-page.h"
#include "results/witness-json.h"

/* Facts of the environment, in this order; unknown ones are left out. */
static const char *const results_facts[] = {
    "kernel", "kernel_version", "release", "boot_ms", "accelerator",
    "accelerator_reason", "device_level", "libvirt_version", "uri", "qemu",
    "qemu_version", "findings",
};

static void results_add_string(JsonBuilder *builder, const char *name,
                               const char *value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, value);
}

static void results_add_optional(JsonBuilder *builder, const char *name,
                                 const char *value)
{
    if (value && *value) {
        results_add_string(builder, name, value);
    }
}

static void results_add_int(JsonBuilder *builder, const char *name,
                            gint64 value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, value);
}

static void results_add_boolean(JsonBuilder *builder, const char *name,
                                gboolean value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_boolean_value(builder, value);
}

static void results_add_lost(JsonBuilder *builder,
                             const JudgedSurface *surface)
{
    json_builder_set_member_name(builder, "lost");
    json_builder_begin_array(builder);
    for (guint i = 0; i < surface->faults->len; i++) {
        const JudgedPages *fault =
            &g_array_index(surface->faults, JudgedPages, i);

        json_builder_begin_object(builder);
        results_add_int(builder, "first_page", fault->first);
        results_add_int(builder, "page_count",
                        fault->last - fault->first + 1);
        results_add_int(builder, "bytes", fault->bytes);
        results_add_string(builder, "blame", blame_name(fault->blame));
        results_add_string(builder, "layer", layer_name(fault->layer));
        results_add_int(builder, "face", fault->face);
        results_add_int(builder, "mip", fault->mip);
        results_add_boolean(builder, "reported",
                            fault->stored && fault->blame == BLAME_DEVICE);
        results_add_boolean(builder, "stored", fault->stored);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static guint64 results_count_pages(const JudgedSurface *surface, guint8 flag)
{
    guint64 count = 0;

    for (guint64 page = 0; page < surface->page_count; page++) {
        count += (surface->pages[page] & flag) != 0;
    }
    return count;
}

static void results_add_surface(JsonBuilder *builder,
                                const JudgedSurface *surface,
                                const char *map)
{
    json_builder_begin_object(builder);
    results_add_int(builder, "tag", surface->tag);
    results_add_int(builder, "sid", surface->sid);
    results_add_string(builder, "format", surface->format);
    results_add_int(builder, "size", surface->size);
    results_add_int(builder, "pages", surface->page_count);
    results_add_int(builder, "written_pages",
                    results_count_pages(surface, PAGE_WRITTEN));
    results_add_int(builder, "reported_pages",
                    results_count_pages(surface, PAGE_REPORTED));
    results_add_int(builder, "stale_pages",
                    results_count_pages(surface, PAGE_STALE));
    results_add_optional(builder, "map", map);
    results_add_lost(builder, surface);
    witness_add_json(builder, surface);
    json_builder_end_object(builder);
}

static void results_add_audit(JsonBuilder *builder, const AuditRecord *record)
{
    json_builder_begin_object(builder);
    results_add_int(builder, "seq", record->seq);
    results_add_boolean(builder, "clean", record->blame == BLAME_NONE);
    results_add_optional(builder, "blame", blame_name(record->blame));
    results_add_optional(builder, "layer", layer_name(record->layer));
    results_add_int(builder, "stale_bytes", record->stale_bytes);
    results_add_optional(builder, "detail", record->detail);
    json_builder_set_member_name(builder, "surfaces");
    json_builder_begin_array(builder);
    for (guint i = 0; i < record->surfaces->len; i++) {
        const char *map = i < record->maps->len ? record->maps->pdata[i]
                                                : NULL;

        results_add_surface(builder, record->surfaces->pdata[i], map);
    }
    json_builder_end_array(builder);
    json_builder_end_object(builder);
}

static void results_add_case(JsonBuilder *builder, const CaseResult *result)
{
    json_builder_begin_object(builder);
    results_add_string(builder, "name", result->name);
    results_add_string(builder, "outcome", outcome_name(result->outcome));
    results_add_optional(builder, "defect", result->defect);
    results_add_optional(builder, "reason", result->reason);
    results_add_int(builder, "tries", result->tries);
    results_add_int(builder, "duration_ms", result->duration / 1000);
    json_builder_set_member_name(builder, "diagnostics");
    json_builder_begin_array(builder);
    for (guint i = 0; i < result->diagnostics->len; i++) {
        json_builder_add_string_value(builder, result->diagnostics->pdata[i]);
    }
    json_builder_end_array(builder);
    json_builder_set_member_name(builder, "audits");
    json_builder_begin_array(builder);
    for (guint i = 0; i < result->audits->len; i++) {
        results_add_audit(builder, result->audits->pdata[i]);
    }
    json_builder_end_array(builder);
    json_builder_end_object(builder);
}

static void results_add_cases(JsonBuilder *builder, const Results *results)
{
    json_builder_set_member_name(builder, "cases");
    json_builder_begin_array(builder);
    for (guint i = 0; i < results->cases->len; i++) {
        results_add_case(builder, results->cases->pdata[i]);
    }
    json_builder_end_array(builder);
}

static void results_add_properties(JsonBuilder *builder,
                                   const Results *results)
{
    g_autoptr(GList) names = g_list_sort(
        g_hash_table_get_keys(results->properties), (GCompareFunc)strcmp);

    if (!names) {
        return;
    }
    json_builder_set_member_name(builder, "device_properties");
    json_builder_begin_object(builder);
    for (GList *name = names; name; name = name->next) {
        results_add_string(builder, name->data,
                           g_hash_table_lookup(results->properties,
                                               name->data));
    }
    json_builder_end_object(builder);
}

static void results_add_environment(JsonBuilder *builder,
                                    const Results *results)
{
    json_builder_set_member_name(builder, "environment");
    json_builder_begin_object(builder);
    for (guint i = 0; i < G_N_ELEMENTS(results_facts); i++) {
        const char *value = results_fact(results, results_facts[i]);

        if (value && g_str_equal(results_facts[i], "boot_ms")) {
            results_add_int(builder, "boot_ms",
                            g_ascii_strtoll(value, NULL, 10));
        } else {
            results_add_optional(builder, results_facts[i], value);
        }
    }
    results_add_properties(builder, results);
    json_builder_end_object(builder);
    json_builder_set_member_name(builder, "reproduce");
    json_builder_begin_object(builder);
    results_add_optional(builder, "svgalab",
                         results_fact(results, "reproduce_svgalab"));
    results_add_optional(builder, "qemu",
                         results_fact(results, "reproduce_qemu"));
    json_builder_end_object(builder);
}

static void results_add_summary(JsonBuilder *builder, const Results *results)
{
    static const struct {
        const char *name;
        Outcome outcome;
    } counts[] = {
        { "passed", OUTCOME_PASS },
        { "failed", OUTCOME_FAIL },
        { "expected_failures", OUTCOME_XFAIL },
        { "unexpected_passes", OUTCOME_XPASS },
        { "skipped", OUTCOME_SKIP },
        { "crashed", OUTCOME_CRASH },
    };

    json_builder_set_member_name(builder, "summary");
    json_builder_begin_object(builder);
    results_add_int(builder, "selected", results->selected);
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++) {
        results_add_int(builder, counts[i].name,
                        results_count(results, counts[i].outcome));
    }
    results_add_int(builder, "not_run",
                    results->selected - results->cases->len);
    json_builder_end_object(builder);
}

static void results_add_device(JsonBuilder *builder, const Results *results)
{
    g_autoptr(GList) names = g_list_sort(
        g_hash_table_get_keys(results->counters), (GCompareFunc)strcmp);

    json_builder_set_member_name(builder, "device");
    json_builder_begin_object(builder);
    for (GList *name = names; name; name = name->next) {
        const char *value = g_hash_table_lookup(results->counters,
                                                name->data);

        results_add_int(builder, name->data,
                        g_ascii_strtoll(value, NULL, 10));
    }
    json_builder_end_object(builder);
}

static void results_add_unknown_layers(JsonBuilder *builder,
                                       WitnessProbe probe)
{
    json_builder_set_member_name(builder, "unknown_layers");
    json_builder_begin_array(builder);
    for (guint i = LAYER_NONE + 1; i < LAYER_COUNT; i++) {
        if (layer_probes(i) & PROBE_BIT(probe)) {
            json_builder_add_string_value(builder, layer_name(i));
        }
    }
    json_builder_end_array(builder);
}

static void results_add_probes(JsonBuilder *builder, const Results *results)
{
    json_builder_set_member_name(builder, "unknown_probes");
    json_builder_begin_array(builder);
    for (guint i = 0; i < results->probes->len; i++) {
        const UnknownProbe *unknown = results->probes->pdata[i];

        json_builder_begin_object(builder);
        results_add_string(builder, "name", probe_name(unknown->probe));
        results_add_string(builder, "reason", unknown->reason);
        results_add_unknown_layers(builder, unknown->probe);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void results_add_screenshots(JsonBuilder *builder,
                                    const Results *results)
{
    json_builder_set_member_name(builder, "screenshots");
    json_builder_begin_array(builder);
    for (guint i = 0; i < results->screenshots->len; i++) {
        const Screenshot *screenshot = results->screenshots->pdata[i];

        json_builder_begin_object(builder);
        results_add_string(builder, "case", screenshot->case_name);
        results_add_string(builder, "file", screenshot->file);
        results_add_int(builder, "width", screenshot->width);
        results_add_int(builder, "height", screenshot->height);
        results_add_int(builder, "colours", screenshot->colours);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void results_add_crash_page(JsonBuilder *builder, const Crash *crash,
                                   const CrashPage *page)
{
    const WrittenRun *last = &page->written.last;
    g_autofree char *names = crash_page_names(page);

    json_builder_begin_object(builder);
    results_add_int(builder, "gpa", page->page * GUEST_PAGE_BYTES);
    results_add_string(builder, "named_by", names);
    results_add_int(builder, "steps", page->steps);
    if (!crash->unknown) {
        results_add_int(builder, "writes", page->written.count);
    }
    if (page->written.count) {
        json_builder_set_member_name(builder, "last_write");
        json_builder_begin_object(builder);
        results_add_int(builder, "seq", last->seq);
        results_add_int(builder, "gpa", last->gpa);
        results_add_int(builder, "bytes", last->bytes);
        results_add_string(builder, "means", written_means(last));
        json_builder_end_object(builder);
    }
    json_builder_end_object(builder);
}

static void results_add_crash(JsonBuilder *builder, const Crash *crash)
{
    if (!crash) {
        return;
    }
    json_builder_set_member_name(builder, "crash");
    json_builder_begin_object(builder);
    results_add_string(builder, "line", crash->line);
    results_add_optional(builder, "where", crash->where);
    results_add_optional(builder, "case", crash->case_name);
    results_add_optional(builder, "unknown", crash->unknown);
    results_add_int(builder, "seq", crash->seq);
    results_add_boolean(builder, "followed", crash->followed);
    json_builder_set_member_name(builder, "pages");
    json_builder_begin_array(builder);
    for (guint i = 0; i < crash->pages->len; i++) {
        results_add_crash_page(builder, crash, crash->pages->pdata[i]);
    }
    json_builder_end_array(builder);
    json_builder_end_object(builder);
}

static void results_add_failure(JsonBuilder *builder, const GError *failure)
{
    if (failure) {
        json_builder_set_member_name(builder, "failure");
        json_builder_begin_object(builder);
        results_add_int(builder, "code", svgalab_error_exit_code(failure));
        results_add_string(builder, "message", failure->message);
        json_builder_end_object(builder);
    }
}

static void results_add_verdict(JsonBuilder *builder, const Results *results,
                                const Verdict *verdict)
{
    g_autofree char *started = g_date_time_format_iso8601(results->started);

    results_add_int(builder, "schema", RESULTS_SCHEMA);
    results_add_string(builder, "verdict", verdict->word);
    results_add_string(builder, "verdict_text", verdict->text);
    results_add_int(builder, "exit_code", verdict->exit_code);
    results_add_string(builder, "started", started);
    results_add_int(builder, "duration_ms",
                    (g_get_monotonic_time() - results->started_monotonic) /
                    1000);
}

char *results_to_json(const Results *results, const Verdict *verdict)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *text = NULL;

    json_builder_begin_object(builder);
    results_add_verdict(builder, results, verdict);
    results_add_environment(builder, results);
    results_add_summary(builder, results);
    results_add_device(builder, results);
    results_add_probes(builder, results);
    results_add_cases(builder, results);
    results_add_screenshots(builder, results);
    results_add_crash(builder, results->crash);
    results_add_failure(builder, results->failure);
    json_builder_end_object(builder);
    root = json_builder_get_root(builder);
    text = json_to_string(root, TRUE);
    return g_strconcat(text, "\n", NULL);
}
