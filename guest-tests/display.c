// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* The host shows the guest's picture, pixel for pixel, and its cursor and palette. */

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <vmwgfx_drm.h>

#include "canvas.h"
#include "cases.h"
#include "control.h"
#include "foreign.h"
#include "modetest.h"
#include "picture.h"
#include "textscreen.h"

/* The seven bars of modetest's picture, and black. */
#define PICTURE_COLOURS 8
#define GAMMA_SIZE 256
/* vmwgfx only accepts cursors of this width and height. */
#define CURSOR_SIDE 64
/* A size that is not in any list of common modes. */
#define ODD_WIDTH 1304
#define ODD_HEIGHT 808
/* Smaller than the first head. */
#define SECOND_WIDTH 1024
#define SECOND_HEIGHT 768

static int kms_call(const struct kms_screen *screen, unsigned long request,
		    void *arg)
{
	return ioctl(screen->fd, request, arg) ? -errno : 0;
}

/* All printable characters in all colours, without a blinking cursor. */
static int fill_console(void)
{
	char text[4096];
	int length = snprintf(text, sizeof(text), "\033[?25l\033[2J\033[H");
	int fg, bg, c;

	for (bg = 0; bg < 8; bg++) {
		for (fg = 0; fg < 16; fg++)
			length += snprintf(text + length,
					   sizeof(text) - length,
					   "\033[%d;%dm%x%x", fg < 8 ? 30 + fg :
					   82 + fg, 40 + bg, bg, fg);
		length += snprintf(text + length, sizeof(text) - length,
				   "\033[0m\n");
	}
	for (c = ' '; c < 0x7f; c++)
		text[length++] = c;
	return textscreen_write(text, length);
}

static int test_console(struct test_case *test)
{
	struct picture picture;
	int ret = textscreen_new(&picture);

	if (ret)
		return ret;
	ret = fill_console();
	if (!ret)
		ret = textscreen_expect(test->name, "console", &picture);
	picture_free(&picture);
	return ret;
}

/* Wait until modetest has set its mode and the host shows its bars. */
static int wait_for_mode(struct test_case *test, struct modetest *m,
			 const struct drm_mode_modeinfo *mode)
{
	struct pollfd gone = { .fd = m->pidfd, .events = POLLIN };
	struct control_picture seen = { 0 };
	long long end = 0;
	int ret;

	while (picture_again(&end)) {
		if (poll(&gone, 1, 0) > 0)
			return TEST_FAIL;
		ret = control_screenshot(test->name, "modetest", 0, NULL, 0,
					 &seen);
		if (ret)
			return ret;
		if (seen.width == mode->hdisplay &&
		    seen.height == mode->vdisplay &&
		    seen.colours >= PICTURE_COLOURS)
			return TEST_PASS;
	}
	printf("the host shows %lldx%lld with %lld colours\n", seen.width,
	       seen.height, seen.colours);
	return TEST_FAIL;
}

/* modetest's picture is in the buffer that its CRTC shows. */
static int compare_shown(struct test_case *test, struct kms_screen *screen)
{
	struct kms_buffer buffer;
	struct picture picture;
	int ret = kms_buffer_shown(screen, &buffer);

	if (ret)
		return ret;
	ret = picture_new(&picture, buffer.width, buffer.height);
	if (!ret) {
		picture_read(&picture, &buffer);
		ret = picture_expect(test->name, "modetest", &picture);
		picture_free(&picture);
	}
	kms_buffer_unmap(&buffer);
	return ret;
}

/* A mode smaller than the current one, which would be no change. */
static const struct drm_mode_modeinfo *other_mode(const struct kms_screen *s)
{
	uint32_t i;

	for (i = 0; i < s->modes; i++) {
		if (s->mode[i].hdisplay < s->width &&
		    s->mode[i].vdisplay < s->height)
			return &s->mode[i];
	}
	return NULL;
}

