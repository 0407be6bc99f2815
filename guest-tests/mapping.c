// SPDX-License-Identifier: GPL-2.0
/* Stores through other mappings than the first one: second, forked, beside a read-only one. */

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "coherent.h"

static size_t page_bytes(void)
{
	return sysconf(_SC_PAGESIZE);
}

static int submit_and_finish(struct coherent_surface *s)
{
	int ret = coherent_submit(s);

	return ret ? ret : coherent_finish(s);
}

static int map_again(struct coherent_surface *s, uint8_t **map)
{
	*map = vmw_surface_map(s->test->fd, &s->surface,
			       PROT_READ | PROT_WRITE);
	return *map == MAP_FAILED ? -errno : 0;
}

/* Pages of both mappings, and one page through both. */
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
	ret = submit_and_finish(&s);
	if (!ret && coherent_verify(&s, second))
		ret = TEST_FAIL;
	return ret;
}

/* The stores of a mapping must not be forgotten with it. */
static int test_unmap_before_submit(struct test_case *test)
{
	struct coherent_surface s;
	uint8_t *second;
	int ret = coherent_open(test, &s);

	if (!ret)
		ret = map_again(&s, &second);
	if (ret)
		return ret;
	coherent_store_through(&s, second, 5 * page_bytes(), page_bytes());
	if (munmap(second, s.surface.map_size))
		return -errno;
	return submit_and_finish(&s);
}

/* A child that stores into the inherited mapping and then waits to be told to go. */
struct child {
	pid_t pid;
	int go;
};

static int child_start(struct coherent_surface *s, struct child *child)
{
	int done[2], go[2];
	char byte = 0;

	if (pipe(done) || pipe(go))
		return -errno;
	child->pid = fork();
	if (child->pid < 0)
		return -errno;
	if (!child->pid) {
		close(go[1]);
		coherent_store(s, 7 * page_bytes(), page_bytes());
		if (write(done[1], &byte, 1) != 1 || read(go[0], &byte, 1) < 0)
			_exit(EXIT_FAILURE);
		_exit(EXIT_SUCCESS);
	}
	close(done[1]);
	close(go[0]);
	child->go = go[1];
	return read(done[0], &byte, 1) == 1 ? 0 : -ECHILD;
}

static int child_end(struct child *child)
{
	int status;

	close(child->go);
	if (waitpid(child->pid, &status, 0) < 0)
		return -errno;
	return status ? -ECHILD : 0;
}

/* The parent stores while a child holds a copy of the page tables. */
static int test_fork_parent_writes(struct test_case *test)
{
	struct coherent_surface s;
	struct child child;
	int ret = coherent_open(test, &s);

	if (ret)
		return ret;
	coherent_store(&s, 2 * page_bytes(), 64);
	ret = child_start(&s, &child);
	if (ret)
		return ret;
	coherent_store(&s, 3 * page_bytes(), page_bytes());
	ret = submit_and_finish(&s);
	return child_end(&child) ? TEST_FAIL : ret;
}

/* The child stores and stays until the submission is over. */
static int test_fork_child_writes(struct test_case *test)
{
	struct coherent_surface s;
	struct child child;
	int ret = coherent_open(test, &s);

	if (!ret)
		ret = child_start(&s, &child);
	if (ret)
		return ret;
	ret = submit_and_finish(&s);
	return child_end(&child) ? TEST_FAIL : ret;
}

/* The child stores and is gone before the submission. */
static int test_fork_child_exits(struct test_case *test)
{
	struct coherent_surface s;
	struct child child;
	int ret = coherent_open(test, &s);

	if (!ret)
		ret = child_start(&s, &child);
	if (!ret)
		ret = child_end(&child);
	return ret ? ret : submit_and_finish(&s);
}

/*
 * Map the surface by a read-only descriptor of the device: such a mapping is
 * shared, but can never become writable.
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
 * Rounds on the same pages. A page whose store was trapped once, but that was
 * not protected again, shows in the next one; and the first submission of a
 * fresh surface takes it out of all page tables, which protects it too.
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

#define PATTERN(test) \
	{ #test, test_##test, TEST_ANY, TEST_ANY, NULL }

static const struct test_pattern patterns[] = {
	PATTERN(second_mapping),
	PATTERN(unmap_before_submit),
	PATTERN(fork_parent_writes),
	PATTERN(fork_child_writes),
	PATTERN(fork_child_exits),
	PATTERN(readonly_first),
	PATTERN(readonly_second),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "mapping", patterns,
			 ARRAY_SIZE(patterns));
}
