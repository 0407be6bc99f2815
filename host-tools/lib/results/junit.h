/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The results of a run as JUnit XML, for CI servers. */

/*
 * One testsuite, svgalab.KERNEL, with one testcase per case. The type of a
 * failure is "guest" or "device" if the audit blames one of them, else "test"
 * or "unexpected-pass"; a case that killed the guest is an error of type
 * "crash". An expected failure is skipped, with its reason. A failure of the
 * run as a whole is the error of a testcase named "run".
 */

#ifndef SVGALAB_JUNIT_H
#define SVGALAB_JUNIT_H

#include <glib.h>

#include "results/results.h"
#include "results/verdict.h"

/* The whole document. */
char *junit_from_results(const Results *results, const Verdict *verdict);

#endif
