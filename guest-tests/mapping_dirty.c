// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* The mapping dirty helpers on mappings of several processes, through /dev/test_mapping_dirty. */

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cases.h"
#include "dirty_device.h"

#define PAGES 8

static int expect_count(const char *what, uint64_t count, uint64_t expected)
{
	if (count == expected)
		return TEST_PASS;
	printf("%s: %llu entries, not %llu\n", what,
	       (unsigned long long)count, (unsigned long long)expected);
	return TEST_FAIL;
}

/*
 * Clean all pages: exactly those in @expected, one bit per page, must be found.
 */
static int expect_dirty(struct dirty_device *d, uint64_t expected)
{
	uint64_t bits = 0, entries;
	int ret = dirty_clean(d, 0, d->pages, &bits, &entries);

	if (ret)
		return ret;
	if (bits == expected)
		return TEST_PASS;
	printf("pages %#llx were recorded as dirty, not %#llx\n",
	       (unsigned long long)bits, (unsigned long long)expected);
	return TEST_FAIL;
}

static int test_store_and_clean(struct test_case *test)
{
	struct dirty_device d;
	int ret = dirty_open(&d, PAGES, 0);

	if (ret)
		return ret;
	dirty_store(&d, d.map, 2);
	dirty_store(&d, d.map, 5);
	ret = expect_dirty(&d, 1 << 2 | 1 << 5);
	if (!ret)
		ret = expect_dirty(&d, 0);
	dirty_store(&d, d.map, 5);
	return ret ? ret : expect_dirty(&d, 1 << 5);
}

/* Loads create entries that are not dirty. */
static int test_load(struct test_case *test)
{
	struct dirty_device d;
	int ret = dirty_open(&d, PAGES, 0);

	if (ret)
		return ret;
	dirty_load(d.map, 3);
	return expect_dirty(&d, 0);
}

static int map_readonly(struct dirty_device *d, uint8_t **map)
{
	int fd = open(DIRTY_DEVICE, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	*map = mmap(NULL, d->pages * dirty_page_bytes(), PROT_READ, MAP_SHARED,
		    fd, d->first * dirty_page_bytes());
	return *map == MAP_FAILED ? -errno : 0;
}

/*
 * A mapping that can never become writable is created before the writable one.
 */
static int test_readonly_first(struct test_case *test)
{
	uint8_t *readonly, *writable;
	struct dirty_device d;
	int ret = dirty_open(&d, PAGES, 0);

	if (ret)
		return ret;
	munmap(d.map, d.pages * dirty_page_bytes());
	ret = map_readonly(&d, &readonly);
	if (!ret)
		ret = dirty_map(&d, MAP_SHARED, &writable);
	if (ret)
		return ret;
	dirty_load(readonly, 0);
	dirty_store(&d, writable, 0);
	return expect_dirty(&d, 1 << 0);
}

/* A private copy is dirty only for its own process. */
static int test_private(struct test_case *test)
{
	struct dirty_device d;
	uint8_t *private;
	int ret = dirty_open(&d, PAGES, 0);

	if (!ret)
		ret = dirty_map(&d, MAP_PRIVATE, &private);
	if (ret)
		return ret;
	dirty_store(&d, private, 1);
	ret = expect_dirty(&d, 0);
	if (!ret && (private[dirty_page_bytes()] == 0 ||
		     d.map[dirty_page_bytes()] != 0)) {
		printf("the copy is no copy\n");
		ret = TEST_FAIL;
	}
	return ret;
}

/* Run @child in a child process that then exits. */
static int in_child(struct dirty_device *d,
		    int (*child)(struct dirty_device *d))
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return -errno;
	if (!pid)
		_exit(child(d));
	if (waitpid(pid, &status, 0) < 0)
		return -errno;
	return status ? TEST_FAIL : TEST_PASS;
}

static int child_cleans_parents_store(struct dirty_device *d)
{
	return expect_dirty(d, 1 << 4);
}

/* Cleaning affects the entries of all processes. */
static int test_fork_child_cleans(struct test_case *test)
{
	struct dirty_device d;
	int ret = dirty_open(&d, PAGES, 0);

	if (ret)
		return ret;
	dirty_store(&d, d.map, 4);
	ret = in_child(&d, child_cleans_parents_store);
	return ret ? ret : expect_dirty(&d, 0);
}

