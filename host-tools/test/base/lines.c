/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Tests of splitting bytes into lines. */

#include "base/lines.h"

#include <glib/gstdio.h>

static void test_pieces(void)
{
    g_autoptr(LineBuffer) buffer = line_buffer_new();
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;

    line_buffer_append(buffer, "one", 3);
    g_assert_null(line_buffer_next(buffer));
    line_buffer_append(buffer, " more\r\ntw", 9);
    first = line_buffer_next(buffer);
    g_assert_cmpstr(first, ==, "one more");
    g_assert_null(line_buffer_next(buffer));
    g_assert_cmpuint(line_buffer_pending(buffer), ==, 2);
    line_buffer_append(buffer, "o\n", 2);
    second = line_buffer_next(buffer);
    g_assert_cmpstr(second, ==, "two");
    g_assert_cmpuint(line_buffer_pending(buffer), ==, 0);
}

static void test_hostile(void)
{
    g_autoptr(LineBuffer) buffer = line_buffer_new();
    g_autofree char *line = NULL;

    line_buffer_append(buffer, "a\0b\033[31m\xff\x80\tc\n", 13);
    line = line_buffer_next(buffer);
    g_assert_cmpstr(line, ==, "a?b?[31m?? c");
}

static void test_file(void)
{
    g_autofree char *path = NULL;
    g_autofree char *found = NULL;
    g_auto(GStrv) tail = NULL;
    int fd = g_file_open_tmp("svgalab-test-XXXXXX", &path, NULL);

    g_close(fd, NULL);
    g_assert_true(g_file_set_contents(path, "one\ntwo\n\nthree\n\nfour", -1,
                                      NULL));
    tail = lines_tail(path, 2);
    g_assert_cmpuint(g_strv_length(tail), ==, 2);
    g_assert_cmpstr(tail[0], ==, "three");
    g_assert_cmpstr(tail[1], ==, "four");
    found = lines_find(path, "wo");
    g_assert_cmpstr(found, ==, "two");
    g_assert_null(lines_find(path, "five"));
    g_unlink(path);
    g_assert_null(lines_find(path, "two"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/lines/pieces", test_pieces);
    g_test_add_func("/lines/hostile", test_hostile);
    g_test_add_func("/lines/file", test_file);
    return g_test_run();
}
