/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A small surface, and a device with a viewer, for qtests. */

#include "qemu/osdep.h"
#include "../libqtest.h"
#include "svga-texels.h"

QSvgaWatched qsvga_watch(void)
{
    QSvgaVnc *vnc = qsvga_vnc_new();
    QSvga *d = qsvga_start(NULL, vnc->args);

    qsvga_fifo_init(d);
    qsvga_cmdbuf_start(d, true);
    qsvga_otables(d);
    qsvga_sync(d);
    qsvga_vnc_connect(vnc);
    return (QSvgaWatched) { d, vnc };
}

void qsvga_unwatch(QSvgaWatched *w)
{
    qsvga_vnc_free(w->vnc);
    qsvga_stop(w->d);
}

void qsvga_watched_position(QSvga *d, uint32_t x, uint32_t y, bool on)
{
    g_assert_cmpuint(qsvga_stat(d, "cursor-x"), ==, x);
    g_assert_cmpuint(qsvga_stat(d, "cursor-y"), ==, y);
    g_assert_cmpuint(qsvga_stat(d, "cursor-on"), ==, on);
}

void qsvga_send_good(QSvga *d, QSvgaWay way, const uint32_t *words,
                     uint32_t bytes)
{
    g_autofree char *got = qsvga_send(d, way, words, bytes);

    g_assert_cmpstr(got, ==, NULL);
}

void qsvga_send_bad(QSvga *d, const uint32_t *words, uint32_t bytes,
                    const char *want)
{
    g_autofree char *got = qsvga_send(d, QSVGA_BY_FIFO, words, bytes);

    g_assert_cmpstr(got, ==, want);
}

uint32_t qsvga_texel(QSvga *d, uint32_t i)
{
    return qtest_readl(d->qts, d->ram + i * 4);
}

void qsvga_texels_fill(QSvga *d, uint32_t first)
{
    for (uint32_t i = 0; i < QSVGA_TEXELS; i++) {
        qtest_writel(d->qts, d->ram + i * 4, first + i);
    }
}

void qsvga_texels_id(QSvga *d, QSvgaWay way, uint32_t cmd, uint32_t id)
{
    const uint32_t words[] = { cmd, 4, id };

    qsvga_send_good(d, way, words, sizeof(words));
}

void qsvga_texels_make(QSvga *d, QSvgaWay way, uint32_t first)
{
    const uint32_t words[] = {
        SVGA_3D_CMD_DEFINE_GB_SURFACE, 36, 7, 0, SVGA3D_A8R8G8B8, 1, 0, 0,
        QSVGA_SIDE, QSVGA_SIDE, 1,
        SVGA_3D_CMD_DEFINE_GB_MOB64, 20, 7, SVGA3D_MOBFMT_RANGE,
        QSVGA_PPN_RAM, 0, QSVGA_PAGE,
        SVGA_3D_CMD_BIND_GB_SURFACE, 8, 7, 7,
    };

    qsvga_send_good(d, way, words, sizeof(words));
    qsvga_texels_fill(d, first);
    qsvga_texels_id(d, way, SVGA_3D_CMD_UPDATE_GB_SURFACE, 7);
}

void qsvga_texels_read(QSvga *d, QSvgaWay way)
{
    qtest_memset(d->qts, d->ram, 0, QSVGA_PAGE);
    qsvga_texels_id(d, way, SVGA_3D_CMD_READBACK_GB_SURFACE, 7);
}

void qsvga_texels_drop(QSvga *d, QSvgaWay way)
{
    qsvga_texels_id(d, way, SVGA_3D_CMD_DESTROY_GB_SURFACE, 7);
    qsvga_texels_id(d, way, SVGA_3D_CMD_DESTROY_GB_MOB, 7);
}

void qsvga_try_all(QSvgaWatched *w, uint32_t word, const QSvgaCapability *list)
{
    for (; list->try; list++) {
        g_test_message("bit 0x%x", list->bit);
        g_assert_cmphex(word & list->bit, ==, list->bit);
        word &= ~list->bit;
        list->try(w);
    }
    g_assert_cmphex(word, ==, 0);
}
