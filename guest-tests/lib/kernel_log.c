// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* The kernel's log, as an oracle: which lines a case has caused. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kernel_log.h"

#define KERNEL_LOG "/dev/kmsg"
#define RECORD_SIZE 8192

int kernel_log_open(int whence)
{
	int fd = open(KERNEL_LOG, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0 || lseek(fd, 0, whence) < 0)
		return -errno;
	return fd;
}

int kernel_log_say(const char *line)
{
	int fd = open(KERNEL_LOG, O_WRONLY | O_CLOEXEC);
	int ret = 0;

	if (fd < 0 || write(fd, line, strlen(line)) < 0)
		ret = -errno;
	if (fd >= 0)
		close(fd);
	return ret;
}

int kernel_log_count(int fd, const char * const *texts, unsigned int *found,
		     size_t count)
{
	char record[RECORD_SIZE];
	ssize_t length;
	size_t i;

	memset(found, 0, count * sizeof(*found));
	for (;;) {
		length = read(fd, record, sizeof(record) - 1);
		if (length < 0 && errno == EPIPE)
			continue;	/* records were overwritten */
		if (length < 0)
			return errno == EAGAIN ? 0 : -errno;
		record[length] = 0;
		for (i = 0; i < count; i++) {
			if (strstr(record, texts[i]))
				found[i]++;
		}
	}
}
