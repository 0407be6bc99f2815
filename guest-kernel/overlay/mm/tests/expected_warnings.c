// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Counts kernel warnings that a test provokes. */

#include <linux/bug.h>
#include <trace/events/printk.h>

#include "expected_warnings.h"

static atomic_t warnings;

static void count_warnings(void *unused, const char *text, size_t length)
{
	if (strnstr(text, "WARNING: ", length))
		atomic_inc(&warnings);
}

void expected_warnings_begin(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, register_trace_console(count_warnings, NULL), 0);
	generic_bug_clear_once();
	atomic_set(&warnings, 0);
	pr_info("%s: expected warnings begin\n", test->name);
}

int expected_warnings_end(struct kunit *test)
{
	pr_info("%s: expected warnings end\n", test->name);
	unregister_trace_console(count_warnings, NULL);
	tracepoint_synchronize_unregister();
	return atomic_read(&warnings);
}
