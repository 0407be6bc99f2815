/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Page table walks into runs, and copies from and to these. */

#include "qemu/osdep.h"
#include "pages.h"

/* Above any CPU's physical addresses; keeps ppn * page size within 64 bits. */
#define SVGA_PPN_MAX (UINT64_C(1) << 40)

/* Table levels of each format; entry_bytes 0: the root is the data. */
typedef struct SvgaDepth {
    bool valid;
    bool range;                 /* the pages are contiguous */
    uint8_t levels;             /* tables between the root and the pages */
    uint8_t entry_bytes;
} SvgaDepth;

static const SvgaDepth svga_depths[] = {
    [SVGA3D_MOBFMT_PT_0] = { true, false, 0, 4 },
    [SVGA3D_MOBFMT_PT_1] = { true, false, 1, 4 },
    [SVGA3D_MOBFMT_PT_2] = { true, false, 2, 4 },
    [SVGA3D_MOBFMT_RANGE] = { true, true, 0, 0 },
    [SVGA3D_MOBFMT_PT64_0] = { true, false, 0, 8 },
    [SVGA3D_MOBFMT_PT64_1] = { true, false, 1, 8 },
    [SVGA3D_MOBFMT_PT64_2] = { true, false, 2, 8 },
};

/* Parameters of a walk, for the functions below. */
typedef struct SvgaWalk {
    SvgaPageList *pages;
    SvgaPageWalk *state;
    const SvgaPageHost *host;
    uint8_t entry_bytes;
    uint8_t levels;
} SvgaWalk;

/* Reallocate the runs; moving them is charged as work. */
static bool svga_page_list_resize(SvgaPageList *pages,
                                  const SvgaPageHost *host, uint32_t count)
{
    uint64_t kept = pages->count * sizeof(*pages->runs);
    SvgaRun *runs = svga_budget_alloc(host->budget,
                                      (uint64_t)count * sizeof(*runs));

    if (!runs) {
        return false;
    }
    if (kept) {
        memcpy(runs, pages->runs, kept);
        svga_work_charge(host->work, kept);
    }
    svga_budget_free(host->budget, pages->runs,
                     (uint64_t)pages->allocated * sizeof(*runs));
    pages->runs = runs;
    pages->allocated = count;
    return true;
}

/* Append guest memory to the list, extending the last run if contiguous. */
static SvgaStatus svga_walk_data(SvgaWalk *walk, uint64_t ppn, uint64_t max)
{
    SvgaPageList *pages = walk->pages;
    SvgaRun *last = pages->count ? &pages->runs[pages->count - 1] : NULL;
    uint64_t gpa = ppn * SVGA_PAGE_SIZE;
    uint64_t len = MIN(pages->size - walk->state->done, max);

    if (ppn >= SVGA_PPN_MAX) {
        return SVGA_BAD_PAGE;
    }
    if (last && last->gpa + last->length == gpa) {
        last->length += len;
    } else {
        if (pages->count == pages->allocated &&
            !svga_page_list_resize(pages, walk->host,
                                   MAX(1, pages->allocated * 2))) {
            return SVGA_OVER_BUDGET;
        }
        pages->runs[pages->count++] = (SvgaRun) {
            walk->state->done, gpa, len,
        };
    }
    walk->state->done += len;
    return SVGA_OK;
}

static uint8_t *svga_walk_table(const SvgaWalk *walk, uint32_t level)
{
    return walk->host->tables + (size_t)level * SVGA_PAGE_SIZE;
}

/*
 * Open the table at @ppn.  Each table is read once, as a whole, so that no
 * entry is fetched twice.
 */
