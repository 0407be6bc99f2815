/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The PCI device: type, properties, BARs, realize, exit and reset. */

#include "qemu/osdep.h"
#include "hw/display/svga-wire.h"
#include "hw/qdev-properties-system.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "qemu/range.h"
#include "qemu/units.h"
#include "../compat.h"
#include "../display/console.h"
#include "../display/cursor.h"
#include "../display/screen.h"
#include "../object/life.h"
#include "../trace.h"
#include "caps.h"
#include "properties.h"
#include "regs.h"
#include "state.h"
#include "vmstate.h"

#define SVGA_PCI_DEVICE_ID 0x0405
#define SVGA_IO_BAR_BYTES 16

/* I/O ports: 32-bit registers, one byte apart */

static uint64_t svga_io_read(void *opaque, hwaddr addr, unsigned size)
{
    SvgaState *s = opaque;

    switch (addr) {
    case SVGA_INDEX_PORT:
        return s->regs.index;
    case SVGA_VALUE_PORT:
        return svga_regs_read(s, s->regs.index);
    case SVGA_BIOS_PORT:
        return 0;
    case SVGA_IRQSTATUS_PORT:
        return s->irq.status;
    default:
        trace_svga_err_io_access(s->id, addr, size, false);
        return UINT32_MAX;
    }
}

static void svga_io_write(void *opaque, hwaddr addr, uint64_t value,
                          unsigned size)
{
    SvgaState *s = opaque;

    switch (addr) {
    case SVGA_INDEX_PORT:
        s->regs.index = value;
        break;
    case SVGA_VALUE_PORT:
        svga_regs_write(s, s->regs.index, value);
        break;
    case SVGA_BIOS_PORT:
        break;
    case SVGA_IRQSTATUS_PORT:
        svga_irq_acknowledge(&s->irq, value);
        break;
    default:
        trace_svga_err_io_access(s->id, addr, size, true);
        break;
    }
}

static const MemoryRegionOps svga_io_ops = {
    .read = svga_io_read,
    .write = svga_io_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {
        .min_access_size = 4,
        .max_access_size = 4,
        .unaligned = true,
    },
    .impl = {
        .min_access_size = 4,
        .max_access_size = 4,
        .unaligned = true,
    },
};

/* Components, bottom up; each gets those below it that it needs */

static void svga_pci_memory_freed(void *opaque)
{
    SvgaState *s = opaque;

    svga_engine_kick(&s->engine);   /* to give the memory back */
}

static void svga_pci_realize_display(SvgaState *s)
{
    SvgaDesktop *d = &s->desktop;

    d->id = s->id;
    d->dev = DEVICE(s);
    d->vga = &s->vga;
    d->gb = &s->gb;
    d->regs = &s->regs;
    d->fifo = &s->engine.fifo.regs;
    d->paint = (SvgaPaint) {
        .errors = &s->errors,
        .budget = &s->gb.budget,
        .opaque = s,
        .freed = svga_pci_memory_freed,
    };
    svga_console_realize(d);
}

static void svga_pci_realize_objects(SvgaState *s)
{
    const SvgaGbHooks hooks = svga_screen_hooks(&s->desktop);
    SvgaMemOps mem;

    s->dma = (SvgaDma) {
        .id = s->id,
        .pci = PCI_DEVICE(s),
        .report = &s->report,
        .own = { &s->vga.vram, &s->fifo_ram },
    };
    mem = svga_dma_ops(&s->dma);
    svga_gb_realize(&s->gb, &mem, &hooks, &s->report, &s->inject,
                    s->host_memory);
}

static void svga_pci_realize_engine(SvgaState *s)
{
    SvgaEngine *e = &s->engine;

    e->id = s->id;
    e->pci = PCI_DEVICE(s);
    e->fifo_ram = &s->fifo_ram;
    e->fifo_caps = SVGA_DEVICE_FIFO_CAPS;
    e->dma = &s->dma;
    e->errors = &s->errors;
    e->parts = (SvgaParts) { &s->gb, &s->report, &s->desktop, &s->irq };
    svga_engine_realize(e);
}

