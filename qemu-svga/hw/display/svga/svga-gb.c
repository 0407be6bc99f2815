/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Life of the guest-backed objects' state: realize, reset, unrealize. */

#include "qemu/osdep.h"
#include "svga-gb.h"
#include "svga-surface.h"

static gint svga_gb_compare(gconstpointer a, gconstpointer b, gpointer opaque)
{
    guint x = GPOINTER_TO_UINT(a), y = GPOINTER_TO_UINT(b);

    return x < y ? -1 : x > y;
}

static gboolean svga_gb_free_surface(gpointer key, gpointer value,
                                     gpointer opaque)
{
    svga_surface_free(opaque, value);
    return FALSE;
}

static gboolean svga_gb_drop_mob(gpointer key, gpointer value,
                                 gpointer opaque)
{
    svga_mob_drop(opaque, value);
    return FALSE;
}

static void svga_gb_drop_objects(SvgaGb *gb)
{
    g_tree_foreach(gb->surfaces, svga_gb_free_surface, gb);
    g_tree_destroy(gb->surfaces);
    g_tree_foreach(gb->mobs, svga_gb_drop_mob, gb);
    g_tree_destroy(gb->mobs);
    svga_gb_job_end(gb);
}

static void svga_gb_new_objects(SvgaGb *gb)
{
    gb->mobs = g_tree_new_full(svga_gb_compare, NULL, NULL, NULL);
    gb->surfaces = g_tree_new_full(svga_gb_compare, NULL, NULL, NULL);
    memset(gb->otables, 0, sizeof(gb->otables));
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
    };
    svga_gb_new_objects(gb);
}

void svga_gb_reset(SvgaGb *gb)
{
    svga_gb_drop_objects(gb);
    svga_gb_new_objects(gb);
}

void svga_gb_unrealize(SvgaGb *gb)
{
    svga_gb_drop_objects(gb);
    g_free(gb->scratch);
    gb->scratch = NULL;
}

void svga_gb_job_end(SvgaGb *gb)
{
    svga_range_list_clear(&gb->job.lost);
    svga_page_list_clear(&gb->job.pages, &gb->budget);
    gb->job = (SvgaJob) { 0 };
}
