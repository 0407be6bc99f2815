/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Command buffers: transport of commands out of memory that headers name. */

#ifndef HW_DISPLAY_SVGA_TRANSPORT_CMDBUF_H
#define HW_DISPLAY_SVGA_TRANSPORT_CMDBUF_H

#include "svga3d_reg.h"
#include "../base/status.h"
#include "../base/slice.h"
#include "../command/table.h"
#include "../guest/mem.h"

/*
 * dispatch executes one command and may answer SVGA_AGAIN; error hears of
 * everything that the guest did wrong, with the offset in the buffer; read_mob
 * copies out of a memory object; completed is called when a header has its
 * final status, with the SVGA_IRQFLAG_* to raise.
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

/* A buffer that waits or is being executed. */
typedef struct SvgaCmdbufEntry {
    uint64_t gpa;               /* of its header, where the status goes */
    uint64_t after;             /* FIFO position that has to be done first */
    SVGACBHeader header;        /* as it was at the submission */
} SvgaCmdbufEntry;

/*
 * There is one context for commands.  An error halts it: the buffer is given
 * back, those behind it stay queued until the guest preempts or starts them.
 * Bodies have room of their own, not from the budget: a guest that has used
 * that up must still be able to send the command that frees something.
 */
typedef struct SvgaCmdbuf {
    /* device elements */
    SvgaCmdbufOps ops;
    SvgaWatchedOps mem;         /* the guest polls what it submitted */
    SvgaWork *work;             /* shared with the handlers */
    uint8_t *device_body;       /* of a buffer for the device context */
    uint8_t *body;              /* (saved if loaded) of the first entry */

    /* device state (saved) */
    bool enabled;               /* started by the device context */
    bool halted;                /* by an error, until started again */
    bool loaded;                /* the first entry's body was copied */
    bool in_flight;             /* ... and the command at offset begun */
    uint32_t offset;            /* in body */
    SvgaCmdFrame frame;
    uint32_t count;
    SvgaCmdbufEntry entries[SVGA_CB_MAX_QUEUED_PER_CONTEXT];
} SvgaCmdbuf;

void svga_cmdbuf_realize(SvgaCmdbuf *cb, const SvgaWatchedOps *mem,
                         const SvgaCmdbufOps *ops, SvgaWork *work);
void svga_cmdbuf_unrealize(SvgaCmdbuf *cb);

/* Forget everything that was submitted, without a status, and stop. */
void svga_cmdbuf_reset(SvgaCmdbuf *cb);

/*
 * The guest wrote the address of a header with a context in its low bits.
 * Buffers for the device context are executed right here; the others are
 * queued, to be executed once the FIFO has reached the position @after.
 */
void svga_cmdbuf_submit(SvgaCmdbuf *cb, uint64_t address, uint64_t after);

/*
 * Execute buffers until none is left that may begin at the FIFO position
 * @reached, SVGA_FIFO_RUN_COMMANDS steps are done or a slice of work is used
 * up; true if it has to be called again soon.
 */
bool svga_cmdbuf_run(SvgaCmdbuf *cb, uint64_t reached);

/* Work is waiting that svga_cmdbuf_run() can do, now or after the FIFO. */
bool svga_cmdbuf_busy(const SvgaCmdbuf *cb);

/* Nothing queued and nothing in flight: a quiet point. */
bool svga_cmdbuf_idle(const SvgaCmdbuf *cb);

/* The FIFO position that the next buffer waits for; 0 once it has begun. */
uint64_t svga_cmdbuf_after(const SvgaCmdbuf *cb);

#endif
