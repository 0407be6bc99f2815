/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A human monitor, which is served by the main loop and no other thread. */

#ifndef LIBQOS_SVGA_MONITOR_H
#define LIBQOS_SVGA_MONITOR_H

typedef struct QSvgaMonitor {
    char *dir;
    char *path;
    char *args;                 /* for QEMU's command line */
    int fd;
} QSvgaMonitor;

#define QSVGA_PROMPT "(qemu) "

/* Before QEMU is started with its args, and once it was. */
QSvgaMonitor *qsvga_monitor_new(void);
void qsvga_monitor_connect(QSvgaMonitor *m);
void qsvga_monitor_free(QSvgaMonitor *m);

/* Everything that it says up to @text. */
void qsvga_monitor_expect(QSvgaMonitor *m, const char *text);
void qsvga_monitor_say(QSvgaMonitor *m, const char *text);

#endif