static SvgaStatus svga_walk_open(SvgaWalk *walk, uint64_t ppn)
{
    const SvgaMemOps *mem = walk->host->mem;
    uint64_t gpa = ppn * SVGA_PAGE_SIZE;

    if (ppn >= SVGA_PPN_MAX) {
        return SVGA_BAD_PAGE;
    }
    if (!mem->is_ram(mem->opaque, gpa, SVGA_PAGE_SIZE)) {
        return SVGA_NOT_RAM;
    }
    if (!mem->read(mem->opaque, gpa, svga_walk_table(walk, walk->state->level),
                   SVGA_PAGE_SIZE)) {
        return SVGA_BAD_PAGE;
    }
    walk->state->next[walk->state->level++] = 0;
    return SVGA_OK;
}

/* The next entry of the innermost open table. */
static uint64_t svga_walk_entry(SvgaWalk *walk)
{
    uint32_t level = walk->state->level - 1;
    uint32_t index = walk->state->next[level]++;
    uint64_t entry = 0;

    memcpy(&entry, svga_walk_table(walk, level) + index * walk->entry_bytes,
           walk->entry_bytes);
    return entry;
}

/* Continue the innermost open table to its end, or down to a lower one. */
static SvgaStatus svga_walk_step(SvgaWalk *walk)
{
    uint32_t entries = SVGA_PAGE_SIZE / walk->entry_bytes;
    SvgaPageWalk *state = walk->state;
    SvgaStatus status = SVGA_OK;

    if (state->next[state->level - 1] == entries) {
        state->level--;
    } else if (state->level < walk->levels) {
        status = svga_walk_open(walk, svga_walk_entry(walk));
    } else {
        while (status == SVGA_OK && state->done < walk->pages->size &&
               state->next[state->level - 1] < entries) {
            status = svga_walk_data(walk, svga_walk_entry(walk),
                                    SVGA_PAGE_SIZE);
        }
    }
    return status;
}

/* A table's entries cost a few times as much as reading its bytes. */
static SvgaStatus svga_walk_tables(SvgaWalk *walk)
{
    SvgaStatus status = SVGA_OK;

    while (status == SVGA_OK && walk->state->done < walk->pages->size) {
        status = svga_work_take(walk->host->work, 4 * SVGA_PAGE_SIZE) ?
                 svga_walk_step(walk) : SVGA_AGAIN;
    }
    return status;
}

static SvgaStatus svga_walk_check(SvgaWalk *walk)
{
    const SvgaMemOps *mem = walk->host->mem;
    SvgaPageList *pages = walk->pages;

    while (walk->state->checked < pages->count) {
        const SvgaRun *run = &pages->runs[walk->state->checked];

        if (!svga_work_take(walk->host->work, 0)) {
            return SVGA_AGAIN;
        }
        if (!mem->is_ram(mem->opaque, run->gpa, run->length)) {
            return SVGA_NOT_RAM;
        }
        walk->state->checked++;
    }
    if (pages->count < pages->allocated) {
        svga_page_list_resize(pages, walk->host, pages->count);
    }
    return SVGA_OK;
}

/* The largest size that a page table of this depth can describe. */
static uint64_t svga_depth_bytes(const SvgaDepth *depth)
{
    uint64_t bytes = SVGA_PAGE_SIZE;

    for (uint8_t i = 0; i < depth->levels; i++) {
        bytes *= SVGA_PAGE_SIZE / depth->entry_bytes;
    }
    return depth->range ? SVGA_MOB_SIZE_MAX : MIN(bytes, SVGA_MOB_SIZE_MAX);
}

static SvgaStatus svga_walk_begin(SvgaWalk *walk, const SvgaDepth *depth,
                                  const SvgaPageRoot *root)
{
    *walk->pages = (SvgaPageList) { .size = root->size };
    if (!root->size || root->size > svga_depth_bytes(depth)) {
        return SVGA_BAD_MOB_SIZE;
    }
    if (depth->range || !depth->levels) {
        return svga_walk_data(walk, root->ppn, root->size);
    }
    return svga_walk_open(walk, root->ppn);
}

