/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The PCI device: type, properties, BARs, realize, exit and reset. */

#include "qemu/osdep.h"
#include "hw/qdev-properties-system.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "qemu/range.h"
#include "qemu/units.h"
#include "../display/console.h"
#include "../guest/dma.h"
#include "../trace.h"
#include "state.h"
#include "vmstate.h"

#define SVGA_PCI_DEVICE_ID 0x0405
#define SVGA_IO_BAR_BYTES 16

/* I/O ports: 32-bit registers that lie one byte apart */

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
        svga_irq_acknowledge(s, value);
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

/* The concerns' verbs, in the order of realize and reset */

static bool svga_pci_surface_shown(void *opaque, uint32_t sid)
{
    for (uint32_t stid = 0; stid < SVGA_SCREEN_TARGETS; stid++) {
        SVGAOTableScreenTargetEntry entry = {
            .image.sid = SVGA3D_INVALID_ID,
        };

        svga_screen_entry(opaque, stid, &entry);
        if (entry.image.sid == sid) {
            return true;
        }
    }
    return false;
}

/* A changed surface is shown when the guest says so, not before. */
static void svga_pci_surface_changed(void *opaque, uint32_t sid,
                                     uint32_t face, uint32_t mip,
                                     const SVGA3dBox *box)
{
    SvgaState *s = opaque;

    trace_svga_surface_changed(s->id, sid, face, mip, box->x, box->y, box->w,
                               box->h);
}

static void svga_pci_surface_destroyed(void *opaque, uint32_t sid)
{
    svga_screen_surface_destroyed(opaque, sid);
}

static void svga_pci_otable_dropped(void *opaque, uint32_t type)
{
    if (type == SVGA_OTABLE_SCREENTARGET) {
        svga_screen_otable_dropped(opaque);
    }
}

static void svga_pci_screen_entry(void *opaque, uint32_t stid,
                                  SVGAOTableScreenTargetEntry *entry)
{
    svga_screen_entry(opaque, stid, entry);
}

static void svga_pci_realize_gb(SvgaState *s)
{
    const SvgaMemOps mem = svga_dma_ops(s);
    const SvgaGbHooks hooks = {
        .opaque = s,
        .surface_shown = svga_pci_surface_shown,
        .surface_changed = svga_pci_surface_changed,
        .surface_destroyed = svga_pci_surface_destroyed,
        .otable_dropped = svga_pci_otable_dropped,
        .screen_entry = svga_pci_screen_entry,
    };

    svga_gb_realize(&s->gb, &mem, &hooks, &s->report, &s->inject,
                    s->host_memory);
}

static void svga_pci_unrealize_gb(SvgaState *s)
{
    svga_gb_unrealize(&s->gb);
}

static void svga_pci_reset_gb(SvgaState *s)
{
    svga_gb_reset(&s->gb);
}

static void svga_pci_reset_vga(SvgaState *s)
{
    vga_common_reset(&s->vga);
}

/*
 * Every concern is here once; what it has to do at one of the three occasions
 * cannot be forgotten elsewhere.  Unrealize goes backwards.
 */
static const struct SvgaConcern {
    void (*realize)(SvgaState *s);
    void (*reset)(SvgaState *s);
    void (*unrealize)(SvgaState *s);
} svga_concerns[] = {
    { NULL, svga_pci_reset_vga, NULL },
    { svga_console_realize, NULL, svga_console_unrealize },
    { svga_stream_realize, NULL, svga_stream_unrealize },
    { svga_pci_realize_gb, svga_pci_reset_gb, svga_pci_unrealize_gb },
    { svga_engine_realize, svga_engine_reset, svga_engine_unrealize },
    { NULL, svga_irq_reset, NULL },
    { NULL, svga_regs_reset, NULL },
    { NULL, svga_screen_reset, NULL },
    { NULL, svga_cursor_reset, svga_cursor_unrealize },
    { NULL, svga_stream_reset, svga_diag_unrealize },
};

/*
 * A guest that wakes up from suspend to RAM finds PCI's configuration space
 * reset, and everything else as it was.  So does one on VMware, and vmwgfx
 * counts on it: before it sleeps it saves configuration space, and not one
 * register, object table or surface.
 */
static void svga_pci_reset(Object *obj, ResetType type)
{
    SvgaState *s = VMWARE_SVGA(obj);

    if (type == RESET_TYPE_WAKEUP) {
        return;
    }
    trace_svga_reset(s->id);
    for (size_t i = 0; i < ARRAY_SIZE(svga_concerns); i++) {
        if (svga_concerns[i].reset) {
            svga_concerns[i].reset(s);
        }
    }
}

/*
 * The bus has dropped the interrupt line, and kicks during sleep did nothing.
 * Here all of the machine is reset, so that both last.
 */
static void svga_pci_reset_exit(Object *obj, ResetType type)
{
    SvgaState *s = VMWARE_SVGA(obj);

    if (type == RESET_TYPE_WAKEUP) {
        trace_svga_wakeup(s->id);
        svga_irq_update(s);
        svga_engine_kick(s);
    }
}

static void svga_pci_config_write(PCIDevice *dev, uint32_t address,
                                  uint32_t value, int len)
{
    pci_default_write_config(dev, address, value, len);
    if (ranges_overlap(address, len, PCI_COMMAND, 2)) {
        svga_engine_resume(VMWARE_SVGA(dev));
    }
}

/* What a user may have got wrong; nothing is allocated yet. */
static bool svga_pci_check_config(SvgaState *s, Error **errp)
{
    if (strcmp(s->level, SVGA_LEVEL_NAME)) {
        error_setg(errp, "level '%s' is not implemented", s->level);
        error_append_hint(errp, "Implemented levels: %s.\n", SVGA_LEVEL_NAME);
        return false;
    }
    if (!s->screen.max_outputs ||
        s->screen.max_outputs > SVGA_SCREEN_TARGETS) {
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
    for (size_t i = 0; i < ARRAY_SIZE(svga_concerns); i++) {
        if (svga_concerns[i].realize) {
            svga_concerns[i].realize(s);
        }
    }
}

static void svga_pci_exit(PCIDevice *dev)
{
    SvgaState *s = VMWARE_SVGA(dev);

    for (size_t i = ARRAY_SIZE(svga_concerns); i-- > 0;) {
        if (svga_concerns[i].unrealize) {
            svga_concerns[i].unrealize(s);
        }
    }
}

static void svga_pci_instance_init(Object *obj)
{
    VMWARE_SVGA(obj)->level = g_strdup(SVGA_LEVEL_NAME);
}

static const Property svga_pci_properties[] = {
    DEFINE_PROP_UINT32("vgamem_mb", SvgaState, vga.vram_size_mb, 16),
    DEFINE_PROP_BOOL("global-vmstate", SvgaState, vga.global_vmstate, false),
    DEFINE_PROP_CHR("reports", SvgaState, reports),
    DEFINE_PROP_SIZE("host-memory", SvgaState, host_memory, 1 * GiB),
    DEFINE_PROP_STRING("level", SvgaState, level),
    DEFINE_PROP_UINT32("max_outputs", SvgaState, screen.max_outputs, 1),
};

static void svga_pci_class_init(ObjectClass *class, void *data)
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
    svga_diag_class_properties(class);
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
