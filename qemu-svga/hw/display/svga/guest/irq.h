/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Interrupt status and mask, fences and the fence goal. */

#ifndef HW_DISPLAY_SVGA_GUEST_IRQ_H
#define HW_DISPLAY_SVGA_GUEST_IRQ_H

#include "svga3d_reg.h"
#include "../base/status.h"
#include "fifo-regs.h"

typedef struct SvgaIrq {
    /* device elements */
    const char *id;             /* device id for trace events */
    PCIDevice *pci;
    SvgaFifoRegs *fifo;

    /* device registers (guest) (saved) */
    uint32_t status;            /* SVGA_IRQFLAG_*, latched if unmasked */
    uint32_t mask;

    /* device state (saved) */
    uint32_t fence;             /* last fence passed; 0 = none yet */
} SvgaIrq;

void svga_irq_realize(SvgaIrq *irq, const char *id, PCIDevice *pci,
                      SvgaFifoRegs *fifo);
void svga_irq_reset(SvgaIrq *irq);

/* Latch those of @flags that the mask enables. */
void svga_irq_raise(SvgaIrq *irq, uint32_t flags);

/* The guest writes 1s to clear bits. */
void svga_irq_acknowledge(SvgaIrq *irq, uint32_t flags);

/* Bits latched already stay latched, gated by the new mask. */
void svga_irq_set_mask(SvgaIrq *irq, uint32_t mask);

/*
 * Drive the interrupt line from status and mask, as after loading a snapshot.
 */
void svga_irq_update(SvgaIrq *irq);

/*
 * Complete @fence: store it in the FIFO's fence register, raise ANY_FENCE, and
 * FENCE_GOAL if it reaches the value of the goal register.  SVGA_BAD_FIFO if
 * the guest left no room for the fence register.
 */
SvgaStatus svga_irq_fence(SvgaIrq *irq, uint32_t fence);

#endif
