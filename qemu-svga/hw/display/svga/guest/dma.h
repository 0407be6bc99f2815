/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* DMA to guest memory for the pure core, restricted to RAM. */

#ifndef HW_DISPLAY_SVGA_GUEST_DMA_H
#define HW_DISPLAY_SVGA_GUEST_DMA_H

#include "../report/report.h"
#include "mem.h"

typedef struct SvgaDma {
    const char *id;             /* device id for trace events */
    PCIDevice *pci;
    SvgaReport *report;         /* is told of each write */
    const MemoryRegion *own[2]; /* the device's own VRAM and FIFO */
} SvgaDma;

/*
 * Accesses go through the device's own address space (bus mastering, IOMMU).
 * They reach nothing but RAM: a guest cannot make the device touch another
 * device's registers, or its own VRAM and FIFO.
 */
SvgaMemOps svga_dma_ops(SvgaDma *dma);
SvgaWatchedOps svga_dma_watched_ops(SvgaDma *dma);

#endif
