// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Runs modetest, which shows its picture until it can read a line. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "modetest.h"

#define MODETEST "/usr/bin/modetest"

int modetest_start(const struct kms_screen *screen,
		   const struct drm_mode_modeinfo *mode, struct modetest *m)
{
	char setting[64];
	int input[2];

	snprintf(setting, sizeof(setting), "%u:%ux%u", screen->connector,
		 mode->hdisplay, mode->vdisplay);
	if (pipe2(input, O_CLOEXEC))
		return -errno;
	m->pid = fork();
	if (m->pid < 0)
		return -errno;
	if (!m->pid) {
		dup2(input[0], STDIN_FILENO);
		execl(MODETEST, MODETEST, "-M", "vmwgfx", "-s", setting, NULL);
		perror(MODETEST);
		_exit(EXIT_FAILURE);
	}
	close(input[0]);
	m->input = input[1];
	m->pidfd = syscall(SYS_pidfd_open, m->pid, 0);
	return m->pidfd < 0 ? -errno : 0;
}

int modetest_end(struct modetest *m)
{
	int status;

	close(m->input);
	close(m->pidfd);
	if (waitpid(m->pid, &status, 0) < 0)
		return -errno;
	if (!status)
		return 0;
	printf("modetest ended with status 0x%x\n", status);
	return 1;
}
