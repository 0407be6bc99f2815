/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A processor that polls the device leaves the main loop its turn. */

#ifndef HW_DISPLAY_SVGA_TRANSPORT_TURN_H
#define HW_DISPLAY_SVGA_TRANSPORT_TURN_H

/* All of it belongs to the big lock. */
typedef struct SvgaTurn {
    bool used;                  /* a processor did the device's work in it */
    bool awaited;               /* by a processor, for the next to come */
} SvgaTurn;

/* The calling thread is to do work of the device, outside the main loop? */
bool svga_turn_use(SvgaTurn *t);

/*
 * Stops the calling processor, behind the instruction that it is in, until
 * the main loop has come round.  @t must outlive the processors.
 */
void svga_turn_await(SvgaTurn *t);

/* The main loop has come round. */
void svga_turn_came(SvgaTurn *t);

#endif
