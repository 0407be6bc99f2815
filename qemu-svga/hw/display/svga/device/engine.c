/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* When commands are executed: kicks, slices, busy and quiet. */

#include "qemu/osdep.h"
#include "hw/qdev-core.h"
#include "system/runstate-action.h"
#include "../guest/dma.h"
#include "../object/mob.h"
#include "../trace.h"
#include "state.h"

static SvgaStatus svga_engine_dispatch(void *opaque, uint32_t id,
                                       const void *body, size_t size)
{
    SvgaState *s = opaque;
    SvgaStatus status = svga_gb_settle(&s->gb) ?
                        svga_cmd_dispatch(s, id, body, size) : SVGA_AGAIN;

    if (status != SVGA_AGAIN) {
        s->diag.commands++;
        trace_svga_cmd(s->id, id, svga_cmd_name(id), size,
                       svga_status_name(status));
    }
    return status;
}

static void svga_engine_error(void *opaque, SvgaStatus why, uint32_t id,
                              uint32_t offset)
{
    svga_guest_error(opaque, why, svga_cmd_name(id), offset);
}

static void svga_engine_progress(void *opaque)
{
    svga_irq_raise(opaque, SVGA_IRQFLAG_FIFO_PROGRESS);
}

static void svga_engine_cmdbuf_error(void *opaque, SvgaStatus why,
                                     const char *what, uint32_t offset)
{
    svga_guest_error(opaque, why, what, offset);
}

static SvgaStatus svga_engine_read_mob(void *opaque, uint32_t mobid,
                                       uint64_t offset, void *buf,
                                       uint64_t len)
{
    SvgaState *s = opaque;
    const SvgaMob *mob = svga_mob_find(&s->gb, mobid);

    return mob ? svga_mob_read(&s->gb, mob, offset, buf, len) : SVGA_BAD_MOB;
}

static void svga_engine_cmdbuf_completed(void *opaque, uint64_t gpa,
                                         uint32_t status, uint32_t irq)
{
    SvgaState *s = opaque;

    trace_svga_cmdbuf_completed(s->id, gpa, status, irq);
    svga_irq_raise(s, irq);
}

static bool svga_engine_masters_bus(SvgaState *s)
{
    return pci_get_word(PCI_DEVICE(s)->config + PCI_COMMAND) &
           PCI_COMMAND_MASTER;
}

static bool svga_engine_busy(SvgaState *s)
{
    return s->engine.held_count || svga_fifo_busy(&s->fifo) ||
           svga_cmdbuf_busy(&s->cmdbuf);
}

/*
 * A command buffer comes after what was in the FIFO when it was submitted
 * and before what was queued there later; a FIFO that cannot go on holds
 * nobody up.  The handlers can keep one command half done, not two.  Without
 * commands there may still be memory to be given back.
 */
static void svga_engine_turn(SvgaState *s)
{
    bool wanted = svga_cmdbuf_busy(&s->cmdbuf);
    uint64_t after = svga_cmdbuf_after(&s->cmdbuf);
    bool fifo = svga_fifo_busy(&s->fifo);

    if (!wanted && !fifo && svga_gb_owes(&s->gb)) {
        svga_work_begin(&s->gb.work);
        if (!svga_gb_settle(&s->gb)) {
            return;
        }
    }
    if (wanted && !s->fifo.in_flight && (!fifo || after <= s->fifo.done)) {
        svga_cmdbuf_run(&s->cmdbuf, fifo ? s->fifo.done : UINT64_MAX);
    } else {
        s->fifo.barrier = wanted ? after : UINT64_MAX;
        svga_fifo_run(&s->fifo);
    }
}

/*
 * Command buffers are in guest memory: they wait until the device may reach
 * it.  vmwgfx takes bus mastering away before it suspends, while its console
 * may still be drawing; an error would be one that no guest could read.
 */
static bool svga_engine_waits(SvgaState *s)
{
    return !svga_engine_masters_bus(s) &&
           (s->engine.held_count || svga_cmdbuf_busy(&s->cmdbuf));
}

/* One slice; true if another is wanted soon. */
static bool svga_engine_slice(SvgaState *s)
{
    if (s->engine.holds || !runstate_is_running() || svga_engine_waits(s)) {
        return false;
    }
    svga_engine_turn(s);
    svga_cursor_poll(s);
    svga_report_writes(&s->report);
    s->engine.slices++;
    /* The device wrote to registers in what migration thinks is plain RAM. */
    memory_region_set_dirty(&s->fifo_ram, 0, SVGA_FIFO_NUM_REGS * 4);
    return svga_engine_busy(s) || svga_gb_owes(&s->gb);
}

static void svga_engine_bh(void *opaque)
{
    SvgaState *s = opaque;

    if (svga_engine_slice(s)) {
        qemu_bh_schedule(s->engine.bh);
    }
}

void svga_engine_kick(SvgaState *s)
{
    trace_svga_engine_kick(s->id);
    svga_report_writes(&s->report);     /* of buffers that were refused */
    if (s->engine.bh) {
        qemu_bh_schedule(s->engine.bh);
    }
}

void svga_engine_hold(SvgaState *s)
{
    s->engine.holds++;
}

