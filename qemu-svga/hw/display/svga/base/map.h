/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Anonymous host mappings: whole pages, faulted in on first use. */

#ifndef HW_DISPLAY_SVGA_BASE_MAP_H
#define HW_DISPLAY_SVGA_BASE_MAP_H

/*
 * The largest page size of any host: maps, and parts of maps, end at a
 * multiple.
 */
#define SVGA_MAP_PAGE (64 * 1024)

/*
 * A zeroed map of @bytes, a multiple of SVGA_MAP_PAGE; NULL if the host has no
 * memory left.
 */
void *svga_map_new(uint64_t bytes);

/*
 * The same, aligned to @bytes, a power of two.  *@dirty is set to the number of
 * bytes from the start that may not be zero.
 */
void *svga_map_new_aligned(uint64_t bytes, uint64_t *dirty);

/*
 * Unmap @bytes of @map after its first @kept bytes.  A map is given back from
 * its end; once @kept is 0, the map is gone.
 */
void svga_map_drop(void *map, uint64_t kept, uint64_t bytes);

/* Tell ASan to forbid or to allow accesses to these bytes. */
void svga_map_forbid(void *mem, uint64_t bytes);
void svga_map_allow(void *mem, uint64_t bytes);

#endif
