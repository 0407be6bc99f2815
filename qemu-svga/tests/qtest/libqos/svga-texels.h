/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A small surface, and a device with a viewer, for qtests. */

#ifndef TESTS_LIBQOS_SVGA_TEXELS_H
#define TESTS_LIBQOS_SVGA_TEXELS_H

#include "svga-send.h"
#include "svga-vnc.h"

/* A surface of 8x8 texels of four bytes. */
#define QSVGA_SIDE 8
#define QSVGA_TEXELS (QSVGA_SIDE * QSVGA_SIDE)

/* A device that accepts commands both ways, and a VNC viewer. */
typedef struct QSvgaWatched {
    QSvga *d;
    QSvgaVnc *vnc;
} QSvgaWatched;

QSvgaWatched qsvga_watch(void);
void qsvga_unwatch(QSvgaWatched *w);

/* Assert the cursor's position and visibility. */
void qsvga_watched_position(QSvga *d, uint32_t x, uint32_t y, bool on);

/* Send commands that the device must accept, or refuse with @want. */
void qsvga_send_good(QSvga *d, QSvgaWay way, const uint32_t *words,
                     uint32_t bytes);
void qsvga_send_bad(QSvga *d, const uint32_t *words, uint32_t bytes,
                    const char *want);

/* Send a valid command whose whole body is one id. */
void qsvga_texels_id(QSvga *d, QSvgaWay way, uint32_t cmd, uint32_t id);

/* Texel @i of the memory behind QSVGA_PPN_RAM. */
uint32_t qsvga_texel(QSvga *d, uint32_t i);

/* Write @first, @first + 1, ... to it. */
void qsvga_texels_fill(QSvga *d, uint32_t first);

/*
 * Create surface 7 on MOB 7, which is that memory, both filled with @first,
 * @first + 1, ...; read the surface back over zeros; destroy both.
 */
void qsvga_texels_make(QSvga *d, QSvgaWay way, uint32_t first);
void qsvga_texels_read(QSvga *d, QSvgaWay way);
void qsvga_texels_drop(QSvga *d, QSvgaWay way);

/* A bit of a capability word, and a function that proves it. */
typedef struct QSvgaCapability {
    uint32_t bit;
    void (*try)(QSvgaWatched *w);
} QSvgaCapability;

/* Assert that @list has exactly the bits of @word, and that each works. */
void qsvga_try_all(QSvgaWatched *w, uint32_t word,
                   const QSvgaCapability *list);

#endif
