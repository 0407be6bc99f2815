/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Host memory that guest commands make the device allocate. */

#ifndef HW_DISPLAY_SVGA_BASE_BUDGET_H
#define HW_DISPLAY_SVGA_BASE_BUDGET_H

#include "slab.h"

typedef struct SvgaGrave SvgaGrave;

/*
 * used covers what is resident: large blocks, slabs of small ones as far as
 * they were ever taken, what GLib needs to name them, and what was freed but
 * not given back yet.  What GLib keeps of names that are gone is not in it, but
 * counts against the limit.
 */
typedef struct SvgaBudget {
    uint64_t limit;             /* bytes */
    uint64_t used;
    SvgaSlabs slabs;
    uint64_t nodes;             /* of GTrees, in use */
    uint64_t nodes_most;        /* at once; malloc() keeps what that took */
    SvgaGrave *graves;          /* freed; to be given back bit by bit */
} SvgaBudget;

/* Bytes that a block of @size, not 0, takes. */
uint64_t svga_budget_cost(uint64_t size);

/*
 * Allocate and charge @size bytes, zeroed; NULL when over the limit.  Large
 * blocks cost nothing until they are touched, page by page.
 */
void *svga_budget_alloc(SvgaBudget *budget, uint64_t size);

/*
 * Free what svga_budget_alloc() gave for the same @size; @mem may be NULL.  A
 * small block stays charged until its slab is empty, but the next of its size
 * costs nothing.  The kernel takes as long to take pages back as to give them:
 * large blocks and slabs stay charged until svga_budget_reclaim() has come to
 * them.
 */
void svga_budget_free(SvgaBudget *budget, void *mem, uint64_t size);

/* The same for an object that a GTree names, whose node is charged as well. */
void *svga_budget_alloc_object(SvgaBudget *budget, uint64_t size);
void svga_budget_free_object(SvgaBudget *budget, void *object, uint64_t size);

/* Large blocks were freed that svga_budget_reclaim() has not given back. */
static inline bool svga_budget_owes(const SvgaBudget *budget)
{
    return budget->graves != NULL;
}

/* Give back at most @max bytes, some at least, of what is owed. */
void svga_budget_reclaim(SvgaBudget *budget, uint64_t max);

/* When everything was freed: give all back. */
void svga_budget_end(SvgaBudget *budget);

#endif
