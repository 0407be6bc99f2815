/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Screen targets and screendumps of them, for qtests. */

#include "qemu/osdep.h"
#include "../libqtest.h"
#include "svga-shot.h"

char *qsvga_shot_file(void)
{
    char *path = NULL;
    int fd = g_file_open_tmp("svga-screen-XXXXXX", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    return path;
}

QSvgaShot qsvga_shot_read(const char *path)
{
    QSvgaShot shot = { 0 };
    int header = 0;
    gsize size;

    g_assert_true(g_file_get_contents(path, &shot.file, &size, NULL));
    unlink(path);
    g_assert_cmpint(sscanf(shot.file, "P6 %u %u 255%n", &shot.width,
                           &shot.height, &header), ==, 2);
    shot.rgb = (uint8_t *)shot.file + header + 1;
    g_assert_cmpuint(size, ==, header + 1 + shot.width * shot.height * 3);
    return shot;
}

QSvgaShot qsvga_shoot_head(QSvga *d, unsigned head)
{
    g_autofree char *path = qsvga_shot_file();

    qtest_qmp_assert_success(d->qts, "{ 'execute': 'screendump', "
                             "'arguments': { 'filename': %s, "
                             "'device': 'svga', 'head': %u } }", path, head);
    return qsvga_shot_read(path);
}

QSvgaShot qsvga_shoot(QSvga *d)
{
    return qsvga_shoot_head(d, 0);
}

uint32_t qsvga_pixel(const QSvgaShot *shot, unsigned x, unsigned y)
{
    const uint8_t *p = shot->rgb + (y * shot->width + x) * 3;

    g_assert_cmpuint(x, <, shot->width);
    g_assert_cmpuint(y, <, shot->height);
    return p[0] << 16 | p[1] << 8 | p[2];
}

void qsvga_assert_pixel(QSvga *d, unsigned head, unsigned x, unsigned y,
                        uint32_t want)
{
    QSvgaShot shot = qsvga_shoot_head(d, head);

    g_assert_cmphex(qsvga_pixel(&shot, x, y), ==, want);
    g_free(shot.file);
}

void qsvga_assert_extent(QSvga *d, unsigned head, unsigned width,
                         unsigned height)
{
    QSvgaShot shot = qsvga_shoot_head(d, head);

    g_assert_cmpuint(shot.width, ==, width);
    g_assert_cmpuint(shot.height, ==, height);
    g_free(shot.file);
}

void qsvga_define_target(QSvga *d, uint32_t stid, uint32_t width,
                         uint32_t height, int32_t x_root)
{
    const SVGA3dCmdDefineGBScreenTarget cmd = {
        .stid = stid, .width = width, .height = height, .xRoot = x_root,
        .flags = stid ? 0 : SVGA_STFLAG_PRIMARY,
    };

    qsvga_cmd(d, SVGA_3D_CMD_DEFINE_GB_SCREENTARGET, &cmd, sizeof(cmd));
}

void qsvga_bind_target(QSvga *d, uint32_t stid, uint32_t sid)
{
    const SVGA3dCmdBindGBScreenTarget cmd = { stid, { sid, 0, 0 } };

    qsvga_cmd(d, SVGA_3D_CMD_BIND_GB_SCREENTARGET, &cmd, sizeof(cmd));
}

void qsvga_update_target(QSvga *d, uint32_t stid, uint32_t x, uint32_t y,
                         uint32_t w, uint32_t h)
{
    const SVGA3dCmdUpdateGBScreenTarget cmd = { stid, { x, y, w, h } };

    qsvga_cmd(d, SVGA_3D_CMD_UPDATE_GB_SCREENTARGET, &cmd, sizeof(cmd));
}
