/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What there is to show: VGA, the legacy framebuffer or screen targets. */

#include "qemu/osdep.h"
#include "../device/state.h"
#include "../object/surface.h"
#include "../trace.h"

static SvgaScreenMode svga_screen_wanted_mode(SvgaState *s)
{
    uint32_t enable = s->regs.value[SVGA_REG_ENABLE];

    if (!(enable & SVGA_REG_ENABLE_ENABLE)) {
        return SVGA_SCREEN_VGA;
    }
    if (s->screen.targets_used) {
        return SVGA_SCREEN_TARGET;
    }
    return enable & SVGA_REG_ENABLE_HIDE ? SVGA_SCREEN_VGA :
                                           SVGA_SCREEN_LEGACY;
}

void svga_screen_mode_changed(SvgaState *s)
{
    SvgaScreenMode old = s->screen.mode;

    if (!(s->regs.value[SVGA_REG_ENABLE] & SVGA_REG_ENABLE_ENABLE)) {
        s->screen.targets_used = false;
    }
    s->screen.mode = svga_screen_wanted_mode(s);
    trace_svga_screen_mode(s->id, s->screen.mode);
    if (s->screen.mode != old) {
        for (uint32_t head = 0; head < s->screen.max_outputs; head++) {
            s->screen.outputs[head].renew = true;
        }
        svga_cursor_moved(s);
    } else if (s->screen.mode == SVGA_SCREEN_LEGACY) {
        s->screen.outputs[0].renew = true;
    }
}

/* Screen targets */

static SvgaScreenTarget *svga_screen_target(SvgaState *s, uint32_t stid)
{
    if (stid >= SVGA_SCREEN_TARGETS || !s->screen.targets[stid].defined) {
        trace_svga_err_screen_stid(s->id, stid);
        return NULL;
    }
    return &s->screen.targets[stid];
}

/* The target appeared, with or without a picture, or went away. */
static void svga_screen_target_changed(SvgaState *s, uint32_t stid)
{
    svga_screen_mode_changed(s);
    if (stid < s->screen.max_outputs &&
        s->screen.mode == SVGA_SCREEN_TARGET) {
        s->screen.outputs[stid].renew = true;
    }
    svga_cursor_moved(s);
}

/* Others may see a picture that is shown, so that its console goes first. */
static void svga_screen_drop_picture(SvgaState *s, uint32_t stid)
{
    SvgaScreenTarget *target = &s->screen.targets[stid];

    if (target->picture) {
        svga_output_release(&s->screen.outputs[stid], target->picture);
    }
    g_clear_pointer(&target->picture, qemu_pixman_image_unref);
}

