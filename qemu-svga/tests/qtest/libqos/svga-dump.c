/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Large pictures, and screendumps of them that take a while, for qtests. */

#include "qemu/osdep.h"
#include "../libqtest.h"
#include "svga-dump.h"

QSvga *qsvga_start_screens(const char *props, const char *args)
{
    QSvga *d = qsvga_start(props, args);

    qsvga_fifo_init(d);
    qsvga_otables(d);
    qsvga_sync(d);
    return d;
}

void qsvga_put_target(QSvga *d, uint32_t stid, uint32_t width,
                      uint32_t height)
{
    qsvga_define_target(d, stid, width, height, 0);
    qsvga_sync(d);
}

void qsvga_drop_target(QSvga *d, uint32_t stid)
{
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, stid);
    qsvga_sync(d);
}

void qsvga_set_black(QSvga *d, uint8_t red)
{
    qsvga_write(d, SVGA_PALETTE_BASE, red);
}

void qsvga_dump_send(QSvga *d, unsigned head, const char *path)
{
    qtest_qmp_send(d->qts, "{ 'execute': 'screendump', 'arguments': { "
                   "'filename': %s, 'device': 'svga', 'head': %u } }",
                   path, head);
}

void qsvga_dump_receive(QSvga *d)
{
    QDict *response = qtest_qmp_receive(d->qts);

    g_assert_true(qdict_haskey(response, "return"));
    qobject_unref(response);
}

void qsvga_draw(QSvga *d, unsigned head)
{
    qsvga_dump_send(d, head, "/dev/null");
    qsvga_dump_receive(d);
}

void qsvga_assert_filled(QSvgaShot shot, uint32_t width, uint32_t height,
                         uint32_t rgb)
{
    g_assert_cmpuint(shot.width, ==, width);
    g_assert_cmpuint(shot.height, ==, height);
    for (uint32_t y = 0; y < height; y++) {
        for (uint32_t x = 0; x < width; x++) {
            g_assert_cmphex(qsvga_pixel(&shot, x, y), ==, rgb);
        }
    }
    g_free(shot.file);
}
