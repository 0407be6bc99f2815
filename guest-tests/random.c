// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* A random walk over everything a program may do with a coherent surface, with a model. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "page.h"
#include "verdict.h"

#define STEPS 160
#define STEPS_PER_AUDIT 16
#define MAPPINGS 3

struct walk {
	struct coherent_surface s;
	uint8_t *maps[MAPPINGS];
	uint64_t state;
};

/* A 64-bit multiplicative generator; the high half is random enough. */
static uint32_t draw(struct walk *walk, uint32_t below)
{
	walk->state = walk->state * 6364136223846793005u +
		      1442695040888963407u;
	return (walk->state >> 32) % below;
}

/* Every case derives its own numbers from the seed of the run. */
static uint64_t name_hash(const char *name)
{
	uint64_t hash = 14695981039346656037u;

	while (*name)
		hash = (hash ^ (uint8_t)*name++) * 1099511628211u;
	return hash;
}

/* From a single byte to a few pages, at any offset. */
static int step_store(struct walk *walk)
{
	size_t offset = draw(walk, walk->s.surface.size);
	size_t length = 1 + draw(walk, draw(walk, 4) ? 64 : 5 * page_bytes());
	uint8_t *map = walk->maps[draw(walk, MAPPINGS)];

	if (length > walk->s.surface.size - offset)
		length = walk->s.surface.size - offset;
	coherent_store_through(&walk->s, map, offset, length);
	return 0;
}

/* A byte in each of many pages, which makes the driver change its method. */
static int step_scatter(struct walk *walk)
{
	size_t stride = 1 + draw(walk, 12);
	size_t page;

	for (page = draw(walk, stride); page + 1 < walk->s.model->pages;
	     page += stride)
		coherent_store_through(&walk->s,
				       walk->maps[draw(walk, MAPPINGS)],
				       page * page_bytes() +
				       draw(walk, page_bytes()), 1);
	return 0;
}

static int step_read(struct walk *walk)
{
	const uint8_t *map = walk->maps[draw(walk, MAPPINGS)];

	page_peek(map + draw(walk, walk->s.surface.size));
	return 0;
}

static int step_submit(struct walk *walk)
{
	return coherent_submit(&walk->s);
}

/* Scans that find nothing, which make it change back. */
static int step_idle(struct walk *walk)
{
	int i, ret = 0;

	for (i = draw(walk, 5); i >= 0 && !ret; i--)
		ret = coherent_submit(&walk->s);
	return ret;
}

/*
 * Replace one of the mappings. It is submitted first, because stores that
 * vanish with a mapping are the subject of another case.
 */
static int step_remap(struct walk *walk)
{
	uint8_t **map = &walk->maps[draw(walk, MAPPINGS)];
	int ret = coherent_submit(&walk->s);

	if (ret)
		return ret;
	munmap(*map, walk->s.surface.map_size);
	*map = vmw_surface_map(walk->s.fd, &walk->s.surface,
			       PROT_READ | PROT_WRITE);
	walk->s.map = walk->maps[0];
	return *map == MAP_FAILED ? -errno : 0;
}

/* The device writes to part of the surface itself; it already has the source's bytes. */
static int step_device_write(struct walk *walk)
{
	static struct coherent_surface from;
	const struct vmw_shape *shape = walk->s.shape;
	SVGA3dCopyBox box = { .d = 1 };
	int ret = 0;

	if (!from.model) {
		ret = coherent_open_all(walk->s.test, shape, 1, &from, 1);
		if (!ret)
			ret = coherent_submit(&from);
	}
	if (ret)
		return ret;
	coherent_store(&from, draw(walk, from.surface.size), 1);
	box.x = draw(walk, shape->width);
	box.y = draw(walk, shape->height);
	box.w = 1 + draw(walk, shape->width - box.x);
	box.h = 1 + draw(walk, shape->height - box.y);
	box.srcx = draw(walk, shape->width - box.w + 1);
	box.srcy = draw(walk, shape->height - box.h + 1);
	ret = coherent_copy(&walk->s, &from, &box);
	return ret ? ret : coherent_verify(&walk->s, walk->s.map);
}

typedef int (*step_fn)(struct walk *walk);

/* Listed as often as it is to be chosen. */
static const step_fn steps[] = {
	step_store, step_store, step_store, step_store, step_store,
	step_store, step_scatter, step_read, step_submit, step_submit,
	step_submit, step_idle, step_remap, step_device_write,
};

static int walk_start(struct test_case *test, struct walk *walk)
{
	const char *seed = getenv(SEED_VARIABLE);
	int i, ret = coherent_open(test, &walk->s);

	walk->state = name_hash(test->name) ^
		      (seed ? strtoull(seed, NULL, 10) : 0);
	printf("seed %s: --seed %s repeats this walk\n", seed ? seed : "0",
	       seed ? seed : "0");
	for (i = 0; i < MAPPINGS && !ret; i++) {
		walk->maps[i] = vmw_surface_map(walk->s.fd, &walk->s.surface,
						PROT_READ | PROT_WRITE);
		if (walk->maps[i] == MAP_FAILED)
			ret = -errno;
	}
	if (!ret) {
		munmap(walk->s.map, walk->s.surface.map_size);
		walk->s.map = walk->maps[0];
	}
	return ret;
}

static int test_walk(struct test_case *test)
{
	struct walk walk;
	int step, ret = walk_start(test, &walk);

	for (step = 1; step <= STEPS && !ret; step++) {
		ret = steps[draw(&walk, ARRAY_SIZE(steps))](&walk);
		if (!ret && step % STEPS_PER_AUDIT == 0)
			ret = coherent_submit_and_finish(&walk.s);
	}
	if (ret)
		printf("step %d of %d\n", step - 1, STEPS);
	return ret;
}

/*
 * Warm, since a fresh surface may lose its first stores. Rows are shorter than
 * a page, since boxes of longer rows lose their far end.
 */
static const struct test_pattern patterns[] = {
	TEST_SOME(walk, TEST_ANY, TEST_BIT(TEST_WARM)),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "random", patterns, ARRAY_SIZE(patterns));
}
