/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Surfaces: definition, host memory, and the state of their bytes. */

#include "qemu/osdep.h"
#include "ids.h"
#include "surface.h"

/* Bytes marked per step. */
#define SVGA_MARK_BYTES (1024 * 1024)

static uint64_t svga_surface_subs_bytes(const SvgaSurface *surf)
{
    return (uint64_t)surf->layout.faces * surf->layout.mips *
           sizeof(*surf->subs);
}

static SvgaSurface *svga_surface_new(SvgaGb *gb, uint32_t sid,
                                     const SvgaLayout *layout)
{
    SvgaSurface *surf = svga_budget_alloc_object(&gb->budget, sizeof(*surf));
    SvgaImage image;

    if (!surf) {
        return NULL;
    }
    surf->id = sid;
    surf->layout = *layout;
    surf->binding.data = surf;
    surf->subs = svga_budget_alloc(&gb->budget, svga_surface_subs_bytes(surf));
    if (!surf->subs) {
        svga_budget_free_object(&gb->budget, surf, sizeof(*surf));
        return NULL;
    }
    for (uint32_t face = 0; face < layout->faces; face++) {
        for (uint32_t mip = 0; mip < layout->mips; mip++) {
            SvgaSubresource *sub = svga_surface_sub(surf, face, mip);

            svga_layout_image(layout, face, mip, &image);
            svga_byte_set_init(&sub->defined, image.size);
            svga_byte_set_init(&sub->device, image.size);
        }
    }
    svga_work_charge(&gb->work,
                     layout->faces * layout->mips * SVGA_WORK_SUBRESOURCE);
    return surf;
}

/* Several samples, or a pitch set by the guest, would mean another layout. */
static bool svga_surface_shape_ok(const SVGA3dCmdDefineGBSurface *cmd)
{
    const SVGA3dSize *size = &cmd->size;
    bool flat = size->height == 1 && size->depth == 1;
    uint32_t refused = SVGA3D_SURFACE_MOB_PITCH;

    if (cmd->format == SVGA3D_BUFFER) {
        refused |= (uint32_t)SVGA3D_SURFACE_BUFFER_DISALLOWED_MASK;
        if (!flat || cmd->numMipLevels != 1) {
            return false;
        }
    }
    if (cmd->surfaceFlags & SVGA3D_SURFACE_1D) {
        refused |= SVGA3D_SURFACE_CUBEMAP | SVGA3D_SURFACE_VOLUME;
        if (!flat) {
            return false;
        }
    }
    if (cmd->surfaceFlags & SVGA3D_SURFACE_CUBEMAP) {
        refused |= SVGA3D_SURFACE_VOLUME;
        if (size->depth != 1) {
            return false;
        }
    }
    return cmd->multisampleCount <= 1 && !(cmd->surfaceFlags & refused);
}

SvgaStatus svga_surface_define(SvgaGb *gb,
                               const SVGA3dCmdDefineGBSurface *cmd)
{
    bool cube = cmd->surfaceFlags & SVGA3D_SURFACE_CUBEMAP;
    SvgaLayout layout = {
        .format_id = cmd->format,
        .width = cmd->size.width,
        .height = cmd->size.height,
        .depth = cmd->size.depth,
        .faces = cube ? SVGA3D_MAX_SURFACE_FACES : 1,
        .mips = cmd->numMipLevels,
    };
    SvgaStatus status;
    SvgaSurface *surf;

    if (!svga_otable_has(gb, SVGA_OTABLE_SURFACE, cmd->sid)) {
        return SVGA_BAD_ID;
    }
    if (svga_surface_find(gb, cmd->sid)) {
        return SVGA_SURFACE_EXISTS;
    }
    if (!svga_surface_shape_ok(cmd)) {
        return SVGA_BAD_SURFACE;
    }
    status = svga_layout_init(&layout);
    if (status != SVGA_OK) {
        return status;
    }
    surf = svga_surface_new(gb, cmd->sid, &layout);
    if (!surf) {
        return SVGA_OVER_BUDGET;
    }
    surf->flags = cmd->surfaceFlags;
    surf->samples = cmd->multisampleCount;
    surf->autogen_filter = cmd->autogenFilter;
    g_tree_insert(gb->surfaces, GUINT_TO_POINTER(cmd->sid), surf);
    svga_report_define(gb->report, cmd->sid, surf->flags, &layout);
    return SVGA_OK;
}

