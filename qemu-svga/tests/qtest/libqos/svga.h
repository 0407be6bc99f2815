/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Drives the vmware-svga device from a qtest, as a guest's driver would. */

#ifndef TESTS_LIBQOS_SVGA_H
#define TESTS_LIBQOS_SVGA_H

#include "hw/display/svga-device/svga3d_reg.h"
#include "hw/display/svga-device/svga_reg.h"
#include "libqos-malloc.h"
#include "pci.h"

#define QSVGA_PATH "/machine/peripheral/svga"
#define QSVGA_FIFO_BYTES (2 * 1024 * 1024)
#define QSVGA_PAGE 4096

/* Longer than any slice of work takes, also on a loaded machine. */
#define QSVGA_TIMEOUT_US (60 * G_USEC_PER_SEC)

typedef struct QSvga {
    QTestState *qts;
    QPCIBus *bus;
    QPCIDevice *dev;
    QPCIBar io;
    QPCIBar vram;
    QPCIBar fifo;
    QGuestAllocator alloc;
    uint32_t min;               /* FIFO window as qsvga_fifo_init() set it */
    uint32_t max;
    uint32_t fence;             /* last fence number that was sent */
    uint64_t errors_expected;   /* checked at the end */
    uint64_t ram;               /* of qsvga_send(); 0 = none yet */
} QSvga;

/* A MOB, contiguous in guest memory, and its page table. */
typedef struct QSvgaMob {
    uint32_t id;
    uint32_t depth;
    uint64_t base_ppn;
    uint64_t gpa;
    uint32_t size;
} QSvgaMob;

/*
 * A file that a machine takes for firmware; the caller unlinks and frees.  A
 * processor that runs, as none does in most qtests, begins with @code, which
 * is for real mode at f000:0000; NULL for none.
 */
char *qsvga_firmware(const void *code, size_t size);

/*
 * Start a machine with one device, id "svga".  @props is appended to the
 * device's properties, @args to the command line; both may be NULL.
 * Stopping checks that the guest made just the errors that it announced;
 * quitting asks QEMU for nothing but its end.
 */
QSvga *qsvga_start(const char *props, const char *args);
void qsvga_stop(QSvga *d);
void qsvga_quit(QSvga *d);

/* Registers, and the two that are ports of their own. */
uint32_t qsvga_read(QSvga *d, uint32_t reg);
void qsvga_write(QSvga *d, uint32_t reg, uint32_t value);
uint32_t qsvga_irq_status(QSvga *d);
void qsvga_irq_acknowledge(QSvga *d, uint32_t flags);

/* Counters and strings among the device's properties. */
uint64_t qsvga_stat(QSvga *d, const char *name);

/* host-memory-used is @bytes, once what was freed is given back. */
void qsvga_expect_memory(QSvga *d, uint64_t bytes);

/* The interrupt line as PCI configuration space shows it. */
bool qsvga_irq_line(QSvga *d);

#endif
