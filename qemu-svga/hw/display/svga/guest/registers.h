/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Values of the registers behind the index/value port pair. */

#ifndef HW_DISPLAY_SVGA_GUEST_REGISTERS_H
#define HW_DISPLAY_SVGA_GUEST_REGISTERS_H

#include "svga3d_reg.h"

#define SVGA_SCRATCH_WORDS 64

typedef struct SvgaRegs {
    /* device registers (guest) (saved) */
    uint32_t index;
    uint32_t value[SVGA_REG_TOP];   /* registers that only store a value */
    uint32_t palette[SVGA_NUM_PALETTE_REGS];
    uint32_t scratch[SVGA_SCRATCH_WORDS];
} SvgaRegs;

#endif
