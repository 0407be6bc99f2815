// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* How much memory the kernel could still give, for cases that must not lose any. */

#include <errno.h>
#include <stdio.h>

#include "memory.h"

long long memory_available(void)
{
	FILE *file = fopen("/proc/meminfo", "re");
	long long kib = -1;
	char line[128];

	if (!file)
		return -errno;
	while (kib < 0 && fgets(line, sizeof(line), file))
		sscanf(line, "MemAvailable: %lld kB", &kib);
	fclose(file);
	return kib < 0 ? -EPROTO : kib * 1024;
}
