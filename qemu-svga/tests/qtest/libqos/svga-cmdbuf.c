/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Command buffers of the vmware-svga device, in qtests. */

#include "qemu/osdep.h"
#include "../libqtest.h"
#include "svga-cmdbuf.h"

QSvgaCmdbuf qsvga_cmdbuf_new(QSvga *d, uint32_t size)
{
    QSvgaCmdbuf cb = {
        .header = guest_alloc(&d->alloc, QSVGA_PAGE),
        .size = size,
    };

    cb.body = guest_alloc(&d->alloc, MAX(size, QSVGA_PAGE));
    return cb;
}

void qsvga_cmdbuf_free(QSvga *d, QSvgaCmdbuf *cb)
{
    guest_free(&d->alloc, cb->header);
    guest_free(&d->alloc, cb->body);
    *cb = (QSvgaCmdbuf) { 0 };
}

void qsvga_cmdbuf_fill(QSvga *d, const QSvgaCmdbuf *cb, uint64_t id,
                       const void *body, uint32_t size)
{
    const SVGACBHeader header = {
        .id = id,
        .length = size,
        .ptr.pa = cb->body,
    };

    g_assert_cmpuint(size, <=, cb->size);
    qtest_memwrite(d->qts, cb->header, &header, sizeof(header));
    if (size) {
        qtest_memwrite(d->qts, cb->body, body, size);
    }
}

void qsvga_cmdbuf_set(QSvga *d, const QSvgaCmdbuf *cb, size_t offset,
                      uint32_t word)
{
    qtest_writel(d->qts, cb->header + offset, word);
}

uint32_t qsvga_cmdbuf_status(QSvga *d, const QSvgaCmdbuf *cb)
{
    return qtest_readl(d->qts, cb->header + offsetof(SVGACBHeader, status));
}

uint32_t qsvga_cmdbuf_error_offset(QSvga *d, const QSvgaCmdbuf *cb)
{
    return qtest_readl(d->qts,
                       cb->header + offsetof(SVGACBHeader, errorOffset));
}

void qsvga_cmdbuf_submit(QSvga *d, const QSvgaCmdbuf *cb, uint32_t context)
{
    qsvga_write(d, SVGA_REG_COMMAND_HIGH, cb->header >> 32);
    qsvga_write(d, SVGA_REG_COMMAND_LOW, cb->header | context);
}

uint32_t qsvga_cmdbuf_run(QSvga *d, const QSvgaCmdbuf *cb, const void *body,
                          uint32_t size)
{
    qsvga_cmdbuf_fill(d, cb, 1, body, size);
    qsvga_cmdbuf_submit(d, cb, SVGA_CB_CONTEXT_0);
    qsvga_wait_idle(d);
    return qsvga_cmdbuf_status(d, cb);
}

uint32_t qsvga_cmdbuf_device(QSvga *d, uint32_t id, uint32_t a, uint32_t b)
{
    const uint32_t words[] = { id, a, b };
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(d, sizeof(words));
    uint32_t status;

    qsvga_cmdbuf_fill(d, &cb, 0, words, sizeof(words));
    qsvga_cmdbuf_submit(d, &cb, SVGA_CB_CONTEXT_DEVICE);
    status = qsvga_cmdbuf_status(d, &cb);
    qsvga_cmdbuf_free(d, &cb);
    return status;
}

void qsvga_cmdbuf_start(QSvga *d, bool start)
{
    g_assert_cmpuint(qsvga_cmdbuf_device(d, SVGA_DC_CMD_START_STOP_CONTEXT,
                                         start, SVGA_CB_CONTEXT_0), ==,
                     SVGA_CB_STATUS_COMPLETED);
}

void qsvga_cmdbuf_preempt(QSvga *d)
{
    g_assert_cmpuint(qsvga_cmdbuf_device(d, SVGA_DC_CMD_PREEMPT,
                                         SVGA_CB_CONTEXT_0, 0), ==,
                     SVGA_CB_STATUS_COMPLETED);
}
