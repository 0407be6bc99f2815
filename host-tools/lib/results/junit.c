/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The results of a run as JUnit XML, for CI servers. */

#include "results/junit.h"

#include "base/markup.h"
#include "results/verdict.h"

typedef struct JunitCounts {
    guint tests;
    guint failures;
    guint errors;
    guint skipped;
} JunitCounts;

/* Facts written as properties: those that may differ between runs. */
static const char *const junit_facts[] = {
    "kernel", "kernel_version", "accelerator", "device_level",
    "libvirt_version", "qemu_version", "reproduce_svgalab",
};

static JunitCounts junit_count(const Results *results)
{
    return (JunitCounts) {
        .tests = results->cases->len + (results->failure != NULL),
        .failures = results_count(results, OUTCOME_FAIL) +
                    results_count(results, OUTCOME_XPASS),
        .errors = results_count(results, OUTCOME_CRASH) +
                  (results->failure != NULL),
        .skipped = results_count(results, OUTCOME_SKIP) +
                   results_count(results, OUTCOME_XFAIL),
    };
}

/* Seconds, with a decimal point in any locale. */
static void junit_append_time(GString *xml, gint64 microseconds)
{
    g_string_append_printf(xml, " time=\"%" G_GINT64_FORMAT ".%03d\"",
                           microseconds / G_USEC_PER_SEC,
                           (int)(microseconds / 1000 % 1000));
}

static void junit_append_counts(GString *xml, const JunitCounts *counts)
{
    g_string_append_printf(xml, " tests=\"%u\" failures=\"%u\" errors=\"%u\" "
                           "skipped=\"%u\"", counts->tests, counts->failures,
                           counts->errors, counts->skipped);
}

static void junit_append_properties(GString *xml, const Results *results)
{
    g_string_append(xml, "    <properties>\n");
    for (guint i = 0; i < G_N_ELEMENTS(junit_facts); i++) {
        const char *value = results_fact(results, junit_facts[i]);

        if (value) {
            markup_append(xml, "      <property name=\"%s\" value=\"%s\"/>\n",
                          junit_facts[i], value);
        }
    }
    markup_append(xml, "      <property name=\"results\" value=\"%s\"/>\n"
                  "    </properties>\n", results->dir);
}

static Blame junit_blame(const CaseResult *result)
{
    Blame blame = BLAME_NONE;

    for (guint i = 0; i < result->audits->len; i++) {
        const AuditRecord *record = result->audits->pdata[i];

        blame = MAX(blame, record->blame);
    }
    return blame;
}

static void junit_append_outcome(GString *xml, const CaseResult *result)
{
    const char *detail = verdict_case_detail(result);
    const char *blame = blame_name(junit_blame(result));
    g_autofree char *reason = verdict_case_reason(result);

    switch (result->outcome) {
    case OUTCOME_FAIL:
        markup_append(xml, "      <failure type=\"%s\" message=\"%s\"/>\n",
                      blame ? blame : "test", detail);
        break;
    case OUTCOME_XPASS:
        markup_append(xml, "      <failure type=\"unexpected-pass\" "
                      "message=\"%s\"/>\n", detail);
        break;
    case OUTCOME_CRASH:
        markup_append(xml, "      <error type=\"crash\" message=\"%s\"/>\n",
                      detail);
        break;
    case OUTCOME_XFAIL:
        markup_append(xml, "      <skipped message=\"expected failure: %s\"/>"
                      "\n", reason ? reason : detail);
        break;
    case OUTCOME_SKIP:
        markup_append(xml, "      <skipped message=\"%s\"/>\n", detail);
        break;
    default:
        break;
    }
}

static void junit_append_case(GString *xml, const char *kernel,
                              const CaseResult *result)
{
    g_auto(GStrv) parts = g_strsplit(result->name, "/", 2);

    markup_append(xml, "    <testcase classname=\"%s.%s\" name=\"%s\"",
                  kernel, parts[0], result->name);
    junit_append_time(xml, result->duration);
    g_string_append(xml, ">\n");
    junit_append_outcome(xml, result);
    if (result->diagnostics->len) {
        g_string_append(xml, "      <system-out>");
        for (guint i = 0; i < result->diagnostics->len; i++) {
            markup_append(xml, "%s\n", (char *)result->diagnostics->pdata[i]);
        }
        g_string_append(xml, "</system-out>\n");
    }
    g_string_append(xml, "    </testcase>\n");
}

static void junit_append_suite(GString *xml, const Results *results,
                               const Verdict *verdict, gint64 duration)
{
    JunitCounts counts = junit_count(results);
    const char *kernel = results_fact(results, "kernel");
    g_autofree char *started = g_date_time_format(results->started,
                                                  "%Y-%m-%dT%H:%M:%S");

    kernel = kernel ? kernel : "unknown";
    markup_append(xml, "  <testsuite name=\"svgalab.%s\" timestamp=\"%s\"",
                  kernel, started);
    junit_append_counts(xml, &counts);
    junit_append_time(xml, duration);
    g_string_append(xml, ">\n");
    junit_append_properties(xml, results);
    for (guint i = 0; i < results->cases->len; i++) {
        junit_append_case(xml, kernel, results->cases->pdata[i]);
    }
    if (results->failure) {
        markup_append(xml, "    <testcase classname=\"%s\" name=\"run\">\n"
                      "      <error type=\"%s\" message=\"%s\"/>\n"
                      "    </testcase>\n", kernel, verdict->word,
                      results->failure->message);
    }
    markup_append(xml, "    <system-out>verdict: %s</system-out>\n"
                  "  </testsuite>\n", verdict->text);
}

char *junit_from_results(const Results *results, const Verdict *verdict)
{
    g_autoptr(GString) xml = g_string_new(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"svgalab\"");
    gint64 duration = g_get_monotonic_time() - results->started_monotonic;
    JunitCounts counts = junit_count(results);

    junit_append_counts(xml, &counts);
    junit_append_time(xml, duration);
    g_string_append(xml, ">\n");
    junit_append_suite(xml, results, verdict, duration);
    g_string_append(xml, "</testsuites>\n");
    return g_string_free(g_steal_pointer(&xml), FALSE);
}
