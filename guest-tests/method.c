// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Every switch between the driver's two methods to find stores, with a store at each step. */

#include <stdint.h>

#include "page.h"
#include "verdict.h"

/* Three scans of one kind change the method; one surface per number of rounds up to beyond that. */
#define ROUNDS 6

/*
 * More than a tenth of all pages, which makes the driver choose page table
 * scans.
 */
static void store_many(struct coherent_surface *s)
{
	size_t page;

	for (page = 0; page < s->model->pages / 3; page++)
		coherent_store(s, page * page_bytes() + 40, 4);
}

/* A page that was in the page tables before, and one that was not. */
static void store_seen_and_unseen(struct coherent_surface *s)
{
	page_peek(s->map + 3 * page_bytes());
	coherent_store(s, 3 * page_bytes() + 1, 2);
	coherent_store(s, (s->model->pages - 2) * page_bytes(), 1);
}

static int idle(struct coherent_surface *s, size_t count)
{
	return coherent_submit_all(s, count);
}

static int busy(struct coherent_surface *s, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		store_many(&s[i]);
	return coherent_submit_all(s, count);
}

typedef int (*round_fn)(struct coherent_surface *s, size_t count);

/*
 * After n rounds of one kind, surface n is stored to, and all surfaces are used
 * again. No surface is stored to in a round after its own store, so that no
 * later box covers what was lost.
 */
static int test_change(struct test_case *test, round_fn before,
		       round_fn towards)
{
	struct coherent_surface s[ROUNDS];
	int i, ret = coherent_open_all(test, test->shape, 1, s, ROUNDS);

	for (i = 0; i < ROUNDS && before && !ret; i++)
		ret = before(s, ROUNDS);
	for (i = 0; i < ROUNDS && !ret; i++) {
		store_seen_and_unseen(&s[i]);
		ret = coherent_submit(&s[i]);
		if (!ret && i + 1 < ROUNDS)
			ret = towards(&s[i + 1], ROUNDS - i - 1);
	}
	return ret ? ret : coherent_finish_all(s, ROUNDS);
}

/* From the surface's initial method to write faults. */
static int test_idle(struct test_case *test)
{
	return test_change(test, NULL, idle);
}

/* From the surface's initial method to page table scans. */
static int test_busy(struct test_case *test)
{
	return test_change(test, NULL, busy);
}

static int test_idle_then_busy(struct test_case *test)
{
	return test_change(test, idle, busy);
}

static int test_busy_then_idle(struct test_case *test)
{
	return test_change(test, busy, idle);
}

/* Back and forth twice, checking the result in every state. */
static int test_there_and_back(struct test_case *test)
{
	static const round_fn rounds[] = { busy, idle, busy, idle };
	struct coherent_surface s;
	size_t change;
	int i, ret = coherent_open(test, &s);

	for (change = 0; change < ARRAY_SIZE(rounds) && !ret; change++) {
		for (i = 0; i < ROUNDS && !ret; i++)
			ret = rounds[change](&s, 1);
		if (ret)
			return ret;
		store_seen_and_unseen(&s);
		ret = coherent_submit_and_finish(&s);
	}
	return ret;
}

/* Warm: losses of fresh surfaces are not what these cases are about. */
#define CHANGE(test) TEST_SOME(test, TEST_ANY, TEST_BIT(TEST_WARM))

static const struct test_pattern patterns[] = {
	CHANGE(idle),
	CHANGE(busy),
	CHANGE(idle_then_busy),
	CHANGE(busy_then_idle),
	CHANGE(there_and_back),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "method", patterns, ARRAY_SIZE(patterns));
}
