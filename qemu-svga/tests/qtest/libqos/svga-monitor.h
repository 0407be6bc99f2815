/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A human monitor, which only the main loop serves. */

#ifndef LIBQOS_SVGA_MONITOR_H
#define LIBQOS_SVGA_MONITOR_H

#include "svga.h"

typedef struct QSvgaMonitor {
    char *dir;
    char *path;
    char *args;                 /* for QEMU's command line */
    int fd;
} QSvgaMonitor;

/* Call before QEMU is started with its args, and after; reads to the prompt. */
QSvgaMonitor *qsvga_monitor_new(void);
void qsvga_monitor_connect(QSvgaMonitor *m);
void qsvga_monitor_free(QSvgaMonitor *m);

/* Everything the monitor prints up to its next prompt; free it. */
char *qsvga_monitor_read(QSvgaMonitor *m);

/* The same, discarding the text. */
void qsvga_monitor_wait(QSvgaMonitor *m);
void qsvga_monitor_say(QSvgaMonitor *m, const char *text);

/* A command that reads a numeric property of the device, and its answer. */
#define QSVGA_MONITOR_STAT(name) "qom-get " QSVGA_PATH " " name "\n"
uint64_t qsvga_monitor_read_number(QSvgaMonitor *m);

#endif
