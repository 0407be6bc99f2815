/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* FIFO memory, and the registers at its start. */

#ifndef HW_DISPLAY_SVGA_GUEST_FIFO_REGS_H
#define HW_DISPLAY_SVGA_GUEST_FIFO_REGS_H

#include "svga3d_reg.h"

/* Registers that always exist. */
#define SVGA_FIFO_BASE_REGS 4

typedef struct SvgaFifoRegs {
    /* device elements */
    uint32_t *mem;              /* (guest) may change at any moment */
    uint32_t size;              /* bytes */

    /* device state (saved) */
    bool running;               /* between CONFIG_DONE = 1 and 0 */
} SvgaFifoRegs;

/*
 * Registers after the first four exist only if the guest left room for them
 * below MIN.  Reading a missing register yields @missing; writing one returns
 * false.  Indices are SVGA_FIFO_*.
 */
uint32_t svga_fifo_reg_read(SvgaFifoRegs *fifo, uint32_t reg, uint32_t missing);
bool svga_fifo_reg_write(SvgaFifoRegs *fifo, uint32_t reg, uint32_t value);

#endif
