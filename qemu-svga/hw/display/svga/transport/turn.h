/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Makes a vCPU that polls the device let the main loop run. */

#ifndef HW_DISPLAY_SVGA_TRANSPORT_TURN_H
#define HW_DISPLAY_SVGA_TRANSPORT_TURN_H

/* Protected by the BQL. */
typedef struct SvgaTurn {
    bool used;                  /* a vCPU did device work in this iteration */
    bool awaited;               /* a vCPU waits for the next iteration */
} SvgaTurn;

/* True if the calling thread, not the main loop's, may do device work. */
bool svga_turn_use(SvgaTurn *t);

/*
 * Stop the calling vCPU after its current instruction until the main loop has
 * completed an iteration.  @t must outlive the vCPUs.
 */
void svga_turn_await(SvgaTurn *t);

/* The main loop has completed an iteration. */
void svga_turn_came(SvgaTurn *t);

#endif
