/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The consoles: choose what each one shows, and update it on refresh. */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "ui/console.h"
#include "../trace.h"
#include "console.h"
#include "cursor.h"
#include "legacy.h"

/*
 * A guest may change a picture faster than it can be drawn.  After drawing this
 * many pictures' worth, a waiting client gets whatever is there.
 */
#define SVGA_CONSOLE_PICTURES 4

static SvgaDesktop *svga_console_desktop(const SvgaOutput *o)
{
    return container_of(o->paint, SvgaDesktop, paint);
}

static bool svga_console_is_vga(const SvgaOutput *o)
{
    return svga_console_desktop(o)->mode == SVGA_SCREEN_VGA && !o->head;
}

/* Make the console show what the current mode calls for. */
static void svga_console_show(SvgaOutput *o)
{
    SvgaDesktop *d = svga_console_desktop(o);
    pixman_image_t *picture = d->targets[o->head].picture;

    trace_svga_console_show(d->id, o->head, d->mode);
    if (d->mode == SVGA_SCREEN_TARGET && picture) {
        svga_output_show(o, picture);
    } else if (o->head) {
        svga_output_show_nothing(o);
    } else if (d->mode == SVGA_SCREEN_TARGET) {
        svga_output_show_black(o, d->regs->value[SVGA_REG_WIDTH],
                               d->regs->value[SVGA_REG_HEIGHT]);
    } else if (d->mode == SVGA_SCREEN_LEGACY) {
        svga_legacy_show(d, o);
    } else {
        svga_output_show_vga(o);
        d->vga->hw_ops->invalidate(d->vga);
    }
}

/* The guest writes the palette word by word; apply it once per picture. */
static void svga_console_follow_palette(SvgaDesktop *d)
{
    if (!d->gamma_stale) {
        return;
    }
    d->gamma_stale = false;
    if (!svga_gamma_load(&d->paint.gamma, d->regs->palette)) {
        return;
    }
    for (uint32_t head = 0; head < d->max_outputs; head++) {
        svga_output_gamma_changed(&d->outputs[head]);
    }
}

/* Take in everything that the guest has changed so far. */
static void svga_console_follow(SvgaOutput *o)
{
    SvgaDesktop *d = svga_console_desktop(o);

    svga_console_follow_palette(d);
    if (o->renew) {
        o->renew = false;
        svga_console_show(o);
    }
    if (d->mode == SVGA_SCREEN_LEGACY && !o->head) {
        svga_legacy_scan(d, o);
    }
}

/*
 * All consoles draw from one slice, however many are refreshed at once.  The
 * bottom half starts the next slice.
 */
static bool svga_console_draw(SvgaOutput *o)
{
    SvgaDesktop *d = svga_console_desktop(o);
    uint64_t before = d->draw_left;
    bool done = svga_output_draw(o, &d->draw_left);

    o->spent += before - d->draw_left;
    d->slices_drawn += before == SVGA_SLICE_BYTES &&
                            d->draw_left < before;
    if (!done || d->draw_left < SVGA_SLICE_BYTES) {
        qemu_bh_schedule(d->draw_bh);
    }
    return done;
}

static void svga_console_done(SvgaOutput *o)
{
    trace_svga_console_done(svga_console_desktop(o)->id, o->head, o->spent);
    o->refreshing = false;
    o->spent = 0;
    graphic_hw_update_done(o->con);
}

/*
 * Small updates are drawn at once.  A client that asks again while a console is
 * being drawn waits for the same completion, which comes when there is nothing
 * left to draw.
 */
static void svga_console_gfx_update(void *opaque)
{
    SvgaOutput *o = opaque;
    SvgaDesktop *d = svga_console_desktop(o);

    svga_cursor_poll(d);
    svga_console_follow(o);
    if (svga_console_is_vga(o)) {
        d->vga->hw_ops->gfx_update(d->vga);
        svga_console_done(o);
    } else if (svga_console_draw(o)) {
        svga_console_done(o);
    } else {
        o->refreshing = true;
    }
}

