/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Guest memory named by a page table that was walked once, as runs. */

#ifndef HW_DISPLAY_SVGA_PAGES_H
#define HW_DISPLAY_SVGA_PAGES_H

#include "svga3d_reg.h"
#include "svga-mem.h"
#include "svga-status.h"

typedef struct SvgaGb SvgaGb;

#define SVGA_PAGE_SIZE 4096

/* Contiguous guest-physical memory at an offset of the list, in bytes. */
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

/* A page table as a command names it; INVALID and EMPTY depths are none. */
typedef struct SvgaPageRoot {
    uint32_t depth;             /* SVGAMobFormat */
    uint32_t size;              /* bytes that it describes */
    uint64_t ppn;
} SvgaPageRoot;

/*
 * Walk the page table of @root.  SVGA_BAD_DEPTH, SVGA_BAD_MOB_SIZE (zero, or
 * more than the depth can describe), SVGA_BAD_PAGE (a table that cannot be
 * read, or a page number out of range), SVGA_NOT_RAM, SVGA_OVER_BUDGET.
 */
SvgaStatus svga_page_list_walk(SvgaPageList *pages, SvgaGb *gb,
                               const SvgaPageRoot *root);
void svga_page_list_clear(SvgaPageList *pages, SvgaBudget *budget);

/*
 * Copy @len bytes at @offset of the list from or to guest memory, run by run.
 * SVGA_MOB_TOO_SMALL, or SVGA_DMA_ERROR when memory that was RAM at the
 * walk is no longer.
 */
SvgaStatus svga_page_list_read(const SvgaGb *gb, const SvgaPageList *pages,
                               uint64_t offset, void *buf, uint64_t len);
SvgaStatus svga_page_list_write(const SvgaGb *gb, const SvgaPageList *pages,
                                uint64_t offset, const void *buf,
                                uint64_t len);

#endif
