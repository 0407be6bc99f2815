/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Page maps: the pixels of a page have the colour of its class. */

#include "results/pagemap.h"

#include <cairo.h>
#include <glib/gstdio.h>

#include "base/guest-page.h"
#include "base/tree.h"

static JudgedSurface *make_surface(guint64 pages)
{
    JudgedSurface *surface = g_new0(JudgedSurface, 1);

    surface->tag = 1;
    surface->sid = 9;
    surface->format = g_strdup("BUFFER");
    surface->size = pages * GUEST_PAGE_BYTES;
    surface->page_count = pages;
    surface->pages = g_new0(guint8, pages);
    surface->submissions = g_new0(guint64, pages);
    surface->faults = g_array_new(FALSE, FALSE, sizeof(JudgedPages));
    return surface;
}

/* Number of colours in the map of a surface with these @flags. */
static guint count_colour(const char *path, guint32 colour)
{
    cairo_surface_t *picture = cairo_image_surface_create_from_png(path);
    guint width = cairo_image_surface_get_width(picture);
    guint height = cairo_image_surface_get_height(picture);
    guint stride = cairo_image_surface_get_stride(picture);
    const guint8 *data = cairo_image_surface_get_data(picture);
    guint count = 0;

    g_assert_cmpint(cairo_surface_status(picture), ==, CAIRO_STATUS_SUCCESS);
    for (guint y = 0; y < height; y++) {
        const guint32 *row = (const guint32 *)(data + (gsize)y * stride);

        for (guint x = 0; x < width; x++) {
            count += (row[x] & 0xffffff) == colour;
        }
    }
    cairo_surface_destroy(picture);
    return count;
}

static void check_map(guint64 pages)
{
    g_autofree char *dir = g_dir_make_tmp("svgalab-test-XXXXXX", NULL);
    g_autoptr(JudgedSurface) clean = make_surface(pages);
    g_autoptr(JudgedSurface) stale = make_surface(pages);
    g_autoptr(GError) error = NULL;
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;
    g_autofree char *first_path = NULL;
    g_autofree char *second_path = NULL;
    /* The colour of a page that was written, not reported, and is stale. */
    const guint32 red = 0xd61a1f;

    memset(stale->pages, PAGE_WRITTEN | PAGE_STALE, pages);
    first = pagemap_write(dir, "store/a", 1, clean, &error);
    second = pagemap_write(dir, "store/a", 2, stale, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(first, ==, "maps/store-a.1.1.png");
    first_path = g_build_filename(dir, first, NULL);
    second_path = g_build_filename(dir, second, NULL);
    g_assert_cmpuint(count_colour(second_path, red), >,
                     count_colour(first_path, red) + 20 * pages);
    remove_tree(dir);
}

static void test_sizes(void)
{
    check_map(1);
    check_map(17);
    check_map(513);
    check_map(4096);
}

static void test_unwritable(void)
{
    g_autoptr(JudgedSurface) surface = make_surface(1);
    g_autoptr(GError) error = NULL;

    g_assert_null(pagemap_write("/proc/nowhere", "a", 1, surface, &error));
    g_assert_nonnull(error);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pagemap/sizes", test_sizes);
    g_test_add_func("/pagemap/unwritable", test_unwritable);
    return g_test_run();
}
