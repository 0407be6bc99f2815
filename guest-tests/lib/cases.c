// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Names, selection and start of the cases in a program's pattern table. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cases.h"
#include "control.h"
#include "svga3d_cmd.h"
#include "vmw_drm.h"

#define BUFFER(bytes) \
	{ .format = SVGA3D_BUFFER, .width = (bytes), .height = 1, \
	  .depth = 1, .mips = 1, .faces = 1 }
#define TEXTURE(w, h) \
	{ .format = SVGA3D_A8R8G8B8, .width = (w), .height = (h), \
	  .depth = 1, .mips = 1, .faces = 1 }

/*
 * Large surfaces have slightly more than 512 pages, since emulated guests are
 * slow. Texture rows do not start at page boundaries, and the last page is
 * partial.
 */
static const struct test_shapes common_shapes = {
	.shape = {
		[TEST_BUFFER] = {
			[TEST_SMALL] = BUFFER(32 * 4096),
			[TEST_LARGE] = BUFFER(544 * 4096),
		},
		[TEST_TEXTURE] = {
			[TEST_SMALL] = TEXTURE(200, 160),
			[TEST_LARGE] = TEXTURE(800, 680),
		},
	},
};

static const char * const kind_names[TEST_KINDS] = { "buffer", "texture" };
static const char * const size_names[TEST_SIZES] = { "small", "large" };
static const char * const state_names[TEST_STATES] = { "fresh", "warm" };

/* Position in the matrix of a pattern; a pattern without matrix has one. */
struct matrix {
	unsigned int kind, size, state;
};

static bool matrix_next(struct matrix *m)
{
	if (++m->state < TEST_STATES)
		return true;
	m->state = 0;
	if (++m->size < TEST_SIZES)
		return true;
	m->size = 0;
	return ++m->kind < TEST_KINDS;
}

static bool selected(const struct test_pattern *pattern,
		     const struct matrix *m)
{
	return pattern->kinds & TEST_BIT(m->kind) &&
	       pattern->states & TEST_BIT(m->state) &&
	       (!pattern->sizes || pattern->sizes & TEST_BIT(m->size));
}

static void fill_case(struct test_case *test, const char *program,
		      const struct test_pattern *pattern,
		      const struct matrix *m)
{
	const struct test_shapes *shapes = pattern->shapes;

	if (!shapes)
		shapes = &common_shapes;
	test->kind = m->kind;
	test->size = m->size;
	test->state = m->state;
	test->shape = &shapes->shape[m->kind][m->size];
	test->fd = -1;
	if (pattern->kinds)
		snprintf(test->name, sizeof(test->name), "%s/%s/%s/%s/%s",
			 program, pattern->name, kind_names[m->kind],
			 size_names[m->size], state_names[m->state]);
	else
		snprintf(test->name, sizeof(test->name), "%s/%s", program,
			 pattern->name);
}

typedef bool (*visit_fn)(const struct test_pattern *pattern,
			 struct test_case *test, const void *arg);

/* Call @visit for each case until it returns true. */
static bool visit_cases(const char *program,
			const struct test_pattern *patterns, size_t count,
			struct test_case *test, visit_fn visit,
			const void *arg)
{
	size_t i;

	for (i = 0; i < count; i++) {
		const struct test_pattern *pattern = &patterns[i];
		struct matrix m = { 0 };

		do {
			if (pattern->kinds && !selected(pattern, &m))
				continue;
			fill_case(test, program, pattern, &m);
			if (visit(pattern, test, arg))
				return true;
		} while (pattern->kinds && matrix_next(&m));
	}
	return false;
}

/* Print a line of the case list; the host sees to what the case needs. */
static bool print_name(const struct test_pattern *pattern,
		       struct test_case *test, const void *arg)
{
	(void)arg;
	printf("%s", test->name);
	if (pattern->cpus)
		printf(" cpus=%u", pattern->cpus);
	if (pattern->sole)
		printf(" sole");
	printf("\n");
	return false;
}

struct wanted {
	const char *name;
	const struct test_pattern **pattern;
};

static bool match_name(const struct test_pattern *pattern,
		       struct test_case *test, const void *arg)
{
	const struct wanted *wanted = arg;

	if (strcmp(test->name, wanted->name))
		return false;
	*wanted->pattern = pattern;
	return true;
}

/*
 * The host sees to the number of CPUs, but under load one in some dozens of
 * resumes ends without the second CPU, and nothing brings that back.
 */
static bool cpus_are_there(const struct test_pattern *pattern)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN);

	if (online >= (long)pattern->cpus)
		return true;
	printf("needs %u CPUs, and %ld came back from a suspend\n",
	       pattern->cpus, online);
	return false;
}

static int run_case(const struct test_pattern *pattern, struct test_case *test)
{
	int ret = control_open_inherited();

	if (!cpus_are_there(pattern))
		return TEST_SKIP;
	if (!ret && pattern->kinds) {
		test->fd = vmw_drm_open(O_RDWR);
		ret = test->fd < 0 ? test->fd : 0;
	}
	if (!ret)
		ret = pattern->run(test);
	if (ret >= 0)
		return ret;

	printf("cannot go on: %s\n", strerror(-ret));
	return TEST_FAIL;
}

int test_main(int argc, char **argv, const char *program,
	      const struct test_pattern *patterns, size_t count)
{
	const struct test_pattern *pattern = NULL;
	struct wanted wanted = { .pattern = &pattern };
	struct test_case test;

	/*
	 * Unbuffered, so that a case that dies does not take its diagnostics
	 * with it.
	 */
	setvbuf(stdout, NULL, _IOLBF, 0);

	if (argc == 2 && !strcmp(argv[1], "--list")) {
		visit_cases(program, patterns, count, &test, print_name,
			    NULL);
		return 0;
	}
	if (argc != 3 || strcmp(argv[1], "--run")) {
		fprintf(stderr, "usage: %s --list | --run NAME\n", program);
		return TEST_USAGE;
	}

	wanted.name = argv[2];
	if (!visit_cases(program, patterns, count, &test, match_name,
			 &wanted)) {
		fprintf(stderr, "%s: no case %s\n", program, argv[2]);
		return TEST_USAGE;
	}
	return run_case(pattern, &test);
}