/* One more slice for a console whose refresh took more than one. */
static void svga_console_continue(SvgaOutput *o)
{
    if (svga_console_is_vga(o)) {
        /*
         * VGA may flush its own MMIO writes, which this bottom half must not do
         */
        o->refreshing = false;
        aio_bh_schedule_oneshot(qemu_get_aio_context(),
                                svga_console_gfx_update, o);
        return;
    }
    if (svga_console_draw(o)) {
        svga_console_follow(o);
        if (svga_console_draw(o)) {
            svga_console_done(o);
            return;
        }
    }
    if (o->spent > SVGA_CONSOLE_PICTURES * svga_output_cost(o)) {
        svga_output_present(o);
        svga_console_done(o);
    }
}

static void svga_console_bh(void *opaque)
{
    SvgaDesktop *d = opaque;
    uint32_t count = d->max_outputs;
    uint32_t first = d->draw_first++ % count;

    d->draw_left = SVGA_SLICE_BYTES;
    for (uint32_t i = 0; i < count; i++) {
        SvgaOutput *o = &d->outputs[(first + i) % count];

        if (o->refreshing) {
            svga_console_continue(o);
        }
    }
}

static void svga_console_invalidate(void *opaque)
{
    SvgaOutput *o = opaque;

    VGACommonState *vga = svga_console_desktop(o)->vga;

    if (svga_console_is_vga(o)) {
        vga->hw_ops->invalidate(vga);
    } else {
        svga_output_damage_all(o);
    }
}

static void svga_console_text_update(void *opaque, console_ch_t *text)
{
    SvgaOutput *o = opaque;

    VGACommonState *vga = svga_console_desktop(o)->vga;

    if (svga_console_is_vga(o)) {
        vga->hw_ops->text_update(vga, text);
    }
}

/*
 * The host asks for another size, as a VNC viewer does when its window is
 * resized.  A driver reads it only from WIDTH and HEIGHT, and only when it
 * starts.  A framebuffer described by these two registers must not change under
 * the guest.
 */
static void svga_console_ui_info(void *opaque, uint32_t head,
                                 QemuUIInfo *info)
{
    SvgaOutput *o = opaque;
    SvgaDesktop *d = svga_console_desktop(o);

    if (head || !info->width || !info->height) {
        return;
    }
    d->wish_width = MIN(info->width, SVGA_MAX_WIDTH);
    d->wish_height = MIN(info->height, SVGA_MAX_HEIGHT);
    trace_svga_console_wish(d->id, d->wish_width,
                            d->wish_height);
    if (d->mode != SVGA_SCREEN_LEGACY) {
        d->regs->value[SVGA_REG_WIDTH] = d->wish_width;
        d->regs->value[SVGA_REG_HEIGHT] = d->wish_height;
    }
}

static const GraphicHwOps svga_console_ops = {
    .invalidate = svga_console_invalidate,
    .gfx_update = svga_console_gfx_update,
    .gfx_update_async = true,
    .text_update = svga_console_text_update,
    .ui_info = svga_console_ui_info,
};

void svga_console_realize(SvgaDesktop *d)
{
    d->draw_left = SVGA_SLICE_BYTES;
    d->draw_bh = qemu_bh_new_guarded(svga_console_bh, d,
                                            &d->dev->mem_reentrancy_guard);
    for (uint32_t head = 0; head < d->max_outputs; head++) {
        SvgaOutput *o = &d->outputs[head];

        *o = (SvgaOutput) { .paint = &d->paint, .head = head };
        o->con = graphic_console_init(d->dev, head, &svga_console_ops, o);
    }
    d->vga->con = d->outputs[0].con;
}

/* Keep QEMU's final placeholder from being as large as the last picture. */
void svga_console_unrealize(SvgaDesktop *d)
{
    qemu_bh_delete(d->draw_bh);
    for (uint32_t head = 0; head < d->max_outputs; head++) {
        SvgaOutput *o = &d->outputs[head];

        svga_output_show_nothing(o);
        svga_console_done(o);
        graphic_console_close(o->con);
    }
}
