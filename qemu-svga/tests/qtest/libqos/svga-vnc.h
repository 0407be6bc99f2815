/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The little of a VNC viewer that qtests need: cursors and wishes for sizes. */

#ifndef TESTS_LIBQOS_SVGA_VNC_H
#define TESTS_LIBQOS_SVGA_VNC_H

typedef struct QSvgaVnc {
    int fd;
    char *dir;                  /* of the server's socket and key map */
    char *args;                 /* what QEMU is to be started with */
} QSvgaVnc;

typedef struct QSvgaVncCursor {
    uint16_t width;
    uint16_t height;
    uint16_t hot_x;
    uint16_t hot_y;
    uint32_t *argb;             /* to be freed */
} QSvgaVncCursor;

/* Make a place for the server's files; QEMU is started with its args. */
QSvgaVnc *qsvga_vnc_new(void);

/* Connect, and ask for alpha cursors and desktop sizes. */
void qsvga_vnc_connect(QSvgaVnc *vnc);
void qsvga_vnc_free(QSvgaVnc *vnc);

/* The next cursor that the server sends; waits for it. */
QSvgaVncCursor qsvga_vnc_cursor(QSvgaVnc *vnc);

/* It is this one; its texels are to be freed by whoever has them. */
void qsvga_vnc_expect(QSvgaVnc *vnc, const QSvgaVncCursor *want);

/* Ask for a size; return when the server says that it has passed it on. */
void qsvga_vnc_resize(QSvgaVnc *vnc, uint16_t width, uint16_t height);

#endif
