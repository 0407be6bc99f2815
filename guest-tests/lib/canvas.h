/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* A picture on a guest screen that a case can change. */

#ifndef GUEST_TESTS_CANVAS_H
#define GUEST_TESTS_CANVAS_H

#include "kms.h"
#include "picture.h"

struct canvas {
	struct kms_screen screen;
	struct kms_buffer buffer;
	struct picture picture;		/* expected on the host */
};

/* A pattern as 0xRRGGBB; no two pixels of a row or column are equal. */
uint32_t canvas_pattern(uint32_t x, uint32_t y);

/*
 * Show the pattern on the first screen, in its current mode or in @mode on one
 * that is open. 0 or a negative errno.
 */
int canvas_open(struct canvas *c, uint32_t bpp);
int canvas_show(struct canvas *c, const struct drm_mode_modeinfo *mode,
		uint32_t bpp);

/*
 * Compare once, when the device has done all that the driver has sent: 0 if the
 * host shows the picture, a positive number if not, or a negative errno.
 */
int canvas_expect_sent(struct canvas *c, const char *case_name,
		       const char *name);

/* Give the screen back and return @ret. */
int canvas_close(struct canvas *c, int ret);

/* Change a rectangle in the buffer only, or in the expected picture as well. */
void canvas_store(struct canvas *c, const struct drm_clip_rect *clip);
void canvas_invert(struct canvas *c, const struct drm_clip_rect *clip);

#endif
