/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Host memory for guest objects: charged, made lazily, given back in pieces. */

#include "qemu/osdep.h"
#include <sys/mman.h>
#include "budget.h"

/*
 * From here on a block is pages of its own.  calloc() would do the same at
 * first, but glibc raises its threshold with every such block that is freed,
 * and then clears the memory of the next one by hand.
 */
#define SVGA_BUDGET_PAGES_MIN (128 * 1024)
/* The largest page that any host has: pieces of blocks begin and end at one. */
#define SVGA_BUDGET_PAGE (64 * 1024)

/* What malloc() adds to a block, and the grain of its sizes. */
#define SVGA_BUDGET_BLOCK 16

/* What GLib allocates for an entry of a GTree. */
#define SVGA_BUDGET_TREE_NODE 64

/* Lies at the start of the freed block, which shrinks from its end. */
struct SvgaGrave {
    SvgaGrave *next;
    uint64_t bytes;             /* not given back yet */
};

static bool svga_budget_is_pages(uint64_t size)
{
    return size >= SVGA_BUDGET_PAGES_MIN;
}

uint64_t svga_budget_cost(uint64_t size)
{
    return svga_budget_is_pages(size) ?
           ROUND_UP(size, SVGA_BUDGET_PAGE) :
           ROUND_UP(size + SVGA_BUDGET_BLOCK, SVGA_BUDGET_BLOCK);
}

static bool svga_budget_take(SvgaBudget *budget, uint64_t bytes)
{
    if (budget->used > budget->limit ||
        bytes > budget->limit - budget->used) {
        return false;
    }
    budget->used += bytes;
    return true;
}

/*
 * ASan knows where a block of malloc() ends, and not where one of mmap()
 * does: under it large blocks are malloc's, and freed at once at their end.
 */
#ifdef QEMU_SANITIZE_ADDRESS

static void *svga_pages_new(uint64_t bytes)
{
    return g_try_malloc0(bytes);
}

static void svga_pages_drop(void *block, uint64_t kept, uint64_t bytes)
{
    if (!kept) {
        g_free(block);
    }
}

#else

/*
 * Small pages: a guest that touches a byte here and there would have the
 * kernel clear a huge one for each.
 */
static void *svga_pages_new(uint64_t bytes)
{
    void *mem = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (mem == MAP_FAILED) {
        return NULL;
    }
#ifdef MADV_NOHUGEPAGE
    madvise(mem, bytes, MADV_NOHUGEPAGE);
#endif
    return mem;
}

/* Of @block, the @bytes behind the first @kept. */
static void svga_pages_drop(void *block, uint64_t kept, uint64_t bytes)
{
    munmap((uint8_t *)block + kept, bytes);
}

#endif

void *svga_budget_alloc(SvgaBudget *budget, uint64_t size)
{
    uint64_t cost;
    void *mem;

    if (!size || size > PTRDIFF_MAX) {
        return NULL;
    }
    cost = svga_budget_cost(size);
    if (!svga_budget_take(budget, cost)) {
        return NULL;
    }
    mem = svga_budget_is_pages(size) ? svga_pages_new(cost) :
                                       g_try_malloc0(size);
    budget->used -= mem ? 0 : cost;
    return mem;
}

void svga_budget_free(SvgaBudget *budget, void *mem, uint64_t size)
{
    SvgaGrave *grave = mem;

    if (!mem) {
        return;
    }
    if (svga_budget_is_pages(size)) {
        *grave = (SvgaGrave) { budget->graves, svga_budget_cost(size) };
        budget->graves = grave;
    } else {
        budget->used -= svga_budget_cost(size);
        g_free(mem);
    }
}

void *svga_budget_alloc_object(SvgaBudget *budget, uint64_t size)
{
    void *object;

    if (!svga_budget_take(budget, SVGA_BUDGET_TREE_NODE)) {
        return NULL;
    }
    object = svga_budget_alloc(budget, size);
    budget->used -= object ? 0 : SVGA_BUDGET_TREE_NODE;
    return object;
}

void svga_budget_free_object(SvgaBudget *budget, void *object, uint64_t size)
{
    svga_budget_free(budget, object, size);
    budget->used -= object ? SVGA_BUDGET_TREE_NODE : 0;
}

void svga_budget_reclaim(SvgaBudget *budget, uint64_t max)
{
    max = MAX(max / SVGA_BUDGET_PAGE, 1) * SVGA_BUDGET_PAGE;
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
        svga_pages_drop(grave, kept, now);
        budget->used -= now;
        max -= now;
    }
}
