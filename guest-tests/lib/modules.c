// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Loads the modules of a kernel that was built by others. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "modules.h"

/* host-tools/build/image.sh makes it: a file name per line. */
#define MODULES_DIR "/modules/"
#define MODULES_LIST MODULES_DIR "list"

static int load(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret = 0;

	if (fd < 0)
		return -errno;
	if (syscall(SYS_finit_module, fd, "", 0))
		ret = -errno;
	close(fd);
	return ret;
}

void modules_load(void)
{
	FILE *list = fopen(MODULES_LIST, "re");
	char name[128], path[sizeof(MODULES_DIR) + sizeof(name)];

	while (list && fgets(name, sizeof(name), list)) {
		int ret;

		name[strcspn(name, "\n")] = 0;
		snprintf(path, sizeof(path), MODULES_DIR "%s", name);
		ret = load(path);
		if (ret)
			printf("svgalab init: cannot load %s: %s\n", name,
			       strerror(-ret));
	}
	if (list)
		fclose(list);
}
