/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Finds the bytes in which guest memory and the host copy differ. */

#include "qemu/osdep.h"
#include "compare.h"

/* Equal bytes are skipped in pieces of this size. */
#define SVGA_COMPARE_BYTES 256

static const uint8_t svga_zeros[SVGA_COMPARE_BYTES];

uint64_t svga_compare_next(const uint8_t *guest, const uint8_t *host,
                           uint64_t from, uint64_t size, uint64_t *len)
{
    uint64_t start = from, end;

    while (size - start >= SVGA_COMPARE_BYTES &&
           !memcmp(guest + start, host ? host + start : svga_zeros,
                   SVGA_COMPARE_BYTES)) {
        start += SVGA_COMPARE_BYTES;
    }
    while (start < size && guest[start] == (host ? host[start] : 0)) {
        start++;
    }
    for (end = start; end < size; end++) {
        if (guest[end] == (host ? host[end] : 0)) {
            break;
        }
    }
    *len = end - start;
    return start;
}