static void svga_pci_realize_concerns(SvgaState *s)
{
    svga_stream_realize(&s->stream, &s->report);
    svga_report_hello(&s->report, SVGA_WIRE_HELLO, s->level);
    svga_errors_realize(&s->errors, s->id, &s->report);
    svga_irq_realize(&s->irq, s->id, PCI_DEVICE(s), &s->engine.fifo.regs);
    svga_pci_realize_objects(s);
    svga_pci_realize_display(s);
    svga_pci_realize_engine(s);
}

/* Screens depend on the registers, and the cursor on the screens. */
static void svga_pci_reset_concerns(SvgaState *s)
{
    vga_common_reset(&s->vga);
    svga_gb_reset(&s->gb);
    svga_engine_reset(&s->engine);
    svga_irq_reset(&s->irq);
    svga_regs_reset(s);
    svga_screen_reset(&s->desktop);
    svga_cursor_reset(&s->desktop);
    svga_report_hello(&s->report, SVGA_WIRE_RESET, s->level);
}

static void svga_pci_unrealize_concerns(SvgaState *s)
{
    svga_cursor_unrealize(&s->desktop);
    svga_engine_unrealize(&s->engine);
    svga_console_unrealize(&s->desktop);
    svga_gb_unrealize(&s->gb);
    svga_errors_unrealize(&s->errors);
    svga_stream_unrealize(&s->stream);
}

/*
 * After suspend to RAM, a guest finds PCI configuration space reset and
 * everything else unchanged.  This is what VMware does, and vmwgfx relies on
 * it: before it sleeps it saves configuration space, but not a single register,
 * object table or surface.
 */
static void svga_pci_reset(Object *obj, ResetType type)
{
    SvgaState *s = VMWARE_SVGA(obj);

    if (type == RESET_TYPE_WAKEUP) {
        return;
    }
    trace_svga_reset(s->id);
    svga_pci_reset_concerns(s);
}

/*
 * The bus has lowered the interrupt line, and kicks during suspend had no
 * effect.  This runs after the whole machine is reset, so that both persist.
 */
static void svga_pci_reset_exit(Object *obj, ResetType type)
{
    SvgaState *s = VMWARE_SVGA(obj);

    if (type == RESET_TYPE_WAKEUP) {
        trace_svga_wakeup(s->id);
        svga_irq_update(&s->irq);
        svga_engine_kick(&s->engine);
    }
}

static void svga_pci_config_write(PCIDevice *dev, uint32_t address,
                                  uint32_t value, int len)
{
    pci_default_write_config(dev, address, value, len);
    if (ranges_overlap(address, len, PCI_COMMAND, 2)) {
        svga_engine_resume(&VMWARE_SVGA(dev)->engine);
    }
}

/* Check the user's settings before anything is allocated. */
static bool svga_pci_check_config(SvgaState *s, Error **errp)
{
    if (strcmp(s->level, SVGA_LEVEL_NAME)) {
        error_setg(errp, "level '%s' is not implemented", s->level);
        error_append_hint(errp, "Implemented levels: %s.\n", SVGA_LEVEL_NAME);
        return false;
    }
    if (!s->desktop.max_outputs ||
        s->desktop.max_outputs > SVGA_SCREEN_TARGETS) {
        error_setg(errp, "max_outputs must be from 1 to %d",
                   SVGA_SCREEN_TARGETS);
        return false;
    }
    if (s->host_memory < 1 * MiB) {
        error_setg(errp, "host-memory must be at least 1M");
        return false;
    }
    return true;
}

