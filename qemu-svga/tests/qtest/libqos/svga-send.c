/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Sends a command through the FIFO or in a command buffer, for qtests. */

#include "qemu/osdep.h"
#include "../libqtest.h"
#include "svga-send.h"

QSvga *qsvga_send_start(const char *props)
{
    QSvga *d = qsvga_start(props, NULL);

    qsvga_fifo_init(d);
    qsvga_cmdbuf_start(d, true);
    qsvga_otables(d);
    qsvga_sync(d);
    return d;
}

static uint64_t qsvga_send_page(QSvga *d, uint32_t word)
{
    if (!d->ram) {
        d->ram = guest_alloc(&d->alloc, QSVGA_RAM_BYTES);
        qtest_memset(d->qts, d->ram, 0x5a, QSVGA_RAM_BYTES);
    }
    return (word == QSVGA_PPN_RAM ? d->ram :
            word == QSVGA_PPN_VRAM ? d->vram.addr : d->fifo.addr) /
           QSVGA_PAGE;
}

static void qsvga_send_by_fifo(QSvga *d, const uint32_t *words,
                               uint32_t bytes)
{
    qsvga_queue(d, words, bytes);
    qsvga_ring(d);
    qsvga_wait_idle(d);
    if (qsvga_fifo_read(d, SVGA_FIFO_STOP) !=
        qsvga_fifo_read(d, SVGA_FIFO_NEXT_CMD)) {
        qsvga_fifo_init(d);
    }
}

static void qsvga_send_by_cmdbuf(QSvga *d, const uint32_t *words,
                                 uint32_t bytes)
{
    uint64_t errors = qsvga_stat(d, "stat-guest-errors");
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(d, bytes);
    uint32_t status = qsvga_cmdbuf_run(d, &cb, words, bytes);

    if (qsvga_stat(d, "stat-guest-errors") == errors) {
        g_assert_cmpuint(status, ==, SVGA_CB_STATUS_COMPLETED);
    } else {
        g_assert_cmpuint(status, ==, SVGA_CB_STATUS_COMMAND_ERROR);
        g_assert_cmpuint(qsvga_cmdbuf_error_offset(d, &cb), ==, 0);
        qsvga_cmdbuf_start(d, true);
    }
    qsvga_cmdbuf_free(d, &cb);
}

char *qsvga_send(QSvga *d, QSvgaWay way, const uint32_t *words,
                 uint32_t bytes)
{
    static void (*const ways[])(QSvga *d, const uint32_t *words,
                                uint32_t bytes) = {
        [QSVGA_BY_FIFO] = qsvga_send_by_fifo,
        [QSVGA_BY_CMDBUF] = qsvga_send_by_cmdbuf,
    };
    g_autofree uint32_t *sent = g_memdup2(words, bytes);

    for (uint32_t i = 0; i < bytes / 4; i++) {
        if (sent[i] >= QSVGA_PPN_RAM && sent[i] <= QSVGA_PPN_FIFO) {
            sent[i] = qsvga_send_page(d, sent[i]);
        }
    }
    ways[way](d, sent, bytes);
    if (qsvga_stat(d, "stat-guest-errors") == d->errors_expected) {
        return NULL;
    }
    d->errors_expected++;
    g_assert_cmpuint(qsvga_stat(d, "stat-guest-errors"), ==,
                     d->errors_expected);
    return qsvga_property(d, "last-guest-error");
}

void qsvga_send_3d(QSvga *d, QSvgaWay way, uint32_t id, const uint32_t *body,
                   uint32_t bytes, const char *want)
{
    g_autofree uint32_t *words = g_malloc(bytes + 2 * sizeof(uint32_t));
    g_autofree char *got = NULL;

    words[0] = id;
    words[1] = bytes;
    memcpy(words + 2, body, bytes);
    got = qsvga_send(d, way, words, bytes + 2 * sizeof(uint32_t));
    g_assert_cmpstr(got, ==, want);
}

void qsvga_send_all(QSvga *d, const QSvgaCommand *commands, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        qsvga_send_3d(d, QSVGA_BY_FIFO, commands[i].id, commands[i].body,
                      commands[i].bytes, NULL);
    }
}
