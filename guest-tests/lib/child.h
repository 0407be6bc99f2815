/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* One case in a process group of its own, with a time limit, its output as diagnostics. */

#ifndef GUEST_TESTS_CHILD_H
#define GUEST_TESTS_CHILD_H

enum child_end {
	CHILD_PASSED,
	CHILD_WARNED,		/* passed, warnings of the kernel were wanted */
	CHILD_SKIPPED,
	CHILD_FAILED,
	CHILD_KILLED,
	CHILD_TIMED_OUT,
	CHILD_HOST_GONE,
};

struct child_result {
	enum child_end end;
	int status;		/* exit code, or signal of a killed one */
	char last_line[256];	/* of its output: the reason of a skip */
};

/*
 * Run the case @name for at most @timeout seconds: its program is the first
 * component of the name. The program gets @control; its lines go to @log with
 * "# " in front. Whatever it started is gone on return. Ends early when the
 * host closes @log. 0 or a negative errno when nothing could be run.
 */
int child_run(const char *name, long long timeout, int control, int log,
	      struct child_result *result);

#endif
