// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Stores through mappings other than the first: second, forked, beside a read-only one. */

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/userfaultfd.h>

#include "page.h"
#include "peer.h"
#include "verdict.h"

static int map_again(struct coherent_surface *s, uint8_t **map)
{
	*map = vmw_surface_map(s->test->fd, &s->surface,
			       PROT_READ | PROT_WRITE);
	return *map == MAP_FAILED ? -errno : 0;
}

/* Pages of both mappings, including one page through both. */
static int test_second_mapping(struct test_case *test)
{
	struct coherent_surface s;
	uint8_t *second;
	int ret = coherent_open(test, &s);

	if (!ret)
		ret = map_again(&s, &second);
	if (ret)
		return ret;
	coherent_store(&s, 2 * page_bytes(), 100);
	coherent_store_through(&s, second, 5 * page_bytes(), 100);
	coherent_store(&s, 9 * page_bytes(), 100);
	coherent_store_through(&s, second, 9 * page_bytes() + 100, 100);
	ret = coherent_submit_and_finish(&s);
	if (!ret && coherent_verify(&s, second))
		ret = TEST_FAIL;
	return ret;
}

/*
 * A second mapping, a store through it, and something that removes the page
 * from it again, which must not lose the store.
 */
static int test_gone(struct test_case *test,
		     int (*end)(struct coherent_surface *s, uint8_t *map))
{
	struct coherent_surface s;
	uint8_t *second;
	int ret = coherent_open(test, &s);

	if (!ret)
		ret = map_again(&s, &second);
	if (ret)
		return ret;
	coherent_store_through(&s, second, 5 * page_bytes(), page_bytes());
	if (end(&s, second))
		return -errno;
	return coherent_submit_and_finish(&s);
}

static int end_by_unmap(struct coherent_surface *s, uint8_t *map)
{
	return munmap(map, s->surface.map_size);
}

static int test_unmap_before_submit(struct test_case *test)
{
	return test_gone(test, end_by_unmap);
}

static int end_by_unmapping_part(struct coherent_surface *s, uint8_t *map)
{
	(void)s;
	return munmap(map + 4 * page_bytes(), 3 * page_bytes());
}

static int test_unmap_part(struct test_case *test)
{
	return test_gone(test, end_by_unmapping_part);
}

