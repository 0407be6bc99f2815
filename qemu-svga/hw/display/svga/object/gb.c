/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Shared by the commands on guest-backed objects: the walk and the job. */

#include "qemu/osdep.h"
#include "gb.h"

static gboolean svga_gb_stop_at_first(gpointer key, gpointer value,
                                      gpointer opaque)
{
    *(uint32_t *)opaque = GPOINTER_TO_UINT(key);
    return TRUE;
}

uint32_t svga_gb_first_id(GTree *objects)
{
    uint32_t id = SVGA3D_INVALID_ID;

    g_tree_foreach(objects, svga_gb_stop_at_first, &id);
    return id;
}

SvgaStatus svga_gb_walk(SvgaGb *gb, const SvgaPageRoot *root)
{
    const SvgaPageHost host = {
        &gb->mem, &gb->budget, &gb->work, gb->tables,
    };

    return svga_page_list_walk(&gb->job.pages, &gb->job.walk, &host, root);
}

void svga_gb_job_end(SvgaGb *gb)
{
    svga_range_list_clear(&gb->job.lost);
    svga_page_list_clear(&gb->job.pages, &gb->budget);
    gb->job = (SvgaJob) { 0 };
}
