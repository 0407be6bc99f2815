/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Drives the vmware-svga device from a qtest, as a guest's driver would. */

#include "qemu/osdep.h"
#include "../libqtest.h"
#include "malloc-pc.h"
#include "pci-pc.h"
#include "hw/pci/pci_regs.h"
#include "svga.h"
#include "svga-gb.h"

/* Longer than any slice of work takes, also on a loaded machine. */
#define QSVGA_TIMEOUT_US (60 * G_USEC_PER_SEC)

static void qsvga_found(QPCIDevice *dev, int devfn, void *data)
{
    QSvga *d = data;

    g_assert_null(d->dev);
    d->dev = dev;
}

/* No processor runs in a qtest: any file of the right size is firmware. */
static char *qsvga_firmware(void)
{
    char *path = NULL;
    int fd = g_file_open_tmp("qsvga-XXXXXX", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(ftruncate(fd, 64 * 1024), ==, 0);
    close(fd);
    return path;
}

QSvga *qsvga_start(const char *props, const char *args)
{
    g_autofree char *firmware = qsvga_firmware();
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

void qsvga_stop(QSvga *d)
{
    g_assert_cmpuint(qsvga_stat(d, "stat-guest-errors"), ==,
                     d->errors_expected);
    g_free(d->dev);
    qpci_free_pc(d->bus);
    alloc_destroy(&d->alloc);
    qtest_quit(d->qts);
    g_free(d);
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

uint32_t qsvga_fifo_read(QSvga *d, uint32_t reg)
{
    return qpci_io_readl(d->dev, d->fifo, reg * sizeof(uint32_t));
}

void qsvga_fifo_write(QSvga *d, uint32_t reg, uint32_t value)
{
    qpci_io_writel(d->dev, d->fifo, reg * sizeof(uint32_t), value);
}

void qsvga_fifo_init_window(QSvga *d, uint32_t min, uint32_t max)
{
    d->min = min;
    d->max = max;
    qsvga_write(d, SVGA_REG_ENABLE, SVGA_REG_ENABLE_ENABLE);
    qsvga_write(d, SVGA_REG_CONFIG_DONE, 0);
    qsvga_fifo_write(d, SVGA_FIFO_MIN, min);
    qsvga_fifo_write(d, SVGA_FIFO_MAX, max);
    qsvga_fifo_write(d, SVGA_FIFO_NEXT_CMD, min);
    qsvga_fifo_write(d, SVGA_FIFO_STOP, min);
    qsvga_write(d, SVGA_REG_CONFIG_DONE, 1);
}

void qsvga_fifo_init(QSvga *d)
{
    qsvga_fifo_init_window(d, QSVGA_PAGE, QSVGA_FIFO_BYTES);
}

void qsvga_queue(QSvga *d, const void *bytes, uint32_t size)
{
    uint32_t next = qsvga_fifo_read(d, SVGA_FIFO_NEXT_CMD);
    uint32_t first = MIN(size, d->max - next);

    qpci_memwrite(d->dev, d->fifo, next, bytes, first);
    if (first < size) {
        qpci_memwrite(d->dev, d->fifo, d->min, (const uint8_t *)bytes + first,
                      size - first);
    }
    next += size;
    if (next >= d->max) {
        next -= d->max - d->min;
    }
    qsvga_fifo_write(d, SVGA_FIFO_NEXT_CMD, next);
}

void qsvga_ring(QSvga *d)
{
    qsvga_write(d, SVGA_REG_SYNC, 1);
}

void qsvga_cmd_tail(QSvga *d, uint32_t id, const void *body, uint32_t size,
                    const void *tail, uint32_t tail_size)
{
    const SVGA3dCmdHeader header = { .id = id, .size = size + tail_size };
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    g_byte_array_append(bytes, (const uint8_t *)&header, sizeof(header));
    g_byte_array_append(bytes, body, size);
    if (tail_size) {
        g_byte_array_append(bytes, tail, tail_size);
    }
    qsvga_queue(d, bytes->data, bytes->len);
}

void qsvga_cmd(QSvga *d, uint32_t id, const void *body, uint32_t size)
{
    qsvga_cmd_tail(d, id, body, size, NULL, 0);
}

void qsvga_wait_idle(QSvga *d)
{
    int64_t end = g_get_monotonic_time() + QSVGA_TIMEOUT_US;

    while (qsvga_read(d, SVGA_REG_BUSY)) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    }
}

void qsvga_sync(QSvga *d)
{
    const uint32_t fence[] = { SVGA_CMD_FENCE, ++d->fence };

    qsvga_queue(d, fence, sizeof(fence));
    qsvga_ring(d);
    qsvga_wait_idle(d);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_FENCE), ==, d->fence);
}
