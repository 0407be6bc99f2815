/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The legacy framebuffer: VRAM, described by registers. */

#include "qemu/osdep.h"
#include "../trace.h"
#include "legacy.h"

/* The framebuffer as the registers currently describe it. */
typedef struct SvgaLegacyMode {
    uint32_t width;
    uint32_t height;
    uint32_t pitch;
} SvgaLegacyMode;

/* Registers can describe more than VRAM holds; then nothing is shown. */
static bool svga_legacy_mode(SvgaDesktop *d, SvgaLegacyMode *mode)
{
    uint32_t lock = d->regs->value[SVGA_REG_PITCHLOCK];

    mode->width = d->regs->value[SVGA_REG_WIDTH];
    mode->height = d->regs->value[SVGA_REG_HEIGHT];
    mode->pitch = lock ? lock : mode->width * 4;
    return mode->pitch >= mode->width * 4 &&
           (uint64_t)mode->pitch * mode->height <= d->vga->vram_size;
}

void svga_legacy_show(SvgaDesktop *d, SvgaOutput *o)
{
    SvgaLegacyMode mode;
    pixman_image_t *image;

    if (!svga_legacy_mode(d, &mode)) {
        trace_svga_err_screen_mode(d->id, mode.width, mode.height,
                                   mode.pitch);
        svga_output_show_black(o, mode.width, mode.height);
        return;
    }
    image = pixman_image_create_bits(PIXMAN_x8r8g8b8, mode.width, mode.height,
                                     (uint32_t *)d->vga->vram_ptr, mode.pitch);
    if (image) {
        svga_output_show(o, image);
        qemu_pixman_image_unref(image);
    }
}

SvgaStatus svga_legacy_update(SvgaDesktop *d, const SVGAFifoCmdUpdate *cmd)
{
    SvgaLegacyMode mode;

    if (!svga_legacy_mode(d, &mode) ||
        !svga_desktop_within(cmd->x, cmd->width, mode.width) ||
        !svga_desktop_within(cmd->y, cmd->height, mode.height)) {
        trace_svga_err_screen_rect(d->id, SVGA3D_INVALID_ID, cmd->x, cmd->y,
                                   cmd->width, cmd->height);
        return SVGA_BAD_BOX;
    }
    if (d->mode == SVGA_SCREEN_LEGACY) {
        svga_output_damage(&d->outputs[0], cmd->x, cmd->y, cmd->width,
                           cmd->height);
    }
    return SVGA_OK;
}

void svga_legacy_scan(SvgaDesktop *d, SvgaOutput *o)
{
    g_autofree DirtyBitmapSnapshot *snap = NULL;
    SvgaLegacyMode mode;
    uint32_t first = 0;
    bool in_band = false;

    if (!svga_legacy_mode(d, &mode) || !d->regs->value[SVGA_REG_TRACES]) {
        return;
    }
    snap = memory_region_snapshot_and_clear_dirty(
        &d->vga->vram, 0, (uint64_t)mode.pitch * mode.height,
        DIRTY_MEMORY_VGA);
    for (uint32_t y = 0; y <= mode.height; y++) {
        bool dirty = y < mode.height && memory_region_snapshot_get_dirty(
            &d->vga->vram, snap, (uint64_t)mode.pitch * y, mode.pitch);

        if (dirty && !in_band) {
            first = y;
        } else if (!dirty && in_band) {
            svga_output_damage(o, 0, first, mode.width, y - first);
        }
        in_band = dirty;
    }
}
