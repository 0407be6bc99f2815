// SPDX-License-Identifier: GPL-2.0
/* A thread stores while another submits: after a quiet submission nothing may be missing. */

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

#include "coherent.h"

/* Submissions that meet stores. The writer makes at least as many rounds. */
#define SUBMISSIONS 40

struct writer {
	struct coherent_surface *s;
	atomic_bool stop;
	atomic_uint rounds;
};

/*
 * A stride through the pages that comes back to each of them, so that pages
 * are found clean, dirty and being made clean.
 */
static void *write_until_stopped(void *arg)
{
	struct writer *w = arg;
	size_t page_bytes = sysconf(_SC_PAGESIZE);
	size_t pages = w->s->surface.size / page_bytes;
	size_t page = 0;

	while (!atomic_load(&w->stop)) {
		coherent_store(w->s, page * page_bytes + page % 4000, 16);
		page = (page + 7) % pages;
		atomic_fetch_add(&w->rounds, 1);
	}
	return NULL;
}

static int submit_under_stores(struct coherent_surface *s, struct writer *w)
{
	unsigned int i, seen;
	int ret = 0;

	for (i = 0; i < SUBMISSIONS && !ret; i++) {
		seen = atomic_load(&w->rounds);
		ret = coherent_submit(s);
		/* On a single busy CPU, let the writer have its turn. */
		while (atomic_load(&w->rounds) == seen)
			sched_yield();
	}
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
	ret = pthread_create(&thread, NULL, write_until_stopped, &w);
	if (ret)
		return -ret;
	ret = submit_under_stores(&s, &w);
	atomic_store(&w.stop, true);
	pthread_join(thread, NULL);

	if (!ret)
		ret = coherent_submit(&s);
	return ret ? ret : coherent_finish(&s);
}

static const struct test_pattern patterns[] = {
	{ "concurrent", test_concurrent, TEST_ANY, TEST_ANY, NULL },
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "thread", patterns,
			 ARRAY_SIZE(patterns));
}
