/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Command buffers: commands submitted by the address of a header. */

#ifndef HW_DISPLAY_SVGA_TRANSPORT_CMDBUF_H
#define HW_DISPLAY_SVGA_TRANSPORT_CMDBUF_H

#include "svga3d_reg.h"
#include "../base/status.h"
#include "../base/slice.h"
#include "../command/table.h"
#include "../guest/mem.h"

/*
 * dispatch executes one command and may return SVGA_AGAIN; error receives every
 * guest error, with its offset in the buffer; read_mob copies out of a MOB;
 * completed is called when a header has its final status, with the
 * SVGA_IRQFLAG_* to raise.
 */
typedef struct SvgaCmdbufOps {
    void *opaque;
    SvgaStatus (*dispatch)(void *opaque, uint32_t id, const void *body,
                           size_t size);
    void (*error)(void *opaque, SvgaStatus why, const char *what,
                  uint32_t offset);
    SvgaStatus (*read_mob)(void *opaque, uint32_t mobid, uint64_t offset,
                           void *buf, uint64_t len);
    void (*completed)(void *opaque, uint64_t gpa, uint32_t status,
                      uint32_t irq);
} SvgaCmdbufOps;

/* A buffer that is queued or being executed. */
typedef struct SvgaCmdbufEntry {
    uint64_t gpa;               /* of its header, which gets the status */
    uint64_t after;             /* FIFO position to be reached first */
    SVGACBHeader header;        /* as it was at submission */
} SvgaCmdbufEntry;

/*
 * There is one context for commands.  An error halts it: the buffer is given
 * back, and those after it stay queued until the guest preempts or restarts the
 * context.  Bodies have memory of their own, outside the budget: a guest that
 * has used up the budget must still be able to send a command that frees
 * something.
 */
typedef struct SvgaCmdbuf {
    /* device elements */
    SvgaCmdbufOps ops;
    SvgaWatchedOps mem;         /* polled by the guest after submission */
    SvgaWork *work;             /* shared with the handlers */
    uint8_t *device_body;       /* body of a device context buffer */
    uint8_t *body;              /* (saved if loaded) body of first entry */

    /* device state (saved) */
    bool enabled;               /* started by the device context */
    bool halted;                /* by an error, until started again */
    bool loaded;                /* the first entry's body was copied */
    bool in_flight;             /* ... and its command at offset has begun */
    uint32_t offset;            /* into body */
    SvgaCmdFrame frame;
    uint32_t count;
    SvgaCmdbufEntry entries[SVGA_CB_MAX_QUEUED_PER_CONTEXT];
} SvgaCmdbuf;

void svga_cmdbuf_realize(SvgaCmdbuf *cb, const SvgaWatchedOps *mem,
                         const SvgaCmdbufOps *ops, SvgaWork *work);
void svga_cmdbuf_unrealize(SvgaCmdbuf *cb);

/* Drop all submitted buffers without writing a status, and stop. */
void svga_cmdbuf_reset(SvgaCmdbuf *cb);

/*
 * The guest wrote the address of a header, with a context in its low bits.
 * Buffers for the device context are executed right here; the others are
 * queued, to be executed once the FIFO has reached position @after.
 */
void svga_cmdbuf_submit(SvgaCmdbuf *cb, uint64_t address, uint64_t after);

/*
 * Execute buffers until none may start at FIFO position @reached,
 * SVGA_FIFO_RUN_COMMANDS steps are done or the slice is spent; true if it must
 * be called again soon.
 */
bool svga_cmdbuf_run(SvgaCmdbuf *cb, uint64_t reached);

/* True if svga_cmdbuf_run() has work, now or once the FIFO has advanced. */
bool svga_cmdbuf_busy(const SvgaCmdbuf *cb);

/* True if nothing is queued or in flight. */
bool svga_cmdbuf_idle(const SvgaCmdbuf *cb);

/* The FIFO position that the next buffer waits for; 0 once it has started. */
uint64_t svga_cmdbuf_after(const SvgaCmdbuf *cb);

#endif