static int test_modetest(struct test_case *test)
{
	const struct drm_mode_modeinfo *mode;
	struct modetest modetest = { .pid = -1 };
	struct kms_screen screen;
	int ret = kms_open(&screen);
	int ended;

	if (ret)
		return ret;
	/* There is only one master, and it must be modetest. */
	mode = other_mode(&screen);
	ret = kms_call(&screen, DRM_IOCTL_DROP_MASTER, NULL);
	if (ret || !mode) {
		printf("no mode below %ux%u\n", screen.width, screen.height);
		return ret ? ret : TEST_FAIL;
	}
	printf("from %ux%u to %ux%u\n", screen.width, screen.height,
	       mode->hdisplay, mode->vdisplay);
	ret = modetest_start(&screen, mode, &modetest);
	if (ret)
		return ret;
	ret = wait_for_mode(test, &modetest, mode);
	if (!ret)
		ret = compare_shown(test, &screen);
	ended = modetest_end(&modetest);
	kms_close(&screen);
	/* Linux 6.1's vmwgfx gives no handles of such buffers. */
	if (ret == -ENODEV)
		return foreign_lacks("handle of the buffer that is shown");
	return ret ? ret : ended;
}

static int test_pattern_bpp(struct test_case *test, const char *name,
			    uint32_t bpp)
{
	struct canvas c = { 0 };
	int ret = canvas_open(&c, bpp);

	if (!ret)
		ret = picture_expect(test->name, name, &c.picture);
	return canvas_close(&c, ret);
}

static int test_pattern(struct test_case *test)
{
	return test_pattern_bpp(test, "pattern", 32);
}

static int test_pattern_16bpp(struct test_case *test)
{
	return test_pattern_bpp(test, "pattern_16bpp", 16);
}

/*
 * Rectangles change one after the other, and each is reported separately. Their
 * edges are arbitrary, and the last one is a single pixel.
 */
static int test_damage(struct test_case *test)
{
	static const struct drm_clip_rect clips[] = {
		{ 101, 67, 402, 290 }, { 0, 299, 1, 600 },
		{ 1023, 599, 1024, 600 },
	};
	struct canvas c = { 0 };
	int ret = canvas_open(&c, 32);
	size_t i;

	if (!ret)
		ret = picture_expect(test->name, "damage", &c.picture);
	for (i = 0; !ret && i < ARRAY_SIZE(clips); i++) {
		canvas_invert(&c, &clips[i]);
		ret = kms_damage(&c.screen, &c.buffer, &clips[i]);
		if (!ret)
			ret = picture_expect(test->name, "damage", &c.picture);
	}
	return canvas_close(&c, ret);
}

/* Red falls, green is halved, blue is unchanged; or all are unchanged. */
static int set_gamma(const struct kms_screen *screen, bool on)
{
	uint16_t red[GAMMA_SIZE], green[GAMMA_SIZE], blue[GAMMA_SIZE];
	struct drm_mode_crtc_lut lut = {
		.crtc_id = screen->crtc, .gamma_size = GAMMA_SIZE,
		.red = (uintptr_t)red, .green = (uintptr_t)green,
		.blue = (uintptr_t)blue,
	};
	int i;

	for (i = 0; i < GAMMA_SIZE; i++) {
		red[i] = (on ? 255 - i : i) * 257;
		green[i] = (on ? i / 2 : i) * 257;
		blue[i] = i * 257;
	}
	return kms_call(screen, DRM_IOCTL_MODE_SETGAMMA, &lut);
}

static void expect_gamma(struct picture *picture)
{
	size_t i;

	for (i = 0; i < (size_t)picture->width * picture->height; i++) {
		uint32_t *pixel = &picture->pixel[i];

		*pixel = (0xff0000 - (*pixel & 0xff0000)) |
			 (*pixel >> 1 & 0x7f00) | (*pixel & 0xff);
	}
}

