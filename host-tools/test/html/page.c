/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The report page: contents, escaping, refused input. */

#include "html/page.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/tree.h"

#define HOSTILE "<script>alert(1)</script>\\\" onload=x"

/*
 * A run with one case, %s: findings; its name, outcome, defect, a diagnostic,
 * a map.
 */
#define DOCUMENT \
    "{\"schema\":2,\"verdict\":\"fail\",\"verdict_text\":\"fail: why\"," \
    "\"exit_code\":1,\"started\":\"now\",\"duration_ms\":1234," \
    "\"environment\":{\"kernel\":\"stock\",\"findings\":\"%s\"}," \
    "\"reproduce\":{}," \
    "\"summary\":{\"selected\":1,\"passed\":0,\"failed\":1," \
    "\"expected_failures\":0,\"unexpected_passes\":0,\"skipped\":0," \
    "\"crashed\":0,\"not_run\":0},\"device\":{\"stat-updates\":7}," \
    "\"cases\":[{\"name\":\"%s\",\"outcome\":\"%s\"," \
    "\"defect\":\"%s\",\"reason\":\"why\",\"tries\":1," \
    "\"duration_ms\":5,\"diagnostics\":[\"%s\"],\"audits\":[{\"seq\":9," \
    "\"clean\":false,\"blame\":\"guest\",\"layer\":\"driver-boxes\"," \
    "\"stale_bytes\":100," \
    "\"detail\":\"pages 3-4\",\"surfaces\":[{\"tag\":1,\"sid\":2," \
    "\"format\":\"BUFFER\",\"size\":131072,\"pages\":32," \
    "\"written_pages\":4,\"reported_pages\":3,\"stale_pages\":2," \
    "\"map\":\"%s\",\"lost\":[{\"first_page\":3,\"page_count\":2," \
    "\"bytes\":100,\"blame\":\"guest\",\"reported\":false," \
    "\"stored\":true}],\"witnesses\":{\"complete\":true," \
    "\"truth\":{\"stale_bytes\":100,\"page_ranges\":[[3,2]]}," \
    "\"helper\":{\"cleans\":1,\"protects\":0,\"marked\":1," \
    "\"looked_page_ranges\":[[0,32]]," \
    "\"visited_page_ranges\":[[0,32]],\"unmapped_page_ranges\":[]," \
    "\"page_ranges\":[[3,3]]},\"driver\":{\"scans\":1,\"faults\":0," \
    "\"handed_over\":1,\"syncs\":1,\"trapped_page_ranges\":[]," \
    "\"page_ranges\":[[6,1],[7],[8,0]]},\"device\":{\"reports\":1," \
    "\"page_ranges\":[[20,2],[31,1]]," \
    "\"over_reported_page_ranges\":[]}}}]}]}]," \
    "\"unknown_probes\":[{\"name\":\"visit\",\"reason\":\"told nothing\"," \
    "\"unknown_layers\":[\"walker\",\"helper\"]}],\"screenshots\":[]}"

/* its report stream differs, but is not consulted */
#define REPORTS \
    "{\"seq\":1,\"event\":\"hello\",\"version\":3," \
    "\"device\":\"vmware-svga\",\"level\":\"L1\"}\n" \
    "{\"seq\":2,\"event\":\"define\",\"sid\":2,\"format\":\"BUFFER\"," \
    "\"format_id\":37,\"flags\":0,\"width\":131072,\"height\":1," \
    "\"depth\":1,\"faces\":1,\"mips\":1,\"size\":131072}\n" \
    "{\"seq\":3,\"event\":\"update\",\"cmd\":\"UPDATE_GB_IMAGE\"," \
    "\"sid\":2,\"face\":0,\"mip\":0,\"box\":[4096,0,0,8192,1,1]," \
    "\"span\":{\"offset\":4096,\"row_bytes\":8192,\"rows\":1," \
    "\"row_pitch\":131072,\"slices\":1,\"slice_pitch\":131072}," \
    "\"bytes\":8192}\n" \
    "{\"seq\":4,\"event\":\"marker\",\"text\":" \
    "\"case=store/a tag=1 role=src sub=1\"}\n" \
    "{\"seq\":5,\"event\":\"copy\",\"src\":2,\"dst\":3,\"boxes\":0}\n"

/* Eight bytes suffice to be taken for a PNG. */
#define PICTURE "\211PNG\r\n\032\n"

static char *base;

static void put(const char *name, const char *text, gssize length)
{
    g_autofree char *path = g_build_filename(base, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);

    g_assert_cmpint(g_mkdir_with_parents(parent, 0777), ==, 0);
    g_assert_true(g_file_set_contents(path, text, length, NULL));
}

