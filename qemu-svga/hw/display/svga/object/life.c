/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Lifetime of guest-backed object state: realize, reset, unrealize. */

#include "qemu/osdep.h"
#include "life.h"
#include "surface.h"

/* Bytes given back to the host per step. */
#define SVGA_RECLAIM_BYTES (256 * 1024)

static gint svga_gb_compare(gconstpointer a, gconstpointer b, gpointer opaque)
{
    guint x = GPOINTER_TO_UINT(a), y = GPOINTER_TO_UINT(b);

    return x < y ? -1 : x > y;
}

static void svga_gb_free_surface(SvgaGb *gb, void *surf)
{
    svga_surface_free(gb, surf);
}

static void svga_gb_free_mob(SvgaGb *gb, void *mob)
{
    svga_mob_drop(gb, mob);
}

static void svga_gb_new_objects(SvgaGb *gb)
{
    gb->mobs = g_tree_new_full(svga_gb_compare, NULL, NULL, NULL);
    gb->surfaces = g_tree_new_full(svga_gb_compare, NULL, NULL, NULL);
    memset(gb->otables, 0, sizeof(gb->otables));
}

static void svga_gb_retire_objects(SvgaGb *gb)
{
    const SvgaRetired old = { gb->mobs, gb->surfaces };

    svga_gb_job_end(gb);
    gb->dropping = false;
    g_array_append_val(gb->retired, old);
    svga_gb_new_objects(gb);
}

/* Each object is one step; its large blocks are left to the budget to unmap. */
static bool svga_gb_free_objects(SvgaGb *gb, GTree *objects,
                                 void (*free_object)(SvgaGb *gb, void *object))
{
    while (g_tree_nnodes(objects)) {
        gpointer id = GUINT_TO_POINTER(svga_gb_first_id(objects));
        void *object = g_tree_lookup(objects, id);

        if (svga_work_spent(&gb->work)) {
            return false;
        }
        g_tree_remove(objects, id);
        free_object(gb, object);
        svga_gb_step(gb);
    }
    return true;
}

void svga_gb_realize(SvgaGb *gb, const SvgaMemOps *mem,
                     const SvgaGbHooks *hooks, SvgaReport *report,
                     SvgaInject *inject, uint64_t host_memory)
{
    *gb = (SvgaGb) {
        .mem = *mem,
        .hooks = *hooks,
        .report = report,
        .inject = inject,
        .account = gb->account,
        .budget.limit = host_memory,
        .scratch = g_malloc(SVGA_CHUNK_BYTES),
        .tables = g_malloc(SVGA_PAGE_TABLES_BYTES),
        .retired = g_array_new(FALSE, FALSE, sizeof(SvgaRetired)),
    };
    svga_gb_new_objects(gb);
}

void svga_gb_reset(SvgaGb *gb)
{
    svga_gb_retire_objects(gb);
}

void svga_gb_unrealize(SvgaGb *gb)
{
    svga_gb_retire_objects(gb);
    do {
        svga_work_begin(&gb->work);
    } while (!svga_gb_settle(gb));
    svga_budget_end(&gb->budget);
    g_tree_destroy(gb->surfaces);
    g_tree_destroy(gb->mobs);
    g_array_free(gb->retired, TRUE);
    g_free(gb->scratch);
    g_free(gb->tables);
    gb->scratch = NULL;
    gb->tables = NULL;
}

bool svga_gb_owes(const SvgaGb *gb)
{
    return gb->retired->len || svga_budget_owes(&gb->budget);
}

static bool svga_gb_free_retired(SvgaGb *gb)
{
    const SvgaRetired *old;

    while (gb->retired->len) {
        old = &g_array_index(gb->retired, SvgaRetired, gb->retired->len - 1);
        if (!svga_gb_free_objects(gb, old->surfaces, svga_gb_free_surface) ||
            !svga_gb_free_objects(gb, old->mobs, svga_gb_free_mob)) {
            return false;
        }
        g_tree_destroy(old->surfaces);
        g_tree_destroy(old->mobs);
        g_array_set_size(gb->retired, gb->retired->len - 1);
    }
    return true;
}

bool svga_gb_settle(SvgaGb *gb)
{
    if (!svga_gb_free_retired(gb)) {
        return false;
    }
    while (svga_budget_owes(&gb->budget)) {
        if (!svga_gb_work(gb, SVGA_RECLAIM_BYTES)) {
            return false;
        }
        svga_budget_reclaim(&gb->budget, SVGA_RECLAIM_BYTES);
    }
    return true;
}
