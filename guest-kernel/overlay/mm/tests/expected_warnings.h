/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Counts the warnings of the kernel that a test provokes. */

#ifndef _MM_TESTS_EXPECTED_WARNINGS_H
#define _MM_TESTS_EXPECTED_WARNINGS_H

#include <kunit/test.h>

/*
 * Between these two, warnings are what the test wants to see. The lines they
 * print tell whoever reads the log. Sites that warn once get a new chance.
 */
void expected_warnings_begin(struct kunit *test);
/* Returns how many there were. */
int expected_warnings_end(struct kunit *test);

#endif
