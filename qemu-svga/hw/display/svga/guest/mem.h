/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The pure core's interface to guest memory. */

#ifndef HW_DISPLAY_SVGA_GUEST_MEM_H
#define HW_DISPLAY_SVGA_GUEST_MEM_H

/*
 * Addresses are guest-physical, lengths are in bytes.  read and write return
 * false if any byte of the range cannot be reached; is_ram is true only if
 * every byte of the range is guest RAM, so that no command can make the device
 * do MMIO.  write marks the pages dirty for migration.
 *
 * write may store a byte more than once and in any order, like memmove().  The
 * guest must therefore have no reason to look at the memory before something
 * else tells it to; words that the guest may poll go through SvgaWatchedOps.
 */
typedef struct SvgaMemOps {
    void *opaque;
    bool (*read)(void *opaque, uint64_t gpa, void *buf, uint64_t len);
    bool (*write)(void *opaque, uint64_t gpa, const void *buf, uint64_t len);
    bool (*is_ram)(void *opaque, uint64_t gpa, uint64_t len);
} SvgaMemOps;

/*
 * Memory that the guest may be polling, and may reuse as soon as it sees a word
 * change: the header of a command buffer, the state of a query.  There is no
 * write.  store is a single store of one word, at an address that is a multiple
 * of 4, and is ordered, for the guest as well, after all earlier reads, writes
 * and stores.
 */
typedef struct SvgaWatchedOps {
    void *opaque;
    bool (*read)(void *opaque, uint64_t gpa, void *buf, uint64_t len);
    bool (*store)(void *opaque, uint64_t gpa, uint32_t word);
    bool (*is_ram)(void *opaque, uint64_t gpa, uint64_t len);
} SvgaWatchedOps;

#endif
