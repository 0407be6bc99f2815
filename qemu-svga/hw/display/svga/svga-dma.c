/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Guest memory for the pure core: RAM and nothing else. */

#include "qemu/osdep.h"
#include "exec/memory.h"
#include "qemu/rcu.h"
#include "svga.h"
#include "svga-dma.h"
#include "trace.h"

/* With .memory set the memory core itself refuses everything that is no RAM. */
static const MemTxAttrs svga_dma_attrs = { .memory = 1 };

static bool svga_dma_access(SvgaState *s, uint64_t gpa, void *buf,
                            uint64_t len, bool is_write)
{
    AddressSpace *as = pci_get_address_space(PCI_DEVICE(s));

    if (address_space_rw(as, gpa, svga_dma_attrs, buf, len, is_write) !=
        MEMTX_OK) {
        trace_svga_err_dma_access(s->id, gpa, len, is_write);
        return false;
    }
    return true;
}

static bool svga_dma_read(void *opaque, uint64_t gpa, void *buf, uint64_t len)
{
    return svga_dma_access(opaque, gpa, buf, len, false);
}

/* After each write to guest memory; @done is whether it reached it. */
static bool svga_dma_written(SvgaState *s, SvgaWriteKind kind, uint64_t gpa,
                             uint64_t len, bool done)
{
    if (done) {
        svga_report_written(&s->report, kind, gpa, len);
    }
    return done;
}

static bool svga_dma_write(void *opaque, uint64_t gpa, const void *buf,
                           uint64_t len)
{
    bool done = svga_dma_access(opaque, gpa, (void *)buf, len, true);
    SvgaWriteKind kind = len == sizeof(uint32_t) ? SVGA_WRITE_WORD
                                                 : SVGA_WRITE_COPY;

    return svga_dma_written(opaque, kind, gpa, len, done);
}

static bool svga_dma_region_usable(SvgaState *s, MemoryRegion *mr)
{
    return memory_region_is_ram(mr) && !memory_region_is_rom(mr) &&
           !memory_region_is_ram_device(mr) &&
           mr != &s->vga.vram && mr != &s->fifo_ram;
}

static bool svga_dma_is_ram(void *opaque, uint64_t gpa, uint64_t len)
{
    SvgaState *s = opaque;
    AddressSpace *as = pci_get_address_space(PCI_DEVICE(s));

    if (gpa + len < gpa) {
        return false;
    }
    RCU_READ_LOCK_GUARD();
    while (len) {
        hwaddr xlat;
        hwaddr part = len;
        MemoryRegion *mr = address_space_translate(as, gpa, &xlat, &part,
                                                   true, svga_dma_attrs);

        if (!part || !svga_dma_region_usable(s, mr)) {
            trace_svga_err_dma_not_ram(s->id, gpa, len);
            return false;
        }
        gpa += part;
        len -= part;
    }
    return true;
}

SvgaMemOps svga_dma_ops(SvgaState *s)
{
    return (SvgaMemOps) {
        .opaque = s,
        .read = svga_dma_read,
        .write = svga_dma_write,
        .is_ram = svga_dma_is_ram,
    };
}
