/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Small blocks of host memory, in slabs of equal-sized blocks. */

#include "qemu/osdep.h"
#include "map.h"
#include "slab.h"

/* Slabs are aligned to their size, so that a block's address gives its slab. */
#define SVGA_SLAB_BYTES (UINT64_C(1) << 20)

/* Up to here sizes are multiples of the grain; above, four per power of two. */
#define SVGA_SLAB_GRAIN 16
#define SVGA_SLAB_FINE_BITS 8
#define SVGA_SLAB_FINE (1 << SVGA_SLAB_FINE_BITS)

/*
 * Some empty slabs that never grew beyond this are kept and charged to nobody,
 * so that a guest that keeps making and destroying a single object does not
 * cost a system call each time.
 */
#define SVGA_SLAB_SPARES 8
#define SVGA_SLAB_SPARE_GROWN (16 * 1024)

/* A free block. */
typedef struct SvgaSlot SvgaSlot;
struct SvgaSlot {
    SvgaSlot *next;
};

struct SvgaSlab {
    SvgaSlab *next;             /* in the list of open slabs, if linked */
    SvgaSlab **link;            /* pointer to this slab, or NULL */
    SvgaSlot *slots;            /* free blocks, reused first */
    uint64_t grown;             /* bytes from the start ever in use */
    uint64_t dirty;             /* bytes from the start that may not be zero */
    uint64_t live;              /* blocks in use */
};

/* Blocks have the alignment of malloc(). */
#define SVGA_SLAB_HEAD ROUND_UP(sizeof(SvgaSlab), SVGA_SLAB_GRAIN)

/* log2 of the step between size classes above SVGA_SLAB_FINE. */
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
    /* (size - 1) >> bits is 4 to 7: four steps per power of two */
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

/* Take the next free block of @slab, which must have one. */
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

    size = MAX(size, sizeof(SvgaSlot));     /* a block holds either in turn */
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

/* Keep an empty slab as a spare, or return its resident part for unmapping. */
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