void svga_surface_attach(SvgaSurface *surf, SvgaMob *mob)
{
    if (mob) {
        svga_mob_ref(mob);
        g_queue_push_tail_link(&mob->bound, &surf->binding);
    }
    surf->mob = mob;
}

void svga_surface_detach(SvgaGb *gb, SvgaSurface *surf)
{
    if (surf->mob) {
        g_queue_unlink(&surf->mob->bound, &surf->binding);
        svga_mob_unref(gb, surf->mob);
        surf->mob = NULL;
    }
}

void svga_surface_free(SvgaGb *gb, SvgaSurface *surf)
{
    uint32_t count = surf->layout.faces * surf->layout.mips;

    svga_surface_detach(gb, surf);
    for (uint32_t i = 0; i < count; i++) {
        svga_byte_set_fill(&surf->subs[i].defined, &gb->budget, false);
        svga_byte_set_fill(&surf->subs[i].device, &gb->budget, false);
    }
    svga_budget_free(&gb->budget, surf->host, surf->layout.size);
    svga_budget_free(&gb->budget, surf->subs, svga_surface_subs_bytes(surf));
    svga_budget_free_object(&gb->budget, surf, sizeof(*surf));
    svga_work_charge(&gb->work, count * SVGA_WORK_SUBRESOURCE);
}

SvgaSurface *svga_surface_find(const SvgaGb *gb, uint32_t sid)
{
    return g_tree_lookup(gb->surfaces, GUINT_TO_POINTER(sid));
}

SvgaStatus svga_surface_make_host(SvgaGb *gb, SvgaSurface *surf)
{
    if (!surf->host) {
        surf->host = svga_budget_alloc(&gb->budget, surf->layout.size);
    }
    return surf->host ? SVGA_OK : SVGA_OVER_BUDGET;
}

SvgaStatus svga_surface_pixels(SvgaGb *gb, uint32_t sid, uint32_t face,
                               uint32_t mip, SvgaSurfacePixels *pixels)
{
    SvgaSurface *surf = svga_surface_find(gb, sid);
    SvgaStatus status;
    SvgaImage image;

    if (!surf) {
        return SVGA_BAD_SID;
    }
    status = svga_layout_image(&surf->layout, face, mip, &image);
    if (status == SVGA_OK) {
        status = svga_surface_make_host(gb, surf);
    }
    if (status == SVGA_OK) {
        *pixels = (SvgaSurfacePixels) {
            .data = surf->host + image.offset,
            .pitch = image.row_pitch,
            .format_id = surf->layout.format_id,
            .width = image.width,
            .height = image.height,
        };
    }
    return status;
}

bool svga_surface_mark_reserve(SvgaGb *gb, SvgaSubresource *sub,
                               const SvgaSpan *inner, const SvgaMark *mark)
{
    return svga_byte_set_reserve(&sub->defined, &gb->budget, inner,
                                 mark->defined) &&
           (!mark->knows_device ||
            svga_byte_set_reserve(&sub->device, &gb->budget, inner,
                                  mark->device));
}

void svga_surface_mark_all(SvgaGb *gb, SvgaSubresource *sub,
                           const SvgaMark *mark)
{
    svga_byte_set_fill(&sub->defined, &gb->budget, mark->defined);
    if (mark->knows_device) {
        svga_byte_set_fill(&sub->device, &gb->budget, mark->device);
    }
}

SvgaStatus svga_surface_mark(SvgaGb *gb, SvgaSubresource *sub,
                             const SvgaSpan *inner, const SvgaMark *mark)
{
    SvgaSpan span = *inner;
    uint64_t chunks, offset, len;

    if (svga_byte_set_covered(&sub->defined, inner)) {
        svga_surface_mark_all(gb, sub, mark);
        return SVGA_OK;
    }
    svga_span_flatten(&span);
    chunks = svga_span_chunks(&span, SVGA_MARK_BYTES);
    for (; gb->job.marked < chunks; gb->job.marked++) {
        svga_span_chunk(&span, SVGA_MARK_BYTES, gb->job.marked, &offset,
                        &len);
        /* one bit per byte, in two sets */
        if (!svga_gb_work(gb, len / 4)) {
            return SVGA_AGAIN;
        }
        svga_byte_set_put(&sub->defined, offset, len, mark->defined);
        if (mark->knows_device) {
            svga_byte_set_put(&sub->device, offset, len, mark->device);
        }
    }
    gb->job.marked = 0;
    return SVGA_OK;
}
