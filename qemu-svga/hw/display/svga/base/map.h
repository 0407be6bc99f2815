/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Memory of the host as its kernel gives it: whole pages, made when touched. */

#ifndef HW_DISPLAY_SVGA_BASE_MAP_H
#define HW_DISPLAY_SVGA_BASE_MAP_H

/* The largest page that any host has: maps and parts of them end at one. */
#define SVGA_MAP_PAGE (64 * 1024)

/*
 * A map of @bytes, a multiple of SVGA_MAP_PAGE, zeroed; NULL when there is
 * none.
 */
void *svga_map_new(uint64_t bytes);

/*
 * The same at a multiple of @bytes, a power of two.  *@dirty: how many bytes
 * from the start on may not be zero.
 */
void *svga_map_new_aligned(uint64_t bytes, uint64_t *dirty);

/*
 * Give back, of @map, the @bytes behind the first @kept: a map is given back
 * from its end, and is gone when nothing is kept.
 */
void svga_map_drop(void *map, uint64_t kept, uint64_t bytes);

/* Let the sanitizer object to all that touches these bytes, or to nothing. */
void svga_map_forbid(void *mem, uint64_t bytes);
void svga_map_allow(void *mem, uint64_t bytes);

#endif
