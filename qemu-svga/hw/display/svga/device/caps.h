/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Capabilities of the device: capability words and the devcap table. */

#ifndef HW_DISPLAY_SVGA_DEVICE_CAPS_H
#define HW_DISPLAY_SVGA_DEVICE_CAPS_H

#include "svga3d_reg.h"

#define SVGA_LEVEL_NAME "L1"

/* SVGA_REG_CAPABILITIES: only what is implemented. */
#define SVGA_DEVICE_CAPS \
    (SVGA_CAP_CURSOR | SVGA_CAP_CURSOR_BYPASS | SVGA_CAP_CURSOR_BYPASS_2 | \
     SVGA_CAP_ALPHA_CURSOR | SVGA_CAP_EXTENDED_FIFO | SVGA_CAP_PITCHLOCK | \
     SVGA_CAP_IRQMASK | SVGA_CAP_TRACES | SVGA_CAP_COMMAND_BUFFERS | \
     SVGA_CAP_GBOBJECTS | SVGA_CAP_CAP2_REGISTER)

/* SVGA_REG_CAP2: only what is implemented. */
#define SVGA_DEVICE_CAPS2 \
    (SVGA_CAP2_GROW_OTABLE | SVGA_CAP2_INTRA_SURFACE_COPY | \
     SVGA_CAP2_OTABLE_PTDEPTH_2 | SVGA_CAP2_CURSOR_MOB)

/* SVGA_FIFO_CAPABILITIES. */
#define SVGA_DEVICE_FIFO_CAPS \
    (SVGA_FIFO_CAP_FENCE | SVGA_FIFO_CAP_CURSOR_BYPASS_3 | \
     SVGA_FIFO_CAP_RESERVE)

/* Memory for surfaces, as in SUGGESTED_GBOBJECT_MEM_SIZE_KB. */
#define SVGA_GBOBJECT_MEM_KB (256 * 1024)

/* False, with a value of 0, if there is no devcap @index. */
bool svga_devcap(uint32_t index, uint32_t *value);

#endif
