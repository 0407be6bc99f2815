/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MOBs: guest memory named by a page table, walked once at its definition. */

#ifndef HW_DISPLAY_SVGA_MOB_H
#define HW_DISPLAY_SVGA_MOB_H

#include "svga-gb.h"

/* Contiguous guest-physical memory at an offset of the MOB, in bytes. */
typedef struct SvgaRun {
    uint64_t offset;
    uint64_t gpa;
    uint64_t length;
} SvgaRun;

/* Runs in ascending order of offset that cover [0, size) without a gap. */
typedef struct SvgaPageList {
    SvgaRun *runs;              /* charged to the budget */
    uint32_t count;
    uint32_t allocated;
    uint64_t size;
} SvgaPageList;

typedef struct SvgaMob {
    uint32_t id;
    uint32_t bound;             /* surfaces bound to it */
    SvgaPageList pages;
} SvgaMob;

/*
 * Walk the page table of @depth (SVGAMobFormat) whose root is page @ppn and
 * that describes @size bytes.  SVGA_BAD_DEPTH, SVGA_BAD_MOB_SIZE (zero, or
 * more than the depth can describe), SVGA_BAD_PAGE (a table that cannot be
 * read, or a page number out of range), SVGA_NOT_RAM, SVGA_OVER_BUDGET.
 */
SvgaStatus svga_page_list_walk(SvgaPageList *pages, SvgaGb *gb,
                               uint32_t depth, uint64_t ppn, uint64_t size);
void svga_page_list_clear(SvgaPageList *pages, SvgaBudget *budget);

SvgaStatus svga_mob_define(SvgaGb *gb, uint32_t mobid, uint32_t depth,
                           uint64_t ppn, uint32_t size);

/*
 * Surfaces still bound to it get unbound first, with the same look for
 * losses as in BIND_GB_SURFACE.  Resumable.
 */
SvgaStatus svga_mob_destroy(SvgaGb *gb, uint32_t mobid);

/* Free at once; nothing may be bound to it and the table not hold it. */
void svga_mob_free(SvgaGb *gb, SvgaMob *mob);

/* NULL when there is no such MOB. */
SvgaMob *svga_mob_find(const SvgaGb *gb, uint32_t mobid);

/*
 * Copy @len bytes at @offset of the MOB from or to guest memory, run by run.
 * SVGA_MOB_TOO_SMALL, or SVGA_DMA_ERROR when memory that was RAM at the
 * definition is no longer.
 */
SvgaStatus svga_mob_read(const SvgaGb *gb, const SvgaMob *mob,
                         uint64_t offset, void *buf, uint64_t len);
SvgaStatus svga_mob_write(const SvgaGb *gb, const SvgaMob *mob,
                          uint64_t offset, const void *buf, uint64_t len);

#endif
