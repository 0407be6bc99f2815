/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Fetches commands from the FIFO, whose memory the guest can write. */

#include "qemu/osdep.h"
#include "qemu/atomic.h"
#include "fifo.h"

/* A snapshot of the four registers; all decisions are made on this copy. */
typedef struct SvgaFifoWindow {
    uint32_t min;
    uint32_t max;
    uint32_t next;
    uint32_t stop;
} SvgaFifoWindow;

void svga_fifo_realize(SvgaFifo *fifo, void *mem, uint32_t size,
                       const SvgaFifoOps *ops, SvgaWork *work)
{
    *fifo = (SvgaFifo) {
        .ops = *ops,
        .regs = { .mem = mem, .size = size },
        .work = work,
        .bounce = g_malloc(size),
        .barrier = UINT64_MAX,
    };
}

void svga_fifo_unrealize(SvgaFifo *fifo)
{
    g_free(fifo->bounce);
    fifo->bounce = NULL;
}

void svga_fifo_reset(SvgaFifo *fifo)
{
    fifo->regs.running = false;
    fifo->bad_guest = false;
    fifo->in_flight = false;
    fifo->orphaned = false;
    fifo->starved = false;
}

void svga_fifo_start(SvgaFifo *fifo, bool start)
{
    fifo->regs.running = start;
    fifo->orphaned = fifo->in_flight;
    /* waiters for the old queue are done */
    fifo->done += fifo->regs.size;
    if (start) {
        fifo->bad_guest = false;
        fifo->starved = false;
    }
}

static bool svga_fifo_position_ok(const SvgaFifoWindow *w, uint32_t pos)
{
    return pos >= w->min && pos < w->max && pos % sizeof(uint32_t) == 0;
}

static bool svga_fifo_window(const SvgaFifo *fifo, SvgaFifoWindow *w)
{
    w->min = qatomic_read(&fifo->regs.mem[SVGA_FIFO_MIN]);
    w->max = qatomic_read(&fifo->regs.mem[SVGA_FIFO_MAX]);
    w->next = qatomic_read(&fifo->regs.mem[SVGA_FIFO_NEXT_CMD]);
    w->stop = qatomic_read(&fifo->regs.mem[SVGA_FIFO_STOP]);
    smp_rmb();  /* read NEXT_CMD before what it announces */

    return w->min >= SVGA_FIFO_BASE_REGS * sizeof(uint32_t) &&
           w->min % sizeof(uint32_t) == 0 && w->max % sizeof(uint32_t) == 0 &&
           w->min < w->max && w->max <= fifo->regs.size &&
           svga_fifo_position_ok(w, w->next) &&
           svga_fifo_position_ok(w, w->stop);
}

static uint32_t svga_fifo_queued(const SvgaFifoWindow *w)
{
    return w->next >= w->stop ? w->next - w->stop
                              : w->max - w->stop + w->next - w->min;
}

/* The position @bytes after @pos, wrapping around at most once. */
static uint32_t svga_fifo_advance(const SvgaFifoWindow *w, uint32_t pos,
                                  uint32_t bytes)
{
    return bytes < w->max - pos ? pos + bytes
                                : w->min + (bytes - (w->max - pos));
}

/*
 * Copy bytes [from, to) of the queue to the same offset of the bounce buffer.
 */
static void svga_fifo_copy(SvgaFifo *fifo, const SvgaFifoWindow *w,
                           uint32_t from, uint32_t to)
{
    const uint8_t *mem = (const uint8_t *)fifo->regs.mem;

    while (from < to) {
        uint32_t pos = svga_fifo_advance(w, w->stop, from);
        uint32_t now = MIN(to - from, w->max - pos);

        memcpy(fifo->bounce + from, mem + pos, now);
        from += now;
    }
}

static void svga_fifo_latch(SvgaFifo *fifo, SvgaStatus why, uint32_t id,
                            uint32_t offset)
{
    fifo->bad_guest = true;
    fifo->ops.error(fifo->ops.opaque, why, id, offset);
}

static bool svga_fifo_starve(SvgaFifo *fifo, const SvgaFifoWindow *w)
{
    fifo->starved = true;
    fifo->starved_next = w->next;
    return false;
}

/*
 * Fetch the next complete command into the bounce buffer; false if there is
 * none or the guest is latched as bad.  A partly queued command is left alone:
 * drivers without the RESERVE capability queue word by word.
 */
