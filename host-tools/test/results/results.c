/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Results: verdicts, exit codes, and JSON with stable keys. */

#include "results/results.h"

#include "../document.h"
#include "base/error.h"
#include "base/json-peek.h"
#include "base/json.h"
#include "results/results-json.h"
#include "results/verdict.h"

static CaseResult *add_case(Results *results, const char *name,
                            Outcome outcome)
{
    CaseResult *result = case_result_new(name);

    result->outcome = outcome;
    results->selected++;
    g_ptr_array_add(results->cases, result);
    return result;
}

static void add_audit(CaseResult *result, Blame blame, const char *detail)
{
    AuditRecord *record = g_new0(AuditRecord, 1);
    JudgedSurface *surface = g_new0(JudgedSurface, 1);
    JudgedPages fault = {
        .first = 3, .last = 4, .bytes = 100, .blame = blame,
        .layer = blame == BLAME_GUEST ? LAYER_WALKER : LAYER_DEVICE,
        .stored = TRUE,
    };

    surface->sid = 9;
    surface->format = g_strdup("BUFFER");
    surface->page_count = 8;
    surface->pages = g_new0(guint8, 8);
    surface->pages[3] = surface->pages[4] = PAGE_WRITTEN | PAGE_STALE;
    surface->view = layers_view(NULL, 1, 9, NULL, 8);
    surface->view->complete = TRUE;
    surface->view->pages[3] = SEEN_LOOKED;
    surface->view->pages[4] = SEEN_LOOKED | SEEN_RANGE;
    surface->faults = g_array_new(FALSE, FALSE, sizeof(JudgedPages));
    g_array_append_val(surface->faults, fault);
    record->blame = blame;
    record->layer = fault.layer;
    record->detail = g_strdup(detail);
    record->surfaces =
        g_ptr_array_new_with_free_func((GDestroyNotify)judged_surface_free);
    record->maps = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(record->surfaces, surface);
    g_ptr_array_add(record->maps, g_strdup("maps/x.png"));
    g_ptr_array_add(result->audits, record);
}

static void check_verdict(const Results *results, const char *word, int code,
                          const char *text)
{
    g_autoptr(Verdict) verdict = verdict_of(results);

    g_assert_cmpstr(verdict->word, ==, word);
    g_assert_cmpint(verdict->exit_code, ==, code);
    g_assert_cmpstr(verdict->text, ==, text);
}

static void test_pass(void)
{
    g_autoptr(Results) results = results_new("/nonexistent");

    add_case(results, "a", OUTCOME_PASS);
    add_case(results, "b", OUTCOME_XFAIL);
    check_verdict(results, "pass", 0,
                  "pass (1 passed, 1 expected failures, 0 failed)");
    add_case(results, "c", OUTCOME_SKIP);
    check_verdict(results, "pass", 0,
                  "pass (1 passed, 1 expected failures, 0 failed, "
                  "1 skipped)");
}

static void test_fail(void)
{
    g_autoptr(Results) results = results_new("/nonexistent");
    CaseResult *bad;

    add_case(results, "a", OUTCOME_PASS);
    bad = add_case(results, "b", OUTCOME_FAIL);
    add_audit(bad, BLAME_GUEST, "pages 3-4 of surface 9 stale, no report "
                                "covered them (guest side)");
    check_verdict(results, "fail", 1,
                  "fail: b: pages 3-4 of surface 9 stale, no report covered "
                  "them (guest side) (1 passed, 0 expected failures, "
                  "1 failed)");
}

static void test_unexpected_pass(void)
{
    g_autoptr(Results) results = results_new("/nonexistent");

    add_case(results, "a", OUTCOME_XPASS);
    check_verdict(results, "fail", 1,
                  "fail: a: passed, though a failure was expected (0 passed, "
                  "0 expected failures, 1 failed)");
}

static void test_failure(void)
{
    static const struct {
        SvgalabError code;
        const char *word;
    } failures[] = {
        { SVGALAB_ERROR_GUEST, "crash" },
        { SVGALAB_ERROR_ENVIRONMENT, "error" },
        { SVGALAB_ERROR_TEST, "fail" },
    };

    for (guint i = 0; i < G_N_ELEMENTS(failures); i++) {
        g_autoptr(Results) results = results_new("/nonexistent");
        g_autofree char *text =
            g_strdup_printf("%s: why (1 passed, 0 expected failures, "
                            "0 failed, 1 not run)", failures[i].word);

        add_case(results, "a", OUTCOME_PASS);
        results->selected++;
        g_set_error(&results->failure, SVGALAB_ERROR, failures[i].code,
                    "why");
        check_verdict(results, failures[i].word, failures[i].code, text);
    }
}

static void test_nothing(void)
{
    g_autoptr(Results) results = results_new("/nonexistent");
    g_autoptr(Verdict) verdict = NULL;

    add_case(results, "a", OUTCOME_SKIP);
    verdict = verdict_of(results);
    g_assert_cmpint(verdict->exit_code, ==, SVGALAB_ERROR_NOTHING);
    g_assert_cmpstr(verdict->word, ==, "nothing");
}

static JsonObject *first_object(JsonObject *object, const char *name)
{
    JsonArray *array = NULL;

    g_assert_true(json_get_array(object, name, &array, NULL));
    g_assert_cmpuint(json_array_get_length(array), ==, 1);
    return json_array_get_object_element(array, 0);
}

