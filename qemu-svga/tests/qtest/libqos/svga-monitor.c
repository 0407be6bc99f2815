/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A human monitor, which is served by the main loop and no other thread. */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/sockets.h"
#include "svga-monitor.h"

QSvgaMonitor *qsvga_monitor_new(void)
{
    QSvgaMonitor *m = g_new0(QSvgaMonitor, 1);

    m->dir = g_dir_make_tmp("qsvga-hmp-XXXXXX", NULL);
    g_assert_nonnull(m->dir);
    m->path = g_build_filename(m->dir, "hmp", NULL);
    m->args = g_strdup_printf("-chardev socket,id=hmp,path=%s,server=on,"
                              "wait=off -mon chardev=hmp,mode=readline",
                              m->path);
    return m;
}

void qsvga_monitor_connect(QSvgaMonitor *m)
{
    m->fd = unix_connect(m->path, &error_abort);
}

void qsvga_monitor_free(QSvgaMonitor *m)
{
    close(m->fd);
    unlink(m->path);
    rmdir(m->dir);
    g_free(m->args);
    g_free(m->path);
    g_free(m->dir);
    g_free(m);
}

void qsvga_monitor_expect(QSvgaMonitor *m, const char *text)
{
    g_autoptr(GString) seen = g_string_new(NULL);

    while (!strstr(seen->str, text)) {
        char c;

        g_assert_cmpint(read(m->fd, &c, 1), ==, 1);
        g_string_append_c(seen, c);
    }
}

void qsvga_monitor_say(QSvgaMonitor *m, const char *text)
{
    g_assert_cmpint(qemu_write_full(m->fd, text, strlen(text)), ==,
                    strlen(text));
}
