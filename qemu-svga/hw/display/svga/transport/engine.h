/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Scheduling of command execution: kicks, slices, busy and quiet states. */

#ifndef HW_DISPLAY_SVGA_TRANSPORT_ENGINE_H
#define HW_DISPLAY_SVGA_TRANSPORT_ENGINE_H

#include "qemu/main-loop.h"
#include "system/runstate.h"
#include "../command/parts.h"
#include "../guest/dma.h"
#include "cmdbuf.h"
#include "fifo.h"
#include "turn.h"

/* As many as one command buffer queue holds. */
#define SVGA_ENGINE_HELD SVGA_CB_MAX_QUEUED_PER_CONTEXT

/* A command buffer submitted while the device could not access memory. */
typedef struct SvgaHeld {
    uint64_t address;           /* (guest) */
    uint64_t after;             /* bytes of the FIFO to execute first */
} SvgaHeld;

/* The device owns the parts below and sets them before realize. */
typedef struct SvgaEngine {
    /* device elements */
    const char *id;             /* device id for trace events */
    PCIDevice *pci;
    MemoryRegion *fifo_ram;
    uint32_t fifo_caps;         /* SVGA_FIFO_CAP_* shown to the guest */
    SvgaDma *dma;
    SvgaErrors *errors;
    SvgaParts parts;
    SvgaFifo fifo;
    SvgaCmdbuf cmdbuf;
    QEMUBH *bh;
    VMChangeStateEntry *vm_change;
    Notifier shutdown;

    /* device state */
    uint32_t holds;             /* callers that block command execution */
    SvgaTurn turn;
    uint64_t interrupts;        /* resets, and QEMU's shutdown */

    /* device state (saved) */
    SvgaHeld held[SVGA_ENGINE_HELD];
    uint32_t held_count;

    /* device state, for properties */
    uint64_t commands;          /* dispatched, valid or not */
    uint64_t slices;
} SvgaEngine;

void svga_engine_realize(SvgaEngine *e);
void svga_engine_unrealize(SvgaEngine *e);
void svga_engine_reset(SvgaEngine *e);

/* Commands may have arrived: look for them soon, in the main loop. */
void svga_engine_kick(SvgaEngine *e);

/* CONFIG_DONE was written. */
void svga_engine_configure(SvgaEngine *e, bool done);

/* The address of a command buffer header, with its context, was written. */
void svga_engine_submit(SvgaEngine *e, uint64_t address);

/* The guest may have enabled bus mastering again: submit what was held back. */
void svga_engine_resume(SvgaEngine *e);

/*
 * Between hold and release no command is executed, all objects stay as they are
 * except for a reset, and the device is busy if anything gets queued.  A holder
 * that keeps it across iterations of the main loop must give up when
 * "interrupts" has changed.
 */
void svga_engine_hold(SvgaEngine *e);
void svga_engine_release(SvgaEngine *e);

/*
 * True if nothing is queued or unfinished, in the FIFO or in command buffers.
 */
bool svga_engine_idle(SvgaEngine *e);

/*
 * The BUSY register.  A guest may poll it without pause, so a slice of work is
 * done right here; but per iteration of the main loop, all vCPUs together do a
 * slice's worth, and one that keeps reading waits for the next iteration.
 */
bool svga_engine_poll_busy(SvgaEngine *e);

#endif
