/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Tests of marker texts. */

#include "witness/marker.h"

#include "base/error.h"

static void test_good(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Marker) marker =
        marker_parse("case=store/a tag=3 role=dst sub=12", &error);

    g_assert_no_error(error);
    g_assert_cmpstr(marker->case_name, ==, "store/a");
    g_assert_cmpuint(marker->tag, ==, 3);
    g_assert_cmpuint(marker->submission, ==, 12);
    g_assert_true(marker->destination);
}

static void test_bad(void)
{
    static const char *const texts[] = {
        "", "case=a", "case=A tag=1 role=src sub=1",
        "case=a tag=x role=src sub=1", "case=a tag=1 role=both sub=1",
        "case=a tag=1 role=src sub=0", "case=a tag=1 role=src sub=1 more=1",
        "tag=1 case=a role=src sub=1", "case=a tag=-1 role=src sub=1",
        "case=a tag=1 role=src sub=99999999999",
    };

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(marker_parse(texts[i], &error));
        g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/marker/good", test_good);
    g_test_add_func("/marker/bad", test_bad);
    return g_test_run();
}
