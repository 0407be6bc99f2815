/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Guest memory described by a page table, walked once and kept as runs. */

#ifndef HW_DISPLAY_SVGA_GUEST_PAGES_H
#define HW_DISPLAY_SVGA_GUEST_PAGES_H

#include "svga3d_reg.h"
#include "../base/budget.h"
#include "../base/status.h"
#include "../base/slice.h"
#include "mem.h"

#define SVGA_PAGE_SIZE 4096

/* Number of table levels between the root and the pages, at most. */
#define SVGA_PAGE_LEVELS 2
#define SVGA_PAGE_TABLES_BYTES (SVGA_PAGE_LEVELS * SVGA_PAGE_SIZE)

#define SVGA_MOB_SIZE_MAX (UINT64_C(128) << 20)

/* Contiguous guest-physical memory at a byte offset of the list. */
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

/*
 * A page table as a command names it; the depths INVALID and EMPTY mean none.
 */
typedef struct SvgaPageRoot {
    uint32_t depth;             /* SVGAMobFormat */
    uint32_t size;              /* bytes that it describes */
    uint64_t ppn;
} SvgaPageRoot;

/* Device resources for a walk; tables has SVGA_PAGE_TABLES_BYTES. */
typedef struct SvgaPageHost {
    const SvgaMemOps *mem;
    SvgaBudget *budget;
    SvgaWork *work;
    uint8_t *tables;
} SvgaPageHost;

typedef enum SvgaWalkPhase {
    SVGA_WALK_BEGIN,
    SVGA_WALK_TABLES,           /* reading tables, appending runs */
    SVGA_WALK_CHECK,            /* checking that the runs are RAM */
    SVGA_WALK_DONE,
} SvgaWalkPhase;

/* Position of a walk; all zeros before it starts. */
typedef struct SvgaPageWalk {
    SvgaWalkPhase phase;
    uint64_t done;              /* bytes covered by runs so far */
    uint32_t level;             /* number of open tables */
    uint32_t next[SVGA_PAGE_LEVELS];    /* next entry of each of them */
    uint32_t checked;           /* runs checked to be RAM */
} SvgaPageWalk;

/*
 * Walk the page table of @root, reading each table once, as a whole.
 * Resumable; @pages, @walk and the tables must not change in between.  An error
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
 * SVGA_MOB_TOO_SMALL, or SVGA_DMA_ERROR if memory that was RAM during the walk
 * is no longer RAM.
 */
SvgaStatus svga_page_list_read(const SvgaMemOps *mem,
                               const SvgaPageList *pages, uint64_t offset,
                               void *buf, uint64_t len);
SvgaStatus svga_page_list_write(const SvgaMemOps *mem,
                                const SvgaPageList *pages, uint64_t offset,
                                const void *buf, uint64_t len);

#endif
