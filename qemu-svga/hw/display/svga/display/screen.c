/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The display mode, and the commands on screen targets. */

#include "qemu/osdep.h"
#include "../object/surface.h"
#include "../trace.h"
#include "cursor.h"
#include "screen.h"

QEMU_BUILD_BUG_ON(SVGA_OUTPUT_ROWS < SVGA_SCREEN_HEIGHT_MAX);
QEMU_BUILD_BUG_ON(SVGA_OUTPUT_ROWS < SVGA_MAX_HEIGHT);
QEMU_BUILD_BUG_ON(SVGA_SCREEN_WIDTH_MAX * 4 > SVGA_SLICE_BYTES);

static SvgaScreenMode svga_screen_wanted_mode(SvgaDesktop *d)
{
    uint32_t enable = d->regs->value[SVGA_REG_ENABLE];

    if (!(enable & SVGA_REG_ENABLE_ENABLE)) {
        return SVGA_SCREEN_VGA;
    }
    if (d->targets_used) {
        return SVGA_SCREEN_TARGET;
    }
    return enable & SVGA_REG_ENABLE_HIDE ? SVGA_SCREEN_VGA :
                                           SVGA_SCREEN_LEGACY;
}

void svga_screen_mode_changed(SvgaDesktop *d)
{
    SvgaScreenMode old = d->mode;

    if (!(d->regs->value[SVGA_REG_ENABLE] & SVGA_REG_ENABLE_ENABLE)) {
        d->targets_used = false;
    }
    d->mode = svga_screen_wanted_mode(d);
    trace_svga_screen_mode(d->id, d->mode);
    if (d->mode != old) {
        for (uint32_t head = 0; head < d->max_outputs; head++) {
            d->outputs[head].renew = true;
        }
        svga_cursor_moved(d);
    } else if (d->mode == SVGA_SCREEN_LEGACY) {
        d->outputs[0].renew = true;
    }
}

/* Screen targets */

static SvgaScreenTarget *svga_screen_target(SvgaDesktop *d, uint32_t stid)
{
    if (stid >= SVGA_SCREEN_TARGETS || !d->targets[stid].defined) {
        trace_svga_err_screen_stid(d->id, stid);
        return NULL;
    }
    return &d->targets[stid];
}

/* The target appeared, with or without a picture, or was destroyed. */
static void svga_screen_target_changed(SvgaDesktop *d, uint32_t stid)
{
    svga_screen_mode_changed(d);
    if (stid < d->max_outputs &&
        d->mode == SVGA_SCREEN_TARGET) {
        d->outputs[stid].renew = true;
    }
    svga_cursor_moved(d);
}

/* Listeners may hold a shown picture, so remove it from its console first. */
static void svga_screen_drop_picture(SvgaDesktop *d, uint32_t stid)
{
    SvgaScreenTarget *target = &d->targets[stid];

    if (target->picture) {
        svga_output_release(&d->outputs[stid], target->picture);
    }
    g_clear_pointer(&target->picture, qemu_pixman_image_unref);
}

SvgaStatus svga_screen_define(SvgaDesktop *d,
                              const SVGA3dCmdDefineGBScreenTarget *cmd)
{
    pixman_image_t *picture = NULL;
    SvgaScreenTarget *target;

    if (cmd->stid >= SVGA_SCREEN_TARGETS ||
        !cmd->width || cmd->width > SVGA_SCREEN_WIDTH_MAX ||
        !cmd->height || cmd->height > SVGA_SCREEN_HEIGHT_MAX ||
        (uint64_t)cmd->width * cmd->height * 4 > SVGA_SCREEN_PRIMARY_MEM ||
        cmd->flags & ~SVGA_STFLAG_PRIMARY) {
        trace_svga_err_screen_extent(d->id, cmd->stid, cmd->width,
                                     cmd->height, cmd->flags);
        return SVGA_BAD_SCREEN;
    }
    target = &d->targets[cmd->stid];
    if (target->defined) {
        return SVGA_SCREEN_EXISTS;
    }
    if (cmd->stid < d->max_outputs) {
        picture = svga_output_picture(&d->paint, cmd->width, cmd->height);
        if (!picture) {
            return SVGA_OVER_BUDGET;
        }
    }
    *target = (SvgaScreenTarget) {
        .defined = true,
        .width = cmd->width,
        .height = cmd->height,
        .x_root = cmd->xRoot,
        .y_root = cmd->yRoot,
        .flags = cmd->flags,
        .image.sid = SVGA3D_INVALID_ID,
        .picture = picture,
    };
    trace_svga_screen_define(d->id, cmd->stid, cmd->width, cmd->height);
    d->targets_used = true;
    svga_screen_target_changed(d, cmd->stid);
    return SVGA_OK;
}

