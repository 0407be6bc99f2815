// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* The kernel's records are in chronological order across CPUs. */

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cases.h"
#include "peer.h"
#include "witness.h"

/* Notes written by two CPUs in turn; the host does not use this format. */
#define TURNS 4000
#define TURN "turn nr="

static int stay_on_cpu(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set) ? -errno : 0;
}

/* Write every other note, starting with turn @first. */
static int take_turns(struct peer *peer, int first)
{
	int turn, ret = stay_on_cpu(first);

	for (turn = first; turn < TURNS && !ret; turn += 2) {
		if (turn)
			ret = peer_wait(peer);
		if (!ret)
			witness_note(TURN "%d", turn);
		if (!ret && turn + 1 < TURNS)
			ret = peer_signal(peer);
	}
	return ret;
}

/* Count the notes up to the first one out of order. */
static int count_turns(char *trace)
{
	char *line, *rest;
	int turn = 0;

	for (line = strtok_r(trace, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		const char *note = strstr(line, TURN);

		if (!note)
			continue;
		if (atoi(note + strlen(TURN)) != turn) {
			printf("in the place of turn %d: %s\n", turn, line);
			break;
		}
		turn++;
	}
	return turn;
}

static int test_order(struct test_case *test)
{
	struct peer child;
	char *trace;
	int turns, ret = peer_start(&child);

	if (ret)
		return ret;
	if (!child.pid)
		_exit(take_turns(&child, 1) ? EXIT_FAILURE : EXIT_SUCCESS);
	ret = take_turns(&child, 0);
	if (peer_end(&child) || ret)
		return ret ? ret : TEST_FAIL;
	trace = witness_take();
	if (!trace) {
		printf("the kernel has no trace\n");
		return TEST_SKIP;
	}
	turns = count_turns(trace);
	free(trace);
	return turns == TURNS ? TEST_PASS : TEST_FAIL;
}

static const struct test_pattern patterns[] = {
	{ .name = "order", .run = test_order, .cpus = 2 },
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "witness", patterns, ARRAY_SIZE(patterns));
}
