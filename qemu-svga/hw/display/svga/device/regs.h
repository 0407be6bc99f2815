/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The index/value register file. */

#ifndef HW_DISPLAY_SVGA_DEVICE_REGS_H
#define HW_DISPLAY_SVGA_DEVICE_REGS_H

#include "svga3d_reg.h"

typedef struct SvgaState SvgaState;

#define SVGA_SCRATCH_WORDS 64

typedef struct SvgaRegs {
    /* device registers (guest) (saved) */
    uint32_t index;
    uint32_t value[SVGA_REG_TOP];   /* of registers that just store */
    uint32_t palette[SVGA_NUM_PALETTE_REGS];
    uint32_t scratch[SVGA_SCRATCH_WORDS];
} SvgaRegs;

void svga_regs_reset(SvgaState *s);

/* A read or write of the value port goes to the register of this number. */
uint32_t svga_regs_read(SvgaState *s, uint32_t index);
void svga_regs_write(SvgaState *s, uint32_t index, uint32_t value);

#endif
