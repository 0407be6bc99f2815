/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Interrupt status and mask, fences and the fence goal. */

#include "qemu/osdep.h"
#include "../device/state.h"
#include "../trace.h"

void svga_irq_update(SvgaState *s)
{
    pci_set_irq(PCI_DEVICE(s), (s->irq.status & s->irq.mask) != 0);
}

void svga_irq_reset(SvgaState *s)
{
    memset(&s->irq, 0, sizeof(s->irq));
    svga_irq_update(s);
}

void svga_irq_raise(SvgaState *s, uint32_t flags)
{
    flags &= s->irq.mask;
    if (flags & ~s->irq.status) {
        s->irq.status |= flags;
        trace_svga_irq_raise(s->id, flags, s->irq.status);
        svga_irq_update(s);
    }
}

void svga_irq_acknowledge(SvgaState *s, uint32_t flags)
{
    s->irq.status &= ~flags;
    trace_svga_irq_acknowledge(s->id, flags, s->irq.status);
    svga_irq_update(s);
}

void svga_irq_set_mask(SvgaState *s, uint32_t mask)
{
    s->irq.mask = mask;
    trace_svga_irq_set_mask(s->id, mask, s->irq.status);
    svga_irq_update(s);
}

/* Fence numbers wrap around: @a is not before @b. */
static bool svga_fence_reached(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) >= 0;
}

SvgaStatus svga_irq_fence(SvgaState *s, uint32_t fence)
{
    uint32_t previous = s->irq.fence;
    uint32_t flags = SVGA_IRQFLAG_ANY_FENCE;
    uint32_t goal;

    if (!svga_fifo_reg_write(&s->fifo, SVGA_FIFO_FENCE, fence)) {
        return SVGA_BAD_FIFO;
    }
    s->irq.fence = fence;
    goal = svga_fifo_reg_read(&s->fifo, SVGA_FIFO_FENCE_GOAL, previous);
    if (svga_fence_reached(fence, goal) &&
        !svga_fence_reached(previous, goal)) {
        flags |= SVGA_IRQFLAG_FENCE_GOAL;
    }
    trace_svga_irq_fence(s->id, fence, goal);
    svga_irq_raise(s, flags);
    return SVGA_OK;
}
