/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Units of work: what a slice may do before QEMU's main loop gets its turn. */

#ifndef HW_DISPLAY_SVGA_BASE_SLICE_H
#define HW_DISPLAY_SVGA_BASE_SLICE_H

/*
 * A unit is what moving a byte costs.  A step that moves little costs more
 * than its bytes, a page fault or a line of the report stream, so that
 * nothing costs less than SVGA_WORK_STEP.  Comparing bytes costs
 * SVGA_WORK_COMPARE each, and SVGA_WORK_RANGE for each range that differs.  A
 * slice of SVGA_SLICE_BYTES is well below a
 * millisecond where pages are there, and a few where each has to be made.
 */
#define SVGA_SLICE_BYTES (UINT64_C(1) << 20)
#define SVGA_WORK_STEP 1024
#define SVGA_WORK_PAGE 4096
#define SVGA_WORK_COMPARE 4
#define SVGA_WORK_RANGE 64

typedef struct SvgaWork {
    uint64_t left;              /* units that this slice may still do */
    uint64_t done;              /* units that it did */
    uint64_t most;              /* that any slice did */
} SvgaWork;

static inline void svga_work_begin(SvgaWork *work)
{
    work->left = SVGA_SLICE_BYTES;
    work->done = 0;
}

static inline bool svga_work_spent(const SvgaWork *work)
{
    return !work->left;
}

/* Count what was done already; it may end the slice. */
static inline void svga_work_charge(SvgaWork *work, uint64_t units)
{
    work->left -= MIN(work->left, units);
    work->done += units;
    work->most = MAX(work->most, work->done);
}

/*
 * Units for touching @len bytes at @offset of what may not be there yet: each
 * of its pages can be a fault.
 */
static inline uint64_t svga_work_touch(uint64_t offset, uint64_t len)
{
    return len ? ((offset + len - 1) / SVGA_WORK_PAGE -
                  offset / SVGA_WORK_PAGE + 1) * SVGA_WORK_STEP : 0;
}

/*
 * Take what is going to be done, in pieces that are much less than a slice;
 * false, and nothing taken, when the slice is spent.
 */
static inline bool svga_work_take(SvgaWork *work, uint64_t units)
{
    if (svga_work_spent(work)) {
        return false;
    }
    svga_work_charge(work, MAX(units, SVGA_WORK_STEP));
    return true;
}

#endif
