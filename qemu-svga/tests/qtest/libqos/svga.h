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

/* Longer than any slice of work, even on a loaded machine. */
#define QSVGA_TIMEOUT_US (60 * G_USEC_PER_SEC)

typedef struct QSvga {
    QTestState *qts;
    QPCIBus *bus;
    QPCIDevice *dev;
    QPCIBar io;
    QPCIBar vram;
    QPCIBar fifo;
    QGuestAllocator alloc;
    uint32_t min;               /* FIFO window set by qsvga_fifo_init() */
    uint32_t max;
    uint32_t fence;             /* last fence number sent */
    uint64_t errors_expected;   /* checked on stop */
    uint64_t ram;               /* memory of qsvga_send(); 0 = none yet */
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
 * A file with firmware for a machine; the caller unlinks and frees it.  Most
 * qtests run no CPU; one that runs starts with @code, real-mode code at
 * f000:0000; NULL for none.
 */
char *qsvga_firmware(const void *code, size_t size);

/*
 * Start a machine with one device, id "svga".  @props is appended to the
 * device's properties, @args to the command line; both may be NULL.  Stopping
 * checks that there were exactly the guest errors that were expected; quitting
 * only ends QEMU.
 */
QSvga *qsvga_start(const char *props, const char *args);
void qsvga_stop(QSvga *d);
void qsvga_quit(QSvga *d);

/* Registers, and the two registers with ports of their own. */
uint32_t qsvga_read(QSvga *d, uint32_t reg);
void qsvga_write(QSvga *d, uint32_t reg, uint32_t value);
uint32_t qsvga_irq_status(QSvga *d);
void qsvga_irq_acknowledge(QSvga *d, uint32_t flags);

/* Numeric and string properties of the device. */
uint64_t qsvga_stat(QSvga *d, const char *name);

/* Assert that host-memory-used is @bytes once freed memory is given back. */
void qsvga_expect_memory(QSvga *d, uint64_t bytes);

/* The state of the interrupt line, read from PCI configuration space. */
bool qsvga_irq_line(QSvga *d);

#endif
