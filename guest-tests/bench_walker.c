// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Measures the mapping dirty helpers on mappings in known states, one call per window. */

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cases.h"
#include "test_mapping_dirty_uapi.h"

#define DEVICE "/dev/test_mapping_dirty"
#define TRACEFS "/sys/kernel/tracing"
#define PAGE 4096ul
#define TABLE_PAGES 512ul

/*
 * The minimum of this many rounds counts: an interrupt can only add
 * instructions to a round, never remove any.
 */
#define ROUNDS 9

struct bench_case;

/*
 * Mappings of one object, each of all its pages. All of them are in this
 * process, which suffices because the walk goes from vma to vma.
 */
struct subject {
	const struct bench_case *bench;
	int fd;
	uint64_t first;		/* page offset of the object */
	char **maps;
	unsigned long *bitmap;
	char said[4096];	/* lines for the host */
	size_t length;
};

/* @prepare brings the entries into the state that @request is to find. */
struct bench_case {
	const char *name;
	unsigned long pages;
	unsigned long mappings;
	int (*prepare)(struct subject *s);
	unsigned long request;
	unsigned long found;	/* entries that the helper has to change */
};

/*
 * The host counts windows, so it must know of every single call. The lines are
 * printed later: a print would wake up the reader of our output, which would
 * then run within the next call.
 */
static void note_call(struct subject *s, const char *name)
{
	size_t room = sizeof(s->said) - s->length;
	int length = snprintf(s->said + s->length, room, "window %s %lu\n",
			      name, s->bench->pages * s->bench->mappings);

	s->length += (size_t)length < room ? (size_t)length : room;
}

static int call_helper(struct subject *s, unsigned long request,
		       const char *name, uint64_t *count)
{
	struct test_mapping_dirty_range range = {
		.first = s->first,
		.nr = s->bench->pages,
		.bitmap = (uintptr_t)s->bitmap,
		.bitmap_first = s->first,
		.bitmap_bits = s->bench->pages,
	};

	memset(s->bitmap, 0, (s->bench->pages + 63) / 64 * 8);
	note_call(s, name);
	if (ioctl(s->fd, request, &range))
		return -errno;
	*count = range.count;
	return 0;
}

static int call_unmeasured(struct subject *s, unsigned long request)
{
	uint64_t count;

	return call_helper(s, request, "-", &count);
}

static void store(char *to)
{
	__atomic_store_n(to, 1, __ATOMIC_RELAXED);
}

static void write_pages(struct subject *s, unsigned long step)
{
	unsigned long map, page;

	for (map = 0; map < s->bench->mappings; map++) {
		for (page = 0; page < s->bench->pages; page += step)
			store(s->maps[map] + page * PAGE);
	}
}

static int prepare_dirty(struct subject *s)
{
	write_pages(s, 1);
	return 0;
}

static int prepare_clean(struct subject *s)
{
	write_pages(s, 1);
	return call_unmeasured(s, TEST_MAPPING_DIRTY_CLEAN);
}

static int prepare_protected(struct subject *s)
{
	write_pages(s, 1);
	return call_unmeasured(s, TEST_MAPPING_DIRTY_WP);
}

static int prepare_one_dirty(struct subject *s)
{
	int ret = prepare_clean(s);

	store(s->maps[0]);
	return ret;
}

static int prepare_one_entry(struct subject *s)
{
	write_pages(s, TABLE_PAGES);
	return call_unmeasured(s, TEST_MAPPING_DIRTY_CLEAN);
}

static int prepare_nothing(struct subject *s)
{
	(void)s;
	return 0;
}

