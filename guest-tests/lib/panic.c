// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Makes the guest end at the first sign of harm to its kernel. */

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "panic.h"

static int set_switch(const char *file, bool on)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC);
	ssize_t done = fd < 0 ? -1 : write(fd, on ? "1" : "0", 1);
	int ret = done < 0 ? -errno : 0;

	if (fd >= 0)
		close(fd);
	return ret;
}

int panic_set(bool on)
{
	int ret = set_switch("/proc/sys/kernel/panic_on_oops", on);

	return ret ? ret : set_switch("/proc/sys/kernel/panic_on_warn", on);
}
