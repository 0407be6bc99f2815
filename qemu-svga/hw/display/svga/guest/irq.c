/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Interrupt status and mask, fences and the fence goal. */

#include "qemu/osdep.h"
#include "hw/pci/pci.h"
#include "../trace.h"
#include "irq.h"

void svga_irq_update(SvgaIrq *irq)
{
    pci_set_irq(irq->pci, (irq->status & irq->mask) != 0);
}

void svga_irq_realize(SvgaIrq *irq, const char *id, PCIDevice *pci,
                      SvgaFifoRegs *fifo)
{
    *irq = (SvgaIrq) { .id = id, .pci = pci, .fifo = fifo };
}

void svga_irq_reset(SvgaIrq *irq)
{
    irq->status = 0;
    irq->mask = 0;
    irq->fence = 0;
    svga_irq_update(irq);
}

void svga_irq_raise(SvgaIrq *irq, uint32_t flags)
{
    flags &= irq->mask;
    if (flags & ~irq->status) {
        irq->status |= flags;
        trace_svga_irq_raise(irq->id, flags, irq->status);
        svga_irq_update(irq);
    }
}

void svga_irq_acknowledge(SvgaIrq *irq, uint32_t flags)
{
    irq->status &= ~flags;
    trace_svga_irq_acknowledge(irq->id, flags, irq->status);
    svga_irq_update(irq);
}

void svga_irq_set_mask(SvgaIrq *irq, uint32_t mask)
{
    irq->mask = mask;
    trace_svga_irq_set_mask(irq->id, mask, irq->status);
    svga_irq_update(irq);
}

/* True if @a is not before @b; fence numbers wrap around. */
static bool svga_fence_reached(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) >= 0;
}

SvgaStatus svga_irq_fence(SvgaIrq *irq, uint32_t fence)
{
    uint32_t previous = irq->fence;
    uint32_t flags = SVGA_IRQFLAG_ANY_FENCE;
    uint32_t goal;

    if (!svga_fifo_reg_write(irq->fifo, SVGA_FIFO_FENCE, fence)) {
        return SVGA_BAD_FIFO;
    }
    irq->fence = fence;
    goal = svga_fifo_reg_read(irq->fifo, SVGA_FIFO_FENCE_GOAL, previous);
    if (svga_fence_reached(fence, goal) &&
        !svga_fence_reached(previous, goal)) {
        flags |= SVGA_IRQFLAG_FENCE_GOAL;
    }
    trace_svga_irq_fence(irq->id, fence, goal);
    svga_irq_raise(irq, flags);
    return SVGA_OK;
}