static bool svga_fifo_fetch(SvgaFifo *fifo)
{
    SvgaCmdFrame *frame = &fifo->frame;
    SvgaFifoWindow w;
    SvgaStatus status;
    uint32_t queued, head;
    uint64_t total;

    fifo->starved = false;
    if (!svga_fifo_window(fifo, &w)) {
        svga_fifo_latch(fifo, SVGA_BAD_FIFO, SVGA_CMD_INVALID_CMD, w.stop);
        return false;
    }
    queued = svga_fifo_queued(&w);
    if (!queued) {
        return false;
    }
    head = MIN(queued, SVGA_CMD_HEAD_MAX);
    svga_fifo_copy(fifo, &w, 0, head);
    status = svga_cmd_frame(fifo->bounce, head, frame);
    if (status == SVGA_AGAIN) {
        return svga_fifo_starve(fifo, &w);
    }
    total = (uint64_t)frame->header + frame->body;
    if (status == SVGA_OK && total > w.max - w.min - sizeof(uint32_t)) {
        status = SVGA_BAD_SIZE;
    }
    if (status != SVGA_OK) {
        svga_fifo_latch(fifo, status, frame->id, w.stop);
        return false;
    }
    if (total > queued) {
        return svga_fifo_starve(fifo, &w);
    }
    svga_fifo_copy(fifo, &w, head, total);
    fifo->offset = w.stop;
    fifo->next_stop = svga_fifo_advance(&w, w.stop, total);
    fifo->in_flight = true;
    return true;
}

/* Run a slice of the command in flight; false if it is not finished. */
static bool svga_fifo_execute(SvgaFifo *fifo)
{
    const SvgaCmdFrame *frame = &fifo->frame;
    SvgaStatus status;

    status = fifo->ops.dispatch(fifo->ops.opaque, frame->id,
                                fifo->bounce + frame->header, frame->body);
    if (status == SVGA_AGAIN) {
        return false;
    }
    if (status != SVGA_OK) {
        fifo->ops.error(fifo->ops.opaque, status, frame->id, fifo->offset);
    }
    svga_work_charge(fifo->work, frame->header + frame->body);
    fifo->done += frame->header + frame->body;
    fifo->in_flight = false;
    if (!fifo->orphaned) {
        qatomic_store_release(&fifo->regs.mem[SVGA_FIFO_STOP], fifo->next_stop);
    }
    fifo->orphaned = false;
    fifo->ops.progress(fifo->ops.opaque);
    return true;
}

/*
 * Drivers ring the doorbell only if they find BUSY clear, so clear it before
 * the last look at the queue.
 */
static bool svga_fifo_fetch_or_rest(SvgaFifo *fifo)
{
    if (svga_fifo_fetch(fifo)) {
        return true;
    }
    if (!svga_fifo_reg_write(&fifo->regs, SVGA_FIFO_BUSY, 0)) {
        return false;
    }
    smp_mb();   /* pairs with the guest: write NEXT_CMD, then read BUSY */
    if (fifo->bad_guest || !svga_fifo_fetch(fifo)) {
        return false;
    }
    svga_fifo_reg_write(&fifo->regs, SVGA_FIFO_BUSY, 1);
    return true;
}

static bool svga_fifo_may_fetch(const SvgaFifo *fifo)
{
    return fifo->regs.running && !fifo->bad_guest && fifo->done < fifo->barrier;
}

bool svga_fifo_run(SvgaFifo *fifo)
{
    svga_work_begin(fifo->work);
    for (unsigned done = 0; fifo->in_flight || svga_fifo_may_fetch(fifo);
         done++) {
        if (!fifo->in_flight && !svga_fifo_fetch_or_rest(fifo)) {
            return false;
        }
        if (done == SVGA_FIFO_RUN_COMMANDS || svga_work_spent(fifo->work) ||
            !svga_fifo_execute(fifo)) {
            return true;
        }
    }
    return false;
}

bool svga_fifo_busy(SvgaFifo *fifo)
{
    SvgaFifoWindow w;

    if (fifo->in_flight) {
        return true;
    }
    if (!fifo->regs.running || fifo->bad_guest) {
        return false;
    }
    if (!svga_fifo_window(fifo, &w)) {
        return true;
    }
    return svga_fifo_queued(&w) &&
           !(fifo->starved && fifo->starved_next == w.next);
}

bool svga_fifo_idle(SvgaFifo *fifo)
{
    SvgaFifoWindow w;

    if (!fifo->regs.running) {
        return !fifo->in_flight;
    }
    return !fifo->in_flight && !fifo->bad_guest &&
           svga_fifo_window(fifo, &w) && !svga_fifo_queued(&w);
}

uint64_t svga_fifo_end(SvgaFifo *fifo)
{
    SvgaFifoWindow w;
    bool queue = fifo->regs.running && !fifo->bad_guest &&
                 svga_fifo_window(fifo, &w);

    return fifo->done + (queue ? svga_fifo_queued(&w) : 0);
}
