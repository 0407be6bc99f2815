// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Reports of more than was stored: the host counts the bytes that submissions send. */

#include "page.h"
#include "verdict.h"

#define TEXTURE(w, h, m) \
	{ .format = SVGA3D_A8R8G8B8, .width = (w), .height = (h), \
	  .depth = 1, .mips = (m), .faces = 1 }

/* Scans needed to change the tracking method, and the one that changes it. */
#define SCANS_TO_CHANGE 3

/* Bytes per page: boxes of textures have whole rows, so part of a row at each end. */
static size_t page_allowance(const struct coherent_surface *s)
{
	size_t row = s->shape->width * vmw_shape_block_bytes(s->shape);

	return s->shape->height > 1 ? page_bytes() + 2 * row : page_bytes();
}

static int finish_within(struct coherent_surface *s, size_t bytes)
{
	int ret = coherent_limit(s, bytes);

	return ret ? ret : coherent_submit_and_finish(s);
}

/* A page that was sent must not be sent again until it is stored to. */
static int test_submitted_twice(struct test_case *test)
{
	struct coherent_surface s;
	int ret = coherent_open(test, &s);

	if (ret)
		return ret;
	coherent_store(&s, 5 * page_bytes() + 7, 100);
	ret = coherent_submit(&s);
	return ret ? ret : finish_within(&s, 0);
}

static int test_one_byte(struct test_case *test)
{
	struct coherent_surface s;
	int ret = coherent_open(test, &s);

	if (ret)
		return ret;
	coherent_store(&s, 9 * page_bytes() + 1000, 1);
	return finish_within(&s, page_allowance(&s));
}

/* Two pages are due, regardless of those in between. */
static int test_far_pages(struct test_case *test)
{
	struct coherent_surface s;
	int ret = coherent_open(test, &s);

	if (ret)
		return ret;
	coherent_store(&s, page_bytes() + 10, 1);
	coherent_store(&s, (s.model->pages - 3) * page_bytes() + 10, 1);
	return finish_within(&s, 2 * page_allowance(&s));
}

/*
 * Enough pages of the large first mip to change the method, and the last page:
 * the submission that changes it must not send more than the previous ones.
 */
static int test_method_change(struct test_case *test)
{
	struct coherent_surface s;
	size_t page, due, pages;
	int scan, ret = coherent_open(test, &s);

	pages = ret ? 0 : s.model->pages / 6;
	due = ret ? 0 : (pages + 2) * page_bytes() + 2 * page_allowance(&s);
	for (scan = 0; scan < SCANS_TO_CHANGE && !ret; scan++) {
		for (page = 0; page < pages; page++)
			coherent_store(&s, page * page_bytes(), 1);
		coherent_store(&s, s.surface.size - 1, 1);
		ret = coherent_limit(&s, due);
		if (!ret)
			ret = coherent_submit(&s);
	}
	return ret ? ret : coherent_finish(&s);
}

static const struct test_shapes mip_shapes = {
	.shape[TEST_TEXTURE][TEST_LARGE] = TEXTURE(1022, 410, 9),
};

static const struct test_pattern patterns[] = {
	TEST_SOME(submitted_twice, TEST_ANY, TEST_BIT(TEST_WARM)),
	TEST_SOME(one_byte, TEST_ANY, TEST_BIT(TEST_WARM)),
	TEST_SOME(far_pages, TEST_ANY, TEST_BIT(TEST_WARM)),
	TEST_SOME(method_change, TEST_BIT(TEST_TEXTURE), TEST_BIT(TEST_WARM),
		  .shapes = &mip_shapes, .sizes = TEST_BIT(TEST_LARGE)),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "excess", patterns, ARRAY_SIZE(patterns));
}
