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
 * Ascending ranges, adjacent ones merged, never more than max of them.  bytes
 * counts everything that was added; truncated is set if some of it has no
 * range.
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

/* True if bytes at @offset would extend the last range. */
static inline bool svga_range_list_joins(const SvgaRangeList *list,
                                         uint64_t offset)
{
    const SvgaRange *last = list->count ? &list->ranges[list->count - 1] :
                                          NULL;

    return last && last->offset + last->length == offset;
}

/*
 * A set of the bytes [0, size) of a subresource.  Most sets are empty or full
 * and cost nothing; a bitmap exists only for the sets in between and is charged
 * to the budget.  It has one bit per byte, set if the byte's membership differs
 * from ground, so that a new bitmap is all zeros, which costs nothing to make.
 */
typedef struct SvgaByteSet {
    uint64_t size;
    bool ground;                /* membership of bytes whose bit is clear */
    unsigned long *bits;
} SvgaByteSet;

void svga_byte_set_init(SvgaByteSet *set, uint64_t size);

/*
 * Make room so that putting the bytes of @span, one part after the other,
 * cannot fail; false if over budget.  The span's offset is relative to the
 * subresource.  svga_byte_set_covered() is true if the span is the whole set,
 * so that svga_byte_set_fill() has the same effect.
 */
bool svga_byte_set_covered(const SvgaByteSet *set, const SvgaSpan *span);
bool svga_byte_set_reserve(SvgaByteSet *set, SvgaBudget *budget,
                           const SvgaSpan *span, bool member);
/* Does nothing if the set has no bitmap: the bytes are members already. */
void svga_byte_set_put(SvgaByteSet *set, uint64_t offset, uint64_t len,
                       bool member);
void svga_byte_set_fill(SvgaByteSet *set, SvgaBudget *budget, bool member);

/*
 * Membership of @offset.  *@run is cut down to the number of bytes from there
 * that share it.
 */
bool svga_byte_set_test(const SvgaByteSet *set, uint64_t offset,
                        uint64_t *run);

#endif
