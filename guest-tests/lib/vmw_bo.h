/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* vmwgfx buffer objects without a surface, and synccpu grabs of them. */

#ifndef GUEST_TESTS_VMW_BO_H
#define GUEST_TESTS_VMW_BO_H

#include <stddef.h>
#include <stdint.h>

struct vmw_bo {
	uint32_t handle;
	size_t size;		/* in bytes, whole pages */
	uint64_t map_offset;	/* for mmap() of the DRM device */
};

/* All functions return 0 or a negative errno unless stated otherwise. */
int vmw_ioctl_bo_create(int fd, size_t size, struct vmw_bo *bo);
int vmw_ioctl_bo_close(int fd, uint32_t handle);

/* MAP_FAILED with errno on error. */
void *vmw_bo_map(int fd, const struct vmw_bo *bo);

/*
 * While the CPU has grabbed it, submissions that use the buffer fail with
 * -EBUSY.
 */
int vmw_ioctl_bo_grab(int fd, uint32_t handle);
int vmw_ioctl_bo_release(int fd, uint32_t handle);

#endif
