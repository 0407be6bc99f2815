/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A picture of a surface's pages: clean, written, reported, stale. */

#include "results/pagemap.h"

#include <cairo.h>
#include <errno.h>
#include <glib/gstdio.h>

#include "base/error.h"

#define PAGEMAP_MARGIN 16
#define PAGEMAP_GUTTER 64       /* width for page numbers */
#define PAGEMAP_TITLE 68
#define PAGEMAP_LEGEND_LINE 22
#define PAGEMAP_WIDTH_MIN 640
#define PAGEMAP_FONT 13.0

typedef struct PagemapClass {
    guint8 flags;               /* all of these, PAGE_WRITTEN etc. */
    guint32 colour;             /* 0xRRGGBB */
    const char *label;
} PagemapClass;

/* In the order of the legend, with one entry per combination of flags. */
static const PagemapClass pagemap_classes[] = {
    { 0, 0xededed, "clean: neither written nor reported" },
    { PAGE_REPORTED, 0x9ec7f2, "reported, not written" },
    { PAGE_WRITTEN | PAGE_REPORTED, 0x66ba6b,
      "written and reported" },
    { PAGE_WRITTEN, 0xfad44c,
      "written, not reported, yet equal" },
    { PAGE_WRITTEN | PAGE_STALE, 0xd61a1f,
      "stale: written, not reported (guest side)" },
    { PAGE_WRITTEN | PAGE_REPORTED | PAGE_STALE, 0x7d1f9e,
      "stale: written and reported (device side or part of the page)" },
    { PAGE_STALE, 0xf2731a, "stale: not written" },
    { PAGE_REPORTED | PAGE_STALE, 0xba541a,
      "stale: reported, not written" },
};

typedef struct PagemapLayout {
    guint columns;
    guint rows;
    guint cell;
    guint width;
    guint height;
} PagemapLayout;

static void pagemap_layout(PagemapLayout *layout, guint64 pages)
{
    layout->columns = pages <= 256 ? 16 : pages <= 2048 ? 32 : 64;
    layout->rows = MAX((pages + layout->columns - 1) / layout->columns, 1);
    layout->cell = pages <= 256 ? 32 : pages <= 2048 ? 18 : 10;
    layout->width = MAX(2 * PAGEMAP_MARGIN + PAGEMAP_GUTTER +
                        layout->columns * layout->cell, PAGEMAP_WIDTH_MIN);
    layout->height = PAGEMAP_TITLE + layout->rows * layout->cell +
                     2 * PAGEMAP_MARGIN + PAGEMAP_LEGEND_LINE *
                     G_N_ELEMENTS(pagemap_classes);
}

static const PagemapClass *pagemap_class(guint8 flags)
{
    for (guint i = 0; i < G_N_ELEMENTS(pagemap_classes); i++) {
        if (pagemap_classes[i].flags == flags) {
            return &pagemap_classes[i];
        }
    }
    return &pagemap_classes[0];
}

static void pagemap_text(cairo_t *cr, double x, double y, const char *text)
{
    cairo_set_source_rgb(cr, 0.1, 0.1, 0.1);
    cairo_move_to(cr, x, y);
    cairo_show_text(cr, text);
}

static void pagemap_set_colour(cairo_t *cr, guint32 colour)
{
    cairo_set_source_rgb(cr, (colour >> 16 & 0xff) / 255.0,
                         (colour >> 8 & 0xff) / 255.0,
                         (colour & 0xff) / 255.0);
}

static void pagemap_cell(cairo_t *cr, double x, double y, double side,
                         const PagemapClass *class)
{
    cairo_rectangle(cr, x, y, side - 1, side - 1);
    pagemap_set_colour(cr, class->colour);
    cairo_fill(cr);
    if (class->flags & PAGE_STALE) {
        /* Also draw a cross, since not everybody can tell colours apart. */
        cairo_set_source_rgb(cr, 1, 1, 1);
        cairo_set_line_width(cr, MAX(side / 12, 1));
        cairo_move_to(cr, x + side * 0.2, y + side * 0.2);
        cairo_line_to(cr, x + side * 0.75, y + side * 0.75);
        cairo_move_to(cr, x + side * 0.75, y + side * 0.2);
        cairo_line_to(cr, x + side * 0.2, y + side * 0.75);
        cairo_stroke(cr);
    }
}

