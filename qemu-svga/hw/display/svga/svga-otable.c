/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Setting up, replacing and taking down object tables. */

#include "qemu/osdep.h"
#include "svga-otable.h"
#include "svga-surface.h"

/* Bytes of an entry; tables without one hold nothing that we implement. */
static const uint32_t svga_otable_entry_bytes[SVGA_OTABLES] = {
    [SVGA_OTABLE_MOB] = sizeof(SVGAOTableMobEntry),
    [SVGA_OTABLE_SURFACE] = sizeof(SVGAOTableSurfaceEntry),
    [SVGA_OTABLE_CONTEXT] = sizeof(SVGAOTableContextEntry),
    [SVGA_OTABLE_SHADER] = sizeof(SVGAOTableShaderEntry),
    [SVGA_OTABLE_SCREENTARGET] = sizeof(SVGAOTableScreenTargetEntry),
    [SVGA_OTABLE_DXCONTEXT] = sizeof(SVGAOTableDXContextEntry),
};

QEMU_BUILD_BUG_ON(sizeof(SVGAOTableMobEntry) != 16);
QEMU_BUILD_BUG_ON(sizeof(SVGAOTableSurfaceEntry) != 64);
QEMU_BUILD_BUG_ON(sizeof(SVGAOTableScreenTargetEntry) != 64);

static gboolean svga_otable_first(gpointer key, gpointer value,
                                  gpointer opaque)
{
    uint32_t *id = opaque;

    *id = GPOINTER_TO_UINT(key);
    return TRUE;
}

static SvgaStatus svga_otable_drop_all(SvgaGb *gb, GTree *objects,
                                       SvgaStatus (*destroy)(SvgaGb *,
                                                             uint32_t))
{
    SvgaStatus status = SVGA_OK;
    uint32_t id;

    while (status == SVGA_OK && g_tree_nnodes(objects)) {
        g_tree_foreach(objects, svga_otable_first, &id);
        status = destroy(gb, id);
    }
    return status;
}

static SvgaStatus svga_otable_drop(SvgaGb *gb, uint32_t type)
{
    SvgaStatus status = SVGA_OK;

    if (type == SVGA_OTABLE_MOB) {
        status = svga_otable_drop_all(gb, gb->mobs, svga_mob_destroy);
    } else if (type == SVGA_OTABLE_SURFACE) {
        status = svga_otable_drop_all(gb, gb->surfaces, svga_surface_destroy);
    }
    if (status == SVGA_OK) {
        gb->otables[type].size = 0;
        gb->hooks.otable_dropped(gb->hooks.opaque, type);
    }
    return status;
}

/* The pages are looked at and forgotten: ours is the only copy that counts. */
static SvgaStatus svga_otable_check(SvgaGb *gb, const SvgaOTableBase *base)
{
    SvgaPageList pages;
    SvgaStatus status;

    if (base->type >= SVGA_OTABLES) {
        return SVGA_BAD_OTABLE;
    }
    if (base->depth == SVGA3D_MOBFMT_INVALID) {
        return SVGA_OK;
    }
    if (base->valid_size) {
        return SVGA_BAD_OTABLE;
    }
    status = svga_page_list_walk(&pages, gb, base->depth, base->ppn,
                                 base->size);
    if (status == SVGA_OK) {
        svga_page_list_clear(&pages, &gb->budget);
    }
    return status;
}

SvgaStatus svga_otable_set(SvgaGb *gb, const SvgaOTableBase *base)
{
    SvgaStatus status;

    if (!gb->job.active) {
        status = svga_otable_check(gb, base);
        if (status != SVGA_OK) {
            return status;
        }
    }
    status = svga_otable_drop(gb, base->type);
    if (status == SVGA_OK && base->depth != SVGA3D_MOBFMT_INVALID) {
        gb->otables[base->type].size = base->size;
    }
    return status;
}

bool svga_otable_has(const SvgaGb *gb, uint32_t type, uint32_t id)
{
    return id < gb->otables[type].size / svga_otable_entry_bytes[type];
}
