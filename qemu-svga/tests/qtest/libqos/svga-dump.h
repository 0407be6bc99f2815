/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Large pictures, and screendumps of them that take a while, for qtests. */

#ifndef TESTS_LIBQOS_SVGA_DUMP_H
#define TESTS_LIBQOS_SVGA_DUMP_H

#include "svga-shot.h"

/* Like qsvga_start(), but with a FIFO and object tables. */
QSvga *qsvga_start_screens(const char *props, const char *args);

/* Define or destroy a target, and wait until that is done. */
void qsvga_put_target(QSvga *d, uint32_t stid, uint32_t width,
                      uint32_t height);
void qsvga_drop_target(QSvga *d, uint32_t stid);

/* Set the red channel of black, the colour of a target without a surface. */
void qsvga_set_black(QSvga *d, uint8_t red);

/* Request a screendump; wait for its reply. */
void qsvga_dump_send(QSvga *d, unsigned head, const char *path);
void qsvga_dump_receive(QSvga *d);

/* Make the device draw a picture that is too large to be compared. */
void qsvga_draw(QSvga *d, unsigned head);

/* Assert that all of @shot has one colour; frees @shot. */
void qsvga_assert_filled(QSvgaShot shot, uint32_t width, uint32_t height,
                         uint32_t rgb);

#endif
