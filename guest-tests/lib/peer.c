// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* A forked process that takes turns with its parent. */

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "peer.h"

int peer_start(struct peer *peer)
{
	int down[2], up[2];

	if (pipe(down) || pipe(up))
		return -errno;
	fflush(stdout);
	peer->pid = fork();
	if (peer->pid < 0)
		return -errno;
	peer->from = peer->pid ? up[0] : down[0];
	peer->to = peer->pid ? down[1] : up[1];
	close(peer->pid ? up[1] : down[1]);
	close(peer->pid ? down[0] : up[0]);
	return 0;
}

int peer_signal(struct peer *peer)
{
	char byte = 0;

	return write(peer->to, &byte, 1) == 1 ? 0 : -ECHILD;
}

int peer_wait(struct peer *peer)
{
	char byte;

	return read(peer->from, &byte, 1) == 1 ? 0 : -ECHILD;
}

int peer_end(struct peer *peer)
{
	int status;

	close(peer->to);
	close(peer->from);
	if (waitpid(peer->pid, &status, 0) < 0)
		return -errno;
	return status ? -ECHILD : 0;
}
