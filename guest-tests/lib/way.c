// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Cases that differ only in the way in which bytes get into a coherent surface. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "page.h"
#include "verdict.h"
#include "way.h"

/* The way that the second part of the case's name says. */
static const struct way *find(const struct test_case *test,
			      const struct way *ways, size_t count)
{
	const char *name = strchr(test->name, '/') + 1;
	size_t i, length = strcspn(name, "/");

	for (i = 0; i < count; i++) {
		if (strlen(ways[i].name) == length &&
		    !strncmp(ways[i].name, name, length))
			return &ways[i];
	}
	return NULL;
}

/* The surface has the bytes that were to be stored, and nothing else there. */
static int judge(const uint8_t *at, const uint8_t *want, size_t size,
		 const char *what)
{
	if (!memcmp(at, want, size))
		return TEST_PASS;
	printf("%s: other bytes than these are there\n", what);
	return TEST_FAIL;
}

static int store_at(struct coherent_surface *s, const struct way *way,
		    size_t offset)
{
	uint8_t before[WAY_BYTES], bytes[WAY_BYTES];
	size_t i;
	int ret;

	memcpy(before, s->map + offset, way->size);
	for (i = 0; i < way->size; i++)
		bytes[i] = 3 + 7 * i + offset / 64;
	ret = way->store(s->map + offset, bytes, way->size);
	if (ret && ret == -way->refusal) {
		printf("refused: %s\n", strerror(-ret));
		return judge(s->map + offset, before, way->size, "refused");
	}
	if (ret)
		return ret;
	ret = judge(s->map + offset, bytes, way->size, "stored");
	coherent_take(s, offset, way->size);
	return ret;
}

/* In the middle of a page and, if possible, across the border of two. */
static int store_everywhere(struct coherent_surface *s, const struct way *way)
{
	int ret = store_at(s, way, 5 * page_bytes());

	if (!ret && way->align == 1)
		ret = store_at(s, way, 9 * page_bytes() - way->size / 2);
	return ret;
}

int way_run(struct test_case *test, const struct way *ways, size_t count)
{
	const struct way *way = find(test, ways, count);
	struct coherent_surface s;
	int round, ret = way ? coherent_open(test, &s) : -ENOENT;

	/* Once to pages that nobody has touched, and once to pages that were sent. */
	for (round = 0; round < 2 && !ret; round++) {
		ret = store_everywhere(&s, way);
		if (!ret)
			ret = coherent_submit_and_finish(&s);
	}
	return ret;
}
