/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* KTAP lines, read and written. */

#include "console/ktap.h"

#include "base/error.h"

static void test_good(void)
{
    static const struct {
        const char *text;
        KtapKind kind;
        gboolean ok;
        gboolean skip;
        guint number;
        const char *name;
        const char *detail;
    } lines[] = {
        { "KTAP version 1", KTAP_VERSION, FALSE, FALSE, 0, NULL, NULL },
        { "1..104", KTAP_PLAN, FALSE, FALSE, 104, NULL, NULL },
        { "1..0", KTAP_PLAN, FALSE, FALSE, 0, NULL, NULL },
        { "ok 1 a/b", KTAP_RESULT, TRUE, FALSE, 1, "a/b", NULL },
        { "not ok 12 a", KTAP_RESULT, FALSE, FALSE, 12, "a", NULL },
        { "ok 3 a # SKIP no device", KTAP_RESULT, TRUE, TRUE, 3, "a",
          "no device" },
        { "# text", KTAP_DIAGNOSTIC, FALSE, FALSE, 0, NULL, "text" },
        { "#", KTAP_DIAGNOSTIC, FALSE, FALSE, 0, NULL, "" },
    };

    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(KtapLine) line = ktap_parse_line(lines[i].text, &error);

        g_assert_no_error(error);
        g_assert_cmpint(line->kind, ==, lines[i].kind);
        g_assert_cmpuint(line->number, ==, lines[i].number);
        g_assert_cmpint(line->ok, ==, lines[i].ok);
        g_assert_cmpint(line->skip, ==, lines[i].skip);
        g_assert_cmpstr(line->name, ==, lines[i].name);
        g_assert_cmpstr(line->text, ==, lines[i].detail);
    }
}

static void test_bad(void)
{
    static const char *const lines[] = {
        "", "hello", "KTAP version 2", "1..", "1..x", "1..5 ", "ok", "ok 1",
        "ok x a", "ok 0 a", "ok 1 A", "ok 1 a b", "not ok 1 a # SKIP x",
        "not ok 1 a # XFAIL x", "ok 99999999999 a", " ok 1 a",
        "1..1000000000",
    };

    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(ktap_parse_line(lines[i], &error));
        g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    }
}

static void test_format(void)
{
    g_autofree char *plain = ktap_format_result(1, "a", TRUE, KTAP_NONE,
                                                NULL);
    g_autofree char *xfail = ktap_format_result(2, "b", FALSE, KTAP_XFAIL,
                                                "known");
    g_autofree char *skip = ktap_format_result(3, "c", TRUE, KTAP_SKIP,
                                               "no device");

    g_assert_cmpstr(plain, ==, "ok 1 a");
    g_assert_cmpstr(xfail, ==, "not ok 2 b # XFAIL known");
    g_assert_cmpstr(skip, ==, "ok 3 c # SKIP no device");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ktap/good", test_good);
    g_test_add_func("/ktap/bad", test_bad);
    g_test_add_func("/ktap/format", test_format);
    return g_test_run();
}
