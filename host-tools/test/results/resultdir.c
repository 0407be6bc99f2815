/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Result directories. */

#include "results/resultdir.h"

#include <glib/gstdio.h>

#include "base/error.h"
#include "base/tree.h"

static void test_default(void)
{
    g_autofree char *first = resultdir_make(NULL, "stock", NULL);
    g_autofree char *second = resultdir_make(NULL, "stock", NULL);
    g_autofree char *link =
        g_build_filename(g_get_user_state_dir(), "svgalab", "results",
                         "latest", NULL);
    g_autofree char *target = g_file_read_link(link, NULL);
    g_autofree char *name = g_path_get_basename(second);

    g_assert_true(g_file_test(first, G_FILE_TEST_IS_DIR));
    g_assert_true(g_file_test(second, G_FILE_TEST_IS_DIR));
    g_assert_cmpstr(first, !=, second);
    g_assert_cmpstr(target, ==, name);
}

static void test_given(void)
{
    g_autofree char *base = g_dir_make_tmp("svgalab-test-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(base, "a", "b", NULL);
    g_autofree char *dir = resultdir_make(path, "stock", NULL);
    g_autofree char *file = g_build_filename(path, "file", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) no_dir = NULL;

    g_assert_cmpstr(dir, ==, path);
    g_assert_true(g_file_set_contents(file, "x", 1, NULL));
    g_assert_null(resultdir_make(path, "stock", &error));
    g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    g_assert_null(resultdir_make(file, "stock", &no_dir));
    g_assert_error(no_dir, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    remove_tree(base);
}

int main(int argc, char **argv)
{
    g_autofree char *state = g_dir_make_tmp("svgalab-test-XXXXXX", NULL);
    int status;

    g_setenv("XDG_STATE_HOME", state, TRUE);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/resultdir/default", test_default);
    g_test_add_func("/resultdir/given", test_given);
    status = g_test_run();
    remove_tree(state);
    return status;
}
