/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Runs modetest, which shows its picture until it can read a line. */

#ifndef GUEST_TESTS_MODETEST_H
#define GUEST_TESTS_MODETEST_H

#include <sys/types.h>

#include "kms.h"

struct modetest {
	pid_t pid;
	int pidfd;		/* readable once it has ended */
	int input;
};

/* 0 or a negative errno. */
int modetest_start(const struct kms_screen *screen,
		   const struct drm_mode_modeinfo *mode, struct modetest *m);

/* 0, a positive number if it failed, or a negative errno. */
int modetest_end(struct modetest *m);

#endif
