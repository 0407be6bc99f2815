/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Counts what code does, whether or not the code counts it itself. */

#ifndef SVGA_TESTS_METER_H
#define SVGA_TESTS_METER_H

/*
 * blocks are the basic blocks that were executed of code that was compiled
 * with -fsanitize-coverage=trace-pc; bytes are those that the C library's and
 * the kernel's functions were told to touch: copies, fills, comparisons,
 * zeroed memory, pages that are given back.  Neither knows of clocks or of
 * other processes: the same work gives the same numbers.
 */
typedef struct Meter {
    uint64_t blocks;
    uint64_t bytes;
} Meter;

extern Meter meter;

/* What --wrap leaves the wrapped functions, for meter.c. */
void *__real_memcpy(void *to, const void *from, size_t len);
void *__real_memmove(void *to, const void *from, size_t len);
void *__real_memset(void *to, int byte, size_t len);
int __real_memcmp(const void *a, const void *b, size_t len);
int __real_munmap(void *mem, size_t len);
gpointer __real_g_try_malloc0(gsize len);
gpointer __real_g_malloc0(gsize len);

/* Blocks, and bytes at eight a block: somewhat more than a nanosecond each. */
static inline uint64_t meter_cost(void)
{
    return meter.blocks + meter.bytes / 8;
}

static inline void meter_clear(void)
{
    meter = (Meter) { 0 };
}

#endif
