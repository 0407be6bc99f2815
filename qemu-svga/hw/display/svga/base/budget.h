/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Host memory that guest commands make the device allocate. */

#ifndef HW_DISPLAY_SVGA_BASE_BUDGET_H
#define HW_DISPLAY_SVGA_BASE_BUDGET_H

#include "slab.h"

typedef struct SvgaGrave SvgaGrave;

/*
 * used covers all resident memory: large blocks, slabs of small ones as far as
 * they were ever in use, the GTree nodes that name them, and freed blocks that
 * have not been given back yet.  Nodes that GLib keeps for deleted names are
 * not in it, but count against the limit.
 */
typedef struct SvgaBudget {
    uint64_t limit;             /* bytes */
    uint64_t used;
    SvgaSlabs slabs;
    uint64_t nodes;             /* GTree nodes in use */
    uint64_t nodes_most;        /* peak of nodes; malloc() keeps that memory */
    SvgaGrave *graves;          /* freed blocks, to be given back in steps */
} SvgaBudget;

/* Bytes charged for a block of @size bytes; @size must not be 0. */
uint64_t svga_budget_cost(uint64_t size);

/*
 * Allocate and charge @size bytes, zeroed; NULL when over the limit.  Large
 * blocks cost nothing until they are touched, page by page.
 */
void *svga_budget_alloc(SvgaBudget *budget, uint64_t size);

/*
 * Free what svga_budget_alloc() gave for the same @size; @mem may be NULL.  A
 * small block stays charged until its slab is empty, but the next of its size
 * costs nothing.  Unmapping pages costs the kernel as much time as faulting
 * them in, so large blocks and slabs stay charged until svga_budget_reclaim()
 * has unmapped them.
 */
void svga_budget_free(SvgaBudget *budget, void *mem, uint64_t size);

/* The same for an object stored in a GTree, whose node is charged as well. */
void *svga_budget_alloc_object(SvgaBudget *budget, uint64_t size);
void svga_budget_free_object(SvgaBudget *budget, void *object, uint64_t size);

/* True if freed large blocks still wait for svga_budget_reclaim(). */
static inline bool svga_budget_owes(const SvgaBudget *budget)
{
    return budget->graves != NULL;
}

/* Give back up to @max bytes of the freed blocks, but at least one page. */
void svga_budget_reclaim(SvgaBudget *budget, uint64_t max);

/* Give everything back; all blocks must have been freed. */
void svga_budget_end(SvgaBudget *budget);

#endif
