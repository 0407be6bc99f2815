/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A minimal VNC viewer for qtests: cursors and requests for sizes. */

#ifndef TESTS_LIBQOS_SVGA_VNC_H
#define TESTS_LIBQOS_SVGA_VNC_H

typedef struct QSvgaVnc {
    int fd;
    char *dir;                  /* holds the server's socket and key map */
    char *args;                 /* for QEMU's command line */
} QSvgaVnc;

typedef struct QSvgaVncCursor {
    uint16_t width;
    uint16_t height;
    uint16_t hot_x;
    uint16_t hot_y;
    uint32_t *argb;             /* to be freed */
} QSvgaVncCursor;

/* Make a directory for the server's files; QEMU is started with its args. */
QSvgaVnc *qsvga_vnc_new(void);

/* Connect, and enable alpha cursors and desktop sizes. */
void qsvga_vnc_connect(QSvgaVnc *vnc);
void qsvga_vnc_free(QSvgaVnc *vnc);

/* Wait for the next cursor that the server sends. */
QSvgaVncCursor qsvga_vnc_cursor(QSvgaVnc *vnc);

/* Assert that it is this one; the caller still frees the texels. */
void qsvga_vnc_expect(QSvgaVnc *vnc, const QSvgaVncCursor *want);

/* Request a size; returns once the server has confirmed forwarding it. */
void qsvga_vnc_resize(QSvgaVnc *vnc, uint16_t width, uint16_t height);

#endif
