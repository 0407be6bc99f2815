/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A memmove() that stores four bytes twice, as it is allowed to. */

/*
 * Loaded before the C library.  memmove() makes no promise about the number of
 * stores: on some machines, glibc's stores the middle of a short block twice.
 * This one does so everywhere, and delays the second store until somebody has
 * changed the word, or until nobody is likely to.
 */

#include <stddef.h>
#include <stdint.h>

#define LOOKS 2000000

/* volatile: the compiler must make both stores and the load in between */
static void move_word(volatile uint32_t *to, const unsigned char *from)
{
    uint32_t word = from[0] | (uint32_t)from[1] << 8 |
                    (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
    uint32_t before = *to;

    *to = word;
    for (long i = 0; before != word && *to == word && i < LOOKS; i++) {
        __asm__ volatile("" : : : "memory");
    }
    *to = word;
}

void *memmove(void *to, const void *from, size_t len)
{
    /* volatile: keeps the compiler from turning the loops into memmove() */
    volatile unsigned char *d = to;
    /* volatile: likewise */
    const volatile unsigned char *s = from;

    if (len == sizeof(uint32_t) && (uintptr_t)to % sizeof(uint32_t) == 0) {
        move_word(to, from);
    } else if (d < s) {
        for (size_t i = 0; i < len; i++) {
            d[i] = s[i];
        }
    } else {
        while (len--) {
            d[len] = s[len];
        }
    }
    return to;
}
