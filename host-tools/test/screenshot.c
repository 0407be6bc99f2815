/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Screenshots: PPM and PNG come out as the same PNG, junk as an error. */

#include "screenshot.h"

#include <glib/gstdio.h>
#include <string.h>

#include "error.h"
#include "register.h"

static GByteArray *bytes(const void *data, gsize length)
{
    return g_byte_array_append(g_byte_array_new(), data, length);
}

static void test_formats(void)
{
    static const char ppm[] = "P6\n3 2\n255\n"
        "\xff\x00\x00\x00\xff\x00\x00\x00\xff"
        "\xff\x00\x00\x00\xff\x00\xff\xff\xff";
    g_autofree char *dir = g_dir_make_tmp("svgalab-test-XXXXXX", NULL);
    g_autofree char *first = g_build_filename(dir, "1.png", NULL);
    g_autoptr(GByteArray) data = bytes(ppm, sizeof(ppm) - 1);
    g_autoptr(GByteArray) again = NULL;
    g_autofree char *png = NULL;
    g_auto(ScreenshotInfo) info = { 0 };
    g_auto(ScreenshotInfo) second_info = { 0 };
    gsize length;

    g_assert_true(screenshot_read(data, &info, NULL));
    g_assert_true(screenshot_write(&info, first, NULL));
    g_assert_false(screenshot_write(&info, "/nonexistent/x.png", NULL));
    g_assert_cmpuint(info.width, ==, 3);
    g_assert_cmpuint(info.height, ==, 2);
    g_assert_cmpuint(info.colours, ==, 4);
    g_assert_true(g_file_get_contents(first, &png, &length, NULL));
    again = bytes(png, length);
    g_assert_true(screenshot_read(again, &second_info, NULL));
    g_assert_cmpuint(second_info.width, ==, 3);
    g_assert_cmpuint(second_info.colours, ==, 4);
    /* Of the bytes ff0000 00ff00 0000ff, and ff0000 00ff00 ffffff. */
    for (guint i = 0; i < 2; i++) {
        static const guint32 sums[] = { 0x482030e4, 0x659cf97b };

        g_assert_cmpuint(info.rows->len, ==, 2);
        g_assert_cmphex(g_array_index(info.rows, guint32, i), ==, sums[i]);
        g_assert_cmphex(g_array_index(second_info.rows, guint32, i), ==,
                        sums[i]);
    }
    remove_tree(dir);
}

static void test_junk(void)
{
    static const char *const junk[] = {
        "", "P6", "P6\n3 2\n255\nshort", "P6\n0 2\n255\n", "P6\n3 2\n65535\n",
        "P6\n99999999 99999999\n255\n", "\x89PNG\r\n\x1a\n", "hello",
    };

    for (guint i = 0; i < G_N_ELEMENTS(junk); i++) {
        g_autoptr(GByteArray) data = bytes(junk[i], strlen(junk[i]));
        g_autoptr(GError) error = NULL;
        g_auto(ScreenshotInfo) info = { 0 };

        g_assert_false(screenshot_read(data, &info, &error));
        g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/screenshot/formats", test_formats);
    g_test_add_func("/screenshot/junk", test_junk);
    return g_test_run();
}
