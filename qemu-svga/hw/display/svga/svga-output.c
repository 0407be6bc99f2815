/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A console of QEMU's with the picture it shows, corrected by the palette. */

#include "qemu/osdep.h"
#include "svga.h"
#include "svga-scanout.h"
#include "ui/console.h"

/* The memory of a picture, freed with its last reference. */
typedef struct SvgaPictureMem {
    SvgaBudget *budget;
    void *data;
    uint64_t bytes;
} SvgaPictureMem;

static void svga_picture_free(pixman_image_t *image, void *opaque)
{
    SvgaPictureMem *mem = opaque;

    svga_budget_free(mem->budget, mem->data, mem->bytes);
    g_free(mem);
}

pixman_image_t *svga_output_picture(SvgaState *s, uint32_t width,
                                    uint32_t height)
{
    uint64_t bytes = (uint64_t)width * height * 4;
    void *data = svga_budget_alloc(&s->gb.budget, bytes);
    SvgaPictureMem *mem;
    pixman_image_t *image;

    if (!data) {
        return NULL;
    }
    image = pixman_image_create_bits(PIXMAN_x8r8g8b8, width, height, data,
                                     width * 4);
    if (!image) {
        svga_budget_free(&s->gb.budget, data, bytes);
        return NULL;
    }
    mem = g_new(SvgaPictureMem, 1);
    *mem = (SvgaPictureMem) { &s->gb.budget, data, bytes };
    pixman_image_set_destroy_function(image, svga_picture_free, mem);
    return image;
}

static uint32_t *svga_picture_row(pixman_image_t *image, uint32_t x,
                                  uint32_t y)
{
    uint8_t *data = (uint8_t *)pixman_image_get_data(image);

    return (uint32_t *)(data + (size_t)y * pixman_image_get_stride(image)) + x;
}

static void svga_output_drop(SvgaOutput *o)
{
    g_clear_pointer(&o->plain, qemu_pixman_image_unref);
    g_clear_pointer(&o->corrected, qemu_pixman_image_unref);
}

static void svga_output_replace(SvgaOutput *o, DisplaySurface *surface)
{
    dpy_gfx_replace_surface(o->con, surface);
    o->redraw = true;
}

void svga_output_correct(SvgaOutput *o, uint32_t x, uint32_t y, uint32_t w,
                         uint32_t h)
{
    if (!o->corrected) {
        return;
    }
    for (uint32_t row = y; row < y + h; row++) {
        svga_gamma_row(&o->s->screen.gamma,
                       svga_picture_row(o->corrected, x, row),
                       svga_picture_row(o->plain, x, row), w);
    }
}

/* Have a corrected copy of the picture if the palette is good for anything. */
static void svga_output_make_corrected(SvgaOutput *o)
{
    uint32_t width = pixman_image_get_width(o->plain);
    uint32_t height = pixman_image_get_height(o->plain);

    g_clear_pointer(&o->corrected, qemu_pixman_image_unref);
    if (o->s->screen.gamma.identity) {
        return;
    }
    o->corrected = svga_output_picture(o->s, width, height);
    if (!o->corrected) {
        svga_guest_error(o->s, SVGA_OVER_BUDGET, "PALETTE", 0);
    }
    svga_output_correct(o, 0, 0, width, height);
}

static void svga_output_show_picture(SvgaOutput *o)
{
    svga_output_make_corrected(o);
    svga_output_replace(o, qemu_create_displaysurface_pixman(
        o->corrected ? o->corrected : o->plain));
}

void svga_output_show(SvgaOutput *o, pixman_image_t *plain)
{
    pixman_image_ref(plain);
    svga_output_drop(o);
    o->plain = plain;
    svga_output_show_picture(o);
}

void svga_output_show_black(SvgaOutput *o, uint32_t width, uint32_t height)
{
    svga_output_drop(o);
    svga_output_replace(o, qemu_create_displaysurface(width, height));
}

void svga_output_show_nothing(SvgaOutput *o)
{
    svga_output_drop(o);
    svga_output_replace(o, NULL);
}

void svga_output_damage(SvgaOutput *o, uint32_t x, uint32_t y, uint32_t w,
                        uint32_t h)
{
    dpy_gfx_update(o->con, x, y, w, h);
}

void svga_output_gamma_changed(SvgaOutput *o)
{
    if (o->plain) {
        svga_output_show_picture(o);
    }
}
