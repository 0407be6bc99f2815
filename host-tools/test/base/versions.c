/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Tests of versions, levels, and ranges of them. */

#include "base/versions.h"

#include "base/error.h"

static guint64 version_of(const char *text, const char *prefix)
{
    guint64 version = 0;

    g_assert_true(version_parse(text, prefix, &version));
    return version;
}

static void test_order(void)
{
    static const char *const rising[] = {
        "0", "6", "6.1", "6.1.140", "6.2.0", "6.12.9", "6.12.117+deb13-amd64",
        "6.13.0-rc2", "6.13.1.7", "7",
    };

    for (guint i = 1; i < G_N_ELEMENTS(rising); i++) {
        g_assert_cmpuint(version_of(rising[i - 1], ""), <,
                         version_of(rising[i], ""));
    }
    g_assert_cmpuint(version_of("6.12", ""), ==, version_of("6.12.0-x", ""));
    g_assert_cmpuint(version_of("L1", "L"), <, version_of("L2", "L"));
}

static void test_no_version(void)
{
    static const char *const texts[] = { "", "x", "-6", ".6", "123456", "L" };
    guint64 version;

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_assert_false(version_parse(texts[i], "", &version));
        g_assert_false(version_parse(texts[i], "L", &version));
    }
    g_assert_false(version_parse("1", "L", &version));
    g_assert_false(version_parse("L1", "", &version));
}

static GArray *ranges_of(const char *text, const char *prefix)
{
    GArray *ranges = g_array_new(FALSE, FALSE, sizeof(VersionRange));
    g_autoptr(GError) error = NULL;

    if (*text) {
        g_assert_true(version_ranges_parse(text, prefix, ranges, &error));
        g_assert_no_error(error);
    }
    return ranges;
}

static void test_have(void)
{
    static const struct {
        const char *ranges;
        const char *version;
        gboolean have;
    } cases[] = {
        { "6.1..6.13", "6.0.99", FALSE }, { "6.1..6.13", "6.1", TRUE },
        { "6.1..6.13", "6.12.117", TRUE }, { "6.1..6.13", "6.13.5", TRUE },
        { "6.1..6.13", "6.14-rc1", FALSE }, { "6.12.40..", "6.12.39", FALSE },
        { "6.12.40..", "7.0", TRUE }, { "..6.12.39", "5.10", TRUE },
        { "..6.12.39", "6.12.39", TRUE }, { "..6.12.39", "6.12.40", FALSE },
        { "6.12", "6.12.117", TRUE }, { "6.12", "6.1.117", FALSE },
        { "6", "6.99", TRUE }, { "6.1, 6.12..6.13", "6.12.1", TRUE },
        { "6.1,6.12..6.13", "6.11.9", FALSE }, { "", "1", TRUE },
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GArray) ranges = ranges_of(cases[i].ranges, "");

        g_test_message("%s in %s", cases[i].version, cases[i].ranges);
        g_assert_true(version_ranges_have(ranges,
                                          version_of(cases[i].version, "")) ==
                      cases[i].have);
    }
}

static void test_levels(void)
{
    g_autoptr(GArray) ranges = ranges_of("L2..", "L");

    g_assert_false(version_ranges_have(ranges, version_of("L1", "L")));
    g_assert_true(version_ranges_have(ranges, version_of("L2", "L")));
    g_assert_true(version_ranges_have(ranges, version_of("L3", "L")));
}

static void test_overlap(void)
{
    static const struct {
        const char *a;
        const char *b;
        gboolean overlap;
    } cases[] = {
        { "6.1..6.12", "6.13..", FALSE }, { "6.1..6.12", "6.12.3", TRUE },
        { "..6.1", "6.2..6.5, 6.0.7", TRUE }, { "6.1", "", TRUE },
        { "", "", TRUE }, { "6.12", "6.11, 6.13", FALSE },
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GArray) a = ranges_of(cases[i].a, "");
        g_autoptr(GArray) b = ranges_of(cases[i].b, "");

        g_assert_true(version_ranges_overlap(a, b) == cases[i].overlap);
        g_assert_true(version_ranges_overlap(b, a) == cases[i].overlap);
    }
}

static void test_bad(void)
{
    static const char *const texts[] = {
        "..", "", "6.1,", "6.1...6.2", "6.13..6.1", "6.x", "6.1..x", "6.1-rc1",
        "6.1..6.2..6.3", "6.1.", "L1", "6.1 6.2", "1.2.3.4",
    };

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GArray) ranges = g_array_new(FALSE, FALSE,
                                               sizeof(VersionRange));
        g_autoptr(GError) error = NULL;

        g_test_message("'%s'", texts[i]);
        g_assert_false(version_ranges_parse(texts[i], "", ranges, &error));
        g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/versions/order", test_order);
    g_test_add_func("/versions/no-version", test_no_version);
    g_test_add_func("/versions/have", test_have);
    g_test_add_func("/versions/levels", test_levels);
    g_test_add_func("/versions/overlap", test_overlap);
    g_test_add_func("/versions/bad", test_bad);
    return g_test_run();
}
