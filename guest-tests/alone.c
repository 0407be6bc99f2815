// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* No process outlives the case that started it. */

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cases.h"

/* A daemon: in no session of the case, and in no hurry to end. */
static int test_leaves_daemon(struct test_case *test)
{
	int ready[2];
	char byte;
	pid_t pid;

	if (pipe(ready))
		return -errno;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid) {
		setsid();
		if (write(ready[1], "", 1) != 1)
			_exit(EXIT_FAILURE);
		for (;;)
			pause();
	}
	return read(ready[0], &byte, 1) == 1 ? TEST_PASS : TEST_FAIL;
}

/* Threads of the kernel have no program. */
static bool has_program(pid_t pid, char *program, size_t size)
{
	char link[32];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/%d/exe", pid);
	length = readlink(link, program, size - 1);
	if (length < 0)
		return false;
	program[length] = 0;
	return true;
}

/* The case before this one has left a daemon: init must have ended it. */
static int test_nobody_else(struct test_case *test)
{
	DIR *processes = opendir("/proc");
	int ret = processes ? TEST_PASS : -errno;
	struct dirent *entry;
	char program[128];

	while (processes && (entry = readdir(processes))) {
		pid_t pid = isdigit(entry->d_name[0]) ? atoi(entry->d_name) : 1;

		if (pid == 1 || pid == getpid() ||
		    !has_program(pid, program, sizeof(program)))
			continue;
		printf("process %d is still there: %s\n", pid, program);
		ret = TEST_FAIL;
	}
	if (processes)
		closedir(processes);
	return ret;
}

static const struct test_pattern patterns[] = {
	{ .name = "leaves_daemon", .run = test_leaves_daemon },
	{ .name = "nobody_else", .run = test_nobody_else },
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "alone", patterns, ARRAY_SIZE(patterns));
}
