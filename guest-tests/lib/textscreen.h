/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* The expected text console, from its characters, font and colours. */

#ifndef GUEST_TESTS_TEXTSCREEN_H
#define GUEST_TESTS_TEXTSCREEN_H

#include <stddef.h>

#include "picture.h"

/* Write to the foreground console: 0 or a negative errno. */
int textscreen_write(const char *text, size_t length);

/*
 * Draw the contents of the foreground console onto @picture, which has the
 * extent of the screen. Nothing is taken from graphics memory: characters,
 * colours and font come from the console itself.
 */
int textscreen_draw(struct picture *picture);

#endif