SvgaStatus svga_screen_destroy(SvgaDesktop *d, uint32_t stid)
{
    SvgaScreenTarget *target = svga_screen_target(d, stid);

    if (!target) {
        return SVGA_BAD_SCREEN;
    }
    trace_svga_screen_destroy(d->id, stid);
    target->defined = false;
    svga_screen_drop_picture(d, stid);
    svga_screen_target_changed(d, stid);
    return SVGA_OK;
}

SvgaStatus svga_screen_bind(SvgaDesktop *d,
                            const SVGA3dCmdBindGBScreenTarget *cmd)
{
    SvgaScreenTarget *target = svga_screen_target(d, cmd->stid);
    SvgaSurfacePixels pixels;
    SvgaStatus status;

    if (!target) {
        return SVGA_BAD_SCREEN;
    }
    if (cmd->image.sid != SVGA3D_INVALID_ID) {
        status = svga_surface_pixels(d->gb, cmd->image.sid, cmd->image.face,
                                     cmd->image.mipmap, &pixels);
        if (status != SVGA_OK) {
            return status;
        }
        if (!svga_scanout_find(pixels.format_id)) {
            return SVGA_BAD_FORMAT;
        }
    }
    target->image = cmd->image;
    trace_svga_screen_bind(d->id, cmd->stid, cmd->image.sid);
    return SVGA_OK;
}

/* Source of a picture's rows: a surface, or black. */
typedef struct SvgaScreenSource {
    SvgaSurfacePixels pixels;
    const SvgaScanout *scanout; /* NULL: black */
    uint32_t width;             /* part of the target it covers */
    uint32_t height;
} SvgaScreenSource;

/* A target without a surface shows black; vmwgfx updates it to blank it. */
static SvgaStatus svga_screen_source(SvgaDesktop *d,
                                     const SvgaScreenTarget *target,
                                     SvgaScreenSource *source)
{
    SvgaStatus status;

    *source = (SvgaScreenSource) {
        .width = target->width,
        .height = target->height,
    };
    if (target->image.sid == SVGA3D_INVALID_ID) {
        return SVGA_OK;
    }
    status = svga_surface_pixels(d->gb, target->image.sid,
                                 target->image.face, target->image.mipmap,
                                 &source->pixels);
    if (status != SVGA_OK) {
        return status;
    }
    source->scanout = svga_scanout_find(source->pixels.format_id);
    source->width = MIN(target->width, source->pixels.width);
    source->height = MIN(target->height, source->pixels.height);
    return source->scanout ? SVGA_OK : SVGA_BAD_FORMAT;
}

/* @count pixels of row @y of the target's picture, from column @x on. */
static void svga_screen_row(SvgaScreenTarget *target,
                            const SvgaScreenSource *source, uint32_t x,
                            uint64_t y, uint32_t count)
{
    uint8_t *data = (uint8_t *)pixman_image_get_data(target->picture);
    uint32_t *row = (uint32_t *)(data + y *
                                 pixman_image_get_stride(target->picture));

    if (source->scanout) {
        source->scanout->convert(row + x, source->pixels.data +
                                 y * source->pixels.pitch +
                                 (uint64_t)x * source->scanout->bytes, count);
    } else {
        memset(row + x, 0, (size_t)count * sizeof(*row));
    }
}

/*
 * Update @rect of the target's picture where the surface covers it; other
 * damage is kept.
 */
static SvgaStatus svga_screen_draw(SvgaDesktop *d, uint32_t stid,
                                   const SVGA3dRect *rect)
{
    SvgaScreenTarget *target = &d->targets[stid];
    SvgaScreenSource source;
    SvgaStatus status = svga_screen_source(d, target, &source);
    uint32_t width, height;

    if (status != SVGA_OK) {
        return status;
    }
    width = rect->x < source.width ? MIN(rect->w, source.width - rect->x) : 0;
    height = rect->y < source.height ?
             MIN(rect->h, source.height - rect->y) : 0;
    while (width && d->rows_done < height) {
        uint32_t y = rect->y + d->rows_done;

        if (!svga_gb_work(d->gb, width * 4)) {
            return SVGA_AGAIN;
        }
        svga_screen_row(target, &source, rect->x, y, width);
        d->rows_done++;
    }
    return SVGA_OK;
}

