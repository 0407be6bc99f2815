/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Measures the work of code, whatever the code itself accounts for. */

#ifndef SVGA_TESTS_METER_H
#define SVGA_TESTS_METER_H

/*
 * blocks counts executed basic blocks of code that was compiled with
 * -fsanitize-coverage=trace-pc; bytes counts the bytes that functions of the C
 * library and the kernel were told to touch: copies, fills, comparisons, zeroed
 * memory, unmapped pages.  Neither depends on clocks or other processes: the
 * same work yields the same numbers.
 */
typedef struct Meter {
    uint64_t blocks;
    uint64_t bytes;
} Meter;

extern Meter meter;

/* The original functions behind --wrap, for meter.c. */
void *__real_memcpy(void *to, const void *from, size_t len);
void *__real_memmove(void *to, const void *from, size_t len);
void *__real_memset(void *to, int byte, size_t len);
int __real_memcmp(const void *a, const void *b, size_t len);
int __real_munmap(void *mem, size_t len);
gpointer __real_g_try_malloc0(gsize len);
gpointer __real_g_malloc0(gsize len);

/* Blocks, plus bytes at eight per block: a little over a nanosecond each. */
static inline uint64_t meter_cost(void)
{
    return meter.blocks + meter.bytes / 8;
}

static inline void meter_clear(void)
{
    meter = (Meter) { 0 };
}

#endif
