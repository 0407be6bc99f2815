// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Writers that do not wait for the mapping dirty helpers: no store may be lost. */

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cases.h"
#include "dirty_device.h"

#define PAGES 32
#define HUGE_PAGES 512
#define WRITERS 2
#define ROUNDS 300

/*
 * The model is a copy of the object. The cleaner copies each page after it was
 * recorded as dirty, and only then: when nobody writes any more, one last clean
 * must make the copy complete.
 */
struct race {
	struct dirty_device d;
	uint64_t pages;		/* written to */
	bool *stop;		/* shared with all writers */
	uint64_t copy[PAGES];
};

struct writer {
	struct race *race;
	unsigned int number;
};

/* The writer's own word in a page; nobody else writes it. */
static uint64_t *word(struct race *race, uint64_t page, unsigned int writer)
{
	return (uint64_t *)(race->d.map + page * dirty_page_bytes()) + writer;
}

static void write_until_stopped(struct race *race, unsigned int number)
{
	uint64_t value, page = number;

	for (value = 1; !__atomic_load_n(race->stop, __ATOMIC_RELAXED);
	     value++) {
		__atomic_store_n(word(race, page, number), value,
				 __ATOMIC_RELAXED);
		page = (page * 5 + 3 + number) % race->pages;
	}
}

static void *writer_thread(void *arg)
{
	struct writer *writer = arg;

	write_until_stopped(writer->race, writer->number);
	return NULL;
}

/* Write both writers' words of a page at once. */
static uint64_t sum(struct race *race, uint64_t page)
{
	uint64_t total = 0;
	unsigned int i;

	for (i = 0; i < WRITERS; i++)
		total += __atomic_load_n(word(race, page, i),
					 __ATOMIC_RELAXED) << (32 * i);
	return total;
}

static void copy_pages(struct race *race, uint64_t bits)
{
	uint64_t page;

	for (page = 0; page < PAGES; page++) {
		if (bits & 1ULL << page)
			race->copy[page] = sum(race, page);
	}
}

typedef int (*clean_fn)(struct race *race, uint64_t *bits);

static int clean_scan(struct race *race, uint64_t *bits)
{
	uint64_t entries;

	return dirty_clean(&race->d, 0, PAGES, bits, &entries);
}

static int clean_frozen(struct race *race, uint64_t *bits)
{
	return dirty_clean_frozen(&race->d, 0, PAGES, bits);
}

static int clean_protected(struct race *race, uint64_t *bits)
{
	uint64_t entries;
	int ret = dirty_wp(&race->d, 0, PAGES, &entries);

	return ret ? ret : clean_scan(race, bits);
}

/* A round counts if a writer got somewhere meanwhile. */
static int clean_rounds(struct race *race, clean_fn clean)
{
	uint64_t bits;
	int round = 0, ret = 0;

	while (round < ROUNDS && !ret) {
		ret = clean(race, &bits);
		copy_pages(race, bits);
		if (bits)
			round++;
		else
			sched_yield();
	}
	return ret;
}

static int check_copy(struct race *race, clean_fn clean)
{
	uint64_t bits, page;
	int ret = clean(race, &bits);

	if (ret)
		return ret;
	copy_pages(race, bits);
	for (page = 0; page < PAGES; page++) {
		if (race->copy[page] != sum(race, page)) {
			printf("page %llu: the last stores were not recorded\n",
			       (unsigned long long)page);
			ret = TEST_FAIL;
		}
	}
	return ret;
}

