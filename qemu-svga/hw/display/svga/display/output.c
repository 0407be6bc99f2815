/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* One QEMU console and the picture it shows, corrected by the palette. */

#include "qemu/osdep.h"
#include "ui/console.h"
#include "output.h"

/* Size of the console while there is no picture. */
#define SVGA_OUTPUT_WIDTH 640
#define SVGA_OUTPUT_HEIGHT 480

/* Units for finding a row and updating it on the console. */
#define SVGA_OUTPUT_ROW_MIN 1024

/* A picture's memory, freed with its last reference. */
typedef struct SvgaPictureMem {
    SvgaPaint *paint;
    void *data;
    uint64_t bytes;
} SvgaPictureMem;

static void svga_picture_free(pixman_image_t *image, void *opaque)
{
    SvgaPictureMem *mem = opaque;

    svga_budget_free(mem->paint->budget, mem->data, mem->bytes);
    mem->paint->freed(mem->paint->opaque);
    g_free(mem);
}

pixman_image_t *svga_output_picture(SvgaPaint *paint, uint32_t width,
                                    uint32_t height)
{
    uint64_t bytes = (uint64_t)width * height * 4;
    void *data = svga_budget_alloc(paint->budget, bytes);
    SvgaPictureMem *mem;
    pixman_image_t *image;

    if (!data) {
        return NULL;
    }
    image = pixman_image_create_bits(PIXMAN_x8r8g8b8, width, height, data,
                                     width * 4);
    if (!image) {
        svga_budget_free(paint->budget, data, bytes);
        return NULL;
    }
    mem = g_new(SvgaPictureMem, 1);
    *mem = (SvgaPictureMem) { paint, data, bytes };
    pixman_image_set_destroy_function(image, svga_picture_free, mem);
    return image;
}

static uint32_t *svga_picture_row(pixman_image_t *image, uint32_t x,
                                  uint32_t y)
{
    uint8_t *data = (uint8_t *)pixman_image_get_data(image);

    return (uint32_t *)(data + (size_t)y * pixman_image_get_stride(image)) + x;
}

/* Damage */

static void svga_damage_clear(SvgaDamage *damage)
{
    bitmap_zero(damage->rows, SVGA_OUTPUT_ROWS);
    damage->left = UINT32_MAX;
    damage->right = 0;
}

/* Rows take turns, so that rows damaged all the time do not starve others. */
static uint32_t svga_damage_next(const SvgaDamage *damage, uint32_t height)
{
    uint32_t y = find_next_bit(damage->rows, height, damage->next);

    return y < height ? y : find_first_bit(damage->rows, height);
}

void svga_output_damage(SvgaOutput *o, uint32_t x, uint32_t y, uint32_t w,
                        uint32_t h)
{
    SvgaDamage *damage = &o->damage;

    if (!w || !h || y >= SVGA_OUTPUT_ROWS) {
        return;
    }
    bitmap_set(damage->rows, y, MIN(h, SVGA_OUTPUT_ROWS - y));
    damage->left = MIN(damage->left, x);
    damage->right = MAX(damage->right, x + w);
}

void svga_output_damage_all(SvgaOutput *o)
{
    svga_output_damage(o, 0, 0, UINT32_MAX, SVGA_OUTPUT_ROWS);
}

/* Contents of the console */

static bool svga_output_shows(SvgaOutput *o, const pixman_image_t *image)
{
    DisplaySurface *surface = qemu_console_surface(o->con);

    return image && surface && surface->image == image;
}

/* Listeners redraw a new surface as a whole anyway. */
static void svga_output_replace(SvgaOutput *o, DisplaySurface *surface)
{
    dpy_gfx_replace_surface(o->con, surface);
    dpy_gfx_update_full(o->con);
}

static void svga_output_give(SvgaOutput *o, pixman_image_t *image)
{
    if (!svga_output_shows(o, image)) {
        svga_output_replace(o, qemu_create_displaysurface_pixman(image));
    }
}

static void svga_output_drop(SvgaOutput *o)
{
    svga_damage_clear(&o->damage);
    g_clear_pointer(&o->plain, qemu_pixman_image_unref);
    g_clear_pointer(&o->corrected, qemu_pixman_image_unref);
    o->over_budget = false;
}

void svga_output_show(SvgaOutput *o, pixman_image_t *plain)
{
    if (o->plain == plain) {
        svga_output_damage_all(o);
        return;
    }
    svga_output_drop(o);
    o->plain = pixman_image_ref(plain);
}

/* VGA draws into the existing surface, which must not be guest memory. */
void svga_output_show_vga(SvgaOutput *o)
{
    svga_output_drop(o);
    svga_output_replace(o, qemu_create_displaysurface(SVGA_OUTPUT_WIDTH,
                                                      SVGA_OUTPUT_HEIGHT));
}