SvgaStatus svga_screen_define(SvgaState *s,
                              const SVGA3dCmdDefineGBScreenTarget *cmd)
{
    pixman_image_t *picture = NULL;
    SvgaScreenTarget *target;

    if (cmd->stid >= SVGA_SCREEN_TARGETS ||
        !cmd->width || cmd->width > SVGA_SCREEN_WIDTH_MAX ||
        !cmd->height || cmd->height > SVGA_SCREEN_HEIGHT_MAX ||
        (uint64_t)cmd->width * cmd->height * 4 > SVGA_SCREEN_PRIMARY_MEM ||
        cmd->flags & ~SVGA_STFLAG_PRIMARY) {
        trace_svga_err_screen_extent(s->id, cmd->stid, cmd->width,
                                     cmd->height, cmd->flags);
        return SVGA_BAD_SCREEN;
    }
    target = &s->screen.targets[cmd->stid];
    if (target->defined) {
        return SVGA_SCREEN_EXISTS;
    }
    if (cmd->stid < s->screen.max_outputs) {
        picture = svga_output_picture(s, cmd->width, cmd->height);
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
    trace_svga_screen_define(s->id, cmd->stid, cmd->width, cmd->height);
    s->screen.targets_used = true;
    svga_screen_target_changed(s, cmd->stid);
    return SVGA_OK;
}

SvgaStatus svga_screen_destroy(SvgaState *s, uint32_t stid)
{
    SvgaScreenTarget *target = svga_screen_target(s, stid);

    if (!target) {
        return SVGA_BAD_SCREEN;
    }
    trace_svga_screen_destroy(s->id, stid);
    target->defined = false;
    svga_screen_drop_picture(s, stid);
    svga_screen_target_changed(s, stid);
    return SVGA_OK;
}

SvgaStatus svga_screen_bind(SvgaState *s,
                            const SVGA3dCmdBindGBScreenTarget *cmd)
{
    SvgaScreenTarget *target = svga_screen_target(s, cmd->stid);
    SvgaSurfacePixels pixels;
    SvgaStatus status;

    if (!target) {
        return SVGA_BAD_SCREEN;
    }
    if (cmd->image.sid != SVGA3D_INVALID_ID) {
        status = svga_surface_pixels(&s->gb, cmd->image.sid, cmd->image.face,
                                     cmd->image.mipmap, &pixels);
        if (status != SVGA_OK) {
            return status;
        }
        if (!svga_scanout_find(pixels.format_id)) {
            return SVGA_BAD_FORMAT;
        }
    }
    target->image = cmd->image;
    trace_svga_screen_bind(s->id, cmd->stid, cmd->image.sid);
    return SVGA_OK;
}

/* Where rows of a picture come from: a surface, or black. */
typedef struct SvgaScreenSource {
    SvgaSurfacePixels pixels;
    const SvgaScanout *scanout; /* NULL: black */
    uint32_t width;             /* what there is of it for the target */
    uint32_t height;
} SvgaScreenSource;

/* A target without a surface shows black; vmwgfx updates it to see that. */
static SvgaStatus svga_screen_source(SvgaState *s,
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
    status = svga_surface_pixels(&s->gb, target->image.sid,
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
 * Bring @rect of the target's picture up to date, as much of it as the
 * surface has; the rest of the damage stays as it was.
 */
static SvgaStatus svga_screen_draw(SvgaState *s, uint32_t stid,
                                   const SVGA3dRect *rect)
{
    SvgaScreenTarget *target = &s->screen.targets[stid];
    SvgaScreenSource source;
    SvgaStatus status = svga_screen_source(s, target, &source);
    uint32_t width, height;

    if (status != SVGA_OK) {
        return status;
    }
    width = rect->x < source.width ? MIN(rect->w, source.width - rect->x) : 0;
    height = rect->y < source.height ?
             MIN(rect->h, source.height - rect->y) : 0;
    while (width && s->screen.rows_done < height) {
        uint32_t y = rect->y + s->screen.rows_done;

        if (!svga_gb_work(&s->gb, width * 4)) {
            return SVGA_AGAIN;
        }
        svga_screen_row(target, &source, rect->x, y, width);
        s->screen.rows_done++;
    }
    return SVGA_OK;
}

SvgaStatus svga_screen_update(SvgaState *s,
                              const SVGA3dCmdUpdateGBScreenTarget *cmd)
{
    SvgaScreenTarget *target = svga_screen_target(s, cmd->stid);
    const SVGA3dRect *rect = &cmd->rect;
    SvgaStatus status;

    if (!target) {
        return SVGA_BAD_SCREEN;
    }
    if (!svga_screen_within(rect->x, rect->w, target->width) ||
        !svga_screen_within(rect->y, rect->h, target->height)) {
        trace_svga_err_screen_rect(s->id, cmd->stid, rect->x, rect->y,
                                   rect->w, rect->h);
        return SVGA_BAD_BOX;
    }
    trace_svga_screen_update(s->id, cmd->stid, rect->x, rect->y, rect->w,
                             rect->h);
    if (!target->picture) {
        return SVGA_OK;
    }
    status = svga_screen_draw(s, cmd->stid, rect);
    if (status == SVGA_AGAIN) {
        return status;
    }
    s->screen.rows_done = 0;
    if (s->screen.mode == SVGA_SCREEN_TARGET) {
        svga_output_damage(&s->screen.outputs[cmd->stid], rect->x, rect->y,
                           rect->w, rect->h);
    }
    return status;
}

void svga_screen_surface_destroyed(SvgaState *s, uint32_t sid)
{
    for (size_t i = 0; i < SVGA_SCREEN_TARGETS; i++) {
        SvgaScreenTarget *target = &s->screen.targets[i];

        if (target->defined && target->image.sid == sid) {
            target->image.sid = SVGA3D_INVALID_ID;
        }
    }
}

void svga_screen_otable_dropped(SvgaState *s)
{
    for (uint32_t i = 0; i < SVGA_SCREEN_TARGETS; i++) {
        if (s->screen.targets[i].defined) {
            svga_screen_destroy(s, i);
        }
    }
}

void svga_screen_entry(SvgaState *s, uint32_t stid,
                       SVGAOTableScreenTargetEntry *entry)
{
    const SvgaScreenTarget *target;

    if (stid >= SVGA_SCREEN_TARGETS || !s->screen.targets[stid].defined) {
        return;
    }
    target = &s->screen.targets[stid];
    *entry = (SVGAOTableScreenTargetEntry) {
        .image = target->image,
        .width = target->width,
        .height = target->height,
        .xRoot = target->x_root,
        .yRoot = target->y_root,
        .flags = target->flags,
    };
}

/* The target that shows a place, or the first console's for other places. */
uint32_t svga_screen_locate(const SvgaState *s, int32_t *x, int32_t *y)
{
    const SvgaScreenTarget *target = s->screen.targets;
    uint32_t head = s->screen.max_outputs;

    if (s->screen.mode != SVGA_SCREEN_TARGET) {
        return 0;
    }
    while (head-- > 0) {
        int64_t in_x = (int64_t)*x - target[head].x_root;
        int64_t in_y = (int64_t)*y - target[head].y_root;

        if (!target[head].defined) {
            continue;
        }
        if (!head || (in_x >= 0 && in_x < target[head].width &&
                      in_y >= 0 && in_y < target[head].height)) {
            *x = MIN(MAX(in_x, INT32_MIN), INT32_MAX);
            *y = MIN(MAX(in_y, INT32_MIN), INT32_MAX);
            return head;
        }
    }
    return 0;
}

/* Registers are reset already, so that the mode is VGA. */
void svga_screen_reset(SvgaState *s)
{
    for (uint32_t stid = 0; stid < SVGA_SCREEN_TARGETS; stid++) {
        svga_screen_drop_picture(s, stid);
        s->screen.targets[stid] = (SvgaScreenTarget) { 0 };
    }
    s->screen.rows_done = 0;
    s->screen.gamma_stale = true;
    if (s->screen.wish_width) {
        s->regs.value[SVGA_REG_WIDTH] = s->screen.wish_width;
        s->regs.value[SVGA_REG_HEIGHT] = s->screen.wish_height;
    }
    svga_screen_mode_changed(s);
    vga_dirty_log_start(&s->vga);
}
