/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Bounded lists of byte ranges and exact sets of bytes. */

#include "qemu/osdep.h"
#include "range.h"

#define WORD_BITS (8 * sizeof(unsigned long))

void svga_range_list_init(SvgaRangeList *list, uint32_t max)
{
    *list = (SvgaRangeList) { .max = max };
}

void svga_range_list_clear(SvgaRangeList *list)
{
    g_free(list->ranges);
    svga_range_list_init(list, list->max);
}

static bool svga_range_list_grow(SvgaRangeList *list)
{
    uint32_t want = MIN(list->max, MAX(list->allocated * 2, 8));
    SvgaRange *more;

    if (list->count < list->allocated) {
        return true;
    }
    if (list->count == list->max) {
        return false;
    }
    more = g_try_renew(SvgaRange, list->ranges, want);
    if (!more) {
        return false;
    }
    list->ranges = more;
    list->allocated = want;
    return true;
}

void svga_range_list_add(SvgaRangeList *list, uint64_t offset,
                         uint64_t length)
{
    SvgaRange *last = list->count ? &list->ranges[list->count - 1] : NULL;

    list->bytes += length;
    if (last && !list->truncated && last->offset + last->length == offset) {
        last->length += length;
    } else if (svga_range_list_grow(list)) {
        list->ranges[list->count++] = (SvgaRange) { offset, length };
    } else {
        list->truncated = true;
    }
}

void svga_byte_set_init(SvgaByteSet *set, uint64_t size)
{
    *set = (SvgaByteSet) { .size = size };
}

static uint64_t svga_byte_set_words(const SvgaByteSet *set)
{
    return DIV_ROUND_UP(set->size, WORD_BITS);
}

bool svga_byte_set_covered(const SvgaByteSet *set, const SvgaSpan *span)
{
    SvgaSpan flat = *span;

    svga_span_flatten(&flat);
    return flat.rows == 1 && flat.slices == 1 && flat.row_bytes == set->size;
}

bool svga_byte_set_reserve(SvgaByteSet *set, SvgaBudget *budget,
                           const SvgaSpan *span, bool member)
{
    if (set->bits || set->ground == member ||
        svga_byte_set_covered(set, span)) {
        return true;
    }
    set->bits = svga_budget_alloc(budget, svga_byte_set_words(set) *
                                          sizeof(*set->bits));
    return set->bits != NULL;
}

/* Bits [start, start + count) within one word. */
static unsigned long svga_word_mask(unsigned start, unsigned count)
{
    unsigned long mask = count == WORD_BITS ? ~0ul : (1ul << count) - 1;

    return mask << start;
}

static void svga_bits_put(unsigned long *bits, uint64_t start, uint64_t len,
                          bool value)
{
    while (len) {
        unsigned shift = start % WORD_BITS;
        unsigned count = MIN(len, WORD_BITS - shift);
        unsigned long mask = svga_word_mask(shift, count);

        if (value) {
            bits[start / WORD_BITS] |= mask;
        } else {
            bits[start / WORD_BITS] &= ~mask;
        }
        start += count;
        len -= count;
    }
}

void svga_byte_set_put(SvgaByteSet *set, uint64_t offset, uint64_t len,
                       bool member)
{
    if (set->bits) {
        svga_bits_put(set->bits, offset, len, member != set->ground);
    }
}

void svga_byte_set_fill(SvgaByteSet *set, SvgaBudget *budget, bool member)
{
    svga_budget_free(budget, set->bits,
                     svga_byte_set_words(set) * sizeof(*set->bits));
    set->bits = NULL;
    set->ground = member;
}

bool svga_byte_set_test(const SvgaByteSet *set, uint64_t offset,
                        uint64_t *run)
{
    uint64_t most = MIN(*run, set->size - offset);
    uint64_t seen = 0;
    bool value;

    if (!set->bits) {
        *run = most;
        return set->ground;
    }
    value = set->bits[offset / WORD_BITS] >> (offset % WORD_BITS) & 1;
    while (seen < most) {
        unsigned shift = (offset + seen) % WORD_BITS;
        unsigned long word = set->bits[(offset + seen) / WORD_BITS];
        unsigned long other = (value ? ~word : word) >> shift;

        if (other) {
            seen += __builtin_ctzl(other);
            break;
        }
        seen += WORD_BITS - shift;
    }
    *run = MIN(seen, most);
    return value != set->ground;
}
