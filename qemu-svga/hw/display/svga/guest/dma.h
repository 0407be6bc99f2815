/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Guest memory for the pure core: RAM and nothing else. */

#ifndef HW_DISPLAY_SVGA_GUEST_DMA_H
#define HW_DISPLAY_SVGA_GUEST_DMA_H

#include "../report/report.h"
#include "mem.h"

typedef struct SvgaDma {
    const char *id;             /* correlator of trace events */
    PCIDevice *pci;
    SvgaReport *report;         /* hears of each write */
    const MemoryRegion *own[2]; /* the device's, VRAM and FIFO */
} SvgaDma;

/*
 * Accesses go through the device's own view of memory (bus mastering,
 * IOMMU).  Nothing but RAM is ever reached: a guest cannot make the device
 * touch another device's registers, or its own VRAM and FIFO.
 */
SvgaMemOps svga_dma_ops(SvgaDma *dma);
SvgaWatchedOps svga_dma_watched_ops(SvgaDma *dma);

#endif
