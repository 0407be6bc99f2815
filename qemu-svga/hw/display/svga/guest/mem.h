/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Guest memory as the pure core sees it. */

#ifndef HW_DISPLAY_SVGA_GUEST_MEM_H
#define HW_DISPLAY_SVGA_GUEST_MEM_H

/*
 * Addresses are guest-physical, lengths are bytes.  read and write return
 * false when any byte of the range cannot be reached; is_ram is true only if
 * every byte of the range is guest RAM, so that no command can make the
 * device do MMIO.  write marks the pages dirty for migration.
 *
 * write may store a byte more than once and in any order, as memmove() does.
 * The guest must have no reason to look before something else tells it to:
 * what tells it is for SvgaWatchedOps.
 */
typedef struct SvgaMemOps {
    void *opaque;
    bool (*read)(void *opaque, uint64_t gpa, void *buf, uint64_t len);
    bool (*write)(void *opaque, uint64_t gpa, const void *buf, uint64_t len);
    bool (*is_ram)(void *opaque, uint64_t gpa, uint64_t len);
} SvgaMemOps;

/*
 * Memory that the guest may be watching, and takes back the moment it sees a
 * word change: the header of a command buffer, the state of a query.  There
 * is no write.  store is one store of one word, at an address that is a
 * multiple of 4, and comes after everything that was read, written or stored
 * before it, in the guest's eyes, too.
 */
typedef struct SvgaWatchedOps {
    void *opaque;
    bool (*read)(void *opaque, uint64_t gpa, void *buf, uint64_t len);
    bool (*store)(void *opaque, uint64_t gpa, uint32_t word);
    bool (*is_ram)(void *opaque, uint64_t gpa, uint64_t len);
} SvgaWatchedOps;

#endif
