/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Small blocks of host memory, in slabs of equal-sized blocks. */

#ifndef HW_DISPLAY_SVGA_BASE_SLAB_H
#define HW_DISPLAY_SVGA_BASE_SLAB_H

/*
 * malloc() does not return freed memory that lies between live blocks, and the
 * guest decides which blocks live: memory it has freed would stay resident and
 * be charged to nobody.  A slab holds blocks of one size only; it grows in
 * steps and is given back as a whole, so that the resident size is known.
 */
#define SVGA_SLAB_CLASSES 52
#define SVGA_SLAB_BLOCK_MAX (128 * 1024)

typedef struct SvgaSlab SvgaSlab;

typedef struct SvgaSlabs {
    SvgaSlab *open[SVGA_SLAB_CLASSES];  /* with room, by size of their blocks */
    SvgaSlab *spares;                   /* empty slabs, for any block size */
    unsigned spare_count;
} SvgaSlabs;

/* Size of the block that holds @size bytes, 1 to SVGA_SLAB_BLOCK_MAX. */
uint64_t svga_slab_block(uint64_t size);

/* Bytes by which the slabs grow if a block for @size bytes is taken next. */
uint64_t svga_slab_growth(const SvgaSlabs *slabs, uint64_t size);

/* A zeroed block for @size bytes; NULL if the host has no memory left. */
void *svga_slab_take(SvgaSlabs *slabs, uint64_t size);

/*
 * Free a block that was taken for @size bytes.  If it was the last block of its
 * slab, returns how many bytes the slab had grown to, else 0.  An empty slab
 * that had grown little is kept as a spare.  Any other is left to the caller to
 * unmap: *@map is set to it, a map of the returned size rounded up to
 * SVGA_MAP_PAGE.  Otherwise *@map is NULL.
 */
uint64_t svga_slab_put(SvgaSlabs *slabs, void *block, uint64_t size,
                       void **map);

/* Unmap the spare slabs; all blocks must have been freed. */
void svga_slab_end(SvgaSlabs *slabs);

#endif
