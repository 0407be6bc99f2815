/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Two runs compared: cases, findings, environment, order, refused input. */

#include "diff/diff.h"

#include <unistd.h>

#include "../document.h"
#include "base/error.h"
#include "base/tree.h"
#include "diff/json.h"
#include "diff/text.h"

/* A run, %s: its verdict, its environment, its cases. */
#define DOCUMENT \
    "{\"schema\":2,\"verdict\":\"%s\",\"verdict_text\":\"why\"," \
    "\"started\":\"now\",\"environment\":{%s},\"reproduce\":{}," \
    "\"summary\":{},\"device\":{},\"screenshots\":[],\"cases\":[%s]}"

#define CASE(name, outcome, more) \
    "{\"name\":\"" name "\",\"outcome\":\"" outcome "\"" more "}"
#define PASS(name) CASE(name, "pass", "")
#define KNOWN(name, defect) CASE(name, "xfail", ",\"defect\":\"" defect "\"")
#define SAYS(name, outcome, words) \
    CASE(name, outcome, ",\"diagnostics\":[\"first\",\"" words "\"]")

/* A failed case whose audit blames one layer for most, another for a page. */
#define LOST(name, layer, other, words) \
    CASE(name, "fail", ",\"audits\":[{\"clean\":true},{\"clean\":false," \
         "\"layer\":\"" layer "\",\"detail\":\"" words "\"," \
         "\"surfaces\":[{\"lost\":[{\"layer\":\"" other "\"}]}]}]")

#define WHERE "\"kernel\":\"stock\",\"device_level\":\"L1\""

static char *base;

