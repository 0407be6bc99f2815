/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Anonymous host mappings: whole pages, faulted in on first use. */

#include "qemu/osdep.h"
#include "map.h"

/*
 * ASan knows the bounds of a malloc() block but not of a mapping, and does not
 * look for leaked pointers in mappings.  Under ASan, therefore, maps come from
 * malloc() and are freed as soon as nothing of them is kept.
 */
#ifdef QEMU_SANITIZE_ADDRESS
#include <sanitizer/asan_interface.h>

void *svga_map_new(uint64_t bytes)
{
    return g_try_malloc0(bytes);
}

void *svga_map_new_aligned(uint64_t bytes, uint64_t *dirty)
{
    void *map = NULL;

    *dirty = bytes;
    return posix_memalign(&map, bytes, bytes) ? NULL : map;
}

void svga_map_drop(void *map, uint64_t kept, uint64_t bytes)
{
    if (!kept) {
        free(map);
    }
}

void svga_map_forbid(void *mem, uint64_t bytes)
{
    ASAN_POISON_MEMORY_REGION(mem, bytes);
}

void svga_map_allow(void *mem, uint64_t bytes)
{
    ASAN_UNPOISON_MEMORY_REGION(mem, bytes);
}

#else
#include <sys/mman.h>

/*
 * No huge pages: a guest that touches a byte here and there would make the
 * kernel clear a huge page each time.
 */
void *svga_map_new(uint64_t bytes)
{
    void *map = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (map == MAP_FAILED) {
        return NULL;
    }
#ifdef MADV_NOHUGEPAGE
    madvise(map, bytes, MADV_NOHUGEPAGE);
#endif
    return map;
}

/* Maps twice the size, then unmaps what surrounds the aligned part. */
void *svga_map_new_aligned(uint64_t bytes, uint64_t *dirty)
{
    uint8_t *twice = svga_map_new(2 * bytes);
    uint64_t before = twice ? -(uintptr_t)twice & (bytes - 1) : 0;

    *dirty = 0;
    if (!twice) {
        return NULL;
    }
    if (before) {
        munmap(twice, before);
    }
    munmap(twice + before + bytes, bytes - before);
    return twice + before;
}

void svga_map_drop(void *map, uint64_t kept, uint64_t bytes)
{
    munmap((uint8_t *)map + kept, bytes);
}

void svga_map_forbid(void *mem, uint64_t bytes)
{
}

void svga_map_allow(void *mem, uint64_t bytes)
{
}

#endif
