/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Screenshots: a PPM is summed up and written as PNG; junk is an error. */

#include "domain/screenshot.h"

#include <cairo.h>
#include <string.h>

#include "base/error.h"
#include "base/tree.h"

static void test_picture(void)
{
    static const char ppm[] = "P6\n3 2\n255\n"
        "\xff\x00\x00\x00\xff\x00\x00\x00\xff"
        "\xff\x00\x00\x00\xff\x00\xff\xff\xff";
    /* CRCs of the bytes ff0000 00ff00 0000ff, and ff0000 00ff00 ffffff. */
    static const guint32 sums[] = { 0x482030e4, 0x659cf97b };
    g_auto(ScreenshotInfo) info = { 0 };

    g_assert_true(screenshot_read(ppm, sizeof(ppm) - 1, &info, NULL));
    g_assert_cmpuint(info.width, ==, 3);
    g_assert_cmpuint(info.height, ==, 2);
    g_assert_cmpuint(info.colours, ==, 4);
    g_assert_cmpuint(info.rows->len, ==, 2);
    for (guint i = 0; i < 2; i++) {
        g_assert_cmphex(g_array_index(info.rows, guint32, i), ==, sums[i]);
    }
}

/* The file as read by another PNG reader. */
static void check_png(const char *path)
{
    static const guint32 pixels[] = { 0x123456, 0xfedcba };
    cairo_surface_t *png = cairo_image_surface_create_from_png(path);
    const guint32 *row = (const guint32 *)cairo_image_surface_get_data(png);

    g_assert_cmpint(cairo_surface_status(png), ==, CAIRO_STATUS_SUCCESS);
    g_assert_cmpint(cairo_image_surface_get_width(png), ==, 2);
    g_assert_cmpint(cairo_image_surface_get_height(png), ==, 1);
    for (guint x = 0; x < 2; x++) {
        g_assert_cmphex(row[x] & 0xffffff, ==, pixels[x]);
    }
    cairo_surface_destroy(png);
}

static void test_write(void)
{
    static const char ppm[] = "P6 2 1 255\n\x12\x34\x56\xfe\xdc\xba";
    g_autofree char *dir = g_dir_make_tmp("svgalab-test-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(dir, "1.png", NULL);
    g_autoptr(GError) error = NULL;
    g_auto(ScreenshotInfo) info = { 0 };

    g_assert_true(screenshot_read(ppm, sizeof(ppm) - 1, &info, NULL));
    g_assert_true(screenshot_write(&info, path, NULL));
    check_png(path);
    g_assert_false(screenshot_write(&info, "/nonexistent/x.png", &error));
    g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    remove_tree(dir);
}

static void test_junk(void)
{
    static const char *const junk[] = {
        "", "P6", "P6\n3 2\n255\nshort", "P6\n0 2\n255\n", "P6\n3 2\n65535\n",
        "P6\n99999999 99999999\n255\n", "\x89PNG\r\n\x1a\n", "hello",
    };

    for (guint i = 0; i < G_N_ELEMENTS(junk); i++) {
        g_autoptr(GError) error = NULL;
        g_auto(ScreenshotInfo) info = { 0 };

        g_assert_false(screenshot_read(junk[i], strlen(junk[i]), &info,
                                       &error));
        g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/screenshot/picture", test_picture);
    g_test_add_func("/screenshot/write", test_write);
    g_test_add_func("/screenshot/junk", test_junk);
    return g_test_run();
}
