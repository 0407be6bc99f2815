/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Guest memory as the pure core sees it, and the budget for host memory. */

#ifndef HW_DISPLAY_SVGA_MEM_H
#define HW_DISPLAY_SVGA_MEM_H

/*
 * Addresses are guest-physical, lengths are bytes.  read and write return
 * false when any byte of the range cannot be reached; is_ram is true only if
 * every byte of the range is guest RAM, so that no command can make the
 * device do MMIO.  write marks the pages dirty for migration.
 */
typedef struct SvgaMemOps {
    void *opaque;
    bool (*read)(void *opaque, uint64_t gpa, void *buf, uint64_t len);
    bool (*write)(void *opaque, uint64_t gpa, const void *buf, uint64_t len);
    bool (*is_ram)(void *opaque, uint64_t gpa, uint64_t len);
} SvgaMemOps;

/* Bytes of host memory that guest commands may make the device allocate. */
typedef struct SvgaBudget {
    uint64_t limit;
    uint64_t used;
} SvgaBudget;

/* Charge @size bytes and allocate them zeroed; NULL when over the limit. */
static inline void *svga_budget_alloc(SvgaBudget *budget, uint64_t size)
{
    void *mem;

    if (!size || size > PTRDIFF_MAX || budget->used > budget->limit ||
        size > budget->limit - budget->used) {
        return NULL;
    }
    mem = g_try_malloc0(size);
    if (mem) {
        budget->used += size;
    }
    return mem;
}

/* Free what svga_budget_alloc() gave for the same @size; @mem may be NULL. */
static inline void svga_budget_free(SvgaBudget *budget, void *mem,
                                    uint64_t size)
{
    budget->used -= mem ? size : 0;
    g_free(mem);
}

#endif
