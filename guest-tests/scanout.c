// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Framebuffers that are shown one after the other: by flips, by commits, by reports of damage. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "atomic.h"
#include "canvas.h"
#include "cases.h"
#include "memory.h"

/* A mode whose buffers leave room for a leak of twenty. */
#define SMALL_WIDTH 800
#define SMALL_HEIGHT 600
#define REPORTS 20
#define FLIPS 24

/* Show a black buffer, which has no pages before somebody stores to it. */
static int show_black(struct canvas *c, bool touched)
{
	const struct drm_mode_modeinfo *mode;
	int ret = kms_open(&c->screen);

	if (ret)
		return ret;
	mode = kms_mode(&c->screen, SMALL_WIDTH, SMALL_HEIGHT);
	if (!mode)
		return -ENOENT;
	ret = picture_new(&c->picture, SMALL_WIDTH, SMALL_HEIGHT);
	if (!ret)
		ret = kms_buffer_new(&c->screen, SMALL_WIDTH, SMALL_HEIGHT, 32,
				     &c->buffer);
	if (ret)
		return ret;
	if (touched)
		memset(c->buffer.pixels, 0, c->buffer.size);
	return kms_show(&c->screen, &c->buffer, mode);
}

/*
 * Report the whole picture. True if that took the memory of a buffer: what else
 * comes and goes meanwhile is less, or does so once.
 */
static bool report_loses(struct canvas *c, int *ret)
{
	static const struct drm_clip_rect all = {
		0, 0, SMALL_WIDTH, SMALL_HEIGHT,
	};
	long long before = memory_available(), after;

	*ret = before < 0 ? before :
	       kms_damage(&c->screen, &c->buffer, &all);
	after = memory_available();
	if (after < 0)
		*ret = after;
	return before - after > (long long)c->buffer.size / 2;
}

/* A buffer without pages gets them when the driver first copies from it, once. */
static int report_black(struct test_case *test, bool touched)
{
	struct canvas c = { 0 };
	int i, losses = 0, ret = show_black(&c, touched);

	for (i = 0; i < REPORTS && !ret; i++)
		losses += report_loses(&c, &ret);
	if (!ret)
		ret = canvas_expect_sent(&c, test->name, "black");
	if (!ret && losses > REPORTS / 2) {
		printf("%d of %d reports lost a buffer's memory\n", losses,
		       REPORTS);
		ret = TEST_FAIL;
	}
	return canvas_close(&c, ret);
}

static int test_untouched(struct test_case *test)
{
	return report_black(test, false);
}

static int test_touched(struct test_case *test)
{
	return report_black(test, true);
}

/* Two buffers that take turns on the screen. */
struct flipper {
	struct canvas c;	/* its buffer is the one to be drawn to */
	struct kms_buffer shown;
	uint32_t plane;
	bool clips;		/* tell what has changed */
};

static void swap_buffers(struct flipper *f)
{
	const struct kms_buffer shown = f->shown;

	f->shown = f->c.buffer;
	f->c.buffer = shown;
}

static int flipper_open(struct flipper *f)
{
	const struct drm_mode_modeinfo *mode;
	int ret = kms_open(&f->c.screen);

	if (!ret)
		ret = atomic_enable(&f->c.screen);
	if (!ret)
		ret = atomic_primary_plane(&f->c.screen, &f->plane);
	if (ret)
		return ret;
	mode = kms_mode(&f->c.screen, f->c.screen.width, f->c.screen.height);
	ret = canvas_show(&f->c, mode, 32);
	if (ret)
		return ret;
	f->shown = f->c.buffer;
	picture_free(&f->c.picture);
	ret = canvas_show(&f->c, mode, 32);
	if (!ret)
		swap_buffers(f);
	return ret;
}

static int commit_flip(struct flipper *f, const struct drm_mode_rect *rect,
		       uint32_t flags)
{
	struct kms_screen *screen = &f->c.screen;
	struct atomic a = { 0 };
	uint32_t blob = 0;
	int ret = atomic_add(screen, &a, f->plane, "FB_ID", f->c.buffer.fb);

	if (!ret && f->clips)
		ret = atomic_blob(screen, rect, sizeof(*rect), &blob);
	if (!ret && f->clips)
		ret = atomic_add(screen, &a, f->plane, "FB_DAMAGE_CLIPS", blob);
	if (ret)
		return ret;
	/* busy until the commit before is done */
	do {
		ret = atomic_commit(screen, &a, flags);
	} while (ret == -EBUSY);
	if (!ret && flags & DRM_MODE_PAGE_FLIP_EVENT)
		ret = atomic_wait(screen);
	if (f->clips)
		atomic_blob_free(screen, blob);
	return ret;
}

