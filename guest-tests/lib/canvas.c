// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* A picture on a guest screen that a case can change. */

#include <errno.h>
#include <stdio.h>

#include "canvas.h"
#include "vmw_execbuf.h"

uint32_t canvas_pattern(uint32_t x, uint32_t y)
{
	return (x * 0x010307 ^ y * 0x030501) & 0xffffff;
}

static void put_pixel(struct kms_buffer *buffer, uint32_t x, uint32_t y,
		      uint32_t rgb)
{
	uint8_t *row = buffer->pixels + (size_t)y * buffer->pitch;

	if (buffer->bpp == 32)
		((uint32_t *)row)[x] = rgb;
	else
		((uint16_t *)row)[x] = (rgb >> 8 & 0xf800) |
				       (rgb >> 5 & 0x07e0) |
				       (rgb >> 3 & 0x001f);
}

static void invert_pixel(struct kms_buffer *buffer, uint32_t x, uint32_t y)
{
	uint8_t *row = buffer->pixels + (size_t)y * buffer->pitch;

	if (buffer->bpp == 32)
		((uint32_t *)row)[x] ^= 0xffffff;
	else
		((uint16_t *)row)[x] ^= 0xffff;
}

int canvas_show(struct canvas *c, const struct drm_mode_modeinfo *mode,
		uint32_t bpp)
{
	int ret = kms_buffer_new(&c->screen, mode->hdisplay, mode->vdisplay,
				 bpp, &c->buffer);
	uint32_t x, y;

	if (!ret)
		ret = picture_new(&c->picture, mode->hdisplay, mode->vdisplay);
	if (ret)
		return ret;
	c->picture.head = c->screen.head;
	for (y = 0; y < c->buffer.height; y++) {
		for (x = 0; x < c->buffer.width; x++)
			put_pixel(&c->buffer, x, y, canvas_pattern(x, y));
	}
	picture_read(&c->picture, &c->buffer);
	return kms_show(&c->screen, &c->buffer, mode);
}

int canvas_open(struct canvas *c, uint32_t bpp)
{
	int ret = kms_open(&c->screen);

	if (ret)
		return ret;
	return canvas_show(c, kms_mode(&c->screen, c->screen.width,
				       c->screen.height), bpp);
}

int canvas_expect_sent(struct canvas *c, const char *case_name,
		       const char *name)
{
	int ret = vmw_execbuf_sync(c->screen.fd);

	if (!ret)
		ret = picture_compare(case_name, name, &c->picture);
	if (ret > 0)
		printf("%s: the screen shows something else\n", name);
	return ret;
}

int canvas_close(struct canvas *c, int ret)
{
	picture_free(&c->picture);
	kms_close(&c->screen);
	return ret;
}

void canvas_store(struct canvas *c, const struct drm_clip_rect *clip)
{
	uint32_t x, y;

	for (y = clip->y1; y < clip->y2; y++) {
		for (x = clip->x1; x < clip->x2; x++)
			invert_pixel(&c->buffer, x, y);
	}
}

void canvas_invert(struct canvas *c, const struct drm_clip_rect *clip)
{
	canvas_store(c, clip);
	picture_read(&c->picture, &c->buffer);
}
