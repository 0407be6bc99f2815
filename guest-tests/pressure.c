// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Surfaces that are evicted and swapped out before, between and after stores. */

#include <errno.h>
#include <fcntl.h>
#include <linux/membarrier.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "page.h"
#include "svga3d_cmd.h"
#include "verdict.h"

/*
 * Each read of it makes TTM swap out the least recently used buffer, and
 * returns that buffer's number of pages; 0 if there is no idle buffer.
 */
#define SWAP_FILE "/sys/kernel/debug/ttm/tt_shrink"

/* Nothing is left to swap out once TTM has said so this often. */
#define SWAP_TRIES 3

/* Maximum number of surfaces to try until TTM knows the buffer of one. */
#define SURFACE_TRIES 16

/* Number of pages of the swapped-out buffer, or a negative errno. */
static long swap_one_out(void)
{
	char text[32];
	int fd = open(SWAP_FILE, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	if (length < 0)
		return -errno;
	text[length] = 0;
	return strtol(text, NULL, 10);
}

/* Swap out everything, and count the buffers of @pages pages among it. */
static int count_swapped(long pages)
{
	int idle = 0, count = 0;

	while (idle < SWAP_TRIES) {
		long gone = swap_one_out();

		if (gone < 0)
			return gone;
		count += gone == pages;
		idle = gone ? 0 : idle + 1;
		sched_yield();
	}
	return count;
}

/*
 * If the driver happens to hide the buffer from TTM (every_buffer shows that),
 * there is nothing to test.
 */
static int swap_out(const struct coherent_surface *s)
{
	long pages = s->surface.map_size / page_bytes();
	int count = count_swapped(pages);

	if (count < 0)
		return count;
	if (!count)
		printf("TTM swapped no buffer of %ld pages out\n", pages);
	return count ? 0 : TEST_SKIP;
}

/* With another surface if that of the first one could not be swapped out. */
static int with_swappable(struct test_case *test,
			  int (*run)(struct test_case *test))
{
	int i, ret = TEST_SKIP;

	for (i = 0; i < SURFACE_TRIES && ret == TEST_SKIP; i++)
		ret = run(test);
	return ret;
}

/* Swapped out between a store and its submission. */
static int swap_before_submit(struct test_case *test)
{
	struct coherent_surface s;
	int ret = coherent_open(test, &s);

	if (ret)
		return ret;
	coherent_store(&s, 4 * page_bytes(), page_bytes());
	ret = swap_out(&s);
	if (ret)
		return ret;
	coherent_store(&s, 9 * page_bytes() + 3, 50);
	return coherent_submit_and_finish(&s);
}

static int test_before_submit(struct test_case *test)
{
	return with_swappable(test, swap_before_submit);
}

/*
 * Swapped out after a submission: the next stores and submission bring it back.
 */
static int swap_after_submit(struct test_case *test)
{
	struct coherent_surface s;
	int round, ret = coherent_open(test, &s);

	for (round = 0; round < 2 && !ret; round++) {
		coherent_store(&s, (4 + round) * page_bytes(), page_bytes());
		ret = coherent_submit(&s);
		if (!ret)
			ret = swap_out(&s);
	}
	if (ret)
		return ret;
	coherent_store(&s, 9 * page_bytes() + 3, 50);
	return coherent_submit_and_finish(&s);
}

static int test_after_submit(struct test_case *test)
{
	return with_swappable(test, swap_after_submit);
}

/* A size that no other buffer has. */
static const struct vmw_shape odd_shape = {
	.format = SVGA3D_BUFFER, .width = 37 * 4096, .height = 1, .depth = 1,
	.mips = 1, .faces = 1,
};

#define BUFFERS 24

/*
 * Make sure that free kernel memory in chunks of up to 96 bytes is not zero: a
 * short tmpfs symlink is stored in such a chunk, which is freed after a grace
 * period that membarrier() waits for.
 */
static int litter_free_memory(void)
{
	char target[90], path[32];
	int i, ret = 0;

	memset(target, 'U', sizeof(target) - 1);
	target[sizeof(target) - 1] = 0;
	for (i = 0; i < 1000 && !ret; i++) {
		snprintf(path, sizeof(path), "/tmp/litter-%d", i);
		ret = symlink(target, path) ? -errno : 0;
	}
	while (i--) {
		snprintf(path, sizeof(path), "/tmp/litter-%d", i);
		unlink(path);
	}
	for (i = 0; i < 3; i++)
		syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
	return ret;
}

/* No buffer that the device uses may be exempt from being swapped out. */
static int test_every_buffer(struct test_case *test)
{
	static struct coherent_surface surfaces[BUFFERS];
	int count, ret = litter_free_memory();

	if (ret)
		return ret;
	test->fd = vmw_drm_open(O_RDWR);
	if (test->fd < 0)
		return test->fd;
	ret = coherent_open_all(test, &odd_shape, 1, surfaces, BUFFERS);
	if (!ret)
		ret = coherent_submit_all(surfaces, BUFFERS);
	if (ret)
		return ret;
	count = count_swapped(odd_shape.width / page_bytes());
	if (count < 0)
		return count;
	if (count == BUFFERS)
		return TEST_PASS;
	printf("%d of %d buffers are never swapped out\n", BUFFERS - count,
	       BUFFERS);
	return TEST_FAIL;
}

static const struct test_pattern patterns[] = {
	TEST_MATRIX(before_submit),
	TEST_MATRIX(after_submit),
	{ .name = "every_buffer", .run = test_every_buffer },
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "pressure", patterns,
			 ARRAY_SIZE(patterns));
}
