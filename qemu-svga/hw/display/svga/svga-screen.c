/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the console shows: VGA, the legacy framebuffer or a screen target. */

#include "qemu/osdep.h"
#include "svga.h"
#include "svga-scanout.h"
#include "svga-surface.h"
#include "trace.h"
#include "ui/console.h"

/* The one target that has a console; the others are kept but not shown. */
#define SVGA_SCREEN_SHOWN 0

/* The legacy framebuffer as the registers describe it right now. */
typedef struct SvgaLegacyMode {
    uint32_t width;
    uint32_t height;
    uint32_t pitch;
} SvgaLegacyMode;

/* Registers can describe more than VRAM holds; then there is no picture. */
static bool svga_legacy_mode(SvgaState *s, SvgaLegacyMode *mode)
{
    uint32_t lock = s->regs.value[SVGA_REG_PITCHLOCK];

    mode->width = s->regs.value[SVGA_REG_WIDTH];
    mode->height = s->regs.value[SVGA_REG_HEIGHT];
    mode->pitch = lock ? lock : mode->width * 4;
    return mode->pitch >= mode->width * 4 &&
           (uint64_t)mode->pitch * mode->height <= s->vga.vram_size;
}

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

static void svga_screen_replace(SvgaState *s, DisplaySurface *surface)
{
    dpy_gfx_replace_surface(s->vga.con, surface);
    s->screen.redraw = true;
}

static void svga_screen_enter_legacy(SvgaState *s)
{
    SvgaLegacyMode mode;

    if (svga_legacy_mode(s, &mode)) {
        svga_screen_replace(s, qemu_create_displaysurface_from(
            mode.width, mode.height, PIXMAN_x8r8g8b8, mode.pitch,
            s->vga.vram_ptr));
    } else {
        trace_svga_err_screen_mode(s->id, mode.width, mode.height,
                                   mode.pitch);
        svga_screen_replace(s, qemu_create_displaysurface(mode.width,
                                                          mode.height));
    }
}

/* Black until the first update: what a bound surface holds is not shown yet. */
static void svga_screen_enter_target(SvgaState *s)
{
    const SvgaScreenTarget *target = &s->screen.targets[SVGA_SCREEN_SHOWN];

    if (target->defined) {
        svga_screen_replace(s, qemu_create_displaysurface(target->width,
                                                          target->height));
    } else {
        svga_screen_replace(s, qemu_create_displaysurface(
            s->regs.value[SVGA_REG_WIDTH], s->regs.value[SVGA_REG_HEIGHT]));
    }
}

