/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Drives the vmware-svga device from a qtest, as a guest's driver would. */

#include "qemu/osdep.h"
#include "../libqtest.h"
#include "malloc-pc.h"
#include "pci-pc.h"
#include "hw/pci/pci_regs.h"
#include "svga.h"
#include "svga-gb.h"

static void qsvga_found(QPCIDevice *dev, int devfn, void *data)
{
    QSvga *d = data;

    g_assert_null(d->dev);
    d->dev = dev;
}

/* The firmware's end; the CPU starts 16 bytes before it. */
#define FIRMWARE_BYTES (64 * 1024)
#define FIRMWARE_RESET (FIRMWARE_BYTES - 16)

char *qsvga_firmware(const void *code, size_t size)
{
    static const uint8_t far_jump[] = { 0xea, 0x00, 0x00, 0x00, 0xf0 };
    g_autofree uint8_t *image = g_malloc0(FIRMWARE_BYTES);
    char *path = NULL;
    int fd = g_file_open_tmp("qsvga-XXXXXX", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpuint(size, <=, FIRMWARE_RESET);
    if (code) {
        memcpy(image, code, size);
        memcpy(image + FIRMWARE_RESET, far_jump, sizeof(far_jump));
    }
    g_assert_cmpint(qemu_write_full(fd, image, FIRMWARE_BYTES), ==,
                    FIRMWARE_BYTES);
    close(fd);
    return path;
}

QSvga *qsvga_start(const char *props, const char *args)
{
    g_autofree char *firmware = qsvga_firmware(NULL, 0);
    QSvga *d = g_new0(QSvga, 1);

    d->qts = qtest_initf("-machine pc -bios %s -m 256M -nic none -vga none "
                         "-global apic-common.vapic=off "
                         "-device vmware-svga,id=svga,romfile=%s%s %s",
                         firmware, props ? "," : "", props ? props : "",
                         args ? args : "");
    unlink(firmware);
    pc_alloc_init(&d->alloc, d->qts, ALLOC_NO_FLAGS);
    d->bus = qpci_new_pc(d->qts, &d->alloc);
    qpci_device_foreach(d->bus, 0x15ad, 0x0405, qsvga_found, d);
    g_assert_nonnull(d->dev);
    qpci_device_enable(d->dev);
    d->io = qpci_iomap(d->dev, 0, NULL);
    d->vram = qpci_iomap(d->dev, 1, NULL);
    d->fifo = qpci_iomap(d->dev, 2, NULL);
    return d;
}

void qsvga_quit(QSvga *d)
{
    g_free(d->dev);
    qpci_free_pc(d->bus);
    alloc_destroy(&d->alloc);
    qtest_quit(d->qts);
    g_free(d);
}

void qsvga_stop(QSvga *d)
{
    g_assert_cmpuint(qsvga_stat(d, "stat-guest-errors"), ==,
                     d->errors_expected);
    qsvga_quit(d);
}

uint32_t qsvga_read(QSvga *d, uint32_t reg)
{
    qpci_io_writel(d->dev, d->io, SVGA_INDEX_PORT, reg);
    return qpci_io_readl(d->dev, d->io, SVGA_VALUE_PORT);
}

void qsvga_write(QSvga *d, uint32_t reg, uint32_t value)
{
    qpci_io_writel(d->dev, d->io, SVGA_INDEX_PORT, reg);
    qpci_io_writel(d->dev, d->io, SVGA_VALUE_PORT, value);
}

uint32_t qsvga_irq_status(QSvga *d)
{
    return qpci_io_readl(d->dev, d->io, SVGA_IRQSTATUS_PORT);
}

void qsvga_irq_acknowledge(QSvga *d, uint32_t flags)
{
    qpci_io_writel(d->dev, d->io, SVGA_IRQSTATUS_PORT, flags);
}

bool qsvga_irq_line(QSvga *d)
{
    return qpci_config_readw(d->dev, PCI_STATUS) & PCI_STATUS_INTERRUPT;
}

uint64_t qsvga_stat(QSvga *d, const char *name)
{
    QDict *reply = qtest_qmp(d->qts, "{ 'execute': 'qom-get', 'arguments': "
                             "{ 'path': %s, 'property': %s } }",
                             QSVGA_PATH, name);
    uint64_t value;

    g_assert_true(qdict_haskey(reply, "return"));
    value = qdict_get_int(reply, "return");
    qobject_unref(reply);
    return value;
}

void qsvga_expect_memory(QSvga *d, uint64_t bytes)
{
    int64_t end = g_get_monotonic_time() + QSVGA_TIMEOUT_US;
    uint64_t used;

    do {
        used = qsvga_stat(d, "host-memory-used");
    } while (used > bytes && g_get_monotonic_time() < end);
    g_assert_cmpuint(used, ==, bytes);
}
