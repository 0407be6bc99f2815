/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A run's results as JUnit XML, for servers that collect tests. */

/*
 * One testsuite, svgalab.KERNEL, with a testcase for each case. A failure's
 * type is "guest" or "device" when the audit blames one of them, else "test"
 * or "unexpected-pass"; a case that took the guest with it is an error of
 * type "crash". An expected failure is skipped, with its reason. What went
 * wrong with the run as a whole is the error of a testcase named "run".
 */

#ifndef SVGALAB_JUNIT_H
#define SVGALAB_JUNIT_H

#include <glib.h>

#include "results/results.h"
#include "results/verdict.h"

/* The whole document. */
char *junit_from_results(const Results *results, const Verdict *verdict);

#endif
