// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Stores while others submit, and signals: after a final submission nothing may be missing. */

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/time.h>
#include <time.h>

#include "page.h"
#include "verdict.h"

/* Submissions that race with stores. */
#define SUBMISSIONS 24

struct writer {
	struct coherent_surface *s;
	size_t pages;
	atomic_bool stop;
	atomic_uint stores;
};

/*
 * A stride through the pages that visits each of them, so that pages are found
 * clean, dirty and being cleaned. No surface has a multiple of seven pages.
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
 * In the end the writer goes over all pages once more: losses of a fresh
 * surface with its first submission are not what this case is about.
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

typedef int (*submit_fn)(struct coherent_surface *s, struct writer *w);

/* Submissions by @submit while another thread stores, then a final one. */
static int test_under_stores(struct test_case *test, submit_fn submit)
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
	ret = submit(&s, &w);
	atomic_store(&w.stop, true);
	pthread_join(thread, NULL);

	return ret ? ret : coherent_submit_and_finish(&s);
}

static int test_concurrent(struct test_case *test)
{
	return test_under_stores(test, submit_under_stores);
}

struct submitter {
	struct coherent_surface *s;
	struct writer *w;
	pthread_t thread;
	int ret;
};

static void *submit_in_thread(void *arg)
{
	struct submitter *submitter = arg;

	submitter->ret = submit_under_stores(submitter->s, submitter->w);
	return NULL;
}

/*
 * The first submission comes before the threads, since it creates what they
 * share.
 */
static int submit_from_two(struct coherent_surface *s, struct writer *w)
{
	struct submitter other = { .s = s, .w = w };
	int ret = coherent_submit(s);

	if (ret)
		return ret;
	ret = pthread_create(&other.thread, NULL, submit_in_thread, &other);
	if (ret)
		return -ret;
	ret = submit_under_stores(s, w);
	pthread_join(other.thread, NULL);
	return ret ? ret : other.ret;
}

static int test_two_submitters(struct test_case *test)
{
	return test_under_stores(test, submit_from_two);
}

/*
 * Signals come often enough to hit submissions wherever they can wait: several
 * per submission, but not more often.
 */
#define SIGNALS_PER_SUBMISSION 4
#define SIGNAL_INTERVAL_US 300

static atomic_uint signals;

static void count_signal(int number)
{
	(void)number;
	atomic_fetch_add(&signals, 1);
}

static int send_signals(long interval_us)
{
	const struct sigaction action = { .sa_handler = count_signal };
	const struct itimerval timer = {
		.it_interval.tv_sec = interval_us / 1000000,
		.it_interval.tv_usec = interval_us % 1000000,
		.it_value.tv_sec = interval_us / 1000000,
		.it_value.tv_usec = interval_us % 1000000,
	};

	/* Without SA_RESTART, so that interrupted calls return to us. */
	if (sigaction(SIGALRM, &action, NULL) ||
	    setitimer(ITIMER_REAL, &timer, NULL))
		return -errno;
	return 0;
}

/*
 * Time of a store and its submission without signals, in microseconds. On a
 * slow kernel, faster signals would leave no time for anything else. Uses a
 * surface of its own, since the one under test may have to stay fresh.
 */
static int time_submission(struct test_case *test, long *us)
{
	struct timespec begin, end;
	struct coherent_surface s;
	int ret = coherent_open_all(test, test->shape, 1, &s, 1);

	if (ret)
		return ret;
	clock_gettime(CLOCK_MONOTONIC, &begin);
	coherent_store(&s, 0, 1);
	ret = coherent_submit(&s);
	clock_gettime(CLOCK_MONOTONIC, &end);
	*us = (end.tv_sec - begin.tv_sec) * 1000000 +
	      (end.tv_nsec - begin.tv_nsec) / 1000;
	return ret;
}

/* Stores and submissions alternate, under signals. */
static int submit_under_signals(struct coherent_surface *s)
{
	size_t pages = s->surface.size / page_bytes();
	long us;
	int i, ret = time_submission(s->test, &us);

	us /= SIGNALS_PER_SUBMISSION;
	if (!ret)
		ret = send_signals(us < SIGNAL_INTERVAL_US ?
				   SIGNAL_INTERVAL_US : us);
	for (i = 0; (i < SUBMISSIONS || !atomic_load(&signals)) && !ret; i++) {
		coherent_store(s, i * 7 % pages * page_bytes() + i % 4000, 16);
		coherent_store(s, i * 11 % pages * page_bytes(), 1);
		ret = coherent_submit(s);
	}
	return ret ? ret : send_signals(0);
}

static int test_signals(struct test_case *test)
{
	struct coherent_surface s;
	int ret = coherent_open(test, &s);

	if (!ret)
		ret = submit_under_signals(&s);
	if (ret)
		return ret;
	coherent_store(&s, 3 * page_bytes(), 10);
	return coherent_submit_and_finish(&s);
}

static const struct test_pattern patterns[] = {
	TEST_MATRIX(concurrent, .cpus = 2),
	TEST_MATRIX(two_submitters, .cpus = 2),
	TEST_MATRIX(signals, .cpus = 2),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "thread", patterns,
			 ARRAY_SIZE(patterns));
}