static int test_gamma(struct test_case *test)
{
	struct canvas c = { 0 };
	int ret = canvas_open(&c, 32);
	int restored;

	if (!ret)
		ret = set_gamma(&c.screen, true);
	if (ret)
		return canvas_close(&c, ret);
	expect_gamma(&c.picture);
	ret = picture_expect(test->name, "gamma", &c.picture);
	restored = set_gamma(&c.screen, false);
	picture_read(&c.picture, &c.buffer);
	if (!ret)
		ret = restored;
	if (!ret)
		ret = picture_expect(test->name, "gamma", &c.picture);
	return canvas_close(&c, ret);
}

/* The device reads the FIFO's registers when a screen is refreshed. */
static int expect_property(struct test_case *test, const char *name,
			   long long want)
{
	struct control_picture seen;
	long long value = -1;
	long long end = 0;
	int ret;

	while (picture_again(&end)) {
		ret = control_screenshot(test->name, "cursor", 0, NULL, 0,
					 &seen);
		if (!ret)
			ret = control_property(name, &value);
		if (ret || value == want)
			return ret;
	}
	printf("%s is %lld, expected %lld\n", name, value, want);
	return TEST_FAIL;
}

static int move_cursor(struct test_case *test, const struct kms_screen *screen,
		       struct drm_mode_cursor2 *cursor)
{
	int ret;

	cursor->flags = DRM_MODE_CURSOR_BO | DRM_MODE_CURSOR_MOVE;
	cursor->crtc_id = screen->crtc;
	ret = kms_call(screen, DRM_IOCTL_MODE_CURSOR2, cursor);
	if (!ret)
		ret = expect_property(test, "cursor-on", cursor->handle != 0);
	if (ret || !cursor->handle)
		return ret;
	/* The device's positions are those of the hot spot. */
	ret = expect_property(test, "cursor-x", cursor->x + cursor->hot_x);
	if (!ret)
		ret = expect_property(test, "cursor-y",
				      cursor->y + cursor->hot_y);
	return ret;
}

static int test_cursor(struct test_case *test)
{
	struct drm_mode_cursor2 cursor = {
		.x = 300, .y = 200, .width = CURSOR_SIDE,
		.height = CURSOR_SIDE, .hot_x = 5, .hot_y = 9,
	};
	struct kms_buffer buffer;
	struct canvas c = { 0 };
	int ret = canvas_open(&c, 32);
	uint32_t i;

	if (!ret)
		ret = kms_buffer_new(&c.screen, CURSOR_SIDE, CURSOR_SIDE, 32,
				     &buffer);
	if (ret)
		return canvas_close(&c, ret);
	for (i = 0; i < CURSOR_SIDE * CURSOR_SIDE; i++)
		((uint32_t *)buffer.pixels)[i] = (i & 0xff) << 24 |
			canvas_pattern(i % CURSOR_SIDE, i / CURSOR_SIDE);
	cursor.handle = buffer.handle;
	ret = move_cursor(test, &c.screen, &cursor);
	if (!ret)
		ret = expect_property(test, "cursor-crc",
				      picture_crc(buffer.pixels,
						  CURSOR_SIDE * CURSOR_SIDE *
						  4));
	cursor.x = 17;
	cursor.y = 33;
	if (!ret)
		ret = move_cursor(test, &c.screen, &cursor);
	cursor.handle = 0;
	if (!ret)
		ret = move_cursor(test, &c.screen, &cursor);
	/* The picture below the cursor does not change. */
	if (!ret)
		ret = picture_expect(test->name, "cursor", &c.picture);
	return canvas_close(&c, ret);
}