/* Everything that a document can contain, and every outcome. */
static void test_json_whole(void)
{
    static const char *const facts[] = {
        "kernel", "kernel_version", "release", "boot_ms", "accelerator",
        "accelerator_reason", "device_level", "libvirt_version", "uri",
        "qemu", "qemu_version", "findings", "reproduce_svgalab",
        "reproduce_qemu",
    };
    g_autoptr(Results) results = results_new("/nonexistent");
    g_autoptr(Verdict) verdict = NULL;
    g_autofree char *text = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(facts); i++) {
        results_set_fact(results, facts[i], "1");
    }
    g_hash_table_replace(results->properties, g_strdup("vgamem_mb"),
                         g_strdup("32"));
    for (Outcome outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        CaseResult *result = add_case(results, "store/a", outcome);

        result->defect = g_strdup("walk-ends");
        result->reason = g_strdup("reason");
        g_ptr_array_add(result->diagnostics, g_strdup("a word"));
        add_audit(result, outcome % 2 ? BLAME_GUEST : BLAME_DEVICE, "pages");
    }
    g_ptr_array_add(results->screenshots,
                    screenshot_new("display/a", "screenshot-a.png"));
    results_note_probe(results, PROBE_SCAN, "why not");
    results_note_probe(results, PROBE_VISIT, "why not");
    g_set_error(&results->failure, SVGALAB_ERROR, SVGALAB_ERROR_GUEST, "why");
    verdict = verdict_of(results);
    text = results_to_json(results, verdict);
    document_keep("results-whole.json", text);
}

static void check_pages(JsonObject *surface, const char *witness,
                        const char *name, const char *wanted)
{
    JsonObject *object = json_object_get_object_member(
        json_object_get_object_member(surface, "witnesses"), witness);
    g_autofree char *text =
        json_to_string(json_object_get_member(object, name), FALSE);

    g_assert_cmpstr(text, ==, wanted);
}

static void test_json(void)
{
    g_autoptr(Results) results = results_new("/nonexistent");
    g_autoptr(Verdict) verdict = NULL;
    g_autoptr(JsonObject) root = NULL;
    g_autofree char *text = NULL;
    CaseResult *result = add_case(results, "store/a", OUTCOME_XFAIL);
    JsonObject *surface;
    JsonObject *lost;

    add_audit(result, BLAME_GUEST, "pages 3-4");
    result->defect = g_strdup("walk-ends");
    result->reason = g_strdup("known");
    results_set_fact(results, "kernel", "stock");
    g_hash_table_insert(results->counters, g_strdup("stat-updates"),
                        g_strdup("12"));
    verdict = verdict_of(results);
    text = results_to_json(results, verdict);
    root = json_object_from_line(text, NULL);
    g_assert_nonnull(root);
    g_assert_cmpstr(json_peek_string(root, "verdict", ""), ==, "pass");
    g_assert_cmpstr(json_peek_string(first_object(root, "cases"), "defect",
                                     ""), ==, "walk-ends");
    g_assert_cmpstr(json_peek_string(first_object(root, "cases"), "reason",
                                     ""), ==, "known");
    surface = first_object(first_object(first_object(root, "cases"),
                                        "audits"), "surfaces");
    g_assert_cmpint(json_object_get_int_member(surface, "stale_pages"), ==,
                    2);
    g_assert_cmpstr(json_peek_string(surface, "map", ""), ==, "maps/x.png");
    lost = first_object(surface, "lost");
    g_assert_cmpint(json_object_get_int_member(lost, "first_page"), ==, 3);
    g_assert_cmpint(json_object_get_int_member(lost, "page_count"), ==, 2);
    g_assert_cmpstr(json_peek_string(lost, "blame", ""), ==, "guest");
    g_assert_cmpstr(json_peek_string(lost, "layer", ""), ==, "walker");
    g_assert_false(json_peek_boolean(lost, "reported", TRUE));
    check_pages(surface, "truth", "page_ranges", "[[3,2]]");
    check_pages(surface, "helper", "looked_page_ranges", "[[3,2]]");
    check_pages(surface, "helper", "page_ranges", "[]");
    check_pages(surface, "driver", "page_ranges", "[[4,1]]");
    check_pages(surface, "device", "page_ranges", "[]");
    document_keep("results.json", text);
    g_assert_true(json_object_has_member(root, "environment"));
    g_assert_true(json_object_has_member(root, "summary"));
    g_assert_false(json_object_has_member(root, "failure"));
}

/* Reported once per probe, with the layers that are unknown without it. */
static void test_unknown_probes(void)
{
    g_autoptr(Results) results = results_new("/nonexistent");
    g_autoptr(Verdict) verdict = NULL;
    g_autoptr(JsonObject) root = NULL;
    g_autofree char *text = NULL;
    g_autofree char *probes = NULL;

    g_assert_true(results_note_probe(results, PROBE_VISIT, "wrong"));
    g_assert_false(results_note_probe(results, PROBE_VISIT, "none"));
    g_assert_true(results_note_probe(results, PROBE_SCAN, "none"));
    verdict = verdict_of(results);
    text = results_to_json(results, verdict);
    root = json_object_from_line(text, NULL);
    probes = json_to_string(json_object_get_member(root, "unknown_probes"),
                            FALSE);
    g_assert_cmpstr(probes, ==,
        "[{\"name\":\"visit\",\"reason\":\"wrong\",\"unknown_layers\":"
        "[\"walker\",\"helper\",\"driver-record\"]},"
        "{\"name\":\"scan\",\"reason\":\"none\",\"unknown_layers\":[]}]");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/results/pass", test_pass);
    g_test_add_func("/results/fail", test_fail);
    g_test_add_func("/results/unexpected-pass", test_unexpected_pass);
    g_test_add_func("/results/failure", test_failure);
    g_test_add_func("/results/nothing", test_nothing);
    g_test_add_func("/results/json", test_json);
    g_test_add_func("/results/json-whole", test_json_whole);
    g_test_add_func("/results/unknown-probes", test_unknown_probes);
    return g_test_run();
}
