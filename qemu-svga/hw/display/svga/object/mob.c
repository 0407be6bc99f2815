/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* MOBs: definition and reference counting. */

#include "qemu/osdep.h"
#include "ids.h"
#include "mob.h"

/* The MOB takes over the pages of the walk. */
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
