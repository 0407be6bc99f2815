// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Screens that are switched off and on again show what they showed before. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/tiocl.h>

#include "atomic.h"
#include "canvas.h"
#include "cases.h"
#include "textscreen.h"

#define CONSOLE "/dev/tty0"
/* No line of the console is higher. */
#define LINE_ROWS 32

/* By the property of a CRTC. */
static int switch_active(struct canvas *c, bool on)
{
	struct atomic a = { 0 };
	int ret = atomic_enable(&c->screen);

	if (!ret)
		ret = atomic_add(&c->screen, &a, c->screen.crtc, "ACTIVE", on);
	return ret ? ret : atomic_commit(&c->screen, &a,
					 DRM_MODE_ATOMIC_ALLOW_MODESET);
}

/* By that of a connector, as X does. */
static int switch_dpms(struct canvas *c, bool on)
{
	struct drm_mode_connector_set_property set = {
		.connector_id = c->screen.connector,
		.value = on ? DRM_MODE_DPMS_ON : DRM_MODE_DPMS_OFF,
	};
	int ret = atomic_property(&c->screen, set.connector_id, "DPMS",
				  &set.prop_id);

	if (!ret && ioctl(c->screen.fd, DRM_IOCTL_MODE_SETPROPERTY, &set))
		ret = -errno;
	return ret;
}

/* A screen that is off is black, and keeps its size. */
static int expect_black(struct test_case *test, const struct picture *like)
{
	struct picture black;
	int ret = picture_new(&black, like->width, like->height);

	if (!ret)
		ret = picture_expect(test->name, "off", &black);
	picture_free(&black);
	return ret;
}

static int test_switch(struct test_case *test,
		       int (*set)(struct canvas *c, bool on))
{
	struct canvas c = { 0 };
	int ret = canvas_open(&c, 32);

	if (!ret)
		ret = picture_expect(test->name, "before", &c.picture);
	if (!ret)
		ret = set(&c, false);
	if (!ret)
		ret = expect_black(test, &c.picture);
	if (!ret)
		ret = set(&c, true);
	if (!ret)
		ret = canvas_expect_sent(&c, test->name, "on");
	return canvas_close(&c, ret);
}

static int test_active(struct test_case *test)
{
	return test_switch(test, switch_active);
}

static int test_dpms(struct test_case *test)
{
	return test_switch(test, switch_dpms);
}

/* As after the minutes without a key that setterm sets. */
static int switch_console(char order)
{
	int fd = open(CONSOLE, O_RDWR | O_CLOEXEC | O_NOCTTY);
	int ret = fd < 0 || ioctl(fd, TIOCLINUX, &order) ? -errno : 0;

	if (fd >= 0)
		close(fd);
	return ret;
}

static int say(const char *text)
{
	return textscreen_write(text, strlen(text));
}

/*
 * The console's messages reach the host at any time, so wait until the first
 * line, which was written last, is there: then the rest must be, too.
 */
static int judge_console(struct test_case *test, struct picture *picture)
{
	size_t line = (size_t)picture->width * LINE_ROWS;
	size_t all = (size_t)picture->width * picture->height;
	long long end = 0;
	int ret = 0, seen;

	while (!ret && picture_again(&end)) {
		memset(picture->pixel, 0, all * sizeof(*picture->pixel));
		ret = textscreen_draw(picture);
		if (ret)
			break;
		seen = picture_compare(test->name, "on", picture);
		if (seen <= 0)
			return seen;
		memset(picture->pixel + line, 0,
		       (all - line) * sizeof(*picture->pixel));
		seen = picture_compare(test->name, "on", picture);
		if (seen < 0)
			return seen;
		if (!seen) {
			printf("the screen shows something else: what was written since\n");
			return TEST_FAIL;
		}
	}
	printf("the host shows neither the console nor its first line\n");
	return ret ? ret : TEST_FAIL;
}

static int blank_console(struct test_case *test, struct picture *picture)
{
	int ret = say("\033[?25l\033[2J\033[5;1Ha line\r\n\nanother line\r\n");

	if (!ret)
		ret = textscreen_expect(test->name, "before", picture);
	if (!ret)
		ret = switch_console(TIOCL_BLANKSCREEN);
	if (!ret)
		ret = expect_black(test, picture);
	if (!ret)
		ret = switch_console(TIOCL_UNBLANKSCREEN);
	if (!ret)
		ret = say("\033[Hthe first line");
	return ret ? ret : judge_console(test, picture);
}

static int test_console(struct test_case *test)
{
	struct picture picture;
	int ret = textscreen_new(&picture);

	if (!ret)
		ret = blank_console(test, &picture);
	picture_free(&picture);
	return ret;
}

static const struct test_pattern patterns[] = {
	TEST_SCREEN(active),
	TEST_SCREEN(dpms),
	TEST_SCREEN(console),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "power", patterns, ARRAY_SIZE(patterns));
}
