/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Page tables, walked into runs, and the copies from and to what they name. */

#include "qemu/osdep.h"
#include "svga-gb.h"

/* Beyond any processor's physical addresses; keeps ppn * page in 64 bits. */
#define SVGA_PPN_MAX (UINT64_C(1) << 40)

/* How each format finds its pages; entry_bytes 0 = the root is the data. */
typedef struct SvgaDepth {
    bool valid;
    bool range;                 /* the pages follow each other */
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

typedef struct SvgaWalk {
    SvgaGb *gb;
    SvgaPageList *pages;
    uint64_t done;              /* bytes that have a run already */
    uint8_t entry_bytes;
} SvgaWalk;

static SvgaRun *svga_page_list_resize(SvgaPageList *pages,
                                      SvgaBudget *budget, uint32_t count)
{
    SvgaRun *runs = svga_budget_alloc(budget, (uint64_t)count * sizeof(*runs));

    if (runs) {
        if (pages->count) {
            memcpy(runs, pages->runs, pages->count * sizeof(*runs));
        }
        svga_budget_free(budget, pages->runs,
                         (uint64_t)pages->allocated * sizeof(*runs));
        pages->runs = runs;
        pages->allocated = count;
    }
    return runs;
}

/* Append guest memory to the list, as part of the last run if it continues. */
static SvgaStatus svga_walk_data(SvgaWalk *walk, uint64_t ppn, uint64_t max)
{
    SvgaPageList *pages = walk->pages;
    SvgaRun *last = pages->count ? &pages->runs[pages->count - 1] : NULL;
    uint64_t gpa = ppn * SVGA_PAGE_SIZE;
    uint64_t len = MIN(pages->size - walk->done, max);

    if (ppn >= SVGA_PPN_MAX) {
        return SVGA_BAD_PAGE;
    }
    if (last && last->gpa + last->length == gpa) {
        last->length += len;
    } else {
        if (pages->count == pages->allocated &&
            !svga_page_list_resize(pages, &walk->gb->budget,
                                   MAX(1, pages->allocated * 2))) {
            return SVGA_OVER_BUDGET;
        }
        pages->runs[pages->count++] = (SvgaRun) { walk->done, gpa, len };
    }
    walk->done += len;
    return SVGA_OK;
}

static uint64_t svga_walk_entry(const SvgaWalk *walk, const uint8_t *table,
                                uint32_t index)
{
    uint64_t entry = 0;

    memcpy(&entry, table + index * walk->entry_bytes, walk->entry_bytes);
    return entry;
}

/* Each table page is read once, whole, so that no entry is fetched twice. */
static SvgaStatus svga_walk_table(SvgaWalk *walk, uint64_t ppn,
                                  uint8_t levels)
{
    const SvgaMemOps *mem = &walk->gb->mem;
    uint8_t table[SVGA_PAGE_SIZE];
    SvgaStatus status = SVGA_OK;
    uint64_t gpa = ppn * SVGA_PAGE_SIZE;

    if (!levels) {
        return svga_walk_data(walk, ppn, SVGA_PAGE_SIZE);
    }
    if (ppn >= SVGA_PPN_MAX) {
        return SVGA_BAD_PAGE;
    }
    svga_gb_work(walk->gb, SVGA_PAGE_SIZE);
    if (!mem->is_ram(mem->opaque, gpa, SVGA_PAGE_SIZE)) {
        return SVGA_NOT_RAM;
    }
    if (!mem->read(mem->opaque, gpa, table, SVGA_PAGE_SIZE)) {
        return SVGA_BAD_PAGE;
    }
    for (uint32_t i = 0; i < SVGA_PAGE_SIZE / walk->entry_bytes &&
         walk->done < walk->pages->size && status == SVGA_OK; i++) {
        status = svga_walk_table(walk, svga_walk_entry(walk, table, i),
                                 levels - 1);
    }
    return status;
}

static SvgaStatus svga_page_list_check_ram(const SvgaPageList *pages,
                                           SvgaGb *gb)
{
    const SvgaMemOps *mem = &gb->mem;

    for (uint32_t i = 0; i < pages->count; i++) {
        const SvgaRun *run = &pages->runs[i];

        svga_gb_work(gb, 0);
        if (!mem->is_ram(mem->opaque, run->gpa, run->length)) {
            return SVGA_NOT_RAM;
        }
    }
    return SVGA_OK;
}

/* The most that a page table of this depth can describe. */
static uint64_t svga_depth_bytes(const SvgaDepth *depth)
{
    uint64_t bytes = SVGA_PAGE_SIZE;

    for (uint8_t i = 0; i < depth->levels; i++) {
        bytes *= SVGA_PAGE_SIZE / depth->entry_bytes;
    }
    return depth->range ? SVGA_MOB_SIZE_MAX : MIN(bytes, SVGA_MOB_SIZE_MAX);
}

SvgaStatus svga_page_list_walk(SvgaPageList *pages, SvgaGb *gb,
                               const SvgaPageRoot *root)
{
    SvgaWalk walk = { .gb = gb, .pages = pages };
    const SvgaDepth *depth;
    SvgaStatus status;

    *pages = (SvgaPageList) { 0 };
    if (root->depth >= ARRAY_SIZE(svga_depths) ||
        !svga_depths[root->depth].valid) {
        return SVGA_BAD_DEPTH;
    }
    depth = &svga_depths[root->depth];
    if (!root->size || root->size > svga_depth_bytes(depth)) {
        return SVGA_BAD_MOB_SIZE;
    }

    pages->size = root->size;
    walk.entry_bytes = depth->entry_bytes;
    status = depth->range ? svga_walk_data(&walk, root->ppn, root->size) :
                            svga_walk_table(&walk, root->ppn, depth->levels);
    if (status == SVGA_OK) {
        status = svga_page_list_check_ram(pages, gb);
    }
    if (status != SVGA_OK) {
        svga_page_list_clear(pages, &gb->budget);
    } else if (pages->count < pages->allocated) {
        svga_page_list_resize(pages, &gb->budget, pages->count);
    }
    return status;
}

void svga_page_list_clear(SvgaPageList *pages, SvgaBudget *budget)
{
    svga_budget_free(budget, pages->runs,
                     (uint64_t)pages->allocated * sizeof(*pages->runs));
    *pages = (SvgaPageList) { 0 };
}

/* The run that holds @offset, which is below the size. */
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

/* Exactly one of @in and @out is not NULL. */
static SvgaStatus svga_page_list_copy(const SvgaGb *gb,
                                      const SvgaPageList *pages,
                                      uint64_t offset, uint8_t *in,
                                      const uint8_t *out, uint64_t len)
{
    const SvgaMemOps *mem = &gb->mem;
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

SvgaStatus svga_page_list_read(const SvgaGb *gb, const SvgaPageList *pages,
                               uint64_t offset, void *buf, uint64_t len)
{
    return svga_page_list_copy(gb, pages, offset, buf, NULL, len);
}

SvgaStatus svga_page_list_write(const SvgaGb *gb, const SvgaPageList *pages,
                                uint64_t offset, const void *buf,
                                uint64_t len)
{
    return svga_page_list_copy(gb, pages, offset, NULL, buf, len);
}