static void put_document(const char *name, const char *outcome,
                         const char *diagnostic, const char *map)
{
    g_autofree char *text = g_strdup_printf(DOCUMENT, "", name, outcome, "",
                                            diagnostic, map);

    put("results.json", text, -1);
}

static void put_defect(const char *findings, const char *defect)
{
    g_autofree char *text = g_strdup_printf(DOCUMENT, findings, "store/a",
                                            "xfail", defect, "", "");

    put("results.json", text, -1);
}

static char *make_page(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ResultFile) file = resultfile_open(base, &error);

    g_assert_no_error(error);
    return html_page(file);
}

static void assert_has(const char *page, const char *text)
{
    if (!strstr(page, text)) {
        g_error("no '%s' in:\n%s", text, page);
    }
}

static void assert_lacks(const char *page, const char *text)
{
    if (strstr(page, text)) {
        g_error("there is '%s' in:\n%s", text, page);
    }
}

static void test_failure(void)
{
    g_autofree char *page = NULL;

    put_document("store/a", "fail", "it said so", "maps/a.png");
    put("maps/a.png", PICTURE, sizeof(PICTURE) - 1);
    put("reports.jsonl", REPORTS, -1);
    put("console.log", "boot\nsvgalab: case store/a\nin a\n"
        "svgalab: case store/b\nin b\n", -1);
    page = make_page();
    assert_has(page, "<h2>Failures</h2>");
    assert_has(page, "<article><header><h3>store/a</h3>");
    assert_has(page, "pages 3-4: 100 bytes, never reported");
    assert_has(page, "<rect class=\"truth\" x=\"3\" y=\"0\" width=\"2\"");
    assert_has(page, "<rect class=\"helper\" x=\"3\" y=\"0\" width=\"3\"");
    assert_has(page, "<rect class=\"driver\" x=\"6\" y=\"0\" width=\"1\"");
    /* invalid values are not runs of pages */
    assert_lacks(page, "<rect class=\"driver\" x=\"7\"");
    assert_lacks(page, "<rect class=\"driver\" x=\"8\"");
    assert_has(page, "to blame: guest, driver-boxes");
    assert_has(page, "<rect class=\"device\" x=\"20\" y=\"0\" width=\"2\"");
    assert_lacks(page, "<rect class=\"device\" x=\"1\"");
    assert_has(page, "src=\"data:image/png;base64,iVBORw0KGgo=\"");
    assert_has(page, "it said so");
    assert_has(page, "boot\nsvgalab: case store/a\nin a\n</pre>");
    assert_lacks(page, "in b");
    assert_has(page, "default-src 'none'");
}

static guint count_of(const char *page, const char *text)
{
    guint count = 0;

    for (page = strstr(page, text); page; page = strstr(page + 1, text)) {
        count++;
    }
    return count;
}

/* Check that the page has the runs of @witness's lane, and no other marks. */
static void compare_lane(const char *page, JsonObject *witnesses,
                         const char *witness)
{
    g_autofree char *marks = g_strdup_printf("<rect class=\"%s\"", witness);
    JsonArray *runs = json_object_get_array_member(
        json_object_get_object_member(witnesses, witness), "page_ranges");

    for (guint i = 0; i < json_array_get_length(runs); i++) {
        JsonArray *run = json_array_get_array_element(runs, i);
        gint64 first = json_array_get_int_element(run, 0);
        g_autofree char *mark = g_strdup_printf(
            "%s x=\"%" G_GINT64_FORMAT "\" y=\"0\" width=\"%"
            G_GINT64_FORMAT "\"", marks, first,
            json_array_get_int_element(run, 1));

        assert_has(page, mark);
    }
    g_assert_cmpuint(count_of(page, marks), ==, json_array_get_length(runs));
}

static void compare_surface(const char *page, JsonObject *surface)
{
    static const char *const lanes[] = { "truth", "helper", "driver",
                                         "device" };
    g_autofree char *heading = g_strdup_printf(
        "<h4>Surface %d: BUFFER, %d bytes in %d pages, %d written, "
        "%d reported, %d stale</h4>",
        (int)json_object_get_int_member(surface, "sid"),
        (int)json_object_get_int_member(surface, "size"),
        (int)json_object_get_int_member(surface, "pages"),
        (int)json_object_get_int_member(surface, "written_pages"),
        (int)json_object_get_int_member(surface, "reported_pages"),
        (int)json_object_get_int_member(surface, "stale_pages"));

    assert_has(page, heading);
    for (guint i = 0; i < G_N_ELEMENTS(lanes); i++) {
        compare_lane(page, json_object_get_object_member(surface,
                                                         "witnesses"),
                     lanes[i]);
    }
}

