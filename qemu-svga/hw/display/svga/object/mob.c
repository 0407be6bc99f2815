/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Life of MOBs: define, redefine, destroy, and the references to them. */

#include "qemu/osdep.h"
#include "loss.h"
#include "mob.h"
#include "otable.h"
#include "surface.h"

/* The MOB takes the pages that were walked. */
static SvgaStatus svga_mob_new(SvgaGb *gb, uint32_t mobid,
                               const SvgaPageRoot *root)
{
    SvgaMob *mob = svga_budget_alloc_object(&gb->budget, sizeof(*mob));

    if (!mob) {
        return SVGA_OVER_BUDGET;
    }
    mob->id = mobid;
    mob->root = *root;
    mob->pages = gb->job.pages;
    gb->job.pages = (SvgaPageList) { 0 };
    g_queue_init(&mob->bound);
    svga_mob_ref(mob);
    g_tree_insert(gb->mobs, GUINT_TO_POINTER(mobid), mob);
    return SVGA_OK;
}

SvgaStatus svga_mob_define(SvgaGb *gb, uint32_t mobid,
                           const SvgaPageRoot *root)
{
    SvgaStatus status;

    if (!svga_otable_has(gb, SVGA_OTABLE_MOB, mobid)) {
        return SVGA_BAD_ID;
    }
    if (svga_mob_find(gb, mobid)) {
        return SVGA_MOB_EXISTS;
    }
    status = svga_gb_walk(gb, root);
    if (status == SVGA_OK) {
        status = svga_mob_new(gb, mobid, root);
    }
    if (status != SVGA_AGAIN) {
        svga_gb_job_end(gb);
    }
    return status;
}

/*
 * Each surface of the MOB in turn; a surface that is done goes to the end of
 * the queue, so that the one in work is always the first.
 */
static SvgaStatus svga_mob_look_for_losses(SvgaGb *gb, SvgaMob *mob)
{
    SvgaStatus status = SVGA_OK;

    while (svga_report_on(gb->report) &&
           gb->job.object < mob->bound.length && status == SVGA_OK) {
        status = svga_audit_before_unbind(gb, mob->bound.head->data);
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

        /* Many surfaces are work, also where nobody listens for losses. */
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

SvgaMob *svga_mob_find(const SvgaGb *gb, uint32_t mobid)
{
    return g_tree_lookup(gb->mobs, GUINT_TO_POINTER(mobid));
}

void svga_mob_ref(SvgaMob *mob)
{
    mob->refs++;
}

void svga_mob_unref(SvgaGb *gb, SvgaMob *mob)
{
    if (!--mob->refs) {
        svga_page_list_clear(&mob->pages, &gb->budget);
        svga_budget_free_object(&gb->budget, mob, sizeof(*mob));
    }
}

void svga_mob_drop(SvgaGb *gb, SvgaMob *mob)
{
    svga_page_list_clear(&mob->pages, &gb->budget);
    svga_mob_unref(gb, mob);
}
