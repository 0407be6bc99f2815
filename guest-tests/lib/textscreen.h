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

/*
 * A picture of the guest's current mode. Looking for the mode opens the device,
 * and closing it makes the kernel draw its console.
 */
int textscreen_new(struct picture *picture);

/*
 * Wait until the first screen on the host shows the console, which is drawn
 * onto @picture anew for every comparison, since the kernel may write to it at
 * any time. 0, a positive number if it never does, or a negative errno.
 */
int textscreen_expect(const char *case_name, const char *name,
		      struct picture *picture);

#endif
