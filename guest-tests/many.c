// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Many surfaces, mappings and processes at a time, and buffers that go while they are shown. */

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "canvas.h"
#include "page.h"
#include "peer.h"
#include "verdict.h"

#define SURFACES 2000
#define PROCESSES 16
#define MAPPINGS 4		/* of each process */
#define FRAMES 60

static const struct vmw_shape page_shape = {
	.format = SVGA3D_BUFFER, .width = 4096, .height = 1, .depth = 1,
	.mips = 1, .faces = 1,
};

/* Each of them used before, stored to, and sent in the one submission. */
static int test_surfaces(struct test_case *test)
{
	static struct coherent_surface s[SURFACES];
	int i, ret;

	test->fd = vmw_drm_open(O_RDWR);
	test->state = TEST_WARM;
	ret = coherent_open_all(test, &page_shape, 1, s, SURFACES);
	for (i = 0; i < SURFACES && !ret; i++)
		coherent_store(&s[i], i % 4000, 1 + i % 90);
	return ret ? ret : coherent_submit_and_finish_all(s, SURFACES);
}

/* Some bytes through each of the process's mappings, for each another place. */
static int store_through_all(struct coherent_surface *s, int process)
{
	int i;

	for (i = 0; i < MAPPINGS; i++) {
		const size_t number = process * MAPPINGS + i;
		const size_t page = 7 * number % s->model->pages;
		int ret = coherent_map(s);

		if (ret)
			return ret;
		coherent_store(s, page * page_bytes() + 16 * number, 16);
	}
	return 0;
}

/* The mappings stay until the parent is done. */
static void child_main(struct coherent_surface *s, int process,
		       struct peer *parent)
{
	int ret = store_through_all(s, process);

	if (!ret)
		ret = peer_signal(parent);
	if (!ret)
		ret = peer_wait(parent);
	_exit(ret ? EXIT_FAILURE : EXIT_SUCCESS);
}

static int test_mappings(struct test_case *test)
{
	struct peer children[PROCESSES];
	struct coherent_surface s;
	int started = 0, ret = coherent_open(test, &s);

	for (; started < PROCESSES && !ret; started++) {
		struct peer *child = &children[started];

		ret = peer_start(child);
		if (ret)
			break;
		if (!child->pid)
			child_main(&s, started, child);
		ret = peer_wait(child);
	}
	if (!ret)
		ret = coherent_submit_and_finish(&s);
	while (started--) {
		peer_signal(&children[started]);
		if (peer_end(&children[started]) && !ret)
			ret = TEST_FAIL;
	}
	return ret;
}

/* Framebuffers on their way from the thread that shows them to the one that ends them. */
struct frames {
	struct kms_screen *screen;
	int from, to;		/* a pipe's ends */
	int failed;
};

static int end_frame(int fd, struct kms_buffer *buffer)
{
	struct drm_mode_destroy_dumb dumb = { .handle = buffer->handle };
	int ret = 0;

	if (ioctl(fd, DRM_IOCTL_MODE_RMFB, &buffer->fb) ||
	    ioctl(fd, DRM_IOCTL_MODE_DESTROY_DUMB, &dumb))
		ret = -errno;
	kms_buffer_unmap(buffer);
	return ret;
}

static void *end_frames(void *arg)
{
	struct frames *f = arg;
	struct kms_buffer buffer;

	while (read(f->from, &buffer, sizeof(buffer)) == sizeof(buffer)) {
		int ret = end_frame(f->screen->fd, &buffer);

		if (ret)
			f->failed = ret;
	}
	return NULL;
}

/* A screen whose framebuffer is gone is off, so each frame comes with a mode. */
static int show_frame(struct frames *f, const struct drm_mode_modeinfo *mode)
{
	struct kms_buffer buffer;
	int ret = kms_buffer_new(f->screen, mode->hdisplay, mode->vdisplay, 32,
				 &buffer);

	if (ret)
		return ret;
	buffer.pixels[0] = 1;
	ret = kms_show(f->screen, &buffer, mode);
	if (write(f->to, &buffer, sizeof(buffer)) != sizeof(buffer))
		return -errno;
	return ret;
}

static int show_frames(struct canvas *c, const struct drm_mode_modeinfo *mode)
{
	struct frames f = { .screen = &c->screen };
	pthread_t thread;
	int ends[2], i, ret;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	f.from = ends[0];
	f.to = ends[1];
	ret = -pthread_create(&thread, NULL, end_frames, &f);
	if (ret)
		return ret;
	for (i = 0; i < FRAMES && !ret; i++)
		ret = show_frame(&f, mode);
	close(f.to);
	pthread_join(thread, NULL);
	close(f.from);
	return ret ? ret : f.failed;
}

/* Framebuffers end while commits show them; what is shown last is right. */
static int test_framebuffers(struct test_case *test)
{
	const struct drm_mode_modeinfo *mode;
	struct canvas c = { 0 };
	int ret = kms_open(&c.screen);

	if (ret)
		return ret;
	mode = kms_mode(&c.screen, c.screen.width, c.screen.height);
	ret = show_frames(&c, mode);
	if (!ret)
		ret = canvas_show(&c, mode, 32);
	if (!ret)
		ret = picture_expect(test->name, "framebuffers", &c.picture);
	return canvas_close(&c, ret);
}

static const struct test_pattern patterns[] = {
	{ .name = "surfaces", .run = test_surfaces },
	TEST_SOME(mappings, TEST_ANY, TEST_BIT(TEST_WARM)),
	{ .name = "framebuffers", .run = test_framebuffers, .sole = true,
	  .cpus = 2 },
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "many", patterns, ARRAY_SIZE(patterns));
}
