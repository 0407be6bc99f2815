/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Read and write access to the index/value registers. */

#ifndef HW_DISPLAY_SVGA_DEVICE_REGS_H
#define HW_DISPLAY_SVGA_DEVICE_REGS_H

typedef struct SvgaState SvgaState;

void svga_regs_reset(SvgaState *s);

/* Access the register of this number through the value port. */
uint32_t svga_regs_read(SvgaState *s, uint32_t index);
void svga_regs_write(SvgaState *s, uint32_t index, uint32_t value);

#endif
