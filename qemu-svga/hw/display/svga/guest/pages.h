/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Guest memory named by a page table that was walked once, as runs. */

#ifndef HW_DISPLAY_SVGA_GUEST_PAGES_H
#define HW_DISPLAY_SVGA_GUEST_PAGES_H

#include "svga3d_reg.h"
#include "../base/budget.h"
#include "../base/status.h"
#include "../base/slice.h"
#include "mem.h"

#define SVGA_PAGE_SIZE 4096

/* Tables between the root of the deepest format and its pages. */
#define SVGA_PAGE_LEVELS 2
#define SVGA_PAGE_TABLES_BYTES (SVGA_PAGE_LEVELS * SVGA_PAGE_SIZE)

#define SVGA_MOB_SIZE_MAX (UINT64_C(128) << 20)

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

/* What a walk needs of the device; tables has SVGA_PAGE_TABLES_BYTES. */
typedef struct SvgaPageHost {
    const SvgaMemOps *mem;
    SvgaBudget *budget;
    SvgaWork *work;
    uint8_t *tables;
} SvgaPageHost;

typedef enum SvgaWalkPhase {
    SVGA_WALK_BEGIN,
    SVGA_WALK_TABLES,           /* reading tables, appending runs */
    SVGA_WALK_CHECK,            /* are the runs RAM? */
    SVGA_WALK_DONE,
} SvgaWalkPhase;

/* Where a walk is.  All zeros before its begin. */
typedef struct SvgaPageWalk {
    SvgaWalkPhase phase;
    uint64_t done;              /* bytes that have a run */
    uint32_t level;             /* tables that are open, the last is read */
    uint32_t next[SVGA_PAGE_LEVELS];    /* entry of each of them */
    uint32_t checked;           /* runs that are RAM */
} SvgaPageWalk;

/*
 * Walk the page table of @root: table by table, each read once, whole.
 * Resumable; @pages, @walk and the tables are left alone meanwhile.  An error
 * leaves @pages empty.  SVGA_BAD_DEPTH, SVGA_BAD_MOB_SIZE (zero, or more than
 * the depth can describe), SVGA_BAD_PAGE (a table that cannot be read, or a
 * page number out of range), SVGA_NOT_RAM, SVGA_OVER_BUDGET.
 */
SvgaStatus svga_page_list_walk(SvgaPageList *pages, SvgaPageWalk *walk,
                               const SvgaPageHost *host,
                               const SvgaPageRoot *root);
void svga_page_list_clear(SvgaPageList *pages, SvgaBudget *budget);

/*
 * Copy @len bytes at @offset of the list from or to guest memory, run by run.
 * SVGA_MOB_TOO_SMALL, or SVGA_DMA_ERROR when memory that was RAM at the
 * walk is no longer.
 */
SvgaStatus svga_page_list_read(const SvgaMemOps *mem,
                               const SvgaPageList *pages, uint64_t offset,
                               void *buf, uint64_t len);
SvgaStatus svga_page_list_write(const SvgaMemOps *mem,
                                const SvgaPageList *pages, uint64_t offset,
                                const void *buf, uint64_t len);

#endif
