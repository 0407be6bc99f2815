/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The report stream: sequence, surfaces, bindings. */

#include "witness/reports.h"

#include <glib/gstdio.h>

#include "base/error.h"

static void feed(Reports *reports, const char *line)
{
    g_autoptr(GError) error = NULL;

    g_assert_true(reports_feed(reports, line, &error));
    g_assert_no_error(error);
}

static void feed_surface(Reports *reports)
{
    feed(reports, "{\"seq\":1,\"event\":\"hello\",\"version\":3,"
                  "\"device\":\"vmware-svga\",\"level\":\"L1\"}");
    feed(reports, "{\"seq\":2,\"event\":\"define\",\"sid\":7,"
                  "\"format\":\"BUFFER\",\"size\":8192}");
    feed(reports, "{\"seq\":3,\"event\":\"update\",\"sid\":7,\"face\":0,"
                  "\"mip\":0,\"span\":{\"offset\":16,\"row_bytes\":8,"
                  "\"rows\":2,\"row_pitch\":64,\"slices\":1,"
                  "\"slice_pitch\":128}}");
    feed(reports, "{\"seq\":4,\"event\":\"marker\","
                  "\"text\":\"case=store/a tag=1 role=src sub=1\"}");
    feed(reports, "{\"seq\":5,\"event\":\"copy\",\"src\":7,\"dst\":7,"
                  "\"boxes\":0}");
}

static void test_binding(void)
{
    g_autoptr(Reports) reports = reports_new("/nonexistent");
    const ReportBinding *binding;

    feed_surface(reports);
    g_assert_cmpuint(reports_seq(reports), ==, 5);
    g_assert_cmpstr(reports_device_level(reports), ==, "L1");
    binding = reports_find(reports, "store/a", 1);
    g_assert_nonnull(binding);
    g_assert_cmpuint(binding->surface->sid, ==, 7);
    g_assert_cmpuint(binding->surface->updates->len, ==, 1);
    g_assert_cmpuint(binding->submissions->len, ==, 1);
    g_assert_null(reports_find(reports, "store/a", 2));
    g_assert_null(reports_find(reports, "store/b", 1));
}

/* A reused id is another surface; the old one stays bound. */
static void test_reuse(void)
{
    g_autoptr(Reports) reports = reports_new("/nonexistent");
    const ReportBinding *first;
    const ReportBinding *second;

    feed_surface(reports);
    first = reports_find(reports, "store/a", 1);
    feed(reports, "{\"seq\":6,\"event\":\"lost\",\"class\":\"died-stale\","
                  "\"sid\":7,\"face\":0,\"mip\":0,\"bytes\":4,\"byte_ranges\":[[0,4]],"
                  "\"truncated\":false}");
    feed(reports, "{\"seq\":7,\"event\":\"destroy\",\"sid\":7}");
    feed(reports, "{\"seq\":8,\"event\":\"define\",\"sid\":7,\"size\":4096}");
    feed(reports, "{\"seq\":9,\"event\":\"marker\","
                  "\"text\":\"case=store/b tag=1 role=dst sub=1\"}");
    feed(reports, "{\"seq\":10,\"event\":\"copy\",\"src\":7,\"dst\":7,"
                  "\"boxes\":0}");
    second = reports_find(reports, "store/b", 1);
    g_assert_true(second->surface != first->surface);
    g_assert_cmpuint(first->surface->losses->len, ==, 1);
    g_assert_cmpuint(second->surface->losses->len, ==, 0);
    g_assert_cmpuint(first->surface->size, ==, 8192);
}

static void test_bad(void)
{
    static const char *const lines[] = {
        "junk",
        "{\"seq\":2,\"event\":\"reset\"}",
        "{\"event\":\"reset\"}",
        "{\"seq\":1}",
        "{\"seq\":1,\"event\":\"party\"}",
        "{\"seq\":1,\"event\":\"hello\",\"version\":4}",
        "{\"seq\":1,\"event\":\"destroy\",\"sid\":1}",
        "{\"seq\":1,\"event\":\"define\",\"sid\":-1,\"size\":1}",
        "{\"seq\":1,\"event\":\"marker\",\"text\":\"hello\"}",
    };

    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(Reports) reports = reports_new("/nonexistent");
        g_autoptr(GError) error = NULL;

        g_assert_false(reports_feed(reports, lines[i], &error));
        g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
        g_assert_true(g_str_has_prefix(error->message, "report stream"));
    }
}

static void append(const char *path, const char *text)
{
    FILE *file = g_fopen(path, "a");

    g_assert_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void test_file(void)
{
    g_autofree char *dir = g_dir_make_tmp("svgalab-test-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(dir, "reports.jsonl", NULL);
    g_autoptr(Reports) reports = reports_new(path);
    g_autoptr(GError) error = NULL;

    g_assert_true(reports_pump(reports, &error));
    append(path, "{\"seq\":1,\"event\":\"reset\"}\n{\"seq\":2,");
    g_assert_true(reports_pump(reports, &error));
    g_assert_cmpuint(reports_seq(reports), ==, 1);
    append(path, "\"event\":\"reset\"}\n");
    g_assert_true(reports_pump(reports, &error));
    g_assert_cmpuint(reports_seq(reports), ==, 2);
    append(path, "{\"seq\":4,\"event\":\"reset\"}\n");
    g_assert_false(reports_pump(reports, &error));
    g_assert_nonnull(strstr(error->message, "gap"));
    g_clear_error(&error);
    /* Errors of a stream are permanent. */
    append(path, "{\"seq\":3,\"event\":\"reset\"}\n");
    g_assert_false(reports_pump(reports, &error));
    g_unlink(path);
    g_rmdir(dir);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reports/binding", test_binding);
    g_test_add_func("/reports/reuse", test_reuse);
    g_test_add_func("/reports/bad", test_bad);
    g_test_add_func("/reports/file", test_file);
    return g_test_run();
}