static const struct bench_case cases[] = {
	{ "clean_dirty", 4 * TABLE_PAGES, 1, prepare_dirty,
	  TEST_MAPPING_DIRTY_CLEAN, 4 * TABLE_PAGES },
	{ "clean_clean", 4 * TABLE_PAGES, 1, prepare_clean,
	  TEST_MAPPING_DIRTY_CLEAN, 0 },
	{ "wp_writable", 4 * TABLE_PAGES, 1, prepare_dirty,
	  TEST_MAPPING_DIRTY_WP, 4 * TABLE_PAGES },
	{ "wp_protected", 4 * TABLE_PAGES, 1, prepare_protected,
	  TEST_MAPPING_DIRTY_WP, 0 },
	{ "one_dirty", TABLE_PAGES, 1, prepare_one_dirty,
	  TEST_MAPPING_DIRTY_CLEAN, 1 },
	{ "holes_in_tables", 4 * TABLE_PAGES, 1, prepare_one_entry,
	  TEST_MAPPING_DIRTY_CLEAN, 0 },
	{ "holes_without_tables", 4 * TABLE_PAGES, 1, prepare_nothing,
	  TEST_MAPPING_DIRTY_CLEAN, 0 },
	{ "vmas_1", 4, 1, prepare_dirty, TEST_MAPPING_DIRTY_CLEAN, 4 },
	{ "vmas_10", 4, 10, prepare_dirty, TEST_MAPPING_DIRTY_CLEAN, 40 },
	{ "vmas_1000", 4, 1000, prepare_dirty, TEST_MAPPING_DIRTY_CLEAN,
	  4000 },
};

/* Alignment fixes the number of page tables for the pages. */
static char *map_aligned(int fd, uint64_t first, size_t size)
{
	size_t align = TABLE_PAGES * PAGE, room = size + align;
	char *area = mmap(NULL, room, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	char *start;

	if (area == MAP_FAILED)
		return NULL;
	start = (char *)(((uintptr_t)area + align - 1) & ~(align - 1));
	start = mmap(start, size, PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_FIXED, fd, first * PAGE);
	return start == MAP_FAILED ? NULL : start;
}

static int subject_open(struct subject *s, const struct bench_case *bench)
{
	struct test_mapping_dirty_create create = { .pages = bench->pages };
	unsigned long map;

	s->bench = bench;
	s->fd = open(DEVICE, O_RDWR | O_CLOEXEC);
	if (s->fd < 0 || ioctl(s->fd, TEST_MAPPING_DIRTY_CREATE, &create))
		return -errno;
	s->first = create.first;
	s->bitmap = calloc((bench->pages + 63) / 64, 8);
	s->maps = calloc(bench->mappings, sizeof(*s->maps));
	if (!s->bitmap || !s->maps)
		return -ENOMEM;
	for (map = 0; map < bench->mappings; map++) {
		s->maps[map] = map_aligned(s->fd, s->first,
					   bench->pages * PAGE);
		if (!s->maps[map])
			return -errno;
	}
	return 0;
}

static void subject_close(struct subject *s)
{
	unsigned long map;

	for (map = 0; s->maps && map < s->bench->mappings; map++) {
		if (s->maps[map])
			munmap(s->maps[map], s->bench->pages * PAGE);
	}
	free(s->maps);
	free(s->bitmap);
	if (s->fd >= 0)
		close(s->fd);
}

static int measure_round(struct subject *s)
{
	const struct bench_case *bench = s->bench;
	uint64_t count;
	int ret = bench->prepare(s);

	if (!ret)
		ret = call_helper(s, bench->request, bench->name, &count);
	if (ret)
		return ret;
	if (count != bench->found) {
		printf("%s: the helper changed %llu entries, not %lu\n",
		       bench->name, (unsigned long long)count, bench->found);
		return TEST_FAIL;
	}
	return 0;
}

static int measure(const struct bench_case *bench)
{
	struct subject s = { .fd = -1 };
	int ret = subject_open(&s, bench), round;

	for (round = 0; !ret && round < ROUNDS; round++)
		ret = measure_round(&s);
	fputs(s.said, stdout);
	subject_close(&s);
	return ret;
}

/*
 * Init has probes on the very functions that are measured. A tracing instance
 * is gone once its directory is, and with it the reference that keeps the
 * probes in use.
 */
static int remove_probes(void)
{
	int fd, ret = 0;

	if (rmdir(TRACEFS "/instances/svgalab") && errno != ENOENT)
		return -errno;
	fd = open(TRACEFS "/kprobe_events", O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd >= 0)
		close(fd);
	else if (errno != ENOENT)
		ret = -errno;
	return ret;
}

static int bench_all(struct test_case *test)
{
	size_t i;
	int ret = remove_probes();

	(void)test;
	if (ret)
		printf("init's probes cannot be removed\n");
	for (i = 0; !ret && i < ARRAY_SIZE(cases); i++)
		ret = measure(&cases[i]);
	return ret;
}

static const struct test_pattern patterns[] = {
	{ .name = "all", .run = bench_all },
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "bench_walker", patterns,
			 ARRAY_SIZE(patterns));
}