/*
 * Each frame is the one before but for a rectangle, so that the other buffer
 * needs that of the frame before, too.
 */
static int flip(struct flipper *f, int number, uint32_t flags)
{
	static struct drm_clip_rect before;
	const struct drm_clip_rect now = {
		.x1 = 13 * number, .y1 = 17 * number,
		.x2 = 13 * number + 101, .y2 = 17 * number + 67,
	};
	const struct drm_mode_rect rect = {
		.x1 = now.x1, .y1 = now.y1, .x2 = now.x2, .y2 = now.y2,
	};
	int ret;

	canvas_store(&f->c, &before);
	canvas_store(&f->c, &now);
	before = now;
	ret = commit_flip(f, &rect, flags);
	swap_buffers(f);
	return ret;
}

static int test_flips(struct test_case *test, bool clips, uint32_t flags)
{
	struct flipper f = { .clips = clips };
	int i, ret = flipper_open(&f);

	for (i = 0; i < FLIPS && !ret; i++)
		ret = flip(&f, i, flags);
	if (!ret) {
		picture_read(&f.c.picture, &f.shown);
		ret = picture_expect(test->name, "flips", &f.c.picture);
	}
	return canvas_close(&f.c, ret);
}

#define BLOCKING 0
#define WAITED (DRM_MODE_PAGE_FLIP_EVENT | DRM_MODE_ATOMIC_NONBLOCK)
#define UNWAITED DRM_MODE_ATOMIC_NONBLOCK

static int test_commits(struct test_case *test)
{
	return test_flips(test, false, BLOCKING);
}

static int test_commits_clips(struct test_case *test)
{
	return test_flips(test, true, BLOCKING);
}

static int test_waited(struct test_case *test)
{
	return test_flips(test, false, WAITED);
}

static int test_waited_clips(struct test_case *test)
{
	return test_flips(test, true, WAITED);
}

static int test_unwaited(struct test_case *test)
{
	return test_flips(test, false, UNWAITED);
}

static int test_unwaited_clips(struct test_case *test)
{
	return test_flips(test, true, UNWAITED);
}

static int move(struct canvas *c, int x, int y)
{
	const struct drm_vmw_rect place = {
		.x = x, .y = y, .w = c->screen.width, .h = c->screen.height,
	};

	return kms_lay_out(&c->screen, &place, 1);
}

/* The picture does not change with the screen's place on the desktop. */
static int move_and_damage(struct test_case *test, struct canvas *c, int x,
			   int y)
{
	const struct drm_clip_rect clip = {
		.x1 = x, .y1 = y, .x2 = x + 50, .y2 = y + 60,
	};
	int ret = move(c, x, y);

	if (!ret)
		ret = canvas_expect_sent(c, test->name, "moved");
	if (ret)
		return ret;
	canvas_invert(c, &clip);
	ret = kms_damage(&c->screen, &c->buffer, &clip);
	return ret ? ret : canvas_expect_sent(c, test->name, "damaged");
}

static int test_moved_layout(struct test_case *test)
{
	static const int places[][2] = { { 64, 32 }, { 0, 7 }, { 300, 0 } };
	struct canvas c = { 0 };
	int restored, ret = canvas_open(&c, 32);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places) && !ret; i++)
		ret = move_and_damage(test, &c, places[i][0], places[i][1]);
	restored = kms_lay_out(&c.screen, NULL, 0);
	return canvas_close(&c, ret ? ret : restored);
}

/* Only with the next mode the device hears of the place, even if it is the same mode. */
static int test_moved_mode(struct test_case *test)
{
	struct canvas c = { 0 };
	int restored, ret = canvas_open(&c, 32);

	if (!ret)
		ret = move(&c, 64, 32);
	if (!ret)
		ret = kms_show(&c.screen, &c.buffer,
			       kms_mode(&c.screen, c.screen.width,
					c.screen.height));
	if (!ret)
		ret = canvas_expect_sent(&c, test->name, "moved");
	restored = kms_lay_out(&c.screen, NULL, 0);
	return canvas_close(&c, ret ? ret : restored);
}

static const struct test_pattern patterns[] = {
	TEST_SCREEN(untouched),
	TEST_SCREEN(touched),
	TEST_SCREEN(commits),
	TEST_SCREEN(commits_clips),
	TEST_SCREEN(waited),
	TEST_SCREEN(waited_clips),
	TEST_SCREEN(unwaited),
	TEST_SCREEN(unwaited_clips),
	TEST_SCREEN(moved_layout),
	TEST_SCREEN(moved_mode),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "scanout", patterns,
			 ARRAY_SIZE(patterns));
}
