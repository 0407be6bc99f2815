/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* The text console as it must look, from its characters, font and colours. */

#ifndef GUEST_TESTS_TEXTSCREEN_H
#define GUEST_TESTS_TEXTSCREEN_H

#include <stddef.h>

#include "picture.h"

/* Write to the console in the foreground: 0 or a negative errno. */
int textscreen_write(const char *text, size_t length);

/*
 * Draw what the console in the foreground holds onto @picture, which has the
 * extent of the screen. Nothing of it comes from graphics memory: characters
 * and colours are the console's own, and so is the font.
 */
int textscreen_draw(struct picture *picture);

#endif
