// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Runs one case in a process group of its own, with a time limit and output as diagnostics. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cases.h"
#include "child.h"
#include "control.h"

/* Time limit for a port that seems to have no other end. */
#define GONE_MS 3000
#define GONE_PAUSE_MS 20

/* Output of a case on its way to the log, split into lines. */
struct output {
	int from;
	int log;
	char line[256];
	size_t length;
	char *last_line;
	size_t last_size;
};

static void end_line(struct output *out)
{
	out->line[out->length] = 0;
	dprintf(out->log, "# %s\n", out->line);
	snprintf(out->last_line, out->last_size, "%s", out->line);
	out->length = 0;
}

/* Forward the output that is there. False at its end. */
static bool pass_output(struct output *out)
{
	char bytes[512];
	ssize_t n = read(out->from, bytes, sizeof(bytes));
	ssize_t i;

	for (i = 0; i < n; i++) {
		if (bytes[i] == '\n') {
			end_line(out);
			continue;
		}
		if (out->length == sizeof(out->line) - 1)
			end_line(out);
		out->line[out->length++] = bytes[i];
	}
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Forward the rest after all writers are gone, without waiting. */
static void drain_output(struct output *out)
{
	struct pollfd fd = { .fd = out->from, .events = POLLIN };

	while (poll(&fd, 1, 0) > 0 && fd.revents & POLLIN && pass_output(out))
		;
	if (out->length)
		end_line(out);
}

static void become_case(const char *name, int control, int output)
{
	char program[64], number[16];
	int null = open("/dev/null", O_RDONLY);

	setsid();
	dup2(null, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	fcntl(control, F_SETFD, 0);
	snprintf(number, sizeof(number), "%d", control);
	setenv(CONTROL_FD_VARIABLE, number, 1);
	snprintf(program, sizeof(program), "/bin/%.*s",
		 (int)strcspn(name, "/"), name);
	execl(program, program, "--run", name, NULL);
	printf("%s: %s\n", program, strerror(errno));
	fflush(stdout);
	_exit(TEST_USAGE);
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/*
 * After a suspend to RAM, virtio_console believes that the host's end is closed
 * until the host reports it open again.
 */
static bool host_is_gone(int log)
{
	const struct timespec pause = { .tv_nsec = GONE_PAUSE_MS * 1000000 };
	long long end = now_ms() + GONE_MS;
	struct pollfd fd = { .fd = log };

	while (poll(&fd, 1, 0) < 0 || fd.revents & POLLHUP) {
		if (now_ms() >= end)
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}

/*
 * Forward output until the case ends, its time is up or the host is gone;
 * CHILD_PASSED here only means that it ended by itself.
 *
 * The log's port shows when the host is gone. Polling the control port is not
 * an option: virtio_console's poll may take a reply off the queue before its
 * interrupt, which then finds nothing and does not wake up the case's read().
 */
static enum child_end watch(struct output *out, int pidfd, long long deadline)
{
	struct pollfd fds[] = {
		{ .fd = pidfd, .events = POLLIN },
		{ .fd = out->log, .events = 0 },
		{ .fd = out->from, .events = POLLIN },
	};
	long long left;

	while ((left = deadline - now_ms()) > 0) {
		if (poll(fds, 3, left) < 0 && errno != EINTR)
			break;
		if (fds[0].revents)
			return CHILD_PASSED;
		if (fds[1].revents & POLLHUP && host_is_gone(out->log))
			return CHILD_HOST_GONE;
		if (fds[2].revents && !pass_output(out))
			fds[2].fd = -1;
	}
	return CHILD_TIMED_OUT;
}

static void judge(int status, struct child_result *result)
{
	if (WIFSIGNALED(status)) {
		result->end = CHILD_KILLED;
		result->status = WTERMSIG(status);
		return;
	}
	result->status = WEXITSTATUS(status);
	if (result->status == TEST_PASS)
		result->end = CHILD_PASSED;
	else if (result->status == TEST_WARNED)
		result->end = CHILD_WARNED;
	else if (result->status == TEST_SKIP)
		result->end = CHILD_SKIPPED;
	else
		result->end = CHILD_FAILED;
}

static void log_file(int log, const char *format, pid_t pid, pid_t task)
{
	char path[64], line[256];
	FILE *file;

	snprintf(path, sizeof(path), format, pid, task);
	file = fopen(path, "re");
	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = 0;
		dprintf(log, "# %d: %s\n", task, line);
	}
	fclose(file);
}

/* Print where in the kernel the threads of a case that takes too long are. */
static void log_stacks(int log, pid_t pid)
{
	struct dirent *entry;
	char path[64];
	DIR *tasks;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	tasks = opendir(path);
	while (tasks && (entry = readdir(tasks))) {
		if (entry->d_name[0] != '.')
			log_file(log, "/proc/%d/task/%d/stack", pid,
				 atoi(entry->d_name));
	}
	if (tasks)
		closedir(tasks);
}

/*
 * Nothing of a case may live in the next one, not even what left its session:
 * as PID 1 we may kill everybody else, and we inherit and reap the orphans.
 */
static void end_all(pid_t pid, int *status)
{
	kill(-1, SIGKILL);
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
}

int child_run(const char *name, long long timeout, int control, int log,
	      struct child_result *result)
{
	struct output out = {
		.log = log,
		.last_line = result->last_line,
		.last_size = sizeof(result->last_line),
	};
	int pipe_fds[2], pidfd, status = 0;
	pid_t pid;

	memset(result, 0, sizeof(*result));
	if (pipe2(pipe_fds, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid)
		become_case(name, control, pipe_fds[1]);
	close(pipe_fds[1]);
	out.from = pipe_fds[0];
	pidfd = syscall(SYS_pidfd_open, pid, 0);
	if (pidfd < 0)
		return -errno;

	result->end = watch(&out, pidfd, now_ms() + timeout * 1000);
	if (result->end == CHILD_TIMED_OUT)
		log_stacks(log, pid);
	end_all(pid, &status);
	drain_output(&out);
	if (result->end == CHILD_PASSED)
		judge(status, result);
	close(pidfd);
	close(out.from);
	return 0;
}
