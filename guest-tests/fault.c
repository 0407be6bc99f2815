// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Faults injected into the device: the audit must detect each and blame the device. */

#include <stdio.h>
#include <string.h>

#include "page.h"
#include "verdict.h"

static void store_pages(struct coherent_surface *s)
{
	coherent_store(s, 4 * page_bytes(), 6 * page_bytes());
}

/* Audit a surface whose last upload had a fault. */
static int expect_blamed(struct coherent_surface *s)
{
	struct control_verdict verdict;
	int ret = coherent_audit(s, 1, &verdict);

	if (ret)
		return ret;
	printf("audit: %s %s\n", verdict.clean ? "clean" : verdict.blame,
	       verdict.detail);
	return verdict.clean || strcmp(verdict.blame, "device") ?
	       TEST_FAIL : TEST_PASS;
}

/*
 * The fault affects one upload only: the same stores must arrive the next time,
 * or the case would only prove that the audit always complains.
 */
static int store_with_fault(struct test_case *test, const char *spec)
{
	struct coherent_surface s;
	int ret = coherent_open(test, &s);
	int blamed;

	if (!ret)
		ret = control_inject(spec);
	if (ret)
		return ret;
	store_pages(&s);
	ret = coherent_submit(&s);
	blamed = ret ? ret : expect_blamed(&s);

	ret = control_inject("");
	if (ret)
		return ret;
	store_pages(&s);
	ret = coherent_submit(&s);
	if (!ret)
		ret = coherent_finish(&s);
	return blamed ? blamed : ret;
}

static int test_lose(struct test_case *test)
{
	return store_with_fault(test, "lose:1");
}

static int test_shift(struct test_case *test)
{
	return store_with_fault(test, "shift:1");
}

static int test_truncate(struct test_case *test)
{
	return store_with_fault(test, "truncate:1");
}

/* Warm only: a fresh surface may lose its first stores to the driver. */
static const struct test_pattern patterns[] = {
	TEST_SOME(lose, TEST_ANY, TEST_BIT(TEST_WARM)),
	TEST_SOME(shift, TEST_ANY, TEST_BIT(TEST_WARM)),
	TEST_SOME(truncate, TEST_ANY, TEST_BIT(TEST_WARM)),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "fault", patterns,
			 ARRAY_SIZE(patterns));
}