static char *put_run(const char *name, const char *verdict,
                     const char *environment, const char *cases)
{
    char *path = g_build_filename(base, name, NULL);
    g_autofree char *text = g_strdup_printf(DOCUMENT, verdict, environment,
                                            cases);

    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

static Diff *compare(const char *cases_a, const char *cases_b)
{
    g_autofree char *a = put_run("a.json", "pass", WHERE, cases_a);
    g_autofree char *b = put_run("b.json", "pass", WHERE, cases_b);
    g_autoptr(GError) error = NULL;
    Diff *diff = diff_new(a, b, &error);

    g_assert_no_error(error);
    return diff;
}

/* What became of the only case. */
static void check_case(const char *a, const char *b, Change change)
{
    g_autoptr(Diff) diff = compare(a, b);
    const CasePair *pair = diff->cases->pdata[0];

    g_assert_cmpuint(diff->cases->len, ==, 1);
    g_assert_cmpstr(change_name(pair->change), ==, change_name(change));
    g_assert_cmpuint(diff->case_counts[change], ==, 1);
    g_assert_true(diff->differs == (change != CHANGE_NONE));
}

/* What became of the finding "old", which must be the first. */
static void check_finding(const char *a, const char *b, Change change)
{
    g_autoptr(Diff) diff = compare(a, b);
    const Finding *finding;

    g_assert_cmpuint(diff->findings->len, >=, 1);
    finding = diff->findings->pdata[0];
    g_assert_cmpstr(finding->name, ==, "old");
    g_assert_cmpstr(change_name(finding->change), ==, change_name(change));
}

static void test_cases(void)
{
    check_case(PASS("x"), PASS("x"), CHANGE_NONE);
    check_case(CASE("x", "fail", ""), PASS("x"), CHANGE_FIXED);
    check_case(CASE("x", "crash", ""), PASS("x"), CHANGE_FIXED);
    check_case(KNOWN("x", "old"), PASS("x"), CHANGE_FIXED);
    check_case(KNOWN("x", "old"),
               CASE("x", "xpass", ",\"defect\":\"old\""), CHANGE_FIXED);
    check_case(PASS("x"), CASE("x", "fail", ""), CHANGE_BROKEN);
    check_case(PASS("x"), CASE("x", "crash", ""), CHANGE_BROKEN);
    check_case(PASS("x"), KNOWN("x", "old"), CHANGE_BROKEN);
    check_case(PASS("x"), "", CHANGE_ONLY_A);
    check_case("", PASS("x"), CHANGE_ONLY_B);
    /* The run with the second one fails. */
    check_case(PASS("x"), CASE("x", "xpass", ",\"defect\":\"old\""),
               CHANGE_OTHERWISE);
}

static void test_otherwise(void)
{
    check_case(KNOWN("x", "old"), KNOWN("x", "old"), CHANGE_NONE);
    check_case(KNOWN("x", "old"), KNOWN("x", "new"), CHANGE_OTHERWISE);
    check_case(KNOWN("x", "old"), CASE("x", "fail", ""), CHANGE_OTHERWISE);
    check_case(CASE("x", "fail", ""), CASE("x", "crash", ""),
               CHANGE_OTHERWISE);
    check_case(CASE("x", "fail", ""), CASE("x", "skip", ""),
               CHANGE_OTHERWISE);
    check_case(CASE("x", "skip", ",\"reason\":\"no swap\""),
               CASE("x", "skip", ",\"reason\":\"no disk\""),
               CHANGE_OTHERWISE);
    check_case(SAYS("x", "fail", "no such file"),
               SAYS("x", "fail", "no memory"), CHANGE_OTHERWISE);
    /* Only the last line counts, and of the host's word not the guest's. */
    check_case(SAYS("x", "fail", "gone"),
               CASE("x", "fail", ",\"diagnostics\":[\"gone\"]"), CHANGE_NONE);
    check_case(CASE("x", "crash", ",\"reason\":\"r\",\"diagnostics\":[\"1\"]"),
               CASE("x", "crash", ",\"reason\":\"r\",\"diagnostics\":[\"s\"]"),
               CHANGE_NONE);
}

/* What differs from run to run even if nothing was changed. */
static void test_numbers(void)
{
    check_case(SAYS("x", "fail", "Oops at 0xc3f0aa: 0000 ffff88810a00b000"),
               SAYS("x", "fail", "Oops at 0x11: 12 ffff888000cafe00"),
               CHANGE_NONE);
    check_case(SAYS("x", "fail", "100 of 100 are left"),
               SAYS("x", "fail", "7 of 100 are lost"), CHANGE_OTHERWISE);
    check_case(CASE("x", "xfail", ",\"defect\":\"old\",\"reason\":\"one\""),
               CASE("x", "xfail", ",\"defect\":\"old\",\"reason\":\"two\""),
               CHANGE_NONE);
}

static void test_layers(void)
{
    check_case(LOST("x", "unmap", "unmap", "page 3"),
               LOST("x", "unmap", "unmap", "pages 3-4; page 9"), CHANGE_NONE);
    check_case(LOST("x", "unmap", "unmap", "page 3"),
               LOST("x", "walker", "walker", "page 3"), CHANGE_OTHERWISE);
    check_case(LOST("x", "unmap", "unmap", "page 3"),
               LOST("x", "unmap", "helper", "page 3"), CHANGE_OTHERWISE);
    /* A layer of a version to come: the message has to do. */
    check_case(LOST("x", "magic", "magic", "page 3"),
               LOST("x", "magic", "magic", "tile 3"), CHANGE_OTHERWISE);
}

static void test_findings(void)
{
    check_finding(KNOWN("x", "old"), KNOWN("x", "old"), CHANGE_NONE);
    check_finding(KNOWN("x", "old"), PASS("x"), CHANGE_FIXED);
    check_finding(PASS("x"), KNOWN("x", "old"), CHANGE_BROKEN);
    check_finding(KNOWN("x", "old"), "", CHANGE_ONLY_A);
    check_finding("", KNOWN("x", "old"), CHANGE_ONLY_B);
    check_finding(KNOWN("x", "old"), KNOWN("x", "new"), CHANGE_OTHERWISE);
    check_finding(KNOWN("x", "old"), CASE("x", "skip", ""),
                  CHANGE_OTHERWISE);
    check_finding(KNOWN("x", "old") "," KNOWN("y", "old"),
                  KNOWN("x", "old") "," PASS("y"), CHANGE_OTHERWISE);
    check_finding(KNOWN("x", "old") "," KNOWN("y", "old"),
                  KNOWN("x", "old"), CHANGE_NONE);
    check_finding(KNOWN("x", "old") "," KNOWN("y", "old"), PASS("y"),
                  CHANGE_FIXED);
}

/* A pass despite an expectation does not show the defect. */
static void test_no_finding(void)
{
    g_autoptr(Diff) diff =
        compare(CASE("x", "xpass", ",\"defect\":\"old\""),
                CASE("x", "fail", ",\"defect\":\"\""));

    g_assert_cmpuint(diff->findings->len, ==, 0);
}

static void test_environment(void)
{
    g_autofree char *a = put_run("a.json", "pass", WHERE ",\"boot_ms\":1",
                                 PASS("x"));
    g_autofree char *b = put_run("b.json", "pass",
                                 "\"kernel\":\"patched\",\"device_level\":"
                                 "\"L1\",\"boot_ms\":2,\"qemu\":\"/q\"",
                                 PASS("x"));
    g_autoptr(Diff) diff = diff_new(a, b, NULL);
    g_autofree char *text = diff_to_text(diff);

    g_assert_false(diff->differs);
    g_assert_cmpstr(text, ==, "kernel: stock -> patched\n"
                    "qemu: unknown -> /q\n"
                    "findings: 0 fixed, 0 broken, 0 changed, 0 only in A, "
                    "0 only in B, 0 unchanged\n"
                    "cases: 0 fixed, 0 broken, 0 changed, 0 only in A, "
                    "0 only in B, 1 unchanged\n");
}

/* The run as a whole can fail though each case is as it was. */
static void test_verdict(void)
{
    g_autofree char *a = put_run("a.json", "pass", WHERE, PASS("x"));
    g_autofree char *b = put_run("b.json", "error", WHERE, PASS("x"));
    g_autoptr(Diff) diff = diff_new(a, b, NULL);
    g_autofree char *text = diff_to_text(diff);

    g_assert_true(diff->differs);
    g_assert_true(g_str_has_prefix(text, "verdict: pass -> error\nfindings"));
}

#define ORDER_A PASS("z") "," KNOWN("m", "old") "," PASS("same") "," \
    LOST("k", "unmap", "helper", "page 3") "," PASS("b")
#define ORDER_B PASS("a") "," LOST("b", "device", "device", "page 1") "," \
    PASS("same") "," PASS("m") "," PASS("k") "," KNOWN("c", "new")

static void test_text(void)
{
    g_autoptr(Diff) diff = compare(ORDER_A, ORDER_B);
    g_autofree char *text = diff_to_text(diff);

    g_assert_cmpstr(
        text, ==,
        "fixed: finding old: cases that fail by it: 1 -> 0\n"
        "only in B: finding new: cases that fail by it: 0 -> 1\n"
        "only in A: z\n  A: pass\n"
        "fixed: m\n  A: xfail, old\n  B: pass\n"
        "fixed: k\n  A: fail, unmap, helper: page 3\n  B: pass\n"
        "broken: b\n  A: pass\n  B: fail, device: page 1\n"
        "only in B: a\n  B: pass\n"
        "only in B: c\n  B: xfail, new\n"
        "findings: 1 fixed, 0 broken, 0 changed, 0 only in A, 1 only in B, "
        "0 unchanged\n"
        "cases: 2 fixed, 1 broken, 0 changed, 1 only in A, 2 only in B, "
        "1 unchanged\n");
}

static void test_json(void)
{
    g_autofree char *a = put_run("a.json", "pass", WHERE, ORDER_A);
    g_autofree char *b = put_run("b.json", "fail",
                                 "\"kernel\":\"patched\",\"device_level\":"
                                 "\"L2\"", ORDER_B);
    g_autoptr(Diff) diff = diff_new(a, b, NULL);
    g_autofree char *text = diff_to_json(diff);
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonArray *cases;
    JsonObject *root;
    JsonObject *third;

    document_keep("diff.json", text);
    g_assert_true(json_parser_load_from_data(parser, text, -1, NULL));
    root = json_node_get_object(json_parser_get_root(parser));
    g_assert_true(json_object_get_boolean_member(root, "differs"));
    cases = json_object_get_array_member(root, "cases");
    g_assert_cmpuint(json_array_get_length(cases), ==, 6);
    third = json_array_get_object_element(cases, 2);
    g_assert_cmpstr(json_object_get_string_member(third, "name"), ==, "k");
    g_assert_cmpstr(json_object_get_string_member(third, "change"), ==,
                    "fixed");
    third = json_object_get_object_member(third, "a");
    g_assert_cmpuint(json_array_get_length(
        json_object_get_array_member(third, "layers")), ==, 2);
}

/* Nothing of a document can end a line or reach the terminal as a command. */
static void test_hostile(void)
{
    g_autoptr(Diff) diff =
        compare(SAYS("x\\u001b[2J\\nfixed: y", "fail", "\\u0007a"), "");
    g_autofree char *text = diff_to_text(diff);

    g_assert_true(g_str_has_prefix(text, "only in A: x?[2J?fixed: y\n"
                                   "  A: fail: ?a\n"));
}

/* Members of wrong types read as missing. */
static void test_wrong_types(void)
{
    check_case(CASE("x", "fail", ",\"defect\":7,\"audits\":[3,{\"layer\":[],"
                    "\"surfaces\":[null,{\"lost\":{}}]}],\"diagnostics\":[{}]"),
               CASE("x", "fail", ",\"audits\":\"no\""), CHANGE_NONE);
}

static void check_refused(const char *cases, const char *wanted)
{
    g_autofree char *a = put_run("a.json", "pass", WHERE, PASS("x"));
    g_autofree char *b = put_run("b.json", "pass", WHERE, cases);
    g_autoptr(GError) error = NULL;

    g_assert_null(diff_new(a, b, &error));
    g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    g_assert_nonnull(strstr(error->message, wanted));
}

static void test_refused(void)
{
    check_refused(PASS("y") "," PASS("y"),
                  "b.json: cases[1]: the name is there twice");
    check_refused(CASE("y", "odd", ""), "b.json: cases[0]: unknown outcome");
    check_refused("3", "b.json: cases[0]: not an object");
    check_refused("{", "b.json: is not JSON");
}

int main(int argc, char **argv)
{
    int status;

    base = g_dir_make_tmp("svgalab-test-XXXXXX", NULL);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/diff/cases", test_cases);
    g_test_add_func("/diff/otherwise", test_otherwise);
    g_test_add_func("/diff/numbers", test_numbers);
    g_test_add_func("/diff/layers", test_layers);
    g_test_add_func("/diff/findings", test_findings);
    g_test_add_func("/diff/no-finding", test_no_finding);
    g_test_add_func("/diff/environment", test_environment);
    g_test_add_func("/diff/verdict", test_verdict);
    g_test_add_func("/diff/text", test_text);
    g_test_add_func("/diff/json", test_json);
    g_test_add_func("/diff/hostile", test_hostile);
    g_test_add_func("/diff/wrong-types", test_wrong_types);
    g_test_add_func("/diff/refused", test_refused);
    status = g_test_run();
    remove_tree(base);
    g_free(base);
    return status;
}
