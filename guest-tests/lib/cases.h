/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Tables of test patterns, multiplied by kinds, sizes and states of the surface under test. */

#ifndef GUEST_TESTS_CASES_H
#define GUEST_TESTS_CASES_H

#include <stdbool.h>
#include <stddef.h>

#include "vmw_shape.h"

enum test_kind {
	TEST_BUFFER,
	TEST_TEXTURE,
	TEST_KINDS,
};

/*
 * vmwgfx finds stores by scanning page tables for less than 512 pages (small),
 * and by write faults from there on (large), until use makes it switch.
 */
enum test_size {
	TEST_SMALL,
	TEST_LARGE,
	TEST_SIZES,
};

/* fresh: the first store comes before the first submission; warm: after it. */
enum test_state {
	TEST_FRESH,
	TEST_WARM,
	TEST_STATES,
};

/* Environment variable with the seed of a run's random numbers. */
#define SEED_VARIABLE "SVGALAB_SEED"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#define TEST_BIT(value) (1u << (value))
#define TEST_ANY (~0u)

struct test_shapes {
	struct vmw_shape shape[TEST_KINDS][TEST_SIZES];
};

/* The running case: there is one per process. */
struct test_case {
	char name[128];
	enum test_kind kind;
	enum test_size size;
	enum test_state state;
	const struct vmw_shape *shape;
	int fd;			/* render node; -1: case without matrix */
};

/*
 * @run returns 0 if the case passes, a positive number if it fails (after
 * printing why), or a negative errno if it could not go on. Its output becomes
 * the diagnostics of the case.
 */
struct test_pattern {
	const char *name;
	int (*run)(struct test_case *test);
	unsigned int kinds;	/* TEST_BIT()s, 0: a single case without matrix */
	unsigned int states;
	const struct test_shapes *shapes;	/* NULL: the common ones */
	unsigned int sizes;	/* TEST_BIT()s, 0: any */
	unsigned int cpus;	/* needed at the same time, 0: one */
	bool sole;	/* nobody else may have the device open */
};

/* Rows of a pattern table, called test_NAME; more members may follow. */
#define TEST_MATRIX(test, ...) \
	TEST_SOME(test, TEST_ANY, TEST_ANY, ##__VA_ARGS__)
#define TEST_SOME(test, some_kinds, some_states, ...) \
	{ .name = #test, .run = test_##test, .kinds = (some_kinds), \
	  .states = (some_states), ##__VA_ARGS__ }

/* One case of the screen: whoever opens the device alone is its master. */
#define TEST_SCREEN(test) \
	{ .name = #test, .run = test_##test, .sole = true }

enum {
	TEST_PASS = 0,
	TEST_FAIL = 1,
	TEST_USAGE = 2,
	TEST_SKIP = 4,		/* the last line of output is the reason */
	TEST_WARNED = 5,	/* passed, with an expected kernel warning */
};

/* Handle --list and --run NAME for a program with these @patterns. */
int test_main(int argc, char **argv, const char *program,
	      const struct test_pattern *patterns, size_t count);

#endif