void svga_output_show_black(SvgaOutput *o, uint32_t width, uint32_t height)
{
    pixman_image_t *black = svga_output_picture(o->paint, width, height);

    if (!black) {
        svga_output_show_vga(o);
        return;
    }
    svga_output_drop(o);
    svga_output_give(o, black);
    qemu_pixman_image_unref(black);
}

/* QEMU's own placeholder would be as large as the previous picture. */
void svga_output_show_nothing(SvgaOutput *o)
{
    svga_output_drop(o);
    svga_output_replace(o, qemu_create_placeholder_surface(
        SVGA_OUTPUT_WIDTH, SVGA_OUTPUT_HEIGHT,
        "Display output is not active."));
}

void svga_output_release(SvgaOutput *o, const pixman_image_t *picture)
{
    if (!picture || o->plain != picture) {
        return;
    }
    if (svga_output_shows(o, o->plain) || svga_output_shows(o, o->corrected)) {
        svga_output_show_nothing(o);
    } else {
        svga_output_drop(o);
    }
}

/* Drawing */

void svga_output_gamma_changed(SvgaOutput *o)
{
    o->over_budget = false;
    if (o->plain) {
        svga_output_damage_all(o);
    }
}

/* Make a corrected picture unless the palette is the identity. */
static void svga_output_follow_gamma(SvgaOutput *o)
{
    if (o->paint->gamma.identity) {
        g_clear_pointer(&o->corrected, qemu_pixman_image_unref);
    } else if (!o->corrected && !o->over_budget) {
        o->corrected = svga_output_picture(o->paint,
                                           pixman_image_get_width(o->plain),
                                           pixman_image_get_height(o->plain));
        if (!o->corrected) {
            o->over_budget = true;
            svga_guest_error(o->paint->errors, SVGA_OVER_BUDGET, "PALETTE", 0);
        }
        svga_output_damage_all(o);
    }
}

static void svga_output_draw_rows(SvgaOutput *o, uint32_t x, uint32_t y,
                                  uint32_t w, uint32_t h)
{
    o->paint->bytes_drawn += (uint64_t)w * h * 4;
    for (uint32_t row = y; o->corrected && row < y + h; row++) {
        svga_gamma_row(&o->paint->gamma,
                       svga_picture_row(o->corrected, x, row),
                       svga_picture_row(o->plain, x, row), w);
    }
    if (!o->corrected || svga_output_shows(o, o->corrected)) {
        dpy_gfx_update(o->con, x, y, w, h);
    }
}

static uint64_t svga_output_row_cost(uint32_t width)
{
    return MAX((uint64_t)width * 4, SVGA_OUTPUT_ROW_MIN);
}

static uint32_t svga_output_width(const SvgaOutput *o)
{
    return o->plain ? pixman_image_get_width(o->plain) :
                      qemu_console_get_width(o->con, 0);
}

static uint32_t svga_output_height(const SvgaOutput *o)
{
    return o->plain ? pixman_image_get_height(o->plain) :
                      qemu_console_get_height(o->con, 0);
}

uint64_t svga_output_cost(const SvgaOutput *o)
{
    return svga_output_row_cost(svga_output_width(o)) * svga_output_height(o);
}

static bool svga_output_draw_damage(SvgaOutput *o, uint64_t *left)
{
    SvgaDamage *damage = &o->damage;
    uint32_t width = svga_output_width(o);
    uint32_t height = MIN(svga_output_height(o), SVGA_OUTPUT_ROWS);
    uint32_t x = MIN(damage->left, width);
    uint32_t w = MAX(MIN(damage->right, width), x) - x;
    uint64_t cost = svga_output_row_cost(w);
    uint32_t y = w ? svga_damage_next(damage, height) : height;

    while (y < height) {
        uint32_t end = find_next_zero_bit(damage->rows, height, y);
        uint32_t h = MIN(end - y, *left / cost);

        if (!h) {
            return false;
        }
        bitmap_clear(damage->rows, y, h);
        damage->next = y + h;
        *left -= h * cost;
        svga_output_draw_rows(o, x, y, w, h);
        y = svga_damage_next(damage, height);
    }
    svga_damage_clear(damage);
    return true;
}

void svga_output_present(SvgaOutput *o)
{
    if (o->corrected) {
        svga_output_give(o, o->corrected);
    }
}

/* The console gets its first corrected picture once it is complete. */
bool svga_output_draw(SvgaOutput *o, uint64_t *left)
{
    if (o->plain) {
        svga_output_follow_gamma(o);
    }
    if (o->plain && !o->corrected && !svga_output_shows(o, o->plain)) {
        svga_output_give(o, o->plain);
        svga_damage_clear(&o->damage);
    }
    if (!svga_output_draw_damage(o, left)) {
        return false;
    }
    svga_output_present(o);
    return true;
}
