/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Host memory for guest objects: charged, faulted in lazily, freed in steps. */

#include "qemu/osdep.h"
#include "budget.h"
#include "map.h"

/* Bytes that GLib allocates for a GTree entry. */
#define SVGA_BUDGET_TREE_NODE 64

/*
 * Header of a freed block, kept in its first bytes; the block shrinks from its
 * end.
 */
struct SvgaGrave {
    SvgaGrave *next;
    uint64_t bytes;             /* not given back yet */
};

/*
 * Large blocks get a mapping of their own.  calloc() would do the same at
 * first, but glibc raises its mmap threshold each time such a block is freed,
 * and from then on clears the memory of the next one by hand.
 */
static bool svga_budget_is_map(uint64_t size)
{
    return size > SVGA_SLAB_BLOCK_MAX;
}

uint64_t svga_budget_cost(uint64_t size)
{
    return svga_budget_is_map(size) ? ROUND_UP(size, SVGA_MAP_PAGE)
                                    : svga_slab_block(size);
}

/*
 * GTree nodes come from malloc(), which does not return freed ones to the host.
 */
static uint64_t svga_budget_idle(const SvgaBudget *budget)
{
    return (budget->nodes_most - budget->nodes) * SVGA_BUDGET_TREE_NODE;
}

static bool svga_budget_take(SvgaBudget *budget, uint64_t bytes)
{
    uint64_t resident = budget->used + svga_budget_idle(budget);

    if (resident > budget->limit || bytes > budget->limit - resident) {
        return false;
    }
    budget->used += bytes;
    return true;
}

void *svga_budget_alloc(SvgaBudget *budget, uint64_t size)
{
    bool is_map = svga_budget_is_map(size);
    uint64_t cost;
    void *mem;

    if (!size || size > PTRDIFF_MAX) {
        return NULL;
    }
    cost = is_map ? svga_budget_cost(size)
                  : svga_slab_growth(&budget->slabs, size);
    if (!svga_budget_take(budget, cost)) {
        return NULL;
    }
    mem = is_map ? svga_map_new(cost)
                 : svga_slab_take(&budget->slabs, size);
    budget->used -= mem ? 0 : cost;
    return mem;
}

static void svga_budget_bury(SvgaBudget *budget, void *map, uint64_t bytes)
{
    SvgaGrave *grave = map;

    *grave = (SvgaGrave) { budget->graves, bytes };
    budget->graves = grave;
}

static void svga_budget_put(SvgaBudget *budget, void *mem, uint64_t size)
{
    void *map;
    uint64_t grown = svga_slab_put(&budget->slabs, mem, size, &map);

    budget->used -= grown;
    if (map) {
        grown = ROUND_UP(grown, SVGA_MAP_PAGE);
        budget->used += grown;
        svga_budget_bury(budget, map, grown);
    }
}

void svga_budget_free(SvgaBudget *budget, void *mem, uint64_t size)
{
    if (mem && svga_budget_is_map(size)) {
        svga_budget_bury(budget, mem, svga_budget_cost(size));
    } else if (mem) {
        svga_budget_put(budget, mem, size);
    }
}

/* Reuses an idle node if there is one. */
static bool svga_budget_take_node(SvgaBudget *budget)
{
    bool idle = budget->nodes < budget->nodes_most;

    budget->nodes += idle;
    if (!svga_budget_take(budget, SVGA_BUDGET_TREE_NODE)) {
        budget->nodes -= idle;
        return false;
    }
    budget->nodes += !idle;
    budget->nodes_most += !idle;
    return true;
}

static void svga_budget_put_node(SvgaBudget *budget)
{
    budget->used -= SVGA_BUDGET_TREE_NODE;
    budget->nodes--;
}

void *svga_budget_alloc_object(SvgaBudget *budget, uint64_t size)
{
    void *object;

    if (!svga_budget_take_node(budget)) {
        return NULL;
    }
    object = svga_budget_alloc(budget, size);
    if (!object) {
        svga_budget_put_node(budget);
    }
    return object;
}

void svga_budget_free_object(SvgaBudget *budget, void *object, uint64_t size)
{
    if (object) {
        svga_budget_free(budget, object, size);
        svga_budget_put_node(budget);
    }
}

void svga_budget_reclaim(SvgaBudget *budget, uint64_t max)
{
    max = MAX(max / SVGA_MAP_PAGE, 1) * SVGA_MAP_PAGE;
    while (budget->graves && max) {
        SvgaGrave *grave = budget->graves;
        SvgaGrave *next = grave->next;
        uint64_t now = MIN(grave->bytes, max);
        uint64_t kept = grave->bytes - now;

        if (kept) {
            grave->bytes = kept;
        } else {
            budget->graves = next;
        }
        svga_map_drop(grave, kept, now);
        budget->used -= now;
        max -= now;
    }
}

void svga_budget_end(SvgaBudget *budget)
{
    svga_budget_reclaim(budget, UINT64_MAX);
    svga_slab_end(&budget->slabs);
}
