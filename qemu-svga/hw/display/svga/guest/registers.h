/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The values of the index/value registers. */

#ifndef HW_DISPLAY_SVGA_GUEST_REGISTERS_H
#define HW_DISPLAY_SVGA_GUEST_REGISTERS_H

#include "svga3d_reg.h"

#define SVGA_SCRATCH_WORDS 64

typedef struct SvgaRegs {
    /* device registers (guest) (saved) */
    uint32_t index;
    uint32_t value[SVGA_REG_TOP];   /* of registers that just store */
    uint32_t palette[SVGA_NUM_PALETTE_REGS];
    uint32_t scratch[SVGA_SCRATCH_WORDS];
} SvgaRegs;

#endif
