// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Stores and mappings known exactly, by which the host checks every probe. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>

#include "coherent_steps.h"
#include "control.h"
#include "hw/display/svga-wire.h"
#include "page.h"
#include "witness.h"

/* Stores of one byte, each carried by a submission of its own. */
#define ROUNDS 2

/* One surface per method of vmwgfx, and pages far apart. */
static const struct subject {
	struct vmw_shape shape;
	size_t pages[ROUNDS];
} subjects[] = {
	{ { .format = SVGA3D_BUFFER, .width = 8 * 4096, .height = 1,
	    .depth = 1, .mips = 1, .faces = 1 }, { 2, 5 } },
	{ { .format = SVGA3D_BUFFER, .width = 544 * 4096, .height = 1,
	    .depth = 1, .mips = 1, .faces = 1 }, { 3, 300 } },
};

static int store_and_submit(struct coherent_surface *s,
			    const struct subject *subject)
{
	int ret = coherent_submit(s);
	size_t i;

	for (i = 0; i < ROUNDS && !ret; i++) {
		coherent_store(s, subject->pages[i] * page_bytes(), 1);
		ret = coherent_submit(s);
	}
	return ret;
}

/* The device writes to it, so the driver unmaps its pages. */
static int have_unmapped(struct coherent_surface *s,
			 struct coherent_surface *from)
{
	const SVGA3dCopyBox box = { .w = 1, .h = 1, .d = 1 };

	return coherent_copy(s, from, &box);
}

static int run_subject(struct test_case *test, const struct subject *subject)
{
	struct coherent_surface s, source;
	int ret = coherent_create(test, &subject->shape, &s);

	if (!ret)
		ret = coherent_create(test, &subjects[0].shape, &source);
	if (!ret)
		ret = coherent_map(&s);
	if (!ret)
		ret = store_and_submit(&s, subject);
	if (!ret)
		ret = have_unmapped(&s, &source);
	if (!ret && munmap(s.map, s.surface.map_size))
		ret = -errno;
	return ret;
}

static int test_all(struct test_case *test)
{
	int ret = 0;
	size_t i;

	test->fd = vmw_drm_open(O_RDWR);
	if (test->fd < 0)
		return test->fd;
	for (i = 0; i < ARRAY_SIZE(subjects) && !ret; i++)
		ret = run_subject(test, &subjects[i]);
	if (!ret)
		ret = witness_send();
	return ret ? ret : control_tell("{\"op\":\"" SVGA_WIRE_OP_SELF_CHECK "\"}");
}

static const struct test_pattern patterns[] = {
	{ .name = "all", .run = test_all },
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "self_check", patterns,
			 ARRAY_SIZE(patterns));
}
