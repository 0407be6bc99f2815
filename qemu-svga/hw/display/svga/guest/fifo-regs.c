/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Reads and writes the registers in FIFO memory. */

#include "qemu/osdep.h"
#include "qemu/atomic.h"
#include "fifo-regs.h"

static bool svga_fifo_has_reg(const SvgaFifoRegs *fifo, uint32_t reg)
{
    uint32_t min = qatomic_read(&fifo->mem[SVGA_FIFO_MIN]);

    return reg < SVGA_FIFO_BASE_REGS ||
           (reg < SVGA_FIFO_NUM_REGS && min <= fifo->size &&
            (reg + 1) * sizeof(uint32_t) <= min);
}

uint32_t svga_fifo_reg_read(SvgaFifoRegs *fifo, uint32_t reg, uint32_t missing)
{
    return svga_fifo_has_reg(fifo, reg) ? qatomic_read(&fifo->mem[reg])
                                        : missing;
}

bool svga_fifo_reg_write(SvgaFifoRegs *fifo, uint32_t reg, uint32_t value)
{
    if (!svga_fifo_has_reg(fifo, reg)) {
        return false;
    }
    /* a fence guarantees that everything before it is visible */
    qatomic_store_release(&fifo->mem[reg], value);
    return true;
}
