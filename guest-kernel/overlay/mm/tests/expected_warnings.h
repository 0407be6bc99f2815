/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Counts kernel warnings that a test provokes. */

#ifndef _MM_TESTS_EXPECTED_WARNINGS_H
#define _MM_TESTS_EXPECTED_WARNINGS_H

#include <kunit/test.h>

/*
 * Between these two calls, the test expects warnings; the lines they print tell
 * readers of the log so. Sites that warn only once may warn again.
 */
void expected_warnings_begin(struct kunit *test);
/* Returns the number of warnings. */
int expected_warnings_end(struct kunit *test);

#endif
