// SPDX-License-Identifier: GPL-2.0
/* Surfaces that are evicted and swapped out before, between and after stores. */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "page.h"
#include "verdict.h"

/*
 * Each read of it makes TTM swap out the buffer that was used longest ago, and
 * tells how many pages that had; 0 when there is none that is idle.
 */
#define SWAP_FILE "/sys/kernel/debug/ttm/tt_shrink"
#define SWAP_TRIES 50

/* Pages of the buffer that went, or a negative errno. */
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

/*
 * Swap out what there is until a buffer of the surface's size was among it.
 * Now and then TTM says that there is nothing; then there is nothing to test.
 */
static int swap_out(const struct coherent_surface *s)
{
	long due = s->surface.map_size / page_bytes();
	long pages = 0;
	int tries;

	for (tries = 0; tries < SWAP_TRIES; tries++) {
		pages = swap_one_out();
		if (pages == due)
			return 0;
		if (pages < 0)
			return pages;
		sched_yield();
	}
	printf("TTM swapped no buffer of %ld pages out\n", due);
	return TEST_SKIP;
}

/* Between a store and its submission. */
static int test_before_submit(struct test_case *test)
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

/* After a submission: the next stores and the next submission bring it back. */
static int test_after_submit(struct test_case *test)
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

static const struct test_pattern patterns[] = {
	TEST_MATRIX(before_submit),
	TEST_MATRIX(after_submit),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "pressure", patterns,
			 ARRAY_SIZE(patterns));
}
