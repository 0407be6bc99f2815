// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* A random walk over stores, loads, cleans and mappings of a test object, with a model. */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cases.h"
#include "dirty_device.h"

#define PAGES 24
#define MAPS 4
#define STEPS 4000

/* Expected state of a page table entry in one mapping. */
struct entry {
	bool present, writable, dirty;
};

struct walk {
	struct dirty_device d;
	bool notify;
	uint8_t *maps[MAPS];	/* NULL: not mapped */
	struct entry entries[MAPS][PAGES];
	unsigned short random[3];
	unsigned int step;
};

static unsigned int pick(struct walk *w, unsigned int limit)
{
	return nrand48(w->random) % limit;
}

/* A random existing mapping; number 0 always exists. */
static unsigned int pick_map(struct walk *w)
{
	unsigned int map = pick(w, MAPS);

	return w->maps[map] ? map : 0;
}

static void pick_range(struct walk *w, uint64_t *page, uint64_t *nr)
{
	*page = pick(w, PAGES);
	*nr = 1 + pick(w, PAGES - *page);
}

static int step_store(struct walk *w)
{
	unsigned int map = pick_map(w), page = pick(w, PAGES);

	dirty_store(&w->d, w->maps[map], page);
	w->entries[map][page] = (struct entry) { true, true, true };
	return 0;
}

/* Without write notification, entries made by loads are writable at once. */
static int step_load(struct walk *w)
{
	unsigned int map = pick_map(w), page = pick(w, PAGES);
	struct entry *entry = &w->entries[map][page];

	dirty_load(w->maps[map], page);
	if (!entry->present)
		*entry = (struct entry) { true, !w->notify, false };
	return 0;
}

static int step_map(struct walk *w)
{
	unsigned int map = pick(w, MAPS);

	if (w->maps[map])
		return 0;
	return dirty_map(&w->d, MAP_SHARED, &w->maps[map]);
}

static int step_unmap(struct walk *w)
{
	unsigned int map = pick(w, MAPS);

	if (!map || !w->maps[map])
		return 0;
	munmap(w->maps[map], PAGES * dirty_page_bytes());
	w->maps[map] = NULL;
	memset(w->entries[map], 0, sizeof(w->entries[map]));
	return 0;
}

static int step_clean(struct walk *w)
{
	uint64_t page, nr, i, bits, found, expected = 0, count = 0;
	unsigned int map;
	int ret;

	pick_range(w, &page, &nr);
	for (map = 0; map < MAPS; map++) {
		for (i = page; i < page + nr; i++) {
			if (!w->entries[map][i].dirty)
				continue;
			w->entries[map][i].dirty = false;
			expected |= 1ULL << i;
			count++;
		}
	}
	ret = dirty_clean(&w->d, page, nr, &bits, &found);
	if (ret || (bits == expected && found == count))
		return ret;
	printf("clean of %llu pages from %llu: %llu entries %#llx, not %llu, %#llx\n",
	       (unsigned long long)nr, (unsigned long long)page,
	       (unsigned long long)found, (unsigned long long)bits,
	       (unsigned long long)count, (unsigned long long)expected);
	return TEST_FAIL;
}

static int step_wp(struct walk *w)
{
	uint64_t page, nr, i, found, count = 0;
	unsigned int map;
	int ret;

	pick_range(w, &page, &nr);
	for (map = 0; map < MAPS; map++) {
		for (i = page; i < page + nr; i++) {
			count += w->entries[map][i].writable;
			w->entries[map][i].writable = false;
		}
	}
	ret = dirty_wp(&w->d, page, nr, &found);
	if (ret || found == count)
		return ret;
	printf("wp of %llu pages from %llu: %llu entries, not %llu\n",
	       (unsigned long long)nr, (unsigned long long)page,
	       (unsigned long long)found, (unsigned long long)count);
	return TEST_FAIL;
}

/* Check all entries of one mapping against the model. */
static int step_compare(struct walk *w)
{
	unsigned int map = pick_map(w), page;
	uint8_t state, expected;
	int ret;

	for (page = 0; page < PAGES; page++) {
		struct entry *entry = &w->entries[map][page];

		ret = dirty_query(&w->d, w->maps[map], page, &state);
		if (ret)
			return ret;
		expected = (entry->present ? DIRTY_PRESENT : 0) |
			   (entry->writable ? DIRTY_WRITABLE : 0) |
			   (entry->dirty ? DIRTY_DIRTY : 0);
		if (state != expected) {
			printf("mapping %u, page %u: state %#x, not %#x\n",
			       map, page, state, expected);
			return TEST_FAIL;
		}
	}
	return 0;
}

/* More likely actions are listed more than once. */
static int (* const steps[])(struct walk *w) = {
	step_store, step_store, step_store, step_store, step_load, step_load,
	step_clean, step_clean, step_wp, step_map, step_unmap, step_compare,
};

static void start_random(struct walk *w)
{
	const char *given = getenv(SEED_VARIABLE);
	unsigned int number = given ? strtoul(given, NULL, 10) : 0;

	printf("seed %u: --seed %u repeats this walk\n", number, number);
	w->random[0] = 0x330e;
	w->random[1] = number;
	w->random[2] = number >> 16;
}

static int random_walk(bool notify)
{
	struct walk w = { .notify = notify };
	int ret = dirty_open(&w.d, PAGES, notify ? DIRTY_NOTIFY : 0);

	if (ret)
		return ret;
	w.maps[0] = w.d.map;
	start_random(&w);
	while (!ret && w.step++ < STEPS)
		ret = steps[pick(&w, ARRAY_SIZE(steps))](&w);
	if (ret)
		printf("in step %u\n", w.step);
	return ret;
}

static int test_scan(struct test_case *test)
{
	return random_walk(false);
}

static int test_notify(struct test_case *test)
{
	return random_walk(true);
}

static const struct test_pattern patterns[] = {
	{ .name = "scan", .run = test_scan },
	{ .name = "notify", .run = test_notify },
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "mapping_random", patterns,
			 ARRAY_SIZE(patterns));
}
