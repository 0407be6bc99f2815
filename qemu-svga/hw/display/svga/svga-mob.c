/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Page tables of MOBs and the copies from and to the memory they name. */

#include "qemu/osdep.h"
#include "svga-mob.h"
#include "svga-otable.h"
#include "svga-surface.h"

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

SvgaStatus svga_page_list_walk(SvgaPageList *pages, SvgaGb *gb,
                               uint32_t depth, uint64_t ppn, uint64_t size)
{
    SvgaWalk walk = { .gb = gb, .pages = pages };
    uint64_t most = SVGA_PAGE_SIZE;
    SvgaStatus status;

    *pages = (SvgaPageList) { .size = size };
    if (depth >= ARRAY_SIZE(svga_depths) || !svga_depths[depth].valid) {
        return SVGA_BAD_DEPTH;
    }
    walk.entry_bytes = svga_depths[depth].entry_bytes;
    for (uint8_t i = 0; i < svga_depths[depth].levels; i++) {
        most *= SVGA_PAGE_SIZE / walk.entry_bytes;
    }
    most = svga_depths[depth].range ? SVGA_MOB_SIZE_MAX
                                    : MIN(most, SVGA_MOB_SIZE_MAX);
    if (!size || size > most) {
        return SVGA_BAD_MOB_SIZE;
    }

    status = svga_depths[depth].range ?
             svga_walk_data(&walk, ppn, size) :
             svga_walk_table(&walk, ppn, svga_depths[depth].levels);
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

SvgaStatus svga_mob_define(SvgaGb *gb, uint32_t mobid, uint32_t depth,
                           uint64_t ppn, uint32_t size)
{
    SvgaPageList pages;
    SvgaStatus status;
    SvgaMob *mob;

    if (!svga_otable_has(gb, SVGA_OTABLE_MOB, mobid)) {
        return SVGA_BAD_ID;
    }
    if (svga_mob_find(gb, mobid)) {
        return SVGA_MOB_EXISTS;
    }
    status = svga_page_list_walk(&pages, gb, depth, ppn, size);
    if (status != SVGA_OK) {
        return status;
    }
    mob = svga_budget_alloc(&gb->budget, sizeof(*mob));
    if (!mob) {
        svga_page_list_clear(&pages, &gb->budget);
        return SVGA_OVER_BUDGET;
    }
    mob->id = mobid;
    mob->pages = pages;
    g_tree_insert(gb->mobs, GUINT_TO_POINTER(mobid), mob);
    return SVGA_OK;
}

SvgaStatus svga_mob_destroy(SvgaGb *gb, uint32_t mobid)
{
    SvgaMob *mob = svga_mob_find(gb, mobid);
    SvgaStatus status;

    if (!mob) {
        return SVGA_BAD_MOB;
    }
    status = svga_surface_unbind_all(gb, mob);
    if (status == SVGA_OK) {
        g_tree_remove(gb->mobs, GUINT_TO_POINTER(mobid));
        svga_mob_free(gb, mob);
    }
    return status;
}

void svga_mob_free(SvgaGb *gb, SvgaMob *mob)
{
    svga_page_list_clear(&mob->pages, &gb->budget);
    svga_budget_free(&gb->budget, mob, sizeof(*mob));
}

SvgaMob *svga_mob_find(const SvgaGb *gb, uint32_t mobid)
{
    return g_tree_lookup(gb->mobs, GUINT_TO_POINTER(mobid));
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
static SvgaStatus svga_mob_copy(const SvgaGb *gb, const SvgaMob *mob,
                                uint64_t offset, uint8_t *in,
                                const uint8_t *out, uint64_t len)
{
    const SvgaMemOps *mem = &gb->mem;
    const SvgaRun *run;

    if (offset > mob->pages.size || len > mob->pages.size - offset) {
        return SVGA_MOB_TOO_SMALL;
    }
    if (!len) {
        return SVGA_OK;
    }
    for (run = svga_page_list_find(&mob->pages, offset); len; run++) {
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

SvgaStatus svga_mob_read(const SvgaGb *gb, const SvgaMob *mob,
                         uint64_t offset, void *buf, uint64_t len)
{
    return svga_mob_copy(gb, mob, offset, buf, NULL, len);
}

SvgaStatus svga_mob_write(const SvgaGb *gb, const SvgaMob *mob,
                          uint64_t offset, const void *buf, uint64_t len)
{
    return svga_mob_copy(gb, mob, offset, NULL, buf, len);
}
