/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Byte ranges: a bounded list of them, and an exact set of bytes. */

#ifndef HW_DISPLAY_SVGA_BASE_RANGE_H
#define HW_DISPLAY_SVGA_BASE_RANGE_H

#include "budget.h"
#include "format.h"

typedef struct SvgaRange {
    uint64_t offset;
    uint64_t length;
} SvgaRange;

/*
 * Ascending ranges, adjacent ones merged, never more than max: bytes counts
 * everything that was added, truncated says that some of it has no range.
 */
typedef struct SvgaRangeList {
    SvgaRange *ranges;
    uint32_t count;
    uint32_t allocated;
    uint32_t max;
    uint64_t bytes;
    bool truncated;
} SvgaRangeList;

void svga_range_list_init(SvgaRangeList *list, uint32_t max);
void svga_range_list_add(SvgaRangeList *list, uint64_t offset,
                         uint64_t length);
void svga_range_list_clear(SvgaRangeList *list);

/* Bytes at @offset need no range of their own. */
static inline bool svga_range_list_joins(const SvgaRangeList *list,
                                         uint64_t offset)
{
    const SvgaRange *last = list->count ? &list->ranges[list->count - 1] :
                                          NULL;

    return last && last->offset + last->length == offset;
}

/*
 * A set of the bytes [0, size) of a subresource.  Most sets are empty or
 * whole and cost nothing; bits exist only in between and are charged to the
 * budget.  They are one a byte, set where membership is not that of the
 * ground, so that new ones are zeros, which cost nothing to make.
 */
typedef struct SvgaByteSet {
    uint64_t size;
    bool ground;                /* membership where no bit is set */
    unsigned long *bits;
} SvgaByteSet;

void svga_byte_set_init(SvgaByteSet *set, uint64_t size);

/*
 * Make room so that putting the bytes of @span, one part after the other,
 * cannot fail; false when over budget.  The span's offset is relative to the
 * subresource.  svga_byte_set_covered() says that filling does the same.
 */
bool svga_byte_set_covered(const SvgaByteSet *set, const SvgaSpan *span);
bool svga_byte_set_reserve(SvgaByteSet *set, SvgaBudget *budget,
                           const SvgaSpan *span, bool member);
/* Without room for single bytes it does nothing: they are members already. */
void svga_byte_set_put(SvgaByteSet *set, uint64_t offset, uint64_t len,
                       bool member);
void svga_byte_set_fill(SvgaByteSet *set, SvgaBudget *budget, bool member);

/*
 * Membership of @offset, and in *@run how many bytes from there, up to *@run
 * on entry, share it.
 */
bool svga_byte_set_test(const SvgaByteSet *set, uint64_t offset,
                        uint64_t *run);

#endif
