// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Kernels that others built, and what they lack. */

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cases.h"
#include "foreign.h"
#include "hw/display/svga-wire.h"

static bool is_foreign(void)
{
	FILE *file = fopen("/proc/cmdline", "re");
	char line[4096];
	bool found = false;

	if (!file)
		return false;
	if (fgets(line, sizeof(line), file))
		found = strstr(line, SVGA_WIRE_FOREIGN_KERNEL);
	fclose(file);
	return found;
}

int foreign_lacks(const char *what)
{
	printf("this kernel has no %s\n", what);
	return is_foreign() ? TEST_SKIP : TEST_FAIL;
}
