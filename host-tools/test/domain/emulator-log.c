/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Extracts messages of QEMU and libvirt from a domain log, and nothing else. */

#include "domain/emulator-log.h"

#include <glib/gstdio.h>

#define START \
    "2026-11-30 20:30:55.000+0000: starting up libvirt version: 9.0.0\n" \
    "LC_ALL=C \\\nqemu-system-x86_64 \\\n-name guest=svgalab \\\n" \
    "-msg timestamp=on\n" \
    "2026-11-30 20:30:55.335+0000: Domain id=2 is tainted: custom-argv\n"

static void check(const char *text, const char *expected)
{
    g_autofree char *path = NULL;
    g_autofree char *words = NULL;
    int fd = g_file_open_tmp("svgalab-test-XXXXXX", &path, NULL);

    g_close(fd, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    words = emulator_log_words(path);
    g_assert_cmpstr(words, ==, expected);
    g_unlink(path);
}

static void test_words(void)
{
    check(START "qemu-system-x86_64: a.c:1: f: Assertion `x' failed.\n"
          "2026-11-30 20:30:58.744+0000: shutting down, reason=crashed\n",
          "qemu-system-x86_64: a.c:1: f: Assertion `x' failed.; "
          "shutting down, reason=crashed");
}

static void test_last(void)
{
    check("1\n2\n3\n\n4\n5\n", "2; 3; 4; 5");
}

static void test_silent(void)
{
    check("", NULL);
    check("a \\\nb\n", NULL);
    g_assert_null(emulator_log_words("/nonexistent/log"));
}

static void test_quoted(void)
{
    static const struct {
        const char *message;
        const char *wanted;
    } rows[] = {
        { "no domain with this name", "no domain with this name" },
        { "two\nlines\n", "two; lines" },
        { "internal error: the monitor: 2026-12-01T05:34:32.108142Z qemu: "
          "-device {\"driver\":\"x\",\"level\":\"L7\"}: no level 'L7'\n"
          "Levels: L1.\n", "QEMU: no level 'L7'; Levels: L1." },
        { "internal error: 2026-12-01T05:34:32.1Z qemu: warning: slow\n"
          "2026-12-01T05:34:32.2Z qemu: -device {}: bad",
          "QEMU: warning: slow; bad" },
        { "internal error: 2026-12-01T05:34:32.1Z qemu: -device {}: \xff",
          "QEMU: \xff" },
    };

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *quoted = emulator_log_quoted(rows[i].message);

        g_assert_cmpstr(quoted, ==, rows[i].wanted);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/emulator-log/words", test_words);
    g_test_add_func("/emulator-log/last", test_last);
    g_test_add_func("/emulator-log/silent", test_silent);
    g_test_add_func("/emulator-log/quoted", test_quoted);
    return g_test_run();
}
