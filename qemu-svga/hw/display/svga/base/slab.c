/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Small blocks of host memory, in slabs of one size each. */

#include "qemu/osdep.h"
#include "map.h"
#include "slab.h"

/* Slabs begin at multiples of their size, so a block tells its slab. */
#define SVGA_SLAB_BYTES (UINT64_C(1) << 20)

/* To here sizes differ by the grain, then there are four for each doubling. */
#define SVGA_SLAB_GRAIN 16
#define SVGA_SLAB_FINE_BITS 8
#define SVGA_SLAB_FINE (1 << SVGA_SLAB_FINE_BITS)

/*
 * Some empty slabs that grew no further are kept, and charged to nobody: a
 * guest that makes and destroys a single object costs no call of the kernel
 * each time.
 */
#define SVGA_SLAB_SPARES 8
#define SVGA_SLAB_SPARE_GROWN (16 * 1024)

/* A block that is not in use. */
typedef struct SvgaSlot SvgaSlot;
struct SvgaSlot {
    SvgaSlot *next;
};

struct SvgaSlab {
    SvgaSlab *next;             /* in the list of open ones, if in it */
    SvgaSlab **link;            /* that points to this one, or NULL */
    SvgaSlot *slots;            /* put back, to be taken first */
    uint64_t grown;             /* bytes from the start that were ever taken */
    uint64_t dirty;             /* bytes from the start that may not be zero */
    uint64_t live;              /* blocks in use */
};

/* Blocks have the alignment of malloc()'s. */
#define SVGA_SLAB_HEAD ROUND_UP(sizeof(SvgaSlab), SVGA_SLAB_GRAIN)

/* Of sizes above SVGA_SLAB_FINE: log2 of the step between them. */
static unsigned svga_slab_step_bits(uint64_t size)
{
    return 63 - __builtin_clzll(size - 1) - 2;
}

static unsigned svga_slab_class(uint64_t size)
{
    unsigned bits;

    if (size <= SVGA_SLAB_FINE) {
        return DIV_ROUND_UP(size, SVGA_SLAB_GRAIN) - 1;
    }
    bits = svga_slab_step_bits(size);
    /* (size - 1) >> bits is 4 to 7, a quarter of a doubling each */
    return SVGA_SLAB_FINE / SVGA_SLAB_GRAIN +
           (bits + 2 - SVGA_SLAB_FINE_BITS) * 4 + ((size - 1) >> bits) - 4;
}

uint64_t svga_slab_block(uint64_t size)
{
    return size <= SVGA_SLAB_FINE
           ? ROUND_UP(size, SVGA_SLAB_GRAIN)
           : ROUND_UP(size, UINT64_C(1) << svga_slab_step_bits(size));
}

uint64_t svga_slab_growth(const SvgaSlabs *slabs, uint64_t size)
{
    const SvgaSlab *slab = slabs->open[svga_slab_class(size)];

    if (!slab) {
        return SVGA_SLAB_HEAD + svga_slab_block(size);
    }
    return slab->slots ? 0 : svga_slab_block(size);
}

static void svga_slab_unlink(SvgaSlab *slab)
{
    *slab->link = slab->next;
    if (slab->next) {
        slab->next->link = slab->link;
    }
    slab->link = NULL;
}

static void svga_slab_link(SvgaSlab *slab, SvgaSlab **list)
{
    slab->next = *list;
    slab->link = list;
    if (slab->next) {
        slab->next->link = &slab->next;
    }
    *list = slab;
}

static SvgaSlab *svga_slab_new(SvgaSlabs *slabs)
{
    SvgaSlab *slab = slabs->spares;
    uint64_t dirty;

    if (slab) {
        slabs->spares = slab->next;
        slabs->spare_count--;
        dirty = slab->dirty;
    } else {
        slab = svga_map_new_aligned(SVGA_SLAB_BYTES, &dirty);
        if (!slab) {
            return NULL;
        }
        svga_map_forbid((uint8_t *)slab + SVGA_SLAB_HEAD,
                        SVGA_SLAB_BYTES - SVGA_SLAB_HEAD);
    }
    *slab = (SvgaSlab) { .grown = SVGA_SLAB_HEAD, .dirty = dirty };
    return slab;
}

/* The next block of @slab, which has one. */
static void *svga_slab_pick(SvgaSlab *slab, uint64_t size, uint64_t bytes)
{
    SvgaSlot *slot = slab->slots;
    void *block = slot;

    slab->live++;
    if (slot) {
        svga_map_allow(block, size);
        slab->slots = slot->next;
        return memset(block, 0, size);
    }
    block = (uint8_t *)slab + slab->grown;
    svga_map_allow(block, size);
    if (slab->grown < slab->dirty) {
        memset(block, 0, size);
    }
    slab->grown += bytes;
    slab->dirty = MAX(slab->dirty, slab->grown);
    return block;
}

static bool svga_slab_is_full(const SvgaSlab *slab, uint64_t bytes)
{
    return !slab->slots && SVGA_SLAB_BYTES - slab->grown < bytes;
}

void *svga_slab_take(SvgaSlabs *slabs, uint64_t size)
{
    SvgaSlab **list = &slabs->open[svga_slab_class(size)];
    uint64_t bytes = svga_slab_block(size);
    SvgaSlab *slab = *list;
    void *block;

    size = MAX(size, sizeof(SvgaSlot));     /* both are in the block in turn */
    if (!slab) {
        slab = svga_slab_new(slabs);
        if (!slab) {
            return NULL;
        }
        svga_slab_link(slab, list);
    }
    block = svga_slab_pick(slab, size, bytes);
    if (svga_slab_is_full(slab, bytes)) {
        svga_slab_unlink(slab);
    }
    return block;
}

/* Of an empty slab: keep it, or leave what was resident of it to the caller. */
static void *svga_slab_retire(SvgaSlabs *slabs, SvgaSlab *slab)
{
    uint64_t used = ROUND_UP(slab->grown, SVGA_MAP_PAGE);

    svga_slab_unlink(slab);
    if (slab->grown <= SVGA_SLAB_SPARE_GROWN &&
        slabs->spare_count < SVGA_SLAB_SPARES) {
        slab->next = slabs->spares;
        slabs->spares = slab;
        slabs->spare_count++;
        return NULL;
    }
    svga_map_allow(slab, SVGA_SLAB_BYTES);
    if (used < SVGA_SLAB_BYTES) {
        svga_map_drop(slab, used, SVGA_SLAB_BYTES - used);
    }
    return slab;
}

uint64_t svga_slab_put(SvgaSlabs *slabs, void *block, uint64_t size,
                       void **map)
{
    SvgaSlab *slab = (SvgaSlab *)((uintptr_t)block & ~(SVGA_SLAB_BYTES - 1));
    SvgaSlot *slot = block;
    uint64_t grown = slab->grown;

    *map = NULL;
    size = MAX(size, sizeof(*slot));
    slot->next = slab->slots;
    slab->slots = slot;
    svga_map_forbid(block, size);
    if (!slab->link) {
        svga_slab_link(slab, &slabs->open[svga_slab_class(size)]);
    }
    if (--slab->live) {
        return 0;
    }
    *map = svga_slab_retire(slabs, slab);
    return grown;
}

void svga_slab_end(SvgaSlabs *slabs)
{
    while (slabs->spares) {
        SvgaSlab *slab = slabs->spares;

        slabs->spares = slab->next;
        svga_map_allow(slab, SVGA_SLAB_BYTES);
        svga_map_drop(slab, 0, SVGA_SLAB_BYTES);
    }
    slabs->spare_count = 0;
}