static void pagemap_title(cairo_t *cr, const char *case_name, guint audit,
                          const JudgedSurface *surface)
{
    g_autofree char *name = g_strdup_printf("%s, audit %u", case_name, audit);
    g_autofree char *text = g_strdup_printf(
        "surface %" G_GUINT64_FORMAT " (tag %" G_GUINT64_FORMAT ", %s): %"
        G_GUINT64_FORMAT " bytes in %" G_GUINT64_FORMAT " pages, %"
        G_GUINT64_FORMAT " bytes stale", surface->sid, surface->tag,
        surface->format, surface->size, surface->page_count,
        surface->stale_bytes);

    cairo_select_font_face(cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                           CAIRO_FONT_WEIGHT_BOLD);
    pagemap_text(cr, PAGEMAP_MARGIN, PAGEMAP_MARGIN + PAGEMAP_FONT, name);
    cairo_select_font_face(cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                           CAIRO_FONT_WEIGHT_NORMAL);
    pagemap_text(cr, PAGEMAP_MARGIN, PAGEMAP_MARGIN + 2.6 * PAGEMAP_FONT,
                 text);
}

static void pagemap_grid(cairo_t *cr, const PagemapLayout *layout,
                         const JudgedSurface *surface)
{
    /* A number at each row, or at as many rows as there is room for. */
    guint step = MAX((guint)(PAGEMAP_FONT + layout->cell) / layout->cell, 1);

    for (guint64 page = 0; page < surface->page_count; page++) {
        guint row = page / layout->columns;
        guint column = page % layout->columns;
        double y = PAGEMAP_TITLE + row * layout->cell;

        if (!column && row % step == 0) {
            g_autofree char *number = g_strdup_printf("%" G_GUINT64_FORMAT,
                                                      page);

            pagemap_text(cr, PAGEMAP_MARGIN,
                         y + (layout->cell + PAGEMAP_FONT) / 2 - 2, number);
        }
        pagemap_cell(cr, PAGEMAP_MARGIN + PAGEMAP_GUTTER +
                     column * layout->cell, y, layout->cell,
                     pagemap_class(surface->pages[page]));
    }
}

static void pagemap_legend(cairo_t *cr, const PagemapLayout *layout,
                           const JudgedSurface *surface)
{
    double y = PAGEMAP_TITLE + layout->rows * layout->cell + PAGEMAP_MARGIN;

    for (guint i = 0; i < G_N_ELEMENTS(pagemap_classes); i++) {
        const PagemapClass *class = &pagemap_classes[i];
        g_autofree char *text = NULL;
        guint64 count = 0;

        for (guint64 page = 0; page < surface->page_count; page++) {
            count += surface->pages[page] == class->flags;
        }
        text = g_strdup_printf("%s: %" G_GUINT64_FORMAT, class->label, count);
        pagemap_cell(cr, PAGEMAP_MARGIN, y, PAGEMAP_LEGEND_LINE - 4, class);
        pagemap_text(cr, PAGEMAP_MARGIN + PAGEMAP_LEGEND_LINE + 6,
                     y + PAGEMAP_FONT, text);
        y += PAGEMAP_LEGEND_LINE;
    }
}

static cairo_status_t pagemap_draw(const char *path, const char *case_name,
                                   guint audit, const JudgedSurface *surface)
{
    PagemapLayout layout;
    cairo_surface_t *picture;
    cairo_status_t status;
    cairo_t *cr;

    pagemap_layout(&layout, surface->page_count);
    picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, layout.width,
                                         layout.height);
    cr = cairo_create(picture);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_set_font_size(cr, PAGEMAP_FONT);
    pagemap_title(cr, case_name, audit, surface);
    pagemap_grid(cr, &layout, surface);
    pagemap_legend(cr, &layout, surface);
    status = cairo_status(cr);
    cairo_destroy(cr);
    if (status == CAIRO_STATUS_SUCCESS) {
        status = cairo_surface_write_to_png(picture, path);
    }
    cairo_surface_destroy(picture);
    return status;
}

char *pagemap_write(const char *dir, const char *case_name, guint audit,
                    const JudgedSurface *surface, GError **error)
{
    g_autofree char *maps = g_build_filename(dir, "maps", NULL);
    g_autofree char *flat = g_strdelimit(g_strdup(case_name), "/", '-');
    g_autofree char *file =
        g_strdup_printf("maps/%s.%u.%" G_GUINT64_FORMAT ".png", flat, audit,
                        surface->tag);
    g_autofree char *path = g_build_filename(dir, file, NULL);
    cairo_status_t status;

    if (g_mkdir_with_parents(maps, 0777) < 0) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "%s: %s", maps, g_strerror(errno));
        return NULL;
    }
    status = pagemap_draw(path, case_name, audit, surface);
    if (status != CAIRO_STATUS_SUCCESS) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "%s: %s", path, cairo_status_to_string(status));
        return NULL;
    }
    return g_steal_pointer(&file);
}
