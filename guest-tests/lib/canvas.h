/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* A picture of our own on a screen of the guest, to be changed by a case. */

#ifndef GUEST_TESTS_CANVAS_H
#define GUEST_TESTS_CANVAS_H

#include "kms.h"
#include "picture.h"

struct canvas {
	struct kms_screen screen;
	struct kms_buffer buffer;
	struct picture picture;		/* what the host must see */
};

/* No two pixels of a row or a column are alike: 0xRRGGBB. */
uint32_t canvas_pattern(uint32_t x, uint32_t y);

/*
 * Show the pattern on the first screen, in its present mode or in @mode on one
 * that is open. 0 or a negative errno.
 */
int canvas_open(struct canvas *c, uint32_t bpp);
int canvas_show(struct canvas *c, const struct drm_mode_modeinfo *mode,
		uint32_t bpp);

/* Give the screen back; returns @ret. */
int canvas_close(struct canvas *c, int ret);

/* Change a rectangle, in the buffer only, or in what is expected as well. */
void canvas_store(struct canvas *c, const struct drm_clip_rect *clip);
void canvas_invert(struct canvas *c, const struct drm_clip_rect *clip);

#endif
