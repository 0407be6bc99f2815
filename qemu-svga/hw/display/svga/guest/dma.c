/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* DMA to guest memory for the pure core, restricted to RAM. */

#include "qemu/osdep.h"
#include "hw/pci/pci_device.h"
#include "qemu/atomic.h"
#include "qemu/rcu.h"
#include "../trace.h"
#include "dma.h"

/* With .memory set, the memory core itself refuses anything that is not RAM. */
static const MemTxAttrs svga_dma_attrs = { .memory = 1 };

static bool svga_dma_access(SvgaDma *dma, uint64_t gpa, void *buf,
                            uint64_t len, bool is_write)
{
    AddressSpace *as = pci_get_address_space(dma->pci);

    if (address_space_rw(as, gpa, svga_dma_attrs, buf, len, is_write) !=
        MEMTX_OK) {
        trace_svga_err_dma_access(dma->id, gpa, len, is_write);
        return false;
    }
    return true;
}

static bool svga_dma_read(void *opaque, uint64_t gpa, void *buf, uint64_t len)
{
    return svga_dma_access(opaque, gpa, buf, len, false);
}

/* Called after each write to guest memory; @done is false if it failed. */
static bool svga_dma_written(SvgaDma *dma, SvgaWriteKind kind, uint64_t gpa,
                             uint64_t len, bool done)
{
    if (done) {
        svga_report_written(dma->report, kind, gpa, len);
    }
    return done;
}

static bool svga_dma_write(void *opaque, uint64_t gpa, const void *buf,
                           uint64_t len)
{
    bool done = svga_dma_access(opaque, gpa, (void *)buf, len, true);

    return svga_dma_written(opaque, SVGA_WRITE_COPY, gpa, len, done);
}

static bool svga_dma_region_usable(SvgaDma *dma, MemoryRegion *mr)
{
    return memory_region_is_ram(mr) && !memory_region_is_rom(mr) &&
           !memory_region_is_ram_device(mr) &&
           mr != dma->own[0] && mr != dma->own[1];
}

static bool svga_dma_is_ram(void *opaque, uint64_t gpa, uint64_t len)
{
    SvgaDma *dma = opaque;
    AddressSpace *as = pci_get_address_space(dma->pci);

    if (gpa + len < gpa) {
        return false;
    }
    RCU_READ_LOCK_GUARD();
    while (len) {
        hwaddr xlat;
        hwaddr part = len;
        MemoryRegion *mr = address_space_translate(as, gpa, &xlat, &part,
                                                   true, svga_dma_attrs);

        if (!part || !svga_dma_region_usable(dma, mr)) {
            trace_svga_err_dma_not_ram(dma->id, gpa, len);
            return false;
        }
        gpa += part;
        len -= part;
    }
    return true;
}

/*
 * address_space_rw() ends in memmove(), which may store a byte twice: the guest
 * sees the first store, takes its memory back, and the second store then
 * corrupts whatever the guest keeps there by now.  So this does a single store.
 * It checks for RAM itself, because address_space_stl_le() would also write to
 * MMIO.
 */
static bool svga_dma_store(void *opaque, uint64_t gpa, uint32_t word)
{
    SvgaDma *dma = opaque;
    MemTxResult result;

    if (!svga_dma_is_ram(dma, gpa, sizeof(word))) {
        return false;
    }
    smp_mb_release();
    address_space_stl_le(pci_get_address_space(dma->pci), gpa, word,
                         svga_dma_attrs, &result);
    return svga_dma_written(dma, SVGA_WRITE_WORD, gpa, sizeof(word),
                            result == MEMTX_OK);
}

SvgaMemOps svga_dma_ops(SvgaDma *dma)
{
    return (SvgaMemOps) {
        .opaque = dma,
        .read = svga_dma_read,
        .write = svga_dma_write,
        .is_ram = svga_dma_is_ram,
    };
}

SvgaWatchedOps svga_dma_watched_ops(SvgaDma *dma)
{
    return (SvgaWatchedOps) {
        .opaque = dma,
        .read = svga_dma_read,
        .store = svga_dma_store,
        .is_ram = svga_dma_is_ram,
    };
}