static bool svga_pci_realize_memory(SvgaState *s, Error **errp)
{
    PCIDevice *dev = PCI_DEVICE(s);

    if (!vga_common_init(&s->vga, OBJECT(s), errp) ||
        !memory_region_init_ram(&s->fifo_ram, OBJECT(s), "svga.fifo",
                                SVGA_FIFO_BYTES, errp)) {
        return false;
    }
    vga_init(&s->vga, OBJECT(s), pci_address_space(dev),
             pci_address_space_io(dev), true);
    memory_region_init_io(&s->io_bar, OBJECT(s), &svga_io_ops, s, "svga.io",
                          SVGA_IO_BAR_BYTES);
    memory_region_set_flush_coalesced(&s->io_bar);
    pci_register_bar(dev, 0, PCI_BASE_ADDRESS_SPACE_IO, &s->io_bar);
    pci_register_bar(dev, 1, PCI_BASE_ADDRESS_MEM_PREFETCH, &s->vga.vram);
    pci_register_bar(dev, 2, PCI_BASE_ADDRESS_MEM_PREFETCH, &s->fifo_ram);
    return true;
}

static void svga_pci_realize(PCIDevice *dev, Error **errp)
{
    SvgaState *s = VMWARE_SVGA(dev);

    s->id = DEVICE(dev)->id ? DEVICE(dev)->id : "svga";
    if (!svga_pci_check_config(s, errp) ||
        !svga_pci_realize_memory(s, errp)) {
        return;
    }
    pci_set_byte(dev->config + PCI_CACHE_LINE_SIZE, 0x08);
    pci_set_byte(dev->config + PCI_LATENCY_TIMER, 0x40);
    pci_config_set_interrupt_pin(dev->config, 1);
    svga_pci_realize_concerns(s);
}

static void svga_pci_exit(PCIDevice *dev)
{
    svga_pci_unrealize_concerns(VMWARE_SVGA(dev));
}

static void svga_pci_instance_init(Object *obj)
{
    VMWARE_SVGA(obj)->level = g_strdup(SVGA_LEVEL_NAME);
}

static const Property svga_pci_properties[] = {
    DEFINE_PROP_UINT32("vgamem_mb", SvgaState, vga.vram_size_mb, 16),
    DEFINE_PROP_BOOL("global-vmstate", SvgaState, vga.global_vmstate, false),
    DEFINE_PROP_CHR("reports", SvgaState, stream.chr),
    DEFINE_PROP_SIZE("host-memory", SvgaState, host_memory, 1 * GiB),
    DEFINE_PROP_STRING("level", SvgaState, level),
    DEFINE_PROP_UINT32("max_outputs", SvgaState, desktop.max_outputs, 1),
};

static void svga_pci_class_init(ObjectClass *class, SvgaClassData *data)
{
    DeviceClass *dc = DEVICE_CLASS(class);
    ResettableClass *rc = RESETTABLE_CLASS(class);
    PCIDeviceClass *k = PCI_DEVICE_CLASS(class);

    k->realize = svga_pci_realize;
    k->exit = svga_pci_exit;
    k->config_write = svga_pci_config_write;
    k->romfile = "vgabios-vmware.bin";
    k->vendor_id = PCI_VENDOR_ID_VMWARE;
    k->device_id = SVGA_PCI_DEVICE_ID;
    k->class_id = PCI_CLASS_DISPLAY_VGA;
    k->subsystem_vendor_id = PCI_VENDOR_ID_VMWARE;
    k->subsystem_id = SVGA_PCI_DEVICE_ID;
    rc->phases.hold = svga_pci_reset;
    rc->phases.exit = svga_pci_reset_exit;
    dc->desc = "VMware SVGA II with guest-backed objects";
    dc->vmsd = &vmstate_svga;
    dc->hotpluggable = false;
    device_class_set_props(dc, svga_pci_properties);
    set_bit(DEVICE_CATEGORY_DISPLAY, dc->categories);
    svga_properties_add(class);
}

static const TypeInfo svga_pci_info = {
    .name = TYPE_VMWARE_SVGA,
    .parent = TYPE_PCI_DEVICE,
    .instance_size = sizeof(SvgaState),
    .instance_init = svga_pci_instance_init,
    .class_init = svga_pci_class_init,
    .interfaces = (InterfaceInfo[]) {
        { INTERFACE_CONVENTIONAL_PCI_DEVICE },
        { },
    },
};

static void svga_pci_register_types(void)
{
    type_register_static(&svga_pci_info);
}

type_init(svga_pci_register_types)
