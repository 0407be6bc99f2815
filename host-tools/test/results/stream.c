/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The KTAP stream, with and without colours. */

#include "results/stream.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/tree.h"

typedef struct Output {
    char *dir;
    char *file;
    char *shown;
    int fd;
} Output;

static void output_open(Output *output)
{
    output->dir = g_dir_make_tmp("svgalab-test-XXXXXX", NULL);
    output->file = g_build_filename(output->dir, "ktap", NULL);
    output->shown = g_build_filename(output->dir, "shown", NULL);
    output->fd = g_open(output->shown, O_WRONLY | O_CREAT, 0600);
    g_assert_cmpint(output->fd, >=, 0);
}

static void output_close(Output *output)
{
    close(output->fd);
    remove_tree(output->dir);
    g_free(output->dir);
    g_free(output->file);
    g_free(output->shown);
}

static void write_all(Stream *stream)
{
    stream_version(stream);
    stream_plan(stream, 2);
    stream_diagnostic(stream, "one\n%s", "two");
    stream_result(stream, "a", TRUE, KTAP_NONE, NULL);
    stream_result(stream, "b", FALSE, KTAP_XFAIL, "known");
    stream_verdict(stream, TRUE, "pass");
}

static void check(gboolean colour)
{
    static const char plain[] = "KTAP version 1\n1..2\n# one\n# two\nok 1 a\n"
                                "not ok 2 b # XFAIL known\nverdict: pass\n";
    g_autofree char *file = NULL;
    g_autofree char *shown = NULL;
    Output output;
    Stream *stream;

    output_open(&output);
    stream = stream_open(output.fd, output.file, colour, FALSE, NULL);
    write_all(stream);
    g_assert_true(stream_is_good(stream));
    stream_free(stream);
    g_assert_true(g_file_get_contents(output.file, &file, NULL, NULL));
    g_assert_true(g_file_get_contents(output.shown, &shown, NULL, NULL));
    g_assert_cmpstr(file, ==, plain);
    if (colour) {
        g_assert_nonnull(strstr(shown, "\033[32mok 1 a\033[0m\n"));
        g_assert_nonnull(strstr(shown, "\033[33mnot ok 2 b"));
    } else {
        g_assert_cmpstr(shown, ==, plain);
    }
    output_close(&output);
}

static void test_plain(void)
{
    check(FALSE);
}

static void test_colour(void)
{
    check(TRUE);
}

static void test_full_disk(void)
{
    Output output;
    int full = g_open("/dev/full", O_WRONLY, 0);
    Stream *stream;

    output_open(&output);
    stream = stream_open(full, output.file, FALSE, FALSE, NULL);
    stream_version(stream);
    g_assert_false(stream_is_good(stream));
    stream_free(stream);
    close(full);
    output_close(&output);
}

static void test_unwritable(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(stream_open(1, "/nonexistent/ktap", FALSE, FALSE, &error));
    g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stream/plain", test_plain);
    g_test_add_func("/stream/colour", test_colour);
    g_test_add_func("/stream/full-disk", test_full_disk);
    g_test_add_func("/stream/unwritable", test_unwritable);
    return g_test_run();
}
