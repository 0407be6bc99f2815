/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Screen targets and screendumps of them, for qtests. */

#ifndef TESTS_LIBQOS_SVGA_SHOT_H
#define TESTS_LIBQOS_SVGA_SHOT_H

#include "svga-gb.h"

/* A screendump as QEMU wrote it: binary PPM without its header. */
typedef struct QSvgaShot {
    unsigned width;
    unsigned height;
    uint8_t *rgb;
    gchar *file;                /* to be freed */
} QSvgaShot;

/*
 * The name of a new file for a screendump, to be freed; and the screendump in
 * such a file, which is removed.
 */
char *qsvga_shot_file(void);
QSvgaShot qsvga_shot_read(const char *path);

/* Of the device's console @head. */
QSvgaShot qsvga_shoot_head(QSvga *d, unsigned head);
QSvgaShot qsvga_shoot(QSvga *d);

/* A pixel as 0xRRGGBB. */
uint32_t qsvga_pixel(const QSvgaShot *shot, unsigned x, unsigned y);

/* Take a screendump to compare a single pixel, or only the extent. */
void qsvga_assert_pixel(QSvga *d, unsigned head, unsigned x, unsigned y,
                        uint32_t want);
void qsvga_assert_extent(QSvga *d, unsigned head, unsigned width,
                         unsigned height);

/* The commands; target 0 is the primary one, the others are to its right. */
void qsvga_define_target(QSvga *d, uint32_t stid, uint32_t width,
                         uint32_t height, int32_t x_root);
void qsvga_bind_target(QSvga *d, uint32_t stid, uint32_t sid);
void qsvga_update_target(QSvga *d, uint32_t stid, uint32_t x, uint32_t y,
                         uint32_t w, uint32_t h);

#endif
