/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* A forked process that takes turns with its parent. */

#ifndef GUEST_TESTS_PEER_H
#define GUEST_TESTS_PEER_H

#include <sys/types.h>

struct peer {
	pid_t pid;		/* 0 in the child itself */
	int from, to;		/* this side's pipe ends */
};

/* All functions return 0 or a negative errno. */

/* Fork; like fork(), returns in both processes. */
int peer_start(struct peer *peer);

/* Let the other side go on. */
int peer_signal(struct peer *peer);

/* Wait for the other side's turn to end; -ECHILD if it ended without a word. */
int peer_wait(struct peer *peer);

/* In the parent: wait for the child's end; -ECHILD if it failed. */
int peer_end(struct peer *peer);

#endif
