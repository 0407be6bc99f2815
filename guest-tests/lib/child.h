/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Runs one case in a process group of its own, with a time limit and output as diagnostics. */

#ifndef GUEST_TESTS_CHILD_H
#define GUEST_TESTS_CHILD_H

enum child_end {
	CHILD_PASSED,
	CHILD_WARNED,		/* passed, with an expected kernel warning */
	CHILD_SKIPPED,
	CHILD_FAILED,
	CHILD_KILLED,
	CHILD_TIMED_OUT,
	CHILD_HOST_GONE,
};

struct child_result {
	enum child_end end;
	int status;		/* exit code, or signal if killed */
	char last_line[256];	/* of output: the reason of a skip */
};

/*
 * Run the case @name for at most @timeout seconds; its program is the first
 * component of the name. The program gets @control; its output goes to @log
 * with "# " in front of each line. All processes that it started are gone on
 * return. Ends early if the host closes @log. 0, or a negative errno if nothing
 * could be run.
 */
int child_run(const char *name, long long timeout, int control, int log,
	      struct child_result *result);

#endif
