/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The command FIFO: commands submitted through guest-writable memory. */

#ifndef HW_DISPLAY_SVGA_TRANSPORT_FIFO_H
#define HW_DISPLAY_SVGA_TRANSPORT_FIFO_H

#include "svga3d_reg.h"
#include "../base/status.h"
#include "../base/slice.h"
#include "../command/table.h"
#include "../guest/fifo-regs.h"

/* Commands per run, after which the main loop gets its turn. */
#define SVGA_FIFO_RUN_COMMANDS 1024

/*
 * dispatch executes one command and may return SVGA_AGAIN; error receives every
 * failed command or broken register once, with the command's offset in the
 * FIFO; progress is called when STOP has moved.
 */
typedef struct SvgaFifoOps {
    void *opaque;
    SvgaStatus (*dispatch)(void *opaque, uint32_t id, const void *body,
                           size_t size);
    void (*error)(void *opaque, SvgaStatus why, uint32_t id,
                  uint32_t offset);
    void (*progress)(void *opaque);
} SvgaFifoOps;

/*
 * A failed command is reported and skipped if its end is known.  If it is not
 * (an id without a 3D header, a length that is not a multiple of 4 or is larger
 * than the FIFO, registers out of range), nothing after it can be trusted:
 * bad_guest stops the FIFO until the guest configures it again.
 */
typedef struct SvgaFifo {
    /* device elements */
    SvgaFifoOps ops;
    SvgaFifoRegs regs;
    SvgaWork *work;             /* shared with the handlers */
    uint8_t *bounce;            /* (saved up to held) size bytes */

    /* device state (saved) */
    bool bad_guest;
    bool in_flight;             /* the bounced command is not finished */
    bool orphaned;              /* ... and its queue was unconfigured */
    bool starved;               /* only part of a command is queued ... */
    uint32_t starved_next;      /* ... up to this NEXT_CMD */
    uint32_t offset;            /* start of the bounced command */
    uint32_t next_stop;         /* value of STOP once it is finished */
    SvgaCmdFrame frame;
    uint64_t done;              /* position: bytes of finished commands */
    uint64_t barrier;           /* (rebuilt) start no command from here on */
} SvgaFifo;

/* @mem is host memory of @size bytes, a multiple of 4. */
void svga_fifo_realize(SvgaFifo *fifo, void *mem, uint32_t size,
                       const SvgaFifoOps *ops, SvgaWork *work);
void svga_fifo_unrealize(SvgaFifo *fifo);

/* Drop the command in flight, and stop. */
void svga_fifo_reset(SvgaFifo *fifo);

/*
 * CONFIG_DONE was written.  Starting clears bad_guest; a command in flight is
 * still finished, but no longer moves STOP, which now belongs to a new queue.
 */
void svga_fifo_start(SvgaFifo *fifo, bool start);

/*
 * Execute commands until the FIFO is empty, the barrier is reached,
 * SVGA_FIFO_RUN_COMMANDS are done or the slice is spent; true if it must be
 * called again soon.
 */
bool svga_fifo_run(SvgaFifo *fifo);

/* True if svga_fifo_run() has work; for the BUSY register. */
bool svga_fifo_busy(SvgaFifo *fifo);

/* True if nothing is queued or in flight. */
bool svga_fifo_idle(SvgaFifo *fifo);

/* The position at which everything queued now will be done. */
uint64_t svga_fifo_end(SvgaFifo *fifo);

#endif
