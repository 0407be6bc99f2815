/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Kernel complaints found in a console log. */

#include "console/splat.h"

#include <glib/gstdio.h>

static char *splat_in(const char *text)
{
    g_autofree char *path = NULL;
    g_autoptr(GError) error = NULL;
    int fd = g_file_open_tmp("svgalab-splat-XXXXXX", &path, &error);
    char *found;

    g_assert_no_error(error);
    g_assert_true(g_close(fd, NULL));
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    found = splat_find(path);
    g_unlink(path);
    return found;
}

static void test_quiet(void)
{
    g_assert_null(splat_in("[ 0.1] Linux\n[ 0.2] vmwgfx: a warning\n"));
}

static void test_signs(void)
{
    g_autofree char *kasan = splat_in("a\nBUG: KASAN: use-after-free in x\n");
    g_autofree char *lockdep =
        splat_in("WARNING: possible circular locking dependency detected\n");

    g_assert_cmpstr(kasan, ==, "BUG: KASAN: use-after-free in x");
    g_assert_nonnull(lockdep);
}

/* Only complaints between the two announcements are expected. */
static void test_expected(void)
{
    g_autofree char *second = NULL;

    g_assert_null(splat_in("a: " SPLAT_EXPECTED_BEGIN "\nWARNING: one\n"
                           "WARNING: two\na: " SPLAT_EXPECTED_END "\n"));
    second = splat_in(SPLAT_EXPECTED_BEGIN "\nWARNING: one\n"
                      SPLAT_EXPECTED_END "\nWARNING: two\n");
    g_assert_cmpstr(second, ==, "WARNING: two");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/splat/quiet", test_quiet);
    g_test_add_func("/splat/signs", test_signs);
    g_test_add_func("/splat/expected", test_expected);
    return g_test_run();
}
