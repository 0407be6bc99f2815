/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Units of work: the amount of work a slice may do before it yields. */

#ifndef HW_DISPLAY_SVGA_BASE_SLICE_H
#define HW_DISPLAY_SVGA_BASE_SLICE_H

/*
 * One unit is the cost of moving one byte.  A step that moves little costs more
 * than its bytes (a page fault, a line of the report stream), so no step costs
 * less than SVGA_WORK_STEP.  Comparing costs SVGA_WORK_COMPARE per byte, and
 * SVGA_WORK_RANGE per range that differs.  A slice of SVGA_SLICE_BYTES takes
 * well below a millisecond if its pages are resident, and a few milliseconds if
 * each has to be faulted in.
 */
#define SVGA_SLICE_BYTES (UINT64_C(1) << 20)
#define SVGA_WORK_STEP 1024
#define SVGA_WORK_PAGE 4096
#define SVGA_WORK_COMPARE 4
#define SVGA_WORK_RANGE 64

typedef struct SvgaWork {
    uint64_t left;              /* units left in this slice */
    uint64_t done;              /* units done in this slice */
    uint64_t most;              /* most units any slice did */
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

/* Charge work that was done already; may end the slice. */
static inline void svga_work_charge(SvgaWork *work, uint64_t units)
{
    work->left -= MIN(work->left, units);
    work->done += units;
    work->most = MAX(work->most, work->done);
}

/*
 * Units for touching @len bytes at @offset of memory that may not be resident
 * yet: each page may fault.
 */
static inline uint64_t svga_work_touch(uint64_t offset, uint64_t len)
{
    return len ? ((offset + len - 1) / SVGA_WORK_PAGE -
                  offset / SVGA_WORK_PAGE + 1) * SVGA_WORK_STEP : 0;
}

/*
 * Charge the next piece of work, which must be much smaller than a slice.
 * Returns false, without charging, if the slice is spent.
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