/* Valid runs of pages for each of the witnesses. */
static void put_losses(void)
{
    g_autofree char *text = g_strdup_printf(DOCUMENT, "", "store/a", "fail",
                                            "", "", "");
    g_auto(GStrv) parts = g_strsplit(text, "[7],[8,0]", -1);
    g_autofree char *whole = g_strjoinv("[9,4]", parts);

    put("results.json", whole, -1);
    put("reports.jsonl", REPORTS, -1);
}

/* The page shows what the run's results say, whatever else there is. */
static void test_numbers(void)
{
    g_autofree char *page = NULL;
    g_autoptr(ResultFile) file = NULL;
    JsonObject *audit;
    JsonArray *cases;

    put_losses();
    page = make_page();
    file = resultfile_open(base, NULL);
    cases = json_object_get_array_member(resultfile_root(file), "cases");
    audit = json_array_get_object_element(
        json_object_get_array_member(json_array_get_object_element(cases, 0),
                                     "audits"), 0);
    compare_surface(page, json_array_get_object_element(
        json_object_get_array_member(audit, "surfaces"), 0));
    assert_has(page, "<h4>Audit 1: 100 bytes stale, to blame: guest, "
               "driver-boxes</h4>");
    assert_has(page, "<tr><td class=\"name\">visit</td><td>told nothing</td>"
               "<td>walker, helper</td></tr>");
}

static void test_expected(void)
{
    g_autofree char *page = NULL;

    put_document("store/a", "xfail", "", "");
    page = make_page();
    assert_lacks(page, "<h2>Failures</h2>");
    assert_has(page, "<h2>Expected failures</h2>");
    assert_has(page, "<details class=\"case\"><summary><h3>store/a</h3>");
}

/* The name links to its description if its location is known. */
static void test_defect(void)
{
    g_autofree char *page = NULL;
    g_autofree char *alone = NULL;
    g_autofree char *hostile = NULL;

    put_defect("/a b/findings.md", "walk-ends");
    page = make_page();
    assert_has(page, "<p><a href=\"file:///a%20b/findings.md#walk-ends\">"
               "walk-ends</a>: why</p>");
    assert_has(page, "<td class=\"reason\"><a href=\"file:///a%20b/"
               "findings.md#walk-ends\">walk-ends</a>: why</td>");
    put_defect("", "walk-ends");
    alone = make_page();
    assert_lacks(alone, "<a ");
    assert_has(alone, "<td class=\"reason\">walk-ends: why</td>");
    put_defect("javascript:" HOSTILE, HOSTILE);
    hostile = make_page();
    assert_lacks(hostile, "<a ");
    assert_lacks(hostile, "<script");
    put_defect("/" HOSTILE, HOSTILE);
    g_free(hostile);
    hostile = make_page();
    assert_has(hostile, "<a href=\"file:///%3Cscript%3E");
    assert_lacks(hostile, "\" onload");
}

static void test_pass(void)
{
    g_autofree char *page = NULL;

    put_document("store/a", "pass", "", "");
    page = make_page();
    assert_lacks(page, "ailures</h2>");
    assert_has(page, "<td class=\"name\">store/a</td>");
    assert_has(page, "<tr><th>stat-updates</th><td>7</td></tr>");
}

static void test_hostile(void)
{
    g_autofree char *page = NULL;

    put_document(HOSTILE, "fail", "\\u0007" HOSTILE, HOSTILE);
    put("console.log", "svgalab: case <script>alert(1)</script>\" onload=x\n"
        "<img src=http://x/>\001\377\n", -1);
    page = make_page();
    assert_lacks(page, "<script");
    assert_lacks(page, "<img");
    assert_lacks(page, "\" onload");
    assert_lacks(page, "\a");
    assert_has(page, "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=x");
    assert_has(page, "&lt;img src=http://x/&gt;??");
    g_assert_true(g_utf8_validate(page, -1, NULL));
}

static void test_pictures(void)
{
    g_autofree char *outside = g_strconcat(base, ".png", NULL);
    g_autofree char *name = g_path_get_basename(outside);
    g_autofree char *up = g_strconcat("../", name, NULL);
    g_autofree char *link = g_build_filename(base, "link.png", NULL);
    const char *const bad[] = {
        up, outside, "link.png", "text.png", "absent.png", "maps", "",
    };
    g_autoptr(ResultFile) file = NULL;
    g_autofree char *good = NULL;

    put_document("store/a", "fail", "", "");
    put("good.png", PICTURE, sizeof(PICTURE) - 1);
    put("text.png", "not one of them", -1);
    put("maps/a.png", PICTURE, sizeof(PICTURE) - 1);
    g_assert_true(g_file_set_contents(outside, PICTURE, sizeof(PICTURE) - 1,
                                      NULL));
    g_assert_cmpint(symlink(outside, link), ==, 0);
    file = resultfile_open(base, NULL);
    good = resultfile_picture(file, "good.png");
    g_assert_nonnull(good);
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_assert_null(resultfile_picture(file, bad[i]));
    }
    g_unlink(outside);
}