void svga_engine_release(SvgaState *s)
{
    s->engine.holds--;
    svga_engine_kick(s);
}

static void svga_engine_vm_change(void *opaque, bool running, RunState state)
{
    if (running) {
        svga_engine_kick(opaque);
    }
}

static void svga_engine_shutdown(Notifier *notifier, void *data)
{
    SvgaState *s = container_of(notifier, SvgaState, engine.shutdown);

    if (shutdown_action != SHUTDOWN_ACTION_PAUSE) {
        s->engine.interrupts++;
    }
}

/*
 * The FIFO registers that tell what the device has.  They exist once the
 * guest has set MIN, so this waits for CONFIG_DONE.
 */
static void svga_engine_announce(SvgaState *s)
{
    svga_fifo_reg_write(&s->fifo, SVGA_FIFO_CAPABILITIES,
                        SVGA_DEVICE_FIFO_CAPS);
    svga_fifo_reg_write(&s->fifo, SVGA_FIFO_FLAGS, SVGA_FIFO_FLAG_NONE);
    svga_fifo_reg_write(&s->fifo, SVGA_FIFO_FENCE, s->irq.fence);
}

void svga_engine_configure(SvgaState *s, bool done)
{
    trace_svga_engine_configure(s->id, done);
    svga_fifo_start(&s->fifo, done);
    if (done) {
        svga_engine_announce(s);
        svga_engine_kick(s);
    }
}

bool svga_engine_poll_busy(SvgaState *s)
{
    if (svga_engine_slice(s)) {
        qemu_bh_schedule(s->engine.bh);
    }
    return svga_engine_busy(s);
}

void svga_engine_submit(SvgaState *s, uint64_t address)
{
    const SvgaHeld held = { address, svga_fifo_end(&s->fifo) };

    trace_svga_cmdbuf_submit(s->id, address, address & SVGA_CB_CONTEXT_MASK);
    if (svga_engine_masters_bus(s)) {
        svga_cmdbuf_submit(&s->cmdbuf, held.address, held.after);
        svga_engine_kick(s);
    } else if (s->engine.held_count < SVGA_ENGINE_HELD) {
        s->engine.held[s->engine.held_count++] = held;
    } else {
        svga_guest_error(s, SVGA_NOT_RAM, "COMMAND_LOW", 0);
    }
}

void svga_engine_resume(SvgaState *s)
{
    if (!svga_engine_masters_bus(s)) {
        return;
    }
    for (uint32_t i = 0; i < s->engine.held_count; i++) {
        svga_cmdbuf_submit(&s->cmdbuf, s->engine.held[i].address,
                           s->engine.held[i].after);
    }
    s->engine.held_count = 0;
    svga_engine_kick(s);
}

bool svga_engine_idle(SvgaState *s)
{
    return !s->engine.held_count && svga_fifo_idle(&s->fifo) &&
           svga_cmdbuf_idle(&s->cmdbuf);
}

void svga_engine_realize(SvgaState *s)
{
    const SvgaFifoOps ops = {
        .opaque = s,
        .dispatch = svga_engine_dispatch,
        .error = svga_engine_error,
        .progress = svga_engine_progress,
    };

    const SvgaCmdbufOps cmdbuf_ops = {
        .opaque = s,
        .dispatch = svga_engine_dispatch,
        .error = svga_engine_cmdbuf_error,
        .read_mob = svga_engine_read_mob,
        .completed = svga_engine_cmdbuf_completed,
    };
    const SvgaWatchedOps mem = svga_dma_watched_ops(s);

    svga_fifo_realize(&s->fifo, memory_region_get_ram_ptr(&s->fifo_ram),
                      SVGA_FIFO_BYTES, &ops, &s->gb.work);
    svga_cmdbuf_realize(&s->cmdbuf, &mem, &cmdbuf_ops, &s->gb.work);
    s->engine.bh = qemu_bh_new_guarded(svga_engine_bh, s,
                                       &DEVICE(s)->mem_reentrancy_guard);
    s->engine.vm_change = qdev_add_vm_change_state_handler(
        DEVICE(s), svga_engine_vm_change, s);
    s->engine.shutdown.notify = svga_engine_shutdown;
    qemu_register_shutdown_notifier(&s->engine.shutdown);
}

void svga_engine_reset(SvgaState *s)
{
    qemu_bh_cancel(s->engine.bh);
    s->engine.interrupts++;
    s->engine.held_count = 0;
    svga_fifo_reset(&s->fifo);
    svga_cmdbuf_reset(&s->cmdbuf);
    memset(s->fifo.mem, 0, SVGA_FIFO_NUM_REGS * 4);
    memory_region_set_dirty(&s->fifo_ram, 0, SVGA_FIFO_NUM_REGS * 4);
    svga_engine_kick(s);    /* there are objects to be freed */
}

void svga_engine_unrealize(SvgaState *s)
{
    notifier_remove(&s->engine.shutdown);
    qemu_del_vm_change_state_handler(s->engine.vm_change);
    g_clear_pointer(&s->engine.bh, qemu_bh_delete);
    svga_cmdbuf_unrealize(&s->cmdbuf);
    svga_fifo_unrealize(&s->fifo);
}