SvgaStatus svga_screen_update(SvgaDesktop *d,
                              const SVGA3dCmdUpdateGBScreenTarget *cmd)
{
    SvgaScreenTarget *target = svga_screen_target(d, cmd->stid);
    const SVGA3dRect *rect = &cmd->rect;
    SvgaStatus status;

    if (!target) {
        return SVGA_BAD_SCREEN;
    }
    if (!svga_desktop_within(rect->x, rect->w, target->width) ||
        !svga_desktop_within(rect->y, rect->h, target->height)) {
        trace_svga_err_screen_rect(d->id, cmd->stid, rect->x, rect->y,
                                   rect->w, rect->h);
        return SVGA_BAD_BOX;
    }
    trace_svga_screen_update(d->id, cmd->stid, rect->x, rect->y, rect->w,
                             rect->h);
    if (!target->picture) {
        return SVGA_OK;
    }
    status = svga_screen_draw(d, cmd->stid, rect);
    if (status == SVGA_AGAIN) {
        return status;
    }
    d->rows_done = 0;
    if (d->mode == SVGA_SCREEN_TARGET) {
        svga_output_damage(&d->outputs[cmd->stid], rect->x, rect->y,
                           rect->w, rect->h);
    }
    return status;
}

/* The registers have been reset already, so the mode becomes VGA. */
void svga_screen_reset(SvgaDesktop *d)
{
    for (uint32_t stid = 0; stid < SVGA_SCREEN_TARGETS; stid++) {
        svga_screen_drop_picture(d, stid);
        d->targets[stid] = (SvgaScreenTarget) { 0 };
    }
    d->rows_done = 0;
    d->gamma_stale = true;
    if (d->wish_width) {
        d->regs->value[SVGA_REG_WIDTH] = d->wish_width;
        d->regs->value[SVGA_REG_HEIGHT] = d->wish_height;
    }
    svga_screen_mode_changed(d);
    vga_dirty_log_start(d->vga);
}

/* Hooks for guest-backed objects */

static bool svga_screen_shows(void *opaque, uint32_t sid)
{
    const SvgaDesktop *d = opaque;

    for (size_t i = 0; i < SVGA_SCREEN_TARGETS; i++) {
        if (d->targets[i].defined && d->targets[i].image.sid == sid) {
            return true;
        }
    }
    return false;
}

/* A changed surface is shown when the guest asks for it, not before. */
static void svga_screen_surface_changed(void *opaque, uint32_t sid,
                                        uint32_t face, uint32_t mip,
                                        const SVGA3dBox *box)
{
    const SvgaDesktop *d = opaque;

    trace_svga_screen_surface_changed(d->id, sid, face, mip, box->x, box->y,
                                      box->w, box->h);
}

static void svga_screen_surface_destroyed(void *opaque, uint32_t sid)
{
    SvgaDesktop *d = opaque;

    for (size_t i = 0; i < SVGA_SCREEN_TARGETS; i++) {
        SvgaScreenTarget *target = &d->targets[i];

        if (target->defined && target->image.sid == sid) {
            target->image.sid = SVGA3D_INVALID_ID;
        }
    }
}

static void svga_screen_otable_dropped(void *opaque, uint32_t type)
{
    SvgaDesktop *d = opaque;

    for (uint32_t i = 0; i < SVGA_SCREEN_TARGETS; i++) {
        if (type == SVGA_OTABLE_SCREENTARGET && d->targets[i].defined) {
            svga_screen_destroy(d, i);
        }
    }
}

static void svga_screen_entry(void *opaque, uint32_t stid,
                              SVGAOTableScreenTargetEntry *entry)
{
    const SvgaDesktop *d = opaque;
    const SvgaScreenTarget *target;

    if (stid >= SVGA_SCREEN_TARGETS || !d->targets[stid].defined) {
        return;
    }
    target = &d->targets[stid];
    *entry = (SVGAOTableScreenTargetEntry) {
        .image = target->image,
        .width = target->width,
        .height = target->height,
        .xRoot = target->x_root,
        .yRoot = target->y_root,
        .flags = target->flags,
    };
}

SvgaGbHooks svga_screen_hooks(SvgaDesktop *d)
{
    return (SvgaGbHooks) {
        .opaque = d,
        .surface_shown = svga_screen_shows,
        .surface_changed = svga_screen_surface_changed,
        .surface_destroyed = svga_screen_surface_destroyed,
        .otable_dropped = svga_screen_otable_dropped,
        .screen_entry = svga_screen_entry,
    };
}