/* The error's text must contain @wanted. */
static void check_refused(const char *dir, const char *wanted)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(resultfile_open(dir, &error));
    g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    assert_has(error->message, wanted);
}

static void test_refused(void)
{
    g_autofree char *path = g_build_filename(base, "results.json", NULL);
    g_autofree char *empty = g_build_filename(base, "empty", NULL);

    g_assert_cmpint(g_mkdir(empty, 0777), ==, 0);
    put_document("store/a", "fine", "", "");
    check_refused(base, "cases[0]: unknown outcome fine");
    put("results.json", "{\"schema\":2,\"verdict\":\"pa", -1);
    check_refused(base, "is not JSON, or only the begin");
    put("results.json", "", -1);
    check_refused(base, "is not JSON, or only the begin");
    put("results.json", "{\"schema\":3}", -1);
    check_refused(base, "schema 3, not 2");
    put("results.json", "[]", -1);
    check_refused(base, "not an object");
    put("results.json", "{\"schema\":2}", -1);
    check_refused(base, "\"verdict\" is missing");
    check_refused(empty, "has no results.json");
    check_refused(path, "no such directory");
    check_refused("/nonexistent", "no such directory");
}

/* A page, or an error; with G_DEBUG, any GLib warning ends the test. */
static void check_survives(JsonNode *document)
{
    g_autofree char *text = json_to_string(document, FALSE);
    g_autoptr(ResultFile) file = NULL;
    g_autoptr(GError) error = NULL;

    put("results.json", text, -1);
    file = resultfile_open(base, &error);
    if (file) {
        g_autofree char *page = html_page(file);

        assert_has(page, "</html>");
    } else {
        g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    }
}

/* One value of each JSON type, and a negative number. */
static const char *const wrong_values[] = {
    "null", "true", "-1", "0.5", "\"x\"", "[]", "[0]", "{}", "{\"x\":[]}",
};

static guint wrong_tries;

/* Replace each member of @node, recursively, by each of these values. */
static void check_wrong(JsonNode *document, JsonNode *node)
{
    g_autoptr(GList) names = JSON_NODE_HOLDS_OBJECT(node)
                             ? json_object_get_members(
                                   json_node_get_object(node)) : NULL;
    JsonArray *array = JSON_NODE_HOLDS_ARRAY(node)
                       ? json_node_get_array(node) : NULL;

    for (GList *l = names; l; l = l->next) {
        JsonObject *object = json_node_get_object(node);
        g_autofree char *name = g_strdup(l->data);
        g_autoptr(JsonNode) right = json_object_dup_member(object, name);

        for (guint i = 0; i < G_N_ELEMENTS(wrong_values); i++) {
            json_object_set_member(object, name,
                                   json_from_string(wrong_values[i], NULL));
            check_survives(document);
            wrong_tries++;
        }
        json_object_set_member(object, name, json_node_copy(right));
        check_wrong(document, json_object_get_member(object, name));
    }
    for (guint i = 0; array && i < json_array_get_length(array); i++) {
        JsonNode *element = json_array_get_element(array, i);

        if (JSON_NODE_HOLDS_VALUE(element)) {
            continue;
        }
        check_wrong(document, element);
    }
}

static void test_wrong_types(void)
{
    g_autofree char *text = NULL;
    g_autoptr(JsonNode) document = NULL;

    text = g_strdup_printf(DOCUMENT, "/x/findings.md", "store/a", "fail",
                           "walk-ends", "a word", "maps/a.png");
    document = json_from_string(text, NULL);
    check_wrong(document, document);
    g_assert_cmpuint(wrong_tries, >, 500);
}

int main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    base = g_dir_make_tmp("svgalab-test-XXXXXX", NULL);
    g_test_add_func("/html/failure", test_failure);
    g_test_add_func("/html/numbers", test_numbers);
    g_test_add_func("/html/expected", test_expected);
    g_test_add_func("/html/defect", test_defect);
    g_test_add_func("/html/pass", test_pass);
    g_test_add_func("/html/hostile", test_hostile);
    g_test_add_func("/html/pictures", test_pictures);
    g_test_add_func("/html/refused", test_refused);
    g_test_add_func("/html/wrong-types", test_wrong_types);
    status = g_test_run();
    remove_tree(base);
    g_free(base);
    return status;
}