static int child_stores_and_cleans(struct dirty_device *d)
{
	dirty_store(d, d->map, 6);
	return expect_dirty(d, 1 << 1 | 1 << 6);
}

/* Parent and child store to different pages of their shared mapping. */
static int test_fork_both_store(struct test_case *test)
{
	struct dirty_device d;
	int ret = dirty_open(&d, PAGES, 0);

	if (ret)
		return ret;
	dirty_store(&d, d.map, 1);
	ret = in_child(&d, child_stores_and_cleans);
	dirty_store(&d, d.map, 1);
	return ret ? ret : expect_dirty(&d, 1 << 1);
}

static int child_write_protects(struct dirty_device *d)
{
	uint64_t entries;
	int ret = dirty_wp(d, 0, d->pages, &entries);

	/* The child's copy of the entry, and its parent's entry. */
	return ret ? TEST_FAIL : expect_count("wp", entries, 2);
}

static int test_fork_child_write_protects(struct test_case *test)
{
	struct dirty_device d;
	uint8_t state;
	int ret = dirty_open(&d, PAGES, DIRTY_NOTIFY);

	if (ret)
		return ret;
	dirty_store(&d, d.map, 3);
	/* Copies of writable entries: fork() does not write-protect shared ones. */
	ret = in_child(&d, child_write_protects);
	if (!ret)
		ret = dirty_query(&d, d.map, 3, &state);
	if (!ret && state & DIRTY_WRITABLE) {
		printf("the parent's entry is still writable\n");
		ret = TEST_FAIL;
	}
	return ret;
}

/* An entry moved by mremap() stays dirty. */
static int test_mremap(struct test_case *test)
{
	size_t size = PAGES * dirty_page_bytes();
	struct dirty_device d;
	uint8_t *target;
	int ret = dirty_open(&d, PAGES, 0);

	if (ret)
		return ret;
	dirty_store(&d, d.map, 2);
	target = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		      0);
	if (target == MAP_FAILED ||
	    mremap(d.map, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, target) !=
	    target)
		return -errno;
	return expect_dirty(&d, 1 << 2);
}

/*
 * So does one changed by mprotect(); and the mapping is still shared and
 * walked.
 */
static int test_mprotect(struct test_case *test)
{
	size_t size = PAGES * dirty_page_bytes();
	struct dirty_device d;
	int ret = dirty_open(&d, PAGES, 0);

	if (ret)
		return ret;
	dirty_store(&d, d.map, 2);
	if (mprotect(d.map, size, PROT_READ))
		return -errno;
	ret = expect_dirty(&d, 1 << 2);
	if (mprotect(d.map, size, PROT_READ | PROT_WRITE))
		return -errno;
	dirty_store(&d, d.map, 3);
	return ret ? ret : expect_dirty(&d, 1 << 3);
}

/*
 * Dirty bits of removed entries cannot be found: the driver must collect them
 * first.
 */
static int test_munmap(struct test_case *test)
{
	struct dirty_device d;
	uint8_t *second;
	int ret = dirty_open(&d, PAGES, 0);

	if (!ret)
		ret = dirty_map(&d, MAP_SHARED, &second);
	if (ret)
		return ret;
	dirty_store(&d, second, 2);
	dirty_store(&d, d.map, 3);
	munmap(second, PAGES * dirty_page_bytes());
	return expect_dirty(&d, 1 << 3);
}

static const struct test_pattern patterns[] = {
	{ .name = "store_and_clean", .run = test_store_and_clean },
	{ .name = "load", .run = test_load },
	{ .name = "readonly_first", .run = test_readonly_first },
	{ .name = "private", .run = test_private },
	{ .name = "fork_child_cleans", .run = test_fork_child_cleans },
	{ .name = "fork_both_store", .run = test_fork_both_store },
	{
		.name = "fork_child_write_protects",
		.run = test_fork_child_write_protects,
	},
	{ .name = "mremap", .run = test_mremap },
	{ .name = "mprotect", .run = test_mprotect },
	{ .name = "munmap", .run = test_munmap },
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "mapping_dirty", patterns,
			 ARRAY_SIZE(patterns));
}
