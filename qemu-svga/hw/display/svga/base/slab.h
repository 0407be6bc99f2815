/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Small blocks of host memory, in slabs of one size each. */

#ifndef HW_DISPLAY_SVGA_BASE_SLAB_H
#define HW_DISPLAY_SVGA_BASE_SLAB_H

/*
 * malloc() keeps what is freed between blocks that are not, and a guest decides
 * which are which: what it has freed would stay resident and be charged to
 * nobody.  A slab has blocks of one size only, and is taken bit by bit and
 * given back as a whole, so that what is resident is known.
 */
#define SVGA_SLAB_CLASSES 52
#define SVGA_SLAB_BLOCK_MAX (128 * 1024)

typedef struct SvgaSlab SvgaSlab;

typedef struct SvgaSlabs {
    SvgaSlab *open[SVGA_SLAB_CLASSES];  /* with room, by size of their blocks */
    SvgaSlab *spares;                   /* empty, for blocks of any size */
    unsigned spare_count;
} SvgaSlabs;

/* Bytes of the block that holds @size bytes, 1 to SVGA_SLAB_BLOCK_MAX. */
uint64_t svga_slab_block(uint64_t size);

/* By how many bytes slabs grow if a block for @size bytes is taken next. */
uint64_t svga_slab_growth(const SvgaSlabs *slabs, uint64_t size);

/* A block for @size bytes, zeroed; NULL when the host has none. */
void *svga_slab_take(SvgaSlabs *slabs, uint64_t size);

/*
 * Put back a block that was taken for @size bytes.  With the last block of a
 * slab it is empty: returns how many bytes it had grown to, else 0.  A slab
 * that had grown little stays as a spare one.  Of one that does not, *@map is
 * set to what is the caller's to drop, a map of the returned size rounded up to
 * SVGA_MAP_PAGE; else it is NULL.
 */
uint64_t svga_slab_put(SvgaSlabs *slabs, void *block, uint64_t size,
                       void **map);

/* When all blocks have been put back: give back the spare slabs. */
void svga_slab_end(SvgaSlabs *slabs);

#endif