static SvgaStatus svga_walk_run(SvgaWalk *walk, const SvgaDepth *depth,
                                const SvgaPageRoot *root)
{
    SvgaPageWalk *state = walk->state;
    SvgaStatus status = SVGA_OK;

    if (state->phase == SVGA_WALK_BEGIN) {
        status = svga_walk_begin(walk, depth, root);
        state->phase = SVGA_WALK_TABLES;
    }
    if (status == SVGA_OK && state->phase == SVGA_WALK_TABLES) {
        status = svga_walk_tables(walk);
    }
    if (status == SVGA_OK && state->phase < SVGA_WALK_DONE) {
        state->phase = SVGA_WALK_CHECK;
        status = svga_walk_check(walk);
    }
    if (status == SVGA_OK) {
        state->phase = SVGA_WALK_DONE;
    }
    return status;
}

SvgaStatus svga_page_list_walk(SvgaPageList *pages, SvgaPageWalk *walk,
                               const SvgaPageHost *host,
                               const SvgaPageRoot *root)
{
    SvgaWalk w = { .pages = pages, .state = walk, .host = host };
    const SvgaDepth *depth;
    SvgaStatus status;

    if (root->depth >= ARRAY_SIZE(svga_depths) ||
        !svga_depths[root->depth].valid) {
        return SVGA_BAD_DEPTH;
    }
    depth = &svga_depths[root->depth];
    w.entry_bytes = depth->entry_bytes;
    w.levels = depth->levels;
    status = svga_walk_run(&w, depth, root);
    if (status != SVGA_OK && status != SVGA_AGAIN) {
        svga_page_list_clear(pages, host->budget);
        *walk = (SvgaPageWalk) { 0 };
    }
    return status;
}

void svga_page_list_clear(SvgaPageList *pages, SvgaBudget *budget)
{
    svga_budget_free(budget, pages->runs,
                     (uint64_t)pages->allocated * sizeof(*pages->runs));
    *pages = (SvgaPageList) { 0 };
}

/* The run that contains @offset, which must be below the size. */
static const SvgaRun *svga_page_list_find(const SvgaPageList *pages,
                                          uint64_t offset)
{
    uint32_t low = 0, high = pages->count - 1;

    while (low < high) {
        uint32_t middle = low + (high - low + 1) / 2;

        if (pages->runs[middle].offset <= offset) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return &pages->runs[low];
}

/* Exactly one of @in and @out is non-NULL. */
static SvgaStatus svga_page_list_copy(const SvgaMemOps *mem,
                                      const SvgaPageList *pages,
                                      uint64_t offset, uint8_t *in,
                                      const uint8_t *out, uint64_t len)
{
    const SvgaRun *run;

    if (offset > pages->size || len > pages->size - offset) {
        return SVGA_MOB_TOO_SMALL;
    }
    if (!len) {
        return SVGA_OK;
    }
    for (run = svga_page_list_find(pages, offset); len; run++) {
        uint64_t skip = offset - run->offset;
        uint64_t now = MIN(len, run->length - skip);
        bool ok = in ? mem->read(mem->opaque, run->gpa + skip, in, now)
                     : mem->write(mem->opaque, run->gpa + skip, out, now);

        if (!ok) {
            return SVGA_DMA_ERROR;
        }
        in = in ? in + now : NULL;
        out = out ? out + now : NULL;
        offset += now;
        len -= now;
    }
    return SVGA_OK;
}

SvgaStatus svga_page_list_read(const SvgaMemOps *mem,
                               const SvgaPageList *pages, uint64_t offset,
                               void *buf, uint64_t len)
{
    return svga_page_list_copy(mem, pages, offset, buf, NULL, len);
}

SvgaStatus svga_page_list_write(const SvgaMemOps *mem,
                                const SvgaPageList *pages, uint64_t offset,
                                const void *buf, uint64_t len)
{
    return svga_page_list_copy(mem, pages, offset, NULL, buf, len);
}
