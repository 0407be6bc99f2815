/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* When commands are executed: kicks, slices, busy and quiet. */

#ifndef HW_DISPLAY_SVGA_TRANSPORT_ENGINE_H
#define HW_DISPLAY_SVGA_TRANSPORT_ENGINE_H

#include "qemu/main-loop.h"
#include "system/runstate.h"
#include "../command/parts.h"
#include "../guest/dma.h"
#include "cmdbuf.h"
#include "fifo.h"
#include "turn.h"

/* As many as a queue of the device holds. */
#define SVGA_ENGINE_HELD SVGA_CB_MAX_QUEUED_PER_CONTEXT

/* A command buffer that was submitted while the device might not reach it. */
typedef struct SvgaHeld {
    uint64_t address;           /* (guest) */
    uint64_t after;             /* bytes of the FIFO that go before it */
} SvgaHeld;

/* Those below are the device's; it sets them before realize. */
typedef struct SvgaEngine {
    /* device elements */
    const char *id;             /* correlator of trace events */
    PCIDevice *pci;
    MemoryRegion *fifo_ram;
    uint32_t fifo_caps;         /* SVGA_FIFO_CAP_* that the guest is told */
    SvgaDma *dma;
    SvgaErrors *errors;
    SvgaParts parts;
    SvgaFifo fifo;
    SvgaCmdbuf cmdbuf;
    QEMUBH *bh;
    VMChangeStateEntry *vm_change;
    Notifier shutdown;

    /* device state */
    uint32_t holds;             /* of those who want no command executed */
    SvgaTurn turn;
    uint64_t interrupts;        /* resets, and the end of QEMU */

    /* device state (saved) */
    SvgaHeld held[SVGA_ENGINE_HELD];
    uint32_t held_count;

    /* device state, for properties */
    uint64_t commands;          /* dispatched, good and bad */
    uint64_t slices;
} SvgaEngine;

void svga_engine_realize(SvgaEngine *e);
void svga_engine_unrealize(SvgaEngine *e);
void svga_engine_reset(SvgaEngine *e);

/* There may be commands: look at them soon, in the main loop. */
void svga_engine_kick(SvgaEngine *e);

/* CONFIG_DONE was written. */
void svga_engine_configure(SvgaEngine *e, bool done);

/* The address of a command buffer's header, and its context, was written. */
void svga_engine_submit(SvgaEngine *e, uint64_t address);

/* The guest may have allowed bus mastering again: go on with what waited. */
void svga_engine_resume(SvgaEngine *e);

/*
 * From hold to release no command is executed, but for a reset all objects
 * stay as they are, and the device is busy with what gets queued.  Who holds
 * it across turns of the main loop gives up when "interrupts" has changed.
 */
void svga_engine_hold(SvgaEngine *e);
void svga_engine_release(SvgaEngine *e);

/* Nothing is queued or half done in the FIFO or in command buffers. */
bool svga_engine_idle(SvgaEngine *e);

/*
 * The BUSY register.  A guest may poll it without pause, so a slice of work
 * is done right here; but only one in a turn of the main loop, and who reads
 * on waits for the next.
 */
bool svga_engine_poll_busy(SvgaEngine *e);

#endif
