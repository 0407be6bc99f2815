// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* The device writes to a coherent surface: the CPU sees it, and later stores count. */

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "page.h"
#include "verdict.h"

/* Number of device writes that race with a reader. */
#define COPIES 8

/* A second surface of the same shape, with known bytes that the device has. */
static int make_source(struct test_case *test, struct coherent_surface *from)
{
	int ret = coherent_create(test, test->shape, from);

	if (!ret)
		ret = coherent_map(from);
	/* Its first use comes before its stores, whatever the case's state. */
	if (!ret)
		ret = coherent_submit(from);
	if (ret)
		return ret;
	coherent_store(from, 0, from->surface.size);
	ret = coherent_submit(from);
	return ret ? ret : coherent_finish(from);
}

/* The middle of the surface, copied to another place. */
static void middle_box(const struct vmw_shape *shape, SVGA3dCopyBox *box)
{
	*box = (SVGA3dCopyBox) {
		.x = shape->width / 4,
		.y = shape->height / 4,
		.w = shape->width / 2,
		.h = shape->height > 1 ? shape->height / 2 : 1,
		.d = 1,
		.srcx = shape->width / 8,
		.srcy = shape->height / 8,
	};
}

/* If the CPU does not see what it should, the audit tells who lost it. */
static int check_what_cpu_sees(struct coherent_surface *s)
{
	if (!coherent_verify(s, s->map))
		return 0;
	coherent_finish(s);
	return TEST_FAIL;
}

/* Create the case's surface and a source; copy the source's middle into it. */
struct copy {
	struct coherent_surface s, from;
	SVGA3dCopyBox box;
};

static int prepare_copy(struct test_case *test, struct copy *copy)
{
	int ret = coherent_open(test, &copy->s);

	if (!ret)
		ret = make_source(test, &copy->from);
	if (!ret)
		middle_box(copy->s.shape, &copy->box);
	return ret;
}

/* Read what the device wrote; until then its copy is newer than memory. */
static int test_device_write(struct test_case *test)
{
	struct copy c;
	int ret = prepare_copy(test, &c);

	if (!ret)
		ret = coherent_copy(&c.s, &c.from, &c.box);
	if (!ret)
		ret = check_what_cpu_sees(&c.s);
	return ret ? ret : coherent_finish(&c.s);
}

/*
 * Stores before the device writes elsewhere in the surface, and stores
 * afterwards over part of what it wrote.
 */
static int test_store_around_device_write(struct test_case *test)
{
	struct copy c;
	int ret = prepare_copy(test, &c);

	if (ret)
		return ret;
	coherent_store(&c.s, 100, page_bytes());
	ret = coherent_copy(&c.s, &c.from, &c.box);
	if (!ret)
		ret = check_what_cpu_sees(&c.s);
	if (ret)
		return ret;

	coherent_store(&c.s, c.s.surface.size / 2, page_bytes());
	return coherent_submit_and_finish(&c.s);
}

struct reader {
	const struct coherent_surface *s;
	atomic_bool stop;
	atomic_uint rounds;
};

/* Reads a byte of each page, over and over: each fault may need device data. */
static void *read_until_stopped(void *arg)
{
	struct reader *reader = arg;
	const uint8_t *map = reader->s->map;

	while (!atomic_load(&reader->stop)) {
		size_t i;

		for (i = 0; i < reader->s->surface.size; i += page_bytes())
			page_peek(map + i);
		atomic_fetch_add(&reader->rounds, 1);
	}
	return NULL;
}

/* Other bytes for each copy; the reader runs before, during and after it. */
static int copy_under_reader(struct copy *c, struct reader *reader)
{
	unsigned int i, seen;
	int ret = 0;

	for (i = 0; i < COPIES && !ret; i++) {
		seen = atomic_load(&reader->rounds);
		coherent_store(&c->from, 0, c->from.surface.size);
		ret = coherent_copy(&c->s, &c->from, &c->box);
		while (atomic_load(&reader->rounds) == seen)
			sched_yield();
	}
	return ret;
}

/* The CPU reads while the device writes; in the end it sees the last write. */
static int test_read_while_device_writes(struct test_case *test)
{
	struct copy c;
	struct reader reader = { .s = &c.s };
	pthread_t thread;
	int ret = prepare_copy(test, &c);

	if (ret)
		return ret;
	ret = pthread_create(&thread, NULL, read_until_stopped, &reader);
	if (ret)
		return -ret;
	ret = copy_under_reader(&c, &reader);
	atomic_store(&reader.stop, true);
	pthread_join(thread, NULL);
	if (!ret)
		ret = check_what_cpu_sees(&c.s);
	if (ret)
		return ret;
	coherent_store(&c.s, c.s.surface.size / 2, 10);
	return coherent_submit_and_finish(&c.s);
}

static const struct test_pattern patterns[] = {
	TEST_MATRIX(device_write),
	TEST_MATRIX(store_around_device_write),
	TEST_SOME(read_while_device_writes, TEST_ANY, TEST_BIT(TEST_WARM),
		  .cpus = 2),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "readback", patterns,
			 ARRAY_SIZE(patterns));
}
