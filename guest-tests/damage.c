// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Harm to the kernel itself: every case may kill its guest, so each has its own boot. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "page.h"
#include "panic.h"
#include "verdict.h"
#include "vmw_bo.h"

static const struct vmw_shape large_shape = {
	.format = SVGA3D_BUFFER, .width = 64 * 4096, .height = 1, .depth = 1,
	.mips = 1, .faces = 1,
};

static const struct vmw_shape small_shape = {
	.format = SVGA3D_BUFFER, .width = 16 * 4096, .height = 1, .depth = 1,
	.mips = 1, .faces = 1,
};

static int guarded(struct test_case *test, int (*run)(struct test_case *test))
{
	int ret;

	test->fd = vmw_drm_open(O_RDWR);
	if (test->fd < 0)
		return test->fd;
	ret = panic_set(true);
	if (!ret)
		ret = run(test);
	panic_set(false);
	return ret;
}

/* A coherent surface in the first pages of a larger buffer; mapped completely and used once. */
static int open_on_larger_buffer(struct test_case *test,
				 struct coherent_surface *s)
{
	struct vmw_surface surface;
	struct vmw_bo bo;
	int ret = vmw_ioctl_bo_create(test->fd, vmw_shape_size(&large_shape),
				      &bo);

	if (!ret)
		ret = vmw_ioctl_gb_surface_create_on(test->fd, &small_shape,
						     true, bo.handle, &surface);
	if (!ret)
		ret = coherent_adopt(test, &small_shape, &surface, s);
	if (!ret)
		ret = coherent_map(s);
	return ret ? ret : coherent_submit(s);
}

/* A store behind the surface, in the same buffer, must have no effect. */
static int store_behind(struct test_case *test)
{
	struct coherent_surface s;
	int ret = open_on_larger_buffer(test, &s);

	if (ret)
		return ret;
	coherent_store(&s, 3 * page_bytes(), 10);
	s.map[40 * page_bytes()] = 1;
	return coherent_submit_and_finish(&s);
}

static int test_store_behind_surface(struct test_case *test)
{
	return guarded(test, store_behind);
}

/* A small and a large surface on one buffer: the small one must not lose the other's stores. */
static int store_in_larger(struct test_case *test)
{
	struct coherent_surface s[2];
	struct vmw_surface surface;
	int ret = open_on_larger_buffer(test, &s[0]);

	if (!ret)
		ret = vmw_ioctl_gb_surface_create_on(test->fd, &large_shape,
						     true, s[0].surface.buffer,
						     &surface);
	if (!ret)
		ret = coherent_adopt(test, &large_shape, &surface, &s[1]);
	if (!ret)
		ret = coherent_map(&s[1]);
	if (!ret)
		ret = coherent_submit(&s[1]);
	if (ret)
		return ret;
	coherent_store(&s[1], 3 * page_bytes(), 10);
	coherent_store(&s[1], 40 * page_bytes(), 10);
	ret = coherent_submit(&s[0]);
	return ret ? ret : coherent_submit_and_finish(&s[1]);
}

static int test_smaller_surface_first(struct test_case *test)
{
	return guarded(test, store_in_larger);
}

static int append_bind(struct vmw_execbuf *buf, uint32_t surface, uint32_t bo)
{
	const SVGA3dCmdBindGBSurface bind = { .sid = surface, .mobid = bo };

	return vmw_execbuf_append(buf, SVGA_3D_CMD_BIND_GB_SURFACE, &bind,
				  sizeof(bind), NULL, 0);
}

/*
 * A submission that gives two surfaces other buffers and fails at the first of
 * these, because the CPU has grabbed it, must not touch the tracker of the
 * second buffer, which belongs to a third surface.
 */
