/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The device state, made up of one struct per component. */

#ifndef HW_DISPLAY_SVGA_DEVICE_STATE_H
#define HW_DISPLAY_SVGA_DEVICE_STATE_H

#include "hw/display/vga_int.h"
#include "hw/pci/pci_device.h"
#include "qom/object.h"
#include "../display/desktop.h"
#include "../guest/dma.h"
#include "../guest/irq.h"
#include "../guest/registers.h"
#include "../object/gb.h"
#include "../object/inject.h"
#include "../report/errors.h"
#include "../report/stream.h"
#include "../transport/engine.h"

#define TYPE_VMWARE_SVGA "vmware-svga"
OBJECT_DECLARE_SIMPLE_TYPE(SvgaState, VMWARE_SVGA)

#define SVGA_FIFO_BYTES (2 * 1024 * 1024)

/*
 * Tags: (guest) the guest can write it at any time, (saved) it is migrated,
 * (rebuilt) it is derived from the rest.  Everything is protected by the BQL.
 */
struct SvgaState {
    /* parent (saved) */
    PCIDevice parent_obj;
    VGACommonState vga;

    /* device elements */
    MemoryRegion io_bar;
    MemoryRegion fifo_ram;      /* (guest) (saved) */
    const char *id;             /* device id for trace events */

    /* device config */
    uint64_t host_memory;
    char *level;

    /* the components; each struct says which of its fields are saved */
    SvgaReport report;
    SvgaStream stream;
    SvgaErrors errors;
    SvgaDma dma;
    SvgaInject inject;
    SvgaGb gb;
    SvgaIrq irq;
    SvgaRegs regs;
    SvgaDesktop desktop;
    SvgaEngine engine;
};

#endif