static int end_by_mapping_over(struct coherent_surface *s, uint8_t *map)
{
	void *p = mmap(map, s->surface.map_size, PROT_READ,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	return p == MAP_FAILED;
}

static int test_map_fixed_over(struct test_case *test)
{
	return test_gone(test, end_by_mapping_over);
}

static int end_by_shrinking(struct coherent_surface *s, uint8_t *map)
{
	return mremap(map, s->surface.map_size, 2 * page_bytes(), 0) ==
	       MAP_FAILED;
}

static int test_mremap_shrunk(struct test_case *test)
{
	return test_gone(test, end_by_shrinking);
}

/* Stores before and after the mapping moves, together with its page table entries. */
static int test_mremap_moved(struct test_case *test)
{
	struct coherent_surface s;
	void *place, *moved;
	int ret = coherent_open(test, &s);

	if (ret)
		return ret;
	coherent_store(&s, 2 * page_bytes(), page_bytes());
	place = mmap(NULL, s.surface.map_size, PROT_NONE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	moved = mremap(s.map, s.surface.map_size, s.surface.map_size,
		       MREMAP_MAYMOVE | MREMAP_FIXED, place);
	if (moved == MAP_FAILED)
		return -errno;
	s.map = moved;
	coherent_store(&s, 8 * page_bytes(), page_bytes());
	return coherent_submit_and_finish(&s);
}

/* Pages that nobody has touched yet are already in the page tables. */
static int test_populate(struct test_case *test)
{
	struct coherent_surface s;
	int ret = coherent_create(test, test->shape, &s);

	if (ret)
		return ret;
	s.map = mmap(NULL, s.surface.map_size, PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_POPULATE, s.fd, s.surface.map_offset);
	if (s.map == MAP_FAILED)
		return -errno;
	ret = coherent_warm(&s);
	if (ret)
		return ret;
	coherent_store(&s, 6 * page_bytes(), 64);
	coherent_store(&s, 20 * page_bytes(), 64);
	return coherent_submit_and_finish(&s);
}

/*
 * Take away write permission and restore it, while the page is dirty and after
 * it was sent. Stale bits in the page table entry must not let stores through
 * that nobody records.
 */
static int protect_and_back(struct test_case *test,
			    int (*protect)(struct coherent_surface *s))
{
	struct coherent_surface s;
	int round, ret = coherent_open(test, &s);

	for (round = 0; round < 3 && !ret; round++) {
		coherent_store(&s, 5 * page_bytes(), page_bytes());
		if (round == 1)
			ret = coherent_submit(&s);
		if (protect(&s) || mprotect(s.map, s.surface.map_size,
					    PROT_READ | PROT_WRITE))
			return -errno;
		if (round == 1)
			continue;
		if (!ret)
			ret = coherent_submit(&s);
	}
	return ret ? ret : coherent_finish(&s);
}

static int protect_writes(struct coherent_surface *s)
{
	return mprotect(s->map, s->surface.map_size, PROT_READ);
}

static int test_read_protected(struct test_case *test)
{
	return protect_and_back(test, protect_writes);
}

static int protect_all(struct coherent_surface *s)
{
	return mprotect(s->map, s->surface.map_size, PROT_NONE);
}

static int test_all_protected(struct test_case *test)
{
	return protect_and_back(test, protect_all);
}

/* Give it a key that forbids nothing: the right to write was never gone. */
static int give_key(struct coherent_surface *s)
{
	const int key = pkey_alloc(0, 0);
	int ret;

	if (key < 0)
		return key;
	ret = pkey_mprotect(s->map, s->surface.map_size,
			    PROT_READ | PROT_WRITE, key);
	pkey_free(key);
	return ret;
}

static int test_key_given(struct test_case *test)
{
	const int key = pkey_alloc(0, 0);

	if (key < 0) {
		printf("this processor has no protection keys\n");
		return TEST_SKIP;
	}
	pkey_free(key);
	return protect_and_back(test, give_key);
}

/* What a program may ask to be done with memory of its own that is like any other. */
static int advise(struct coherent_surface *s, int advice)
{
	return madvise(s->map, s->surface.map_size, advice) ? -errno : 0;
}

static int register_faults(struct coherent_surface *s)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register whole = {
		.range.start = (uintptr_t)s->map,
		.range.len = s->surface.map_size,
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	int ret = fd < 0 || ioctl(fd, UFFDIO_API, &api) ? -errno : 0;

	if (!ret && ioctl(fd, UFFDIO_REGISTER, &whole))
		ret = -errno;
	if (fd >= 0)
		close(fd);
	return ret;
}

/* The kernel refuses, or does it without a loss. */
static int test_advised(struct test_case *test)
{
	static const int advices[] = {
		MADV_DONTNEED, MADV_FREE, MADV_COLD, MADV_PAGEOUT,
		MADV_MERGEABLE, MADV_HUGEPAGE, MADV_REMOVE,
	};
	struct coherent_surface s;
	int ret = coherent_open(test, &s);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(advices) && !ret; i++) {
		coherent_store(&s, (3 + i) * page_bytes(), page_bytes());
		printf("advice %d: %s\n", advices[i],
		       strerror(-advise(&s, advices[i])));
		ret = coherent_submit(&s);
	}
	if (ret)
		return ret;
	coherent_store(&s, 20 * page_bytes(), 64);
	printf("userfaultfd: %s\n", strerror(-register_faults(&s)));
	return coherent_submit_and_finish(&s);
}

enum child_end {
	CHILD_EXIT,
	CHILD_EXEC,
};

/* Store into the inherited mapping, wait for permission, and exit. */
static void child_main(struct coherent_surface *s, struct peer *parent,
		       enum child_end end)
{
	coherent_store(s, 7 * page_bytes(), page_bytes());
	if (peer_signal(parent))
		_exit(EXIT_FAILURE);
	peer_wait(parent);
	if (end == CHILD_EXIT)
		_exit(EXIT_SUCCESS);
	dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
	execl("/proc/self/exe", "mapping", "--list", NULL);
	_exit(EXIT_FAILURE);
}

/* A child that has stored and is waiting. */
static int child_start(struct coherent_surface *s, struct peer *child,
		       enum child_end end)
{
	int ret = peer_start(child);

	if (!ret && !child->pid)
		child_main(s, child, end);
	return ret ? ret : peer_wait(child);
}

/* The parent stores while a child has a copy of the page tables. */
static int test_fork_parent_writes(struct test_case *test)
{
	struct coherent_surface s;
	struct peer child;
	int ret = coherent_open(test, &s);

	if (ret)
		return ret;
	coherent_store(&s, 2 * page_bytes(), 64);
	ret = child_start(&s, &child, CHILD_EXIT);
	if (ret)
		return ret;
	coherent_store(&s, 3 * page_bytes(), page_bytes());
	ret = coherent_submit_and_finish(&s);
	return peer_end(&child) ? TEST_FAIL : ret;
}

/* The child stores and stays until the submission is over. */
static int test_fork_child_writes(struct test_case *test)
{
	struct coherent_surface s;
	struct peer child;
	int ret = coherent_open(test, &s);

	if (!ret)
		ret = child_start(&s, &child, CHILD_EXIT);
	if (ret)
		return ret;
	ret = coherent_submit_and_finish(&s);
	return peer_end(&child) ? TEST_FAIL : ret;
}

/* The child stores, and its mapping is gone before the submission. */
static int child_leaves(struct test_case *test, enum child_end end)
{
	struct coherent_surface s;
	struct peer child;
	int ret = coherent_open(test, &s);

	if (!ret)
		ret = child_start(&s, &child, end);
	if (!ret)
		ret = peer_end(&child);
	return ret ? ret : coherent_submit_and_finish(&s);
}

static int test_fork_child_exits(struct test_case *test)
{
	return child_leaves(test, CHILD_EXIT);
}

static int test_fork_child_execs(struct test_case *test)
{
	return child_leaves(test, CHILD_EXEC);
}

/*
 * Map the surface through a read-only descriptor of the device: such a mapping
 * is shared, but can never become writable.
 */
static int map_readonly(struct coherent_surface *s, const uint8_t **map)
{
	struct vmw_surface shared;
	int fd = vmw_drm_open(O_RDONLY);
	void *p;
	int ret;

	if (fd < 0)
		return fd;
	ret = vmw_ioctl_surface_share(s->test->fd, s->surface.handle, fd,
				      &shared);
	if (ret)
		return ret;
	p = vmw_surface_map(fd, &shared, PROT_READ);
	*map = p;
	return p == MAP_FAILED ? -errno : 0;
}

/*
 * Several rounds on the same pages. A page whose store was trapped once, but
 * which was not write-protected again, shows in the next round; the first
 * submission of a fresh surface unmaps the page, which protects it, too.
 */
static int store_repeatedly(struct coherent_surface *s)
{
	int round, ret = 0;

	for (round = 0; round < 3 && !ret; round++) {
		coherent_store(s, 2 * page_bytes(), page_bytes());
		coherent_store(s, 8 * page_bytes() + 100, 1);
		ret = coherent_submit(s);
	}
	return ret;
}

static int readonly_and_writable(struct test_case *test, bool readonly_first)
{
	struct coherent_surface s;
	const uint8_t *readonly;
	int ret = coherent_create(test, test->shape, &s);

	if (!ret && readonly_first)
		ret = map_readonly(&s, &readonly);
	if (!ret)
		ret = coherent_map(&s);
	if (!ret && !readonly_first)
		ret = map_readonly(&s, &readonly);
	if (!ret)
		ret = coherent_warm(&s);
	if (!ret)
		ret = store_repeatedly(&s);
	if (!ret)
		ret = coherent_finish(&s);
	if (!ret && coherent_verify(&s, readonly))
		ret = TEST_FAIL;
	return ret;
}

static int test_readonly_first(struct test_case *test)
{
	return readonly_and_writable(test, true);
}

static int test_readonly_second(struct test_case *test)
{
	return readonly_and_writable(test, false);
}

static const struct test_pattern patterns[] = {
	TEST_MATRIX(second_mapping),
	TEST_MATRIX(unmap_before_submit),
	TEST_MATRIX(unmap_part),
	TEST_MATRIX(map_fixed_over),
	TEST_MATRIX(mremap_shrunk),
	TEST_MATRIX(mremap_moved),
	TEST_MATRIX(populate),
	TEST_MATRIX(read_protected),
	TEST_MATRIX(all_protected),
	TEST_MATRIX(key_given),
	TEST_SOME(advised, TEST_ANY, TEST_BIT(TEST_WARM)),
	TEST_MATRIX(fork_parent_writes, .cpus = 2),
	TEST_MATRIX(fork_child_writes, .cpus = 2),
	TEST_MATRIX(fork_child_exits, .cpus = 2),
	TEST_MATRIX(fork_child_execs, .cpus = 2),
	TEST_MATRIX(readonly_first),
	TEST_MATRIX(readonly_second),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "mapping", patterns,
			 ARRAY_SIZE(patterns));
}
