/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A human monitor, which only the main loop serves. */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/sockets.h"
#include "svga-monitor.h"

#define PROMPT "(qemu) "

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
    qsvga_monitor_wait(m);
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

char *qsvga_monitor_read(QSvgaMonitor *m)
{
    GString *text = g_string_new(NULL);

    while (!g_str_has_suffix(text->str, PROMPT)) {
        char c;

        g_assert_cmpint(read(m->fd, &c, 1), ==, 1);
        g_string_append_c(text, c);
    }
    return g_string_free(text, FALSE);
}

void qsvga_monitor_wait(QSvgaMonitor *m)
{
    g_free(qsvga_monitor_read(m));
}

/* The monitor echoes its input; the number is on a line of its own. */
uint64_t qsvga_monitor_read_number(QSvgaMonitor *m)
{
    g_autofree char *text = qsvga_monitor_read(m);
    g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
    guint count = g_strv_length(lines);

    g_assert_cmpuint(count, >, 2);
    return g_ascii_strtoull(lines[count - 2], NULL, 10);
}

void qsvga_monitor_say(QSvgaMonitor *m, const char *text)
{
    g_assert_cmpint(qemu_write_full(m->fd, text, strlen(text)), ==,
                    strlen(text));
}
