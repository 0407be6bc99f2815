/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Scheduling of command execution: kicks, slices, busy and quiet states. */

#include "qemu/osdep.h"
#include "hw/pci/pci_device.h"
#include "hw/qdev-core.h"
#include "system/runstate-action.h"
#include "../compat.h"
#include "../display/cursor.h"
#include "../object/life.h"
#include "../object/mob.h"
#include "../trace.h"
#include "engine.h"

static SvgaStatus svga_engine_dispatch(void *opaque, uint32_t id,
                                       const void *body, size_t size)
{
    SvgaEngine *e = opaque;
    SvgaStatus status = SVGA_AGAIN;

    if (svga_gb_settle(e->parts.gb)) {
        status = svga_cmd_dispatch(&e->parts, id, body, size);
    }
    if (status != SVGA_AGAIN) {
        e->commands++;
        trace_svga_cmd(e->id, id, svga_cmd_name(id), size,
                       svga_status_name(status));
    }
    return status;
}

static void svga_engine_error(void *opaque, SvgaStatus why, uint32_t id,
                              uint32_t offset)
{
    SvgaEngine *e = opaque;

    svga_guest_error(e->errors, why, svga_cmd_name(id), offset);
}

static void svga_engine_progress(void *opaque)
{
    SvgaEngine *e = opaque;

    svga_irq_raise(e->parts.irq, SVGA_IRQFLAG_FIFO_PROGRESS);
}

static void svga_engine_cmdbuf_error(void *opaque, SvgaStatus why,
                                     const char *what, uint32_t offset)
{
    SvgaEngine *e = opaque;

    svga_guest_error(e->errors, why, what, offset);
}

static SvgaStatus svga_engine_read_mob(void *opaque, uint32_t mobid,
                                       uint64_t offset, void *buf,
                                       uint64_t len)
{
    SvgaEngine *e = opaque;
    const SvgaMob *mob = svga_mob_find(e->parts.gb, mobid);

    return mob ? svga_mob_read(e->parts.gb, mob, offset, buf, len) :
                 SVGA_BAD_MOB;
}

static void svga_engine_cmdbuf_completed(void *opaque, uint64_t gpa,
                                         uint32_t status, uint32_t irq)
{
    SvgaEngine *e = opaque;

    trace_svga_cmdbuf_completed(e->id, gpa, status, irq);
    svga_irq_raise(e->parts.irq, irq);
}

static bool svga_engine_masters_bus(SvgaEngine *e)
{
    return pci_get_word(e->pci->config + PCI_COMMAND) & PCI_COMMAND_MASTER;
}

static bool svga_engine_busy(SvgaEngine *e)
{
    return e->held_count || svga_fifo_busy(&e->fifo) ||
           svga_cmdbuf_busy(&e->cmdbuf);
}

/*
 * A command buffer is executed after what was in the FIFO at its submission,
 * and before what was queued there later; a FIFO that is stuck delays no
 * buffer.  The handlers can keep state for one unfinished command, not for two.
 * If there are no commands, there may still be memory to give back.
 */
static void svga_engine_turn(SvgaEngine *e)
{
    bool wanted = svga_cmdbuf_busy(&e->cmdbuf);
    uint64_t after = svga_cmdbuf_after(&e->cmdbuf);
    bool fifo = svga_fifo_busy(&e->fifo);

    if (!wanted && !fifo && svga_gb_owes(e->parts.gb)) {
        svga_work_begin(&e->parts.gb->work);
        if (!svga_gb_settle(e->parts.gb)) {
            return;
        }
    }
    if (wanted && !e->fifo.in_flight && (!fifo || after <= e->fifo.done)) {
        svga_cmdbuf_run(&e->cmdbuf, fifo ? e->fifo.done : UINT64_MAX);
    } else {
        e->fifo.barrier = wanted ? after : UINT64_MAX;
        svga_fifo_run(&e->fifo);
    }
}

/*
 * Command buffers are in guest memory, so they wait until the device may access
 * it.  vmwgfx disables bus mastering before it suspends, while its console may
 * still be drawing; no guest could read the error.
 */
static bool svga_engine_waits(SvgaEngine *e)
{
    return !svga_engine_masters_bus(e) &&
           (e->held_count || svga_cmdbuf_busy(&e->cmdbuf));
}

/* Run one slice; true if another is wanted soon. */
static bool svga_engine_slice(SvgaEngine *e)
{
    if (e->holds || !runstate_is_running() || svga_engine_waits(e)) {
        return false;
    }
    svga_engine_turn(e);
    svga_cursor_poll(e->parts.desktop);
    svga_report_writes(e->parts.report);
    e->slices++;
    /* Migration takes the registers for plain RAM, so mark our writes dirty. */
    memory_region_set_dirty(e->fifo_ram, 0, SVGA_FIFO_NUM_REGS * 4);
    return svga_engine_busy(e) || svga_gb_owes(e->parts.gb);
}

static void svga_engine_bh(void *opaque)
{
    SvgaEngine *e = opaque;

    svga_turn_came(&e->turn);
    if (svga_engine_slice(e)) {
        qemu_bh_schedule(e->bh);
    }
}

void svga_engine_kick(SvgaEngine *e)
{
    trace_svga_engine_kick(e->id);
    svga_report_writes(e->parts.report);    /* of buffers that were refused */
    if (e->bh) {
        qemu_bh_schedule(e->bh);
    }
}

void svga_engine_hold(SvgaEngine *e)
{
    e->holds++;
}

