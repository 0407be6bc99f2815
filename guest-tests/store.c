// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Stores of every extent: the device must have what was stored before a submission. */

#include <stdio.h>

#include "page.h"
#include "verdict.h"

/* Uses that make vmwgfx change its tracking method, plus one. */
#define METHOD_CHANGE_SUBMISSIONS 4

static size_t full_pages(const struct coherent_surface *s)
{
	return s->surface.size / page_bytes();
}

static void store_one_byte(struct coherent_surface *s)
{
	coherent_store(s, s->surface.size / 2 + 13, 1);
}

static int test_one_byte(struct test_case *test)
{
	return coherent_test_stores(test, store_one_byte);
}

static void store_one_page(struct coherent_surface *s)
{
	coherent_store(s, 3 * page_bytes(), page_bytes());
}

static int test_one_page(struct test_case *test)
{
	return coherent_test_stores(test, store_one_page);
}

/* Far apart: the driver may send what lies between, but not less. */
static void store_two_pages(struct coherent_surface *s)
{
	coherent_store(s, 2 * page_bytes(), page_bytes());
	coherent_store(s, (full_pages(s) - 2) * page_bytes(), page_bytes());
}

static int test_two_pages(struct test_case *test)
{
	return coherent_test_stores(test, store_two_pages);
}

/* A few bytes per page, at moving offsets. */
static void store_every_page(struct coherent_surface *s)
{
	size_t page;

	for (page = 0; page < full_pages(s); page++)
		coherent_store(s, page * page_bytes() +
			       page * 37 % (page_bytes() - 8), 8);
}

static int test_every_page(struct test_case *test)
{
	return coherent_test_stores(test, store_every_page);
}

static void store_first_last_byte(struct coherent_surface *s)
{
	coherent_store(s, 0, 1);
	coherent_store(s, s->surface.size - 1, 1);
}

static int test_first_last_byte(struct test_case *test)
{
	return coherent_test_stores(test, store_first_last_byte);
}

/* Exactly the part of the last page that belongs to the surface. */
static void store_unaligned_tail(struct coherent_surface *s)
{
	size_t tail = s->surface.size % page_bytes();

	coherent_store(s, s->surface.size - tail, tail);
}

static int test_unaligned_tail(struct test_case *test)
{
	return coherent_test_stores(test, store_unaligned_tail);
}

/*
 * The second round covers half of the first round's pages and as many new ones.
 */
static int test_write_submit_write_submit(struct test_case *test)
{
	struct coherent_surface s;
	int ret = coherent_open(test, &s);

	if (ret)
		return ret;
	coherent_store(&s, 4 * page_bytes(), 4 * page_bytes());
	ret = coherent_submit(&s);
	if (ret)
		return ret;
	coherent_store(&s, 6 * page_bytes(), 4 * page_bytes());
	return coherent_submit_and_finish(&s);
}

/* Submissions that find nothing dirty make the driver use write faults. */
static int test_after_idle_submissions(struct test_case *test)
{
	struct coherent_surface s;
	int ret = coherent_open(test, &s);
	int i;

	for (i = 0; i < METHOD_CHANGE_SUBMISSIONS && !ret; i++)
		ret = coherent_submit(&s);
	if (ret)
		return ret;
	store_two_pages(&s);
	return coherent_submit_and_finish(&s);
}

/* Submissions that find most pages dirty make it use page table scans. */
static int test_after_busy_submissions(struct test_case *test)
{
	struct coherent_surface s;
	int ret = coherent_open(test, &s);
	int i;

	for (i = 0; i < METHOD_CHANGE_SUBMISSIONS && !ret; i++) {
		store_every_page(&s);
		ret = coherent_submit(&s);
	}
	if (ret)
		return ret;
	store_one_byte(&s);
	return coherent_submit_and_finish(&s);
}

static const struct test_shapes unaligned_shapes = {
	.shape = {
		[TEST_BUFFER] = {
			[TEST_SMALL] = {
				.format = SVGA3D_BUFFER, .width = 131849,
				.height = 1, .depth = 1, .mips = 1, .faces = 1,
			},
			[TEST_LARGE] = {
				.format = SVGA3D_BUFFER, .width = 2229001,
				.height = 1, .depth = 1, .mips = 1, .faces = 1,
			},
		},
		[TEST_TEXTURE] = {
			[TEST_SMALL] = {
				.format = SVGA3D_A8R8G8B8, .width = 123,
				.height = 211, .depth = 1, .mips = 1, .faces = 1,
			},
			[TEST_LARGE] = {
				.format = SVGA3D_A8R8G8B8, .width = 821,
				.height = 667, .depth = 1, .mips = 1, .faces = 1,
			},
		},
	},
};

static const struct test_pattern patterns[] = {
	TEST_MATRIX(one_byte),
	TEST_MATRIX(one_page),
	TEST_MATRIX(two_pages),
	TEST_MATRIX(every_page),
	TEST_MATRIX(first_last_byte),
	TEST_MATRIX(unaligned_tail, .shapes = &unaligned_shapes),
	TEST_MATRIX(write_submit_write_submit),
	TEST_MATRIX(after_idle_submissions),
	TEST_MATRIX(after_busy_submissions),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "store", patterns,
			 ARRAY_SIZE(patterns));
}
