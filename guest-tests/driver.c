// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* The driver is unbound or suspended, and comes back: surfaces and screen are right. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "canvas.h"
#include "control.h"
#include "hw/display/svga-wire.h"
#include "page.h"
#include "panic.h"
#include "peer.h"
#include "verdict.h"

#define DRIVER_DIR "/sys/bus/pci/drivers/vmwgfx"
#define ROUNDS 2
#define BUSY_ROUNDS 3

static const struct vmw_shape shape = {
	.format = SVGA3D_BUFFER, .width = 40 * 4096, .height = 1, .depth = 1,
	.mips = 1, .faces = 1,
};

/* The PCI address of the device behind @fd, as found in the driver's directory. */
static int device_name(int fd, char *name, size_t size)
{
	char link[64], path[PATH_MAX], target[PATH_MAX];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, path, sizeof(path) - 1);
	if (length < 0)
		return -errno;
	path[length] = 0;
	snprintf(target, sizeof(target), "/sys/class/drm/%.64s/device",
		 strrchr(path, '/') + 1);
	length = readlink(target, path, sizeof(path) - 1);
	if (length < 0)
		return -errno;
	path[length] = 0;
	snprintf(name, size, "%s", strrchr(path, '/') + 1);
	return 0;
}

static int write_name(const char *file, const char *name)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC);
	ssize_t done = fd < 0 ? -1 : write(fd, name, strlen(name));
	int ret = done < 0 ? -errno : 0;

	if (fd >= 0)
		close(fd);
	return ret;
}

/* The whole life of a surface, as in any program. */
static int use_surface(struct test_case *test)
{
	struct coherent_surface s;
	int ret = coherent_open_all(test, &shape, 1, &s, 1);

	if (!ret)
		ret = coherent_submit(&s);
	if (ret)
		return ret;
	coherent_store(&s, 5 * page_bytes() + 1, 5000);
	ret = coherent_submit_and_finish(&s);
	munmap(s.map, s.surface.map_size);
	return ret;
}

/* Surfaces are kept by descriptor: each round has another number. */
static int open_anew(int round)
{
	int fd = vmw_drm_open(O_RDWR);
	int other = fd < 0 ? fd : fcntl(fd, F_DUPFD_CLOEXEC, 100 + round);

	if (fd >= 0)
		close(fd);
	return fd >= 0 && other < 0 ? -errno : other;
}

static int test_unbind_and_bind(struct test_case *test)
{
	char name[64];
	int round, ret = panic_set(true);

	for (round = 0; round <= ROUNDS && !ret; round++) {
		test->fd = open_anew(round);
		ret = test->fd < 0 ? test->fd : use_surface(test);
		if (ret || round == ROUNDS)
			break;
		ret = device_name(test->fd, name, sizeof(name));
		close(test->fd);
		if (!ret)
			ret = write_name(DRIVER_DIR "/unbind", name);
		if (!ret)
			ret = write_name(DRIVER_DIR "/bind", name);
	}
	panic_set(false);
	return ret;
}

/*
 * Returns once the guest is awake again. The host wakes it up for a case that
 * has announced the suspend.
 */
static int suspend_to_ram(void)
{
	int ret = write_name("/sys/power/mem_sleep", "deep");

	if (!ret)
		ret = control_tell("{\"op\":\"" SVGA_WIRE_OP_SUSPEND "\"}");
	if (!ret)
		ret = write_name("/sys/power/state", "mem");
	return ret;
}

/*
 * A suspend between two stores to be carried by one submission, then another
 * one: the device must have kept the data of the first submission.
 */
static int test_suspend_to_ram(struct test_case *test)
{
	struct coherent_surface s;
	int round, ret = coherent_open(test, &s);

	for (round = 0; round < ROUNDS && !ret; round++) {
		coherent_store(&s, (3 + 2 * round) * page_bytes(),
			       page_bytes());
		ret = suspend_to_ram();
		coherent_store(&s, (12 + round) * page_bytes() + 3, 50);
		if (!ret)
			ret = coherent_submit(&s);
	}
	return ret ? ret : coherent_finish(&s);
}

/* Submits without end, until its parent kills it. */
static void keep_busy(struct test_case *test, struct peer *parent)
{
	struct coherent_surface s;
	int ret;

	test->fd = vmw_drm_open(O_RDWR);
	ret = coherent_open_all(test, &shape, 1, &s, 1);
	if (!ret)
		ret = peer_signal(parent);
	for (; !ret; ret = coherent_submit(&s))
		coherent_store(&s, 7 * page_bytes(), page_bytes());
	printf("the load ended: %s\n", strerror(-ret));
	fflush(stdout);
	_exit(EXIT_FAILURE);
}

/* Sleeps while another process submits; its own stores before and after each arrive. */
static int test_suspend_busy(struct test_case *test)
{
	struct coherent_surface s;
	int round, status, ret = coherent_open(test, &s);
	struct peer load;

	if (!ret)
		ret = peer_start(&load);
	if (ret)
		return ret;
	if (!load.pid)
		keep_busy(test, &load);
	ret = peer_wait(&load);
	for (round = 0; round < BUSY_ROUNDS && !ret; round++) {
		coherent_store(&s, (3 + 2 * round) * page_bytes(), 100);
		ret = suspend_to_ram();
		coherent_store(&s, (20 + round) * page_bytes() + 3, 50);
		if (!ret)
			ret = coherent_submit(&s);
	}
	/* it must have lived until now */
	if (waitpid(load.pid, &status, WNOHANG) && !ret)
		ret = TEST_FAIL;
	kill(load.pid, SIGKILL);
	return ret ? ret : coherent_finish(&s);
}

/* The picture is still there, and the host is told of changes. */
static int test_suspend_screen(struct test_case *test)
{
	static const struct drm_clip_rect clip = { 101, 67, 402, 290 };
	struct canvas c = { 0 };
	int ret = canvas_open(&c, 32);

	if (!ret)
		ret = picture_expect(test->name, "asleep", &c.picture);
	if (!ret)
		ret = suspend_to_ram();
	if (!ret)
		ret = picture_expect(test->name, "awake", &c.picture);
	if (!ret) {
		canvas_invert(&c, &clip);
		ret = kms_damage(&c.screen, &c.buffer, &clip);
	}
	if (!ret)
		ret = picture_expect(test->name, "awake", &c.picture);
	return canvas_close(&c, ret);
}

static const struct test_pattern patterns[] = {
	TEST_MATRIX(suspend_to_ram, .sole = true),
	TEST_SOME(suspend_busy, TEST_ANY, TEST_BIT(TEST_WARM), .sole = true,
		  .cpus = 2),
	TEST_SCREEN(suspend_screen),
	TEST_SCREEN(unbind_and_bind),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "driver", patterns, ARRAY_SIZE(patterns));
}
