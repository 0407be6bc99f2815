/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Sets up, replaces and takes down object tables. */

#include "qemu/osdep.h"
#include "binding.h"
#include "ids.h"
#include "life.h"
#include "otable.h"

/* The device's objects in the form of the guest's table entries. */

static void svga_otable_mob_entry(const SvgaGb *gb, uint32_t id, void *entry)
{
    const SvgaMob *mob = svga_mob_find(gb, id);

    if (mob) {
        *(SVGAOTableMobEntry *)entry = (SVGAOTableMobEntry) {
            .ptDepth = mob->root.depth,
            .sizeInBytes = mob->root.size,
            .base = mob->root.ppn,
        };
    }
}

static void svga_otable_surface_entry(const SvgaGb *gb, uint32_t id,
                                      void *entry)
{
    const SvgaSurface *surf = svga_surface_find(gb, id);

    if (surf) {
        *(SVGAOTableSurfaceEntry *)entry = (SVGAOTableSurfaceEntry) {
            .format = surf->layout.format_id,
            .surface1Flags = surf->flags,
            .numMipLevels = surf->layout.mips,
            .multisampleCount = surf->samples,
            .autogenFilter = surf->autogen_filter,
            .size = { surf->layout.width, surf->layout.height,
                      surf->layout.depth },
            .mobid = surf->mob ? surf->mob->id : SVGA3D_INVALID_ID,
        };
    }
}

static void svga_otable_screen_entry(const SvgaGb *gb, uint32_t id,
                                     void *entry)
{
    gb->hooks.screen_entry(gb->hooks.opaque, id, entry);
}

/* The entries of tables that we do not implement are zeros. */
typedef void SvgaOTableFill(const SvgaGb *gb, uint32_t id, void *entry);
static SvgaOTableFill *const svga_otable_fills[SVGA_OTABLES] = {
    [SVGA_OTABLE_MOB] = svga_otable_mob_entry,
    [SVGA_OTABLE_SURFACE] = svga_otable_surface_entry,
    [SVGA_OTABLE_SCREENTARGET] = svga_otable_screen_entry,
};

/*
 * Entries composed per step: looking up an object among many costs more than
 * moving its entry.
 */
#define SVGA_OTABLE_ENTRIES 256

QEMU_BUILD_BUG_ON(SVGA_OTABLE_ENTRIES * sizeof(SVGAOTableSurfaceEntry) >
                  SVGA_CHUNK_BYTES);

static SvgaStatus svga_otable_drop_all(SvgaGb *gb, GTree *objects,
                                       SvgaStatus (*destroy)(SvgaGb *,
                                                             uint32_t))
{
    SvgaStatus status = SVGA_OK;

    while (status == SVGA_OK && g_tree_nnodes(objects)) {
        status = svga_gb_settle(gb) && svga_gb_work(gb, 0) ?
                 destroy(gb, svga_gb_first_id(objects)) : SVGA_AGAIN;
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
        gb->otables[type].root = (SvgaPageRoot) { 0 };
        gb->hooks.otable_dropped(gb->hooks.opaque, type);
    }
    return status;
}

/*
 * The pages are only checked, then forgotten: our copy is the only one that
 * counts.
 */
static SvgaStatus svga_otable_check_pages(SvgaGb *gb,
                                          const SvgaPageRoot *root)
{
    SvgaStatus status = svga_gb_walk(gb, root);

    if (status != SVGA_AGAIN) {
        svga_gb_job_end(gb);
    }
    return status;
}

static SvgaStatus svga_otable_check(SvgaGb *gb, const SvgaOTableBase *base)
{
    if (base->type >= SVGA_OTABLES) {
        return SVGA_BAD_OTABLE;
    }
    if (base->root.depth == SVGA3D_MOBFMT_INVALID) {
        return SVGA_OK;
    }
    return base->valid_size ? SVGA_BAD_OTABLE :
                              svga_otable_check_pages(gb, &base->root);
}

SvgaStatus svga_otable_set(SvgaGb *gb, const SvgaOTableBase *base)
{
    SvgaStatus status;

    if (!gb->dropping) {
        status = svga_otable_check(gb, base);
        if (status != SVGA_OK) {
            return status;
        }
        gb->dropping = true;
    }
    status = svga_otable_drop(gb, base->type);
    gb->dropping = status == SVGA_AGAIN;
    if (status == SVGA_OK && base->root.depth != SVGA3D_MOBFMT_INVALID) {
        gb->otables[base->type].root = base->root;
    }
    return status;
}

SvgaStatus svga_otable_grow(SvgaGb *gb, const SvgaOTableBase *base)
{
    SvgaStatus status;

    if (base->type >= SVGA_OTABLES || !gb->otables[base->type].root.size ||
        base->root.size < gb->otables[base->type].root.size ||
        base->valid_size > base->root.size) {
        return SVGA_BAD_OTABLE;
    }
    status = svga_otable_check_pages(gb, &base->root);
    if (status == SVGA_OK) {
        gb->otables[base->type].root = base->root;
    }
    return status;
}

/*
 * Writes whole entries from @offset on, as many as fit into the scratch buffer.
 */
static uint64_t svga_otable_compose(SvgaGb *gb, uint32_t type,
                                    uint64_t offset)
{
    SvgaOTableFill *fill = svga_otable_fills[type];
    uint32_t entry_bytes = svga_otable_entry_bytes(type);
    uint32_t first = offset / entry_bytes;
    uint32_t count = MIN(SVGA_OTABLE_ENTRIES,
                         gb->otables[type].root.size / entry_bytes - first);

    memset(gb->scratch, 0, (size_t)count * entry_bytes);
    for (uint32_t i = 0; fill && i < count; i++) {
        fill(gb, first + i, gb->scratch + (size_t)i * entry_bytes);
    }
    return (uint64_t)count * entry_bytes;
}

static SvgaStatus svga_otable_write(SvgaGb *gb, uint32_t type)
{
    SvgaStatus status = SVGA_OK;
    uint64_t len;

    do {
        if (!svga_gb_work(gb, SVGA_OTABLE_ENTRIES * SVGA_WORK_STEP)) {
            return SVGA_AGAIN;
        }
        len = svga_otable_compose(gb, type, gb->job.chunk);
        status = svga_page_list_write(&gb->mem, &gb->job.pages, gb->job.chunk,
                                      gb->scratch, len);
        gb->job.chunk += len;
    } while (len && status == SVGA_OK);
    return status;
}

SvgaStatus svga_otable_readback(SvgaGb *gb, uint32_t type)
{
    SvgaStatus status;

    if (type >= SVGA_OTABLES || !gb->otables[type].root.size) {
        return SVGA_BAD_OTABLE;
    }
    status = svga_gb_walk(gb, &gb->otables[type].root);
    if (status == SVGA_OK) {
        status = svga_otable_write(gb, type);
    }
    if (status != SVGA_AGAIN) {
        svga_gb_job_end(gb);
    }
    return status;
}
