/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Case lists, and selecting from them. */

#include "input/cases.h"

#include "base/error.h"

static void test_names(void)
{
    g_assert_true(case_name_is_valid("store/one_byte/buffer/small/fresh"));
    g_assert_true(case_name_is_valid("a"));
    g_assert_false(case_name_is_valid(""));
    g_assert_false(case_name_is_valid("/a"));
    g_assert_false(case_name_is_valid("a/"));
    g_assert_false(case_name_is_valid("a//b"));
    g_assert_false(case_name_is_valid("a b"));
    g_assert_false(case_name_is_valid("A"));
    g_assert_false(case_name_is_valid("../a"));
}

static void check_case(GPtrArray *cases, guint index, const char *name,
                       guint cpus, gboolean sole)
{
    const TestCase *test = cases->pdata[index];

    g_assert_cmpstr(test->name, ==, name);
    g_assert_cmpuint(test->cpus, ==, cpus);
    g_assert_true(test->sole == sole);
}

static void test_parse(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) cases =
        cases_parse("# comment\na/b\n\n  c/d cpus=2\t\ne/f sole\n"
                    "g/h cpus=3 sole\n", "list", &error);

    g_assert_no_error(error);
    g_assert_cmpuint(cases->len, ==, 4);
    check_case(cases, 0, "a/b", 1, FALSE);
    check_case(cases, 1, "c/d", 2, FALSE);
    check_case(cases, 2, "e/f", 1, TRUE);
    check_case(cases, 3, "g/h", 3, TRUE);
}

static void test_parse_bad(void)
{
    static const char *const texts[] = {
        "a\nA b\n", "a\nb\na\n", "a\na cpus=2\n", "a b\n", "a cpus=\n",
        "a cpus=0\n", "a cpus=9\n", "a cpus=2 b\n",
        "a cpus=2 cpus=2\n", "a sole sole\n",
    };

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) cases = cases_parse(texts[i], "list", &error);

        g_assert_null(cases);
        g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
        g_assert_nonnull(strstr(error->message, "list:"));
    }
}

static GPtrArray *select_from(const char *include, const char *exclude,
                              GError **error)
{
    const char *const wanted[] = { include, NULL };
    const char *const unwanted[] = { exclude, NULL };
    g_autoptr(GPtrArray) all = cases_parse("store/a\nstore/b\nfork/a\n",
                                           "list", NULL);

    /* an empty list of expressions is like none */
    return cases_select(all, wanted, unwanted, error) ? g_steal_pointer(&all)
                                                      : NULL;
}

static void test_select(void)
{
    g_autoptr(GPtrArray) all = select_from(NULL, NULL, NULL);
    g_autoptr(GPtrArray) some = select_from("^store/", "b$", NULL);
    g_autoptr(GPtrArray) rest = select_from(NULL, "store", NULL);

    g_assert_cmpuint(all->len, ==, 3);
    g_assert_cmpuint(some->len, ==, 1);
    check_case(some, 0, "store/a", 1, FALSE);
    g_assert_cmpuint(rest->len, ==, 1);
    check_case(rest, 0, "fork/a", 1, FALSE);
}

static void test_select_bad(void)
{
    g_autoptr(GError) usage = NULL;
    g_autoptr(GError) usage_exclude = NULL;
    g_autoptr(GError) nothing = NULL;

    g_assert_null(select_from("(", NULL, &usage));
    g_assert_error(usage, SVGALAB_ERROR, SVGALAB_ERROR_USAGE);
    g_assert_null(select_from(NULL, "[", &usage_exclude));
    g_assert_error(usage_exclude, SVGALAB_ERROR, SVGALAB_ERROR_USAGE);
    g_assert_null(select_from("zzz", NULL, &nothing));
    g_assert_error(nothing, SVGALAB_ERROR, SVGALAB_ERROR_NOTHING);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cases/names", test_names);
    g_test_add_func("/cases/parse", test_parse);
    g_test_add_func("/cases/parse-bad", test_parse_bad);
    g_test_add_func("/cases/select", test_select);
    g_test_add_func("/cases/select-bad", test_select_bad);
    return g_test_run();
}
