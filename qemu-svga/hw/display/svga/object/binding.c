/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Binds surfaces to MOBs and unbinds them, reporting what gets lost. */

#include "qemu/osdep.h"
#include "binding.h"
#include "loss.h"

SvgaStatus svga_surface_destroy(SvgaGb *gb, uint32_t sid)
{
    SvgaSurface *surf = svga_surface_find(gb, sid);
    SvgaStatus status;

    if (!surf) {
        return SVGA_BAD_SID;
    }
    status = svga_loss_before_unbind(gb, surf);
    if (status != SVGA_OK) {
        return status;
    }
    svga_gb_job_end(gb);
    gb->hooks.surface_destroyed(gb->hooks.opaque, sid);
    g_tree_remove(gb->surfaces, GUINT_TO_POINTER(sid));
    svga_surface_free(gb, surf);
    svga_report_destroy(gb->report, sid);
    return SVGA_OK;
}

SvgaStatus svga_surface_bind(SvgaGb *gb, uint32_t sid, uint32_t mobid)
{
    SvgaSurface *surf = svga_surface_find(gb, sid);
    SvgaStatus status = SVGA_OK;
    SvgaMob *mob = NULL;

    if (!surf) {
        return SVGA_BAD_SID;
    }
    if (mobid != SVGA3D_INVALID_ID) {
        mob = svga_mob_find(gb, mobid);
        if (!mob) {
            return SVGA_BAD_MOB;
        }
    }
    if (surf->mob != mob) {
        status = svga_loss_before_unbind(gb, surf);
    }
    if (status != SVGA_OK) {
        return status;
    }
    svga_gb_job_end(gb);
    if (surf->mob != mob) {
        svga_surface_detach(gb, surf);
        svga_surface_attach(surf, mob);
    }
    svga_report_bind(gb->report, sid, mobid);
    return SVGA_OK;
}

/*
 * Visits each surface of the MOB.  A finished surface goes to the end of the
 * queue, so that the one being processed is always the first.
 */
static SvgaStatus svga_mob_look_for_losses(SvgaGb *gb, SvgaMob *mob)
{
    SvgaStatus status = SVGA_OK;

    while (svga_report_on(gb->report) &&
           gb->job.object < mob->bound.length && status == SVGA_OK) {
        status = svga_loss_before_unbind(gb, mob->bound.head->data);
        if (status == SVGA_OK) {
            g_queue_push_tail_link(&mob->bound,
                                   g_queue_pop_head_link(&mob->bound));
            gb->job.object++;
        }
    }
    return status;
}

SvgaStatus svga_mob_redefine(SvgaGb *gb, uint32_t mobid,
                             const SvgaPageRoot *root)
{
    SvgaMob *mob = svga_mob_find(gb, mobid);
    SvgaStatus status;

    if (!mob) {
        return SVGA_BAD_MOB;
    }
    root = root ? root : &mob->root;
    status = svga_gb_walk(gb, root);
    if (status == SVGA_OK) {
        status = svga_mob_look_for_losses(gb, mob);
    }
    if (status == SVGA_OK) {
        svga_page_list_clear(&mob->pages, &gb->budget);
        mob->pages = gb->job.pages;
        mob->root = *root;
        gb->job.pages = (SvgaPageList) { 0 };
    }
    if (status != SVGA_AGAIN) {
        svga_gb_job_end(gb);
    }
    return status;
}

SvgaStatus svga_mob_destroy(SvgaGb *gb, uint32_t mobid)
{
    SvgaMob *mob = svga_mob_find(gb, mobid);
    SvgaStatus status = SVGA_OK;

    if (!mob) {
        return SVGA_BAD_MOB;
    }
    while (mob->bound.length && status == SVGA_OK) {
        const SvgaSurface *surf = mob->bound.head->data;

        /* Unbinding many surfaces is work even if losses are not reported. */
        status = svga_gb_work(gb, 0) ?
                 svga_surface_bind(gb, surf->id, SVGA3D_INVALID_ID) :
                 SVGA_AGAIN;
    }
    if (status == SVGA_OK) {
        g_tree_remove(gb->mobs, GUINT_TO_POINTER(mobid));
        svga_mob_drop(gb, mob);
    }
    return status;
}
