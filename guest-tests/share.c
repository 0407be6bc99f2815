// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* One surface in two processes, each with its own descriptor, mapping and submissions. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <drm.h>

#include "page.h"
#include "peer.h"
#include "verdict.h"

/* Used by the child; created by the parent before it forks. */
struct shared {
	int fd;
	struct vmw_surface surface;
};

/* The child's turns: stores and submissions. */
static int child_turns(struct coherent_surface *s, struct peer *parent)
{
	int ret = coherent_map(s);

	if (ret)
		return ret;
	coherent_store(s, 9 * page_bytes(), page_bytes());
	ret = peer_signal(parent);
	if (!ret)
		ret = peer_wait(parent);
	if (ret)
		return ret;
	coherent_store(s, 12 * page_bytes() + 40, 4);
	ret = coherent_submit(s);
	if (!ret)
		ret = peer_signal(parent);
	/* the mapping stays until the parent is done */
	peer_wait(parent);
	return ret;
}

static void child_main(const struct coherent_surface *parents,
		       const struct shared *shared, struct peer *parent)
{
	struct coherent_surface s = *parents;
	int ret;

	s.fd = shared->fd;
	s.surface = shared->surface;
	ret = child_turns(&s, parent);
	if (ret)
		printf("child: %d\n", ret);
	fflush(stdout);
	_exit(ret ? EXIT_FAILURE : EXIT_SUCCESS);
}

/*
 * The parent submits what both have stored, then the child does, each after
 * stores of its own; both mappings stay until the end.
 */
static int parent_turns(struct coherent_surface *s, struct peer *child)
{
	int ret;

	coherent_store(s, 2 * page_bytes(), 100);
	ret = peer_wait(child);
	if (!ret)
		ret = coherent_submit(s);
	if (ret)
		return ret;
	coherent_store(s, 20 * page_bytes(), 100);
	ret = peer_signal(child);
	if (!ret)
		ret = peer_wait(child);
	return ret ? ret : coherent_finish(s);
}

static int run_shared(struct coherent_surface *s, const struct shared *shared)
{
	struct peer child;
	int ret = peer_start(&child);

	if (ret)
		return ret;
	if (!child.pid)
		child_main(s, shared, &child);
	ret = parent_turns(s, &child);
	return peer_end(&child) && !ret ? TEST_FAIL : ret;
}

static int test_prime(struct test_case *test)
{
	struct coherent_surface s;
	struct shared shared = { .fd = vmw_drm_open(O_RDWR) };
	int ret = coherent_open(test, &s);

	if (!ret)
		ret = vmw_ioctl_surface_share(s.fd, s.surface.handle,
					      shared.fd, &shared.surface);
	return ret ? ret : run_shared(&s, &shared);
}

/* Authenticate another client of the node whose master we are. */
static int authenticate(int master, int fd)
{
	struct drm_auth auth;

	if (ioctl(fd, DRM_IOCTL_GET_MAGIC, &auth) ||
	    ioctl(master, DRM_IOCTL_AUTH_MAGIC, &auth))
		return -errno;
	return 0;
}

/*
 * Handles are shared between the clients of one master, but not on render
 * nodes.
 */
static int test_handle(struct test_case *test)
{
	struct coherent_surface s;
	struct shared shared;
	int ret;

	close(test->fd);
	test->fd = vmw_drm_open_primary(O_RDWR);
	if (test->fd < 0)
		return test->fd;
	ret = coherent_open(test, &s);
	if (ret)
		return ret;
	shared.fd = vmw_drm_open_primary(O_RDWR);
	ret = authenticate(s.fd, shared.fd);
	if (!ret)
		ret = vmw_ioctl_surface_open(shared.fd, s.surface.handle,
					     &shared.surface);
	return ret ? ret : run_shared(&s, &shared);
}

static const struct test_pattern patterns[] = {
	TEST_MATRIX(prime, .cpus = 2),
	TEST_MATRIX(handle, .cpus = 2),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "share", patterns, ARRAY_SIZE(patterns));
}
