/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* When commands are executed: kicks, slices, busy and quiet. */

#ifndef HW_DISPLAY_SVGA_DEVICE_ENGINE_H
#define HW_DISPLAY_SVGA_DEVICE_ENGINE_H

#include "qemu/main-loop.h"
#include "svga_reg.h"
#include "system/runstate.h"

typedef struct SvgaState SvgaState;

/* As many as a queue of the device holds. */
#define SVGA_ENGINE_HELD SVGA_CB_MAX_QUEUED_PER_CONTEXT

/* A command buffer that was submitted while the device might not reach it. */
typedef struct SvgaHeld {
    uint64_t address;           /* (guest) */
    uint64_t after;             /* bytes of the FIFO that go before it */
} SvgaHeld;

typedef struct SvgaEngine {
    /* device elements */
    QEMUBH *bh;
    VMChangeStateEntry *vm_change;
    Notifier shutdown;

    /* device state */
    uint32_t holds;             /* of those who want no command executed */
    uint64_t interrupts;        /* resets, and the end of QEMU */

    /* device state (saved) */
    SvgaHeld held[SVGA_ENGINE_HELD];
    uint32_t held_count;

    /* device state, for a property */
    uint64_t slices;
} SvgaEngine;

void svga_engine_realize(SvgaState *s);
void svga_engine_unrealize(SvgaState *s);
void svga_engine_reset(SvgaState *s);

/* There may be commands: look at them soon, in the main loop. */
void svga_engine_kick(SvgaState *s);

/* CONFIG_DONE was written. */
void svga_engine_configure(SvgaState *s, bool done);

/* The address of a command buffer's header, and its context, was written. */
void svga_engine_submit(SvgaState *s, uint64_t address);

/* The guest may have allowed bus mastering again: go on with what waited. */
void svga_engine_resume(SvgaState *s);

/*
 * From hold to release no command is executed, but for a reset all objects
 * stay as they are, and the device is busy with what gets queued.  Who holds
 * it across turns of the main loop gives up when "interrupts" has changed.
 */
void svga_engine_hold(SvgaState *s);
void svga_engine_release(SvgaState *s);

/* Nothing is queued or half done in the FIFO or in command buffers. */
bool svga_engine_idle(SvgaState *s);

/*
 * The BUSY register.  A guest may poll it without pause, so a slice of work
 * is done right here: no progress must depend on the main loop winning a
 * race for the big lock.
 */
bool svga_engine_poll_busy(SvgaState *s);

#endif
