/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Queues commands for the vmware-svga device and waits for them, in qtests. */

#include "qemu/osdep.h"
#include "../libqtest.h"
#include "svga-fifo.h"

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

void qsvga_cmd_id(QSvga *d, uint32_t cmd, uint32_t id)
{
    qsvga_cmd(d, cmd, &id, sizeof(id));
}

void qsvga_sync(QSvga *d)
{
    const uint32_t fence[] = { SVGA_CMD_FENCE, ++d->fence };

    qsvga_queue(d, fence, sizeof(fence));
    qsvga_ring(d);
    qsvga_wait_idle(d);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_FENCE), ==, d->fence);
}