/* Acts as a guest agent when the host asks for another size. */
static int test_layout(struct test_case *test)
{
	const struct drm_vmw_rect rect = { .w = ODD_WIDTH, .h = ODD_HEIGHT };
	const struct drm_mode_modeinfo *mode;
	struct canvas c = { 0 };
	int ret = kms_open(&c.screen);
	int restored;

	if (ret)
		return ret;
	ret = kms_lay_out(&c.screen, &rect, 1);
	if (!ret)
		ret = kms_refresh(&c.screen);
	mode = kms_mode(&c.screen, ODD_WIDTH, ODD_HEIGHT);
	if (!ret && !mode) {
		printf("the connector has no mode %ux%u\n", ODD_WIDTH,
		       ODD_HEIGHT);
		ret = TEST_FAIL;
	}
	if (!ret)
		ret = canvas_show(&c, mode, 32);
	if (!ret)
		ret = picture_expect(test->name, "layout", &c.picture);
	restored = kms_lay_out(&c.screen, NULL, 0);
	return canvas_close(&c, ret ? ret : restored);
}

/*
 * Enable the second connector, to the right of the first, with another picture.
 */
static int open_second(const struct canvas *first, struct canvas *second)
{
	const struct drm_vmw_rect rects[] = {
		{ .w = first->screen.width, .h = first->screen.height },
		{ .x = first->screen.width, .w = SECOND_WIDTH,
		  .h = SECOND_HEIGHT },
	};
	const struct drm_clip_rect all = { 0, 0, SECOND_WIDTH, SECOND_HEIGHT };
	const struct drm_mode_modeinfo *mode;
	int ret = kms_lay_out(&first->screen, rects, ARRAY_SIZE(rects));

	if (!ret)
		ret = kms_open_beside(&first->screen, 1, &second->screen);
	if (ret)
		return ret;
	mode = kms_mode(&second->screen, SECOND_WIDTH, SECOND_HEIGHT);
	if (!mode)
		return -ENOENT;
	ret = canvas_show(second, mode, 32);
	if (ret)
		return ret;
	canvas_invert(second, &all);
	return kms_damage(&second->screen, &second->buffer, &all);
}

static int expect_both(struct test_case *test, const struct canvas *c)
{
	int ret = picture_expect(test->name, "first_head", &c[0].picture);

	return ret ? ret :
	       picture_expect(test->name, "second_head", &c[1].picture);
}

/* The same rectangle changes on both; each head is reported separately. */
static int damage_both(struct test_case *test, struct canvas *c, int first,
		       const struct drm_clip_rect *clip)
{
	struct canvas *now = &c[first], *later = &c[!first];
	int ret;

	canvas_invert(now, clip);
	canvas_store(later, clip);
	ret = kms_damage(&now->screen, &now->buffer, clip);
	if (!ret)
		ret = expect_both(test, c);
	picture_read(&later->picture, &later->buffer);
	if (!ret)
		ret = kms_damage(&later->screen, &later->buffer, clip);
	return ret ? ret : expect_both(test, c);
}

static int test_second_head(struct test_case *test)
{
	static const struct drm_clip_rect clips[] = {
		{ 101, 67, 402, 290 }, { 0, 299, 1, 600 },
		{ SECOND_WIDTH - 1, SECOND_HEIGHT - 1, SECOND_WIDTH,
		  SECOND_HEIGHT },
	};
	struct canvas c[2] = { 0 };
	int ret = canvas_open(&c[0], 32);
	size_t i;

	if (!ret)
		ret = open_second(&c[0], &c[1]);
	if (!ret)
		ret = expect_both(test, c);
	for (i = 0; !ret && i < ARRAY_SIZE(clips); i++)
		ret = damage_both(test, c, i % 2, &clips[i]);
	kms_lay_out(&c[0].screen, NULL, 0);
	picture_free(&c[1].picture);
	return canvas_close(&c[0], ret);
}

static const struct test_pattern patterns[] = {
	TEST_SCREEN(console),
	TEST_SCREEN(modetest),
	TEST_SCREEN(pattern),
	TEST_SCREEN(pattern_16bpp),
	TEST_SCREEN(damage),
	TEST_SCREEN(gamma),
	TEST_SCREEN(cursor),
	TEST_SCREEN(layout),
	TEST_SCREEN(second_head),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "display", patterns,
			 ARRAY_SIZE(patterns));
}
