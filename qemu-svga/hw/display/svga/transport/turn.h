/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Makes a vCPU that polls the device let the main loop run. */

#ifndef HW_DISPLAY_SVGA_TRANSPORT_TURN_H
#define HW_DISPLAY_SVGA_TRANSPORT_TURN_H

/* Protected by the BQL. */
typedef struct SvgaTurn {
    uint64_t work;              /* units that vCPUs did in this iteration */
    bool awaited;               /* a vCPU waits for the next iteration */
} SvgaTurn;

/* True if the calling thread may do device work: a vCPU, up to a slice. */
bool svga_turn_left(const SvgaTurn *t);

/* The calling thread did a slice of so many units, or polled for nothing. */
void svga_turn_charge(SvgaTurn *t, uint64_t units);

/*
 * Stop the calling vCPU after its current instruction until the main loop has
 * completed an iteration.  @t must outlive the vCPUs.
 */
void svga_turn_await(SvgaTurn *t);

/* The main loop has completed an iteration. */
void svga_turn_came(SvgaTurn *t);

#endif