static int race_open(struct race *race, uint64_t pages, uint64_t flags)
{
	memset(race, 0, sizeof(*race));
	race->pages = PAGES;
	race->stop = mmap(NULL, sizeof(*race->stop), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (race->stop == MAP_FAILED)
		return -errno;
	return dirty_open(&race->d, pages, flags);
}

static int with_threads(uint64_t pages, uint64_t flags, clean_fn clean)
{
	struct writer writers[WRITERS];
	pthread_t threads[WRITERS];
	struct race race;
	int i, ret = race_open(&race, pages, flags);

	if (ret)
		return ret;
	dirty_load(race.d.map, 0);
	for (i = 0; i < WRITERS; i++) {
		writers[i] = (struct writer) { .race = &race, .number = i };
		ret = pthread_create(&threads[i], NULL, writer_thread,
				     &writers[i]);
		if (ret)
			return -ret;
	}
	ret = clean_rounds(&race, clean);
	__atomic_store_n(race.stop, true, __ATOMIC_RELAXED);
	for (i = 0; i < WRITERS; i++)
		pthread_join(threads[i], NULL);
	return ret ? ret : check_copy(&race, clean);
}

static int test_threads_scan(struct test_case *test)
{
	return with_threads(PAGES, 0, clean_scan);
}

static int test_threads_notify(struct test_case *test)
{
	return with_threads(PAGES, DIRTY_NOTIFY, clean_protected);
}

/*
 * The procedure from the helper's documentation for collecting all dirty
 * entries.
 */
static int test_threads_frozen(struct test_case *test)
{
	return with_threads(PAGES, DIRTY_NOTIFY, clean_frozen);
}

/* A load maps a page with a huge entry, together with others; a store splits it. */
static int test_threads_huge(struct test_case *test)
{
	return with_threads(HUGE_PAGES, DIRTY_NOTIFY | DIRTY_HUGE,
			    clean_protected);
}

static pid_t start_process(struct race *race, unsigned int number)
{
	pid_t pid = fork();

	if (!pid) {
		write_until_stopped(race, number);
		_exit(EXIT_SUCCESS);
	}
	return pid;
}

/* Each writer has a page table of its own, which stays until the last clean. */
static int test_processes(struct test_case *test)
{
	pid_t pids[WRITERS];
	struct race race;
	int i, status, ret = race_open(&race, PAGES, 0);

	if (ret)
		return ret;
	for (i = 0; i < WRITERS; i++) {
		pids[i] = start_process(&race, i);
		if (pids[i] < 0)
			return -errno;
	}
	ret = clean_rounds(&race, clean_scan);
	/*
	 * Stopped, not killed: the dirty bits of a dead process cannot be
	 * found.
	 */
	for (i = 0; i < WRITERS; i++) {
		kill(pids[i], SIGSTOP);
		waitpid(pids[i], &status, WUNTRACED);
	}
	if (!ret)
		ret = check_copy(&race, clean_scan);
	for (i = 0; i < WRITERS; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], &status, 0);
	}
	return ret;
}

/* Each write fault of one thread races with a write protection by another. */
static void *protector_thread(void *arg)
{
	struct race *race = arg;
	uint64_t entries;

	while (!__atomic_load_n(race->stop, __ATOMIC_RELAXED))
		dirty_wp(&race->d, 0, PAGES, &entries);
	return NULL;
}

/*
 * Two callers at once: if one of them has changed an entry but not flushed it
 * yet, the other must flush it.
 */
static int test_two_callers(struct test_case *test)
{
	pthread_t writer, protector;
	struct writer first;
	struct race race;
	int ret = race_open(&race, PAGES, DIRTY_NOTIFY);

	if (ret)
		return ret;
	first = (struct writer) { .race = &race, .number = 0 };
	ret = pthread_create(&writer, NULL, writer_thread, &first);
	if (!ret)
		ret = pthread_create(&protector, NULL, protector_thread,
				     &race);
	if (ret)
		return -ret;
	ret = clean_rounds(&race, clean_scan);
	__atomic_store_n(race.stop, true, __ATOMIC_RELAXED);
	pthread_join(writer, NULL);
	pthread_join(protector, NULL);
	return ret ? ret : check_copy(&race, clean_scan);
}

static const struct test_pattern patterns[] = {
	{ .name = "threads_scan", .run = test_threads_scan, .cpus = 2 },
	{ .name = "threads_notify", .run = test_threads_notify, .cpus = 2 },
	{ .name = "threads_frozen", .run = test_threads_frozen, .cpus = 2 },
	{ .name = "threads_huge", .run = test_threads_huge, .cpus = 2 },
	{ .name = "processes", .run = test_processes, .cpus = 2 },
	{ .name = "two_callers", .run = test_two_callers, .cpus = 2 },
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "mapping_race", patterns,
			 ARRAY_SIZE(patterns));
}
