/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Cases that differ only in the way in which bytes get into a coherent surface. */

#ifndef GUEST_TESTS_WAY_H
#define GUEST_TESTS_WAY_H

#include <stddef.h>
#include <stdint.h>

#include "cases.h"

/* Ways store this much at most. */
#define WAY_BYTES 4096

/*
 * @store puts @size bytes to @at, those of @bytes or, if it cannot choose them,
 * others that it then writes to @bytes. It returns 0, or a negative errno and
 * leaves the surface as it was.
 */
struct way {
	const char *name;	/* of the case's pattern */
	size_t size;
	size_t align;		/* of the address; 1: pages may be crossed, too */
	int (*store)(uint8_t *at, uint8_t *bytes, size_t size);
	int refusal;		/* what the kernel may say instead, or 0 */
};

/* A row of a table of ways, whose function is by_WAY(); more members may follow. */
#define WAY(way, bytes, alignment, ...) \
	{ .name = #way, .size = (bytes), .align = (alignment), \
	  .store = by_##way, ##__VA_ARGS__ }

/* A row of a pattern table; the way has the same name. */
#define WAY_CASE(way) \
	{ .name = #way, .run = test_way, .kinds = TEST_BIT(TEST_BUFFER), \
	  .states = TEST_BIT(TEST_WARM) }

/* Run the case that has the name of one of @ways. */
int way_run(struct test_case *test, const struct way *ways, size_t count);

#endif
