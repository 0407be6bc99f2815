/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Large pictures, and screendumps of them that take a while, for qtests. */

#ifndef TESTS_LIBQOS_SVGA_DUMP_H
#define TESTS_LIBQOS_SVGA_DUMP_H

#include "svga-shot.h"

/* As qsvga_start(), with a FIFO and object tables. */
QSvga *qsvga_start_screens(const char *props, const char *args);

/* Define or destroy a target, and wait for that. */
void qsvga_put_target(QSvga *d, uint32_t stid, uint32_t width,
                      uint32_t height);
void qsvga_drop_target(QSvga *d, uint32_t stid);

/* The red of black, which is what a target without a surface shows. */
void qsvga_set_black(QSvga *d, uint8_t red);

/* Ask for a screendump; wait for the answer. */
void qsvga_dump_send(QSvga *d, unsigned head, const char *path);
void qsvga_dump_receive(QSvga *d);

/* Have a picture drawn that is too large to be looked at. */
void qsvga_draw(QSvga *d, unsigned head);

/* All of it is of one colour; frees @shot. */
void qsvga_assert_filled(QSvgaShot shot, uint32_t width, uint32_t height,
                         uint32_t rgb);

#endif
