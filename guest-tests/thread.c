// SPDX-License-Identifier: GPL-2.0
/* A thread stores while another submits: after a quiet submission nothing may be missing. */

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "page.h"
#include "verdict.h"

/* Submissions that meet stores. */
#define SUBMISSIONS 24

struct writer {
	struct coherent_surface *s;
	size_t pages;
	atomic_bool stop;
	atomic_uint stores;
};

/*
 * A stride through the pages that comes back to each of them, so that pages
 * are found clean, dirty and being made clean. No surface has a multiple of
 * seven pages.
 */
static void *write_until_stopped(void *arg)
{
	struct writer *w = arg;
	size_t page = 0;

	while (!atomic_load(&w->stop)) {
		coherent_store(w->s, page * page_bytes() + page % 4000, 16);
		page = (page + 7) % w->pages;
		atomic_fetch_add(&w->stores, 1);
	}
	return NULL;
}

static void wait_for_stores(struct writer *w, unsigned int count)
{
	unsigned int seen = atomic_load(&w->stores);

	while (atomic_load(&w->stores) - seen < count)
		sched_yield();
}

/*
 * In the end the writer goes over all pages once more: what a fresh surface
 * loses with its first submission is not what this case is about.
 */
static int submit_under_stores(struct coherent_surface *s, struct writer *w)
{
	int i, ret = 0;

	for (i = 0; i < SUBMISSIONS && !ret; i++) {
		ret = coherent_submit(s);
		wait_for_stores(w, 1);
	}
	wait_for_stores(w, w->pages);
	return ret;
}

static int test_concurrent(struct test_case *test)
{
	struct coherent_surface s;
	struct writer w = { .s = &s };
	pthread_t thread;
	int ret = coherent_open(test, &s);

	if (ret)
		return ret;
	w.pages = s.surface.size / page_bytes();
	ret = pthread_create(&thread, NULL, write_until_stopped, &w);
	if (ret)
		return -ret;
	ret = submit_under_stores(&s, &w);
	atomic_store(&w.stop, true);
	pthread_join(thread, NULL);

	return ret ? ret : coherent_submit_and_finish(&s);
}

static const struct test_pattern patterns[] = {
	TEST_MATRIX(concurrent),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "thread", patterns,
			 ARRAY_SIZE(patterns));
}