void svga_screen_mode_changed(SvgaState *s)
{
    SvgaScreenMode old = s->screen.mode;

    if (!(s->regs.value[SVGA_REG_ENABLE] & SVGA_REG_ENABLE_ENABLE)) {
        s->screen.targets_used = false;
    }
    s->screen.mode = svga_screen_wanted_mode(s);
    trace_svga_screen_mode(s->id, s->screen.mode);
    switch (s->screen.mode) {
    case SVGA_SCREEN_VGA:
        if (old != SVGA_SCREEN_VGA) {
            /* VGA draws into what it finds; that must not be VRAM. */
            svga_screen_replace(s, qemu_create_displaysurface(640, 480));
            s->vga.hw_ops->invalidate(&s->vga);
        }
        break;
    case SVGA_SCREEN_LEGACY:
        svga_screen_enter_legacy(s);
        break;
    case SVGA_SCREEN_TARGET:
        if (old != SVGA_SCREEN_TARGET) {
            svga_screen_enter_target(s);
        }
        break;
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

/* The shown target appeared, changed its size or went away. */
static void svga_screen_target_changed(SvgaState *s, uint32_t stid)
{
    if (stid != SVGA_SCREEN_SHOWN) {
        return;
    }
    if (s->screen.mode == SVGA_SCREEN_TARGET) {
        svga_screen_enter_target(s);
    } else {
        svga_screen_mode_changed(s);
    }
}

SvgaStatus svga_screen_define(SvgaState *s,
                              const SVGA3dCmdDefineGBScreenTarget *cmd)
{
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
    *target = (SvgaScreenTarget) {
        .defined = true,
        .width = cmd->width,
        .height = cmd->height,
        .x_root = cmd->xRoot,
        .y_root = cmd->yRoot,
        .flags = cmd->flags,
        .image.sid = SVGA3D_INVALID_ID,
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

/* Does [x, x + w) lie within [0, limit), with no sum that could overflow? */
static bool svga_within(uint32_t x, uint32_t w, uint32_t limit)
{
    return w && w <= limit && x <= limit - w;
}

/*
 * Copy @rect of the surface to the console, as much as both have; the rest of
 * the damage stays as it was.
 */
static SvgaStatus svga_screen_copy(SvgaState *s, const SVGA3dRect *rect,
                                   const SvgaSurfacePixels *pixels)
{
    DisplaySurface *surface = qemu_console_surface(s->vga.con);
    const SvgaScanout *scanout = svga_scanout_find(pixels->format_id);
    uint32_t width = MIN(pixels->width, surface_width(surface));
    uint32_t height = MIN(pixels->height, surface_height(surface));

    if (!scanout) {
        return SVGA_BAD_FORMAT;
    }
    width = rect->x < width ? MIN(rect->w, width - rect->x) : 0;
    height = rect->y < height ? MIN(rect->h, height - rect->y) : 0;
    while (width && s->screen.rows_done < height) {
        uint64_t y = rect->y + s->screen.rows_done;

        if (!svga_gb_work(&s->gb, width * 4)) {
            return SVGA_AGAIN;
        }
        scanout->convert((uint32_t *)((uint8_t *)surface_data(surface) +
                                      y * surface_stride(surface)) + rect->x,
                         pixels->data + y * pixels->pitch +
                         (uint64_t)rect->x * scanout->bytes, width);
        s->screen.rows_done++;
    }
    return SVGA_OK;
}

/* A target without a surface shows black; vmwgfx updates it to see that. */
static void svga_screen_blank(SvgaState *s, const SVGA3dRect *rect)
{
    DisplaySurface *surface = qemu_console_surface(s->vga.con);
    const pixman_rectangle16_t box = { rect->x, rect->y, rect->w, rect->h };
    const pixman_color_t black = { 0, 0, 0, 0xffff };

    pixman_image_fill_rectangles(PIXMAN_OP_SRC, surface->image, &black, 1,
                                 &box);
}

/* Bring @rect of the shown target up to date on the console. */
static SvgaStatus svga_screen_show(SvgaState *s,
                                   const SvgaScreenTarget *target,
                                   const SVGA3dRect *rect)
{
    SvgaSurfacePixels pixels;
    SvgaStatus status = SVGA_OK;

    if (target->image.sid == SVGA3D_INVALID_ID) {
        svga_screen_blank(s, rect);
    } else {
        status = svga_surface_pixels(&s->gb, target->image.sid,
                                     target->image.face,
                                     target->image.mipmap, &pixels);
        if (status == SVGA_OK) {
            status = svga_screen_copy(s, rect, &pixels);
        }
    }
    if (status != SVGA_AGAIN) {
        s->screen.rows_done = 0;
        dpy_gfx_update(s->vga.con, rect->x, rect->y, rect->w, rect->h);
    }
    return status;
}

SvgaStatus svga_screen_update(SvgaState *s,
                              const SVGA3dCmdUpdateGBScreenTarget *cmd)
{
    SvgaScreenTarget *target = svga_screen_target(s, cmd->stid);
    const SVGA3dRect *rect = &cmd->rect;

    if (!target) {
        return SVGA_BAD_SCREEN;
    }
    if (!svga_within(rect->x, rect->w, target->width) ||
        !svga_within(rect->y, rect->h, target->height)) {
        trace_svga_err_screen_rect(s->id, cmd->stid, rect->x, rect->y,
                                   rect->w, rect->h);
        return SVGA_BAD_BOX;
    }
    trace_svga_screen_update(s->id, cmd->stid, rect->x, rect->y, rect->w,
                             rect->h);
    if (cmd->stid != SVGA_SCREEN_SHOWN ||
        s->screen.mode != SVGA_SCREEN_TARGET) {
        return SVGA_OK;
    }
    return svga_screen_show(s, target, rect);
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

/* The legacy framebuffer */

SvgaStatus svga_screen_update_legacy(SvgaState *s,
                                     const SVGAFifoCmdUpdate *cmd)
{
    SvgaLegacyMode mode;

    if (!svga_legacy_mode(s, &mode) ||
        !svga_within(cmd->x, cmd->width, mode.width) ||
        !svga_within(cmd->y, cmd->height, mode.height)) {
        trace_svga_err_screen_rect(s->id, SVGA3D_INVALID_ID, cmd->x, cmd->y,
                                   cmd->width, cmd->height);
        return SVGA_BAD_BOX;
    }
    if (s->screen.mode == SVGA_SCREEN_LEGACY) {
        dpy_gfx_update(s->vga.con, cmd->x, cmd->y, cmd->width, cmd->height);
    }
    return SVGA_OK;
}

/* Find what the guest drew without telling (TRACES), as bands of rows. */
static void svga_screen_scan_legacy(SvgaState *s)
{
    g_autofree DirtyBitmapSnapshot *snap = NULL;
    SvgaLegacyMode mode;
    uint32_t first = 0;
    bool in_band = false;

    if (!svga_legacy_mode(s, &mode) || !s->regs.value[SVGA_REG_TRACES]) {
        return;
    }
    snap = memory_region_snapshot_and_clear_dirty(
        &s->vga.vram, 0, (uint64_t)mode.pitch * mode.height,
        DIRTY_MEMORY_VGA);
    for (uint32_t y = 0; y <= mode.height; y++) {
        bool dirty = y < mode.height && memory_region_snapshot_get_dirty(
            &s->vga.vram, snap, (uint64_t)mode.pitch * y, mode.pitch);

        if (dirty && !in_band) {
            first = y;
        } else if (!dirty && in_band) {
            dpy_gfx_update(s->vga.con, 0, first, mode.width, y - first);
        }
        in_band = dirty;
    }
}

/* Console callbacks */

static void svga_screen_gfx_update(void *opaque)
{
    SvgaState *s = opaque;

    svga_cursor_poll(s);
    if (s->screen.mode == SVGA_SCREEN_VGA) {
        s->vga.hw_ops->gfx_update(&s->vga);
        return;
    }
    if (s->screen.redraw) {
        s->screen.redraw = false;
        dpy_gfx_update_full(s->vga.con);
    }
    if (s->screen.mode == SVGA_SCREEN_LEGACY) {
        svga_screen_scan_legacy(s);
    }
}

static void svga_screen_invalidate(void *opaque)
{
    SvgaState *s = opaque;

    if (s->screen.mode == SVGA_SCREEN_VGA) {
        s->vga.hw_ops->invalidate(&s->vga);
    } else {
        s->screen.redraw = true;
    }
}

static void svga_screen_text_update(void *opaque, console_ch_t *text)
{
    SvgaState *s = opaque;

    if (s->screen.mode == SVGA_SCREEN_VGA) {
        s->vga.hw_ops->text_update(&s->vga, text);
    }
}

static const GraphicHwOps svga_screen_ops = {
    .invalidate = svga_screen_invalidate,
    .gfx_update = svga_screen_gfx_update,
    .text_update = svga_screen_text_update,
};

void svga_screen_realize(SvgaState *s)
{
    s->vga.con = graphic_console_init(DEVICE(s), 0, &svga_screen_ops, s);
}

void svga_screen_unrealize(SvgaState *s)
{
    graphic_console_close(s->vga.con);
}

void svga_screen_reset(SvgaState *s)
{
    memset(s->screen.targets, 0, sizeof(s->screen.targets));
    s->screen.targets_used = false;
    s->screen.rows_done = 0;
    svga_screen_mode_changed(s);
    vga_dirty_log_start(&s->vga);
}