void svga_engine_release(SvgaEngine *e)
{
    e->holds--;
    svga_engine_kick(e);
}

static void svga_engine_vm_change(void *opaque, bool running, RunState state)
{
    if (running) {
        svga_engine_kick(opaque);
    }
}

static void svga_engine_shutdown(Notifier *notifier, void *data)
{
    SvgaEngine *e = container_of(notifier, SvgaEngine, shutdown);

    if (shutdown_action != SHUTDOWN_ACTION_PAUSE) {
        e->interrupts++;
    }
}

/*
 * The FIFO registers that tell the guest what the device supports.  They exist
 * only after the guest has set MIN, so this is done at CONFIG_DONE.
 */
static void svga_engine_announce(SvgaEngine *e)
{
    svga_fifo_reg_write(&e->fifo.regs, SVGA_FIFO_CAPABILITIES, e->fifo_caps);
    svga_fifo_reg_write(&e->fifo.regs, SVGA_FIFO_FLAGS, SVGA_FIFO_FLAG_NONE);
    svga_fifo_reg_write(&e->fifo.regs, SVGA_FIFO_FENCE, e->parts.irq->fence);
}

void svga_engine_configure(SvgaEngine *e, bool done)
{
    trace_svga_engine_configure(e->id, done);
    svga_fifo_start(&e->fifo, done);
    if (done) {
        svga_engine_announce(e);
        svga_engine_kick(e);
    }
}

/* A guest that has to poll again has used up what its vCPUs may do. */
bool svga_engine_poll_busy(SvgaEngine *e)
{
    if (svga_turn_left(&e->turn)) {
        bool more = svga_engine_slice(e) || svga_engine_busy(e);

        svga_turn_charge(&e->turn, more ? SVGA_SLICE_BYTES :
                                          e->parts.gb->work.done);
    } else if (svga_engine_busy(e)) {
        svga_turn_await(&e->turn);
    }
    qemu_bh_schedule(e->bh);
    return svga_engine_busy(e);
}

void svga_engine_submit(SvgaEngine *e, uint64_t address)
{
    const SvgaHeld held = { address, svga_fifo_end(&e->fifo) };

    trace_svga_cmdbuf_submit(e->id, address, address & SVGA_CB_CONTEXT_MASK);
    if (svga_engine_masters_bus(e)) {
        svga_cmdbuf_submit(&e->cmdbuf, held.address, held.after);
        svga_engine_kick(e);
    } else if (e->held_count < SVGA_ENGINE_HELD) {
        e->held[e->held_count++] = held;
    } else {
        svga_guest_error(e->errors, SVGA_NOT_RAM, "COMMAND_LOW", 0);
    }
}

void svga_engine_resume(SvgaEngine *e)
{
    if (!svga_engine_masters_bus(e)) {
        return;
    }
    for (uint32_t i = 0; i < e->held_count; i++) {
        svga_cmdbuf_submit(&e->cmdbuf, e->held[i].address, e->held[i].after);
    }
    e->held_count = 0;
    svga_engine_kick(e);
}

bool svga_engine_idle(SvgaEngine *e)
{
    return !e->held_count && svga_fifo_idle(&e->fifo) &&
           svga_cmdbuf_idle(&e->cmdbuf);
}

void svga_engine_realize(SvgaEngine *e)
{
    const SvgaFifoOps ops = {
        .opaque = e,
        .dispatch = svga_engine_dispatch,
        .error = svga_engine_error,
        .progress = svga_engine_progress,
    };
    const SvgaCmdbufOps cmdbuf_ops = {
        .opaque = e,
        .dispatch = svga_engine_dispatch,
        .error = svga_engine_cmdbuf_error,
        .read_mob = svga_engine_read_mob,
        .completed = svga_engine_cmdbuf_completed,
    };
    const SvgaWatchedOps mem = svga_dma_watched_ops(e->dma);

    svga_fifo_realize(&e->fifo, memory_region_get_ram_ptr(e->fifo_ram),
                      memory_region_size(e->fifo_ram), &ops,
                      &e->parts.gb->work);
    svga_cmdbuf_realize(&e->cmdbuf, &mem, &cmdbuf_ops, &e->parts.gb->work);
    e->bh = qemu_bh_new_guarded(svga_engine_bh, e,
                                &DEVICE(e->pci)->mem_reentrancy_guard);
    e->vm_change = svga_add_vm_change_handler(
        DEVICE(e->pci), svga_engine_vm_change, e);
    e->shutdown.notify = svga_engine_shutdown;
    qemu_register_shutdown_notifier(&e->shutdown);
}

void svga_engine_reset(SvgaEngine *e)
{
    qemu_bh_cancel(e->bh);
    e->interrupts++;
    e->held_count = 0;
    svga_fifo_reset(&e->fifo);
    svga_cmdbuf_reset(&e->cmdbuf);
    memset(e->fifo.regs.mem, 0, SVGA_FIFO_NUM_REGS * 4);
    memory_region_set_dirty(e->fifo_ram, 0, SVGA_FIFO_NUM_REGS * 4);
    svga_engine_kick(e);    /* there are objects to free */
}

void svga_engine_unrealize(SvgaEngine *e)
{
    notifier_remove(&e->shutdown);
    qemu_del_vm_change_state_handler(e->vm_change);
    g_clear_pointer(&e->bh, qemu_bh_delete);
    svga_cmdbuf_unrealize(&e->cmdbuf);
    svga_fifo_unrealize(&e->fifo);
}
