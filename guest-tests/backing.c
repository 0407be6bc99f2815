// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Surfaces and their buffers: filled before, larger, shared, and left behind. */

#include <errno.h>
#include <sys/mman.h>

#include "page.h"
#include "verdict.h"
#include "vmw_bo.h"

/* A buffer object for the case's surface, plus @extra bytes. */
static int make_buffer(struct test_case *test, size_t extra, struct vmw_bo *bo)
{
	return vmw_ioctl_bo_create(test->fd,
				   vmw_shape_size(test->shape) + extra, bo);
}

/* A coherent surface on an existing buffer; the mapping is the buffer's. */
static int put_on_buffer(struct test_case *test, uint32_t buffer,
			 struct coherent_surface *s)
{
	struct vmw_surface surface;
	int ret = vmw_ioctl_gb_surface_create_on(test->fd, test->shape, true,
						 buffer, &surface);

	return ret ? ret : coherent_adopt(test, test->shape, &surface, s);
}

/* Store into a buffer before it has a surface, and so before there is a model. */
static int test_filled(struct test_case *test)
{
	struct coherent_surface s;
	struct vmw_bo bo;
	uint8_t *map;
	size_t i;
	int ret = make_buffer(test, 0, &bo);

	if (ret)
		return ret;
	map = vmw_bo_map(test->fd, &bo);
	if (map == MAP_FAILED)
		return -errno;
	for (i = 0; i < 5 * page_bytes(); i++)
		map[2 * page_bytes() + i] = i * 7 + 1;
	ret = put_on_buffer(test, bo.handle, &s);
	if (ret)
		return ret;
	s.map = map;
	model_take(s.model, map, 2 * page_bytes(), 5 * page_bytes());
	return coherent_submit_and_finish(&s);
}

/* The surface is in the first part of its buffer, and so are the stores. */
static int test_larger(struct test_case *test)
{
	struct coherent_surface s;
	struct vmw_bo bo;
	int ret = make_buffer(test, 64 * page_bytes(), &bo);

	if (!ret)
		ret = put_on_buffer(test, bo.handle, &s);
	if (!ret)
		ret = coherent_map(&s);
	if (!ret)
		ret = coherent_warm(&s);
	if (ret)
		return ret;
	coherent_store(&s, 0, 1);
	coherent_store(&s, s.surface.size - 1, 1);
	return coherent_submit_and_finish(&s);
}

/*
 * Two surfaces on one buffer: every store belongs to both. The second uses the
 * model of the first, which then counts the submissions of both.
 */
static int test_two_surfaces(struct test_case *test)
{
	struct coherent_surface s[2];
	int ret = coherent_create(test, test->shape, &s[0]);

	if (!ret)
		ret = coherent_map(&s[0]);
	if (!ret)
		ret = put_on_buffer(test, s[0].surface.buffer, &s[1]);
	if (ret)
		return ret;
	s[1].model = s[0].model;
	s[1].map = s[0].map;
	if (test->state == TEST_WARM)
		ret = coherent_submit_all(s, 2);
	if (ret)
		return ret;
	coherent_store(&s[0], 4 * page_bytes(), page_bytes());
	return coherent_submit_and_finish_all(s, 2);
}

/*
 * The surface is destroyed while its buffer is mapped; later stores must reach
 * the next surface on that buffer.
 */
static int test_next_surface(struct test_case *test)
{
	struct coherent_surface first, s;
	int ret = coherent_open(test, &first);

	if (!ret)
		ret = vmw_ioctl_surface_unref(test->fd, first.surface.handle);
	if (ret)
		return ret;
	first.map[6 * page_bytes()] = 1;
	ret = put_on_buffer(test, first.surface.buffer, &s);
	if (ret)
		return ret;
	s.map = first.map;
	model_take(s.model, s.map, 6 * page_bytes(), 1);
	ret = coherent_submit(&s);
	if (ret)
		return ret;
	coherent_store(&s, 9 * page_bytes(), 50);
	return coherent_submit_and_finish(&s);
}

static const struct test_pattern patterns[] = {
	TEST_SOME(filled, TEST_ANY, TEST_BIT(TEST_FRESH)),
	TEST_MATRIX(larger),
	TEST_MATRIX(two_surfaces),
	TEST_MATRIX(next_surface),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "backing", patterns,
			 ARRAY_SIZE(patterns));
}
