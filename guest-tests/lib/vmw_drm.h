/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* The vmwgfx ioctls that the tests need, one function each. */

#ifndef GUEST_TESTS_VMW_DRM_H
#define GUEST_TESTS_VMW_DRM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vmw_shape.h"

struct vmw_surface {
	uint32_t handle;
	size_t size;		/* bytes of the surface */
	size_t map_size;	/* bytes of its buffer, whole pages */
	uint64_t map_offset;	/* for mmap() of the DRM device */
	uint32_t buffer;	/* handle of its buffer */
};

/*
 * All functions return 0 (or a descriptor) or a negative errno. The usual node
 * is the render node; a process that opens the other one may become DRM master.
 */
int vmw_drm_open(int flags);
int vmw_drm_open_primary(int flags);
int vmw_ioctl_gb_surface_create(int fd, const struct vmw_shape *shape,
				bool coherent, struct vmw_surface *surface);
/* On an existing buffer, or on a new one (SVGA3D_INVALID_ID). */
int vmw_ioctl_gb_surface_create_on(int fd, const struct vmw_shape *shape,
				   bool coherent, uint32_t buffer,
				   struct vmw_surface *surface);
int vmw_ioctl_surface_unref(int fd, uint32_t handle);
/* Take a reference to the surface of a prime descriptor. */
int vmw_ioctl_surface_import(int fd, int dma_buf, struct vmw_surface *surface);
/* Make the surface @handle of @fd known to @other_fd through a prime descriptor. */
int vmw_ioctl_surface_share(int fd, uint32_t handle, int other_fd,
			    struct vmw_surface *surface);
/* The same through its handle, between clients of one master. */
int vmw_ioctl_surface_open(int fd, uint32_t handle,
			   struct vmw_surface *surface);
/* MAP_FAILED with errno on error. */
void *vmw_surface_map(int fd, const struct vmw_surface *surface, int prot);

#endif
