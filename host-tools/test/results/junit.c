/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* JUnit: well-formed XML with the right counts, whatever the guest said. */

#include "results/junit.h"

#include "base/error.h"

typedef struct Seen {
    guint elements;
    GString *path;          /* "testsuite tests=3 ..." per element */
} Seen;

static void take_start(GMarkupParseContext *context, const char *name,
                       const char **names, const char **values,
                       gpointer opaque, GError **error)
{
    Seen *seen = opaque;

    seen->elements++;
    g_string_append(seen->path, name);
    for (guint i = 0; names[i]; i++) {
        if (!g_str_equal(names[i], "time") &&
            !g_str_equal(names[i], "timestamp")) {
            g_string_append_printf(seen->path, " %s=%s", names[i], values[i]);
        }
    }
    g_string_append_c(seen->path, '\n');
}

/* GLib's parser refuses XML that is not well formed. */
static char *parse(const char *xml)
{
    static const GMarkupParser parser = { .start_element = take_start };
    g_autoptr(GError) error = NULL;
    Seen seen = { 0, g_string_new(NULL) };
    g_autoptr(GMarkupParseContext) context =
        g_markup_parse_context_new(&parser, 0, &seen, NULL);

    g_assert_true(g_markup_parse_context_parse(context, xml, -1, &error));
    g_assert_no_error(error);
    g_assert_true(g_markup_parse_context_end_parse(context, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(seen.elements, >, 3);
    return g_string_free(seen.path, FALSE);
}

static CaseResult *add_case(Results *results, const char *name,
                            Outcome outcome, const char *reason)
{
    CaseResult *result = case_result_new(name);

    result->outcome = outcome;
    result->reason = g_strdup(reason);
    results->selected++;
    g_ptr_array_add(results->cases, result);
    return result;
}

static void add_blame(CaseResult *result, Blame blame, const char *detail)
{
    AuditRecord *record = g_new0(AuditRecord, 1);

    record->blame = blame;
    record->detail = g_strdup(detail);
    record->surfaces = g_ptr_array_new();
    record->maps = g_ptr_array_new();
    g_ptr_array_add(result->audits, record);
}

static void assert_has(const char *text, const char *line)
{
    if (!strstr(text, line)) {
        g_error("no '%s' in:\n%s", line, text);
    }
}

static void test_outcomes(void)
{
    g_autoptr(Results) results = results_new("/nonexistent");
    g_autoptr(Verdict) verdict = NULL;
    g_autofree char *xml = NULL;
    g_autofree char *seen = NULL;

    results_set_fact(results, "kernel", "stock");
    add_case(results, "store/a", OUTCOME_PASS, NULL);
    add_blame(add_case(results, "store/b", OUTCOME_FAIL, NULL), BLAME_DEVICE,
              "page 3");
    add_case(results, "store/c", OUTCOME_XFAIL, "known")->defect =
        g_strdup("walk-ends");
    add_case(results, "store/d", OUTCOME_XPASS, "known");
    add_case(results, "store/e", OUTCOME_SKIP, "no such thing");
    verdict = verdict_of(results);
    xml = junit_from_results(results, verdict);
    seen = parse(xml);
    assert_has(seen, "testsuites name=svgalab tests=5 failures=2 errors=0 "
               "skipped=2\n");
    assert_has(seen, "testsuite name=svgalab.stock tests=5 failures=2 "
               "errors=0 skipped=2\n");
    assert_has(seen, "testcase classname=stock.store name=store/a\n"
               "testcase classname=stock.store name=store/b\n"
               "failure type=device message=page 3\n");
    assert_has(seen, "skipped message=expected failure: walk-ends: known\n");
    assert_has(seen, "failure type=unexpected-pass message=");
    assert_has(seen, "skipped message=no such thing\n");
}

static void test_crash(void)
{
    g_autoptr(Results) results = results_new("/nonexistent");
    g_autoptr(Verdict) verdict = NULL;
    g_autofree char *xml = NULL;
    g_autofree char *seen = NULL;

    add_case(results, "store/a", OUTCOME_CRASH, "the guest died");
    g_set_error(&results->failure, SVGALAB_ERROR, SVGALAB_ERROR_GUEST,
                "the guest died in store/a");
    verdict = verdict_of(results);
    xml = junit_from_results(results, verdict);
    seen = parse(xml);
    assert_has(seen, "tests=2 failures=0 errors=2 skipped=0\n");
    assert_has(seen, "error type=crash message=the guest died\n");
    assert_has(seen, "testcase classname=unknown name=run\n"
               "error type=crash message=the guest died in store/a\n");
}

static void test_hostile(void)
{
    g_autoptr(Results) results = results_new("/a\"<b>");
    g_autoptr(Verdict) verdict = NULL;
    g_autofree char *xml = NULL;
    g_autofree char *seen = NULL;
    CaseResult *result = add_case(results, "store/a", OUTCOME_FAIL,
                                  "\"/></testsuites>\001\377");

    g_ptr_array_add(result->diagnostics,
                    g_strdup("]]></system-out><evil/>&#1;"));
    verdict = verdict_of(results);
    xml = junit_from_results(results, verdict);
    seen = parse(xml);
    g_assert_null(strstr(seen, "evil"));
    g_assert_null(strchr(xml, '\001'));
    g_assert_true(g_utf8_validate(xml, -1, NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/junit/outcomes", test_outcomes);
    g_test_add_func("/junit/crash", test_crash);
    g_test_add_func("/junit/hostile", test_hostile);
    return g_test_run();
}