static int fail_to_switch(struct test_case *test)
{
	struct coherent_surface busy, moved, owner;
	struct vmw_execbuf buf = { 0 };
	struct vmw_bo grabbed;
	int ret = vmw_ioctl_bo_create(test->fd, vmw_shape_size(&small_shape),
				      &grabbed);

	if (!ret)
		ret = coherent_open_all(test, &small_shape, 1, &busy, 1);
	if (!ret)
		ret = coherent_open_all(test, &small_shape, 1, &moved, 1);
	if (!ret)
		ret = coherent_open_all(test, &small_shape, 1, &owner, 1);
	if (!ret)
		ret = coherent_submit(&owner);
	if (!ret)
		ret = vmw_ioctl_bo_grab(test->fd, grabbed.handle);
	if (!ret)
		ret = append_bind(&buf, busy.surface.handle, grabbed.handle);
	if (!ret)
		ret = append_bind(&buf, moved.surface.handle,
				  owner.surface.buffer);
	if (ret)
		return ret;
	ret = vmw_execbuf_submit(test->fd, &buf);
	vmw_execbuf_free(&buf);
	if (ret != -EBUSY) {
		printf("submission with a grabbed buffer: %d\n", ret);
		return TEST_FAIL;
	}
	ret = vmw_ioctl_bo_release(test->fd, grabbed.handle);
	if (ret)
		return ret;
	coherent_store(&owner, 5 * page_bytes(), 100);
	return coherent_submit_and_finish(&owner);
}

static int test_failed_switch(struct test_case *test)
{
	return guarded(test, fail_to_switch);
}

/* Size of the buffer of a large surface. */
#define TOO_FEW_PAGES 8

/* Buffers that are neighbours in the space of map offsets, which is what is walked. */
static int make_neighbours(struct test_case *test, struct vmw_bo *bo,
			   struct coherent_surface *neighbour)
{
	int tries, ret = 0;

	for (tries = 0; tries < 16 && !ret; tries++) {
		ret = vmw_ioctl_bo_create(test->fd,
					  TOO_FEW_PAGES * page_bytes(), bo);
		if (!ret)
			ret = coherent_open_all(test, &large_shape, 1,
						neighbour, 1);
		if (!ret && neighbour->surface.map_offset ==
		    bo->map_offset + bo->size)
			return 0;
	}
	printf("no two buffers are neighbours\n");
	return ret ? ret : TEST_SKIP;
}

/* Use the surface with that buffer, with the device writing to it. */
static int use_undersized(struct test_case *test, struct vmw_bo *bo)
{
	struct coherent_surface s, from;
	struct vmw_execbuf buf = { 0 };
	int ret = coherent_open_all(test, &large_shape, 1, &s, 1);

	if (!ret)
		ret = coherent_open_all(test, &large_shape, 1, &from, 1);
	if (ret)
		return ret;
	ret = append_bind(&buf, s.surface.handle, bo->handle);
	if (!ret)
		ret = vmw_execbuf_submit(test->fd, &buf);
	vmw_execbuf_free(&buf);
	if (!ret)
		ret = coherent_copy(&s, &from, NULL);
	if (!ret)
		ret = vmw_ioctl_surface_unref(test->fd, s.surface.handle);
	return ret;
}

/*
 * A buffer too small for its surface is the program's fault, and the device
 * reports an error. This must not make the neighbouring buffer lose stores.
 */
static int use_too_small(struct test_case *test)
{
	struct coherent_surface neighbour;
	long long before, after;
	struct vmw_bo bo;
	int ret = make_neighbours(test, &bo, &neighbour);

	if (!ret)
		ret = control_property("stat-guest-errors", &before);
	if (ret)
		return ret;
	coherent_store(&neighbour, 3 * page_bytes(), page_bytes());
	ret = use_undersized(test, &bo);
	if (!ret)
		ret = coherent_submit(&neighbour);
	if (!ret)
		ret = control_property("stat-guest-errors", &after);
	if (!ret)
		ret = control_announce(after - before);
	return ret ? ret : coherent_finish(&neighbour);
}

/*
 * The driver warns of the device's error, which alone must not end the guest.
 */
static int test_undersized_buffer(struct test_case *test)
{
	test->fd = vmw_drm_open(O_RDWR);
	return test->fd < 0 ? test->fd : use_too_small(test);
}

static const struct test_pattern patterns[] = {
	{ .name = "store_behind_surface", .run = test_store_behind_surface },
	{ .name = "smaller_surface_first", .run = test_smaller_surface_first },
	{ .name = "undersized_buffer", .run = test_undersized_buffer },
	{ .name = "failed_switch", .run = test_failed_switch },
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "damage", patterns, ARRAY_SIZE(patterns));
}
