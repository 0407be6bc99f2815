/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Interrupt status and mask, fences and the fence goal. */

#ifndef HW_DISPLAY_SVGA_GUEST_IRQ_H
#define HW_DISPLAY_SVGA_GUEST_IRQ_H

#include "svga3d_reg.h"
#include "../base/status.h"

typedef struct SvgaState SvgaState;

typedef struct SvgaIrq {
    /* device registers (guest) (saved) */
    uint32_t status;            /* SVGA_IRQFLAG_*, latched if unmasked */
    uint32_t mask;

    /* device state (saved) */
    uint32_t fence;             /* the last one that passed; 0 = none yet */
} SvgaIrq;

void svga_irq_reset(SvgaState *s);

/* Latch those of @flags that the mask lets through. */
void svga_irq_raise(SvgaState *s, uint32_t flags);

/* The guest writes ones to clear. */
void svga_irq_acknowledge(SvgaState *s, uint32_t flags);

/* What is latched already stays latched and is gated by the new mask. */
void svga_irq_set_mask(SvgaState *s, uint32_t mask);

/* Drive the interrupt line from status and mask, as after loading a state. */
void svga_irq_update(SvgaState *s);

/*
 * Everything before @fence is done: store it in the FIFO's fence register,
 * raise ANY_FENCE, and FENCE_GOAL if it reaches the goal register's value.
 * SVGA_BAD_FIFO when the guest left no room for the fence register.
 */
SvgaStatus svga_irq_fence(SvgaState *s, uint32_t fence);

#endif
