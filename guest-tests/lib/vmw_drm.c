// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* The vmwgfx ioctls that the tests need, one function each. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <vmwgfx_drm.h>

#include "gem.h"
#include "svga3d_cmd.h"
#include "vmw_drm.h"
#include "vmw_ioctl.h"

/* Device nodes of each kind: card0 and up, renderD128 and up. */
#define NODES 16
#define FIRST_RENDER_NODE 128

int vmw_ioctl(int fd, unsigned long request, void *arg)
{
	int ret;

	do {
		ret = ioctl(fd, request, arg);
	} while (ret < 0 && (errno == EINTR || errno == EAGAIN));
	return ret < 0 ? -errno : 0;
}

static bool is_vmwgfx(int fd)
{
	char name[16] = "";
	struct drm_version version = {
		.name = name,
		.name_len = sizeof(name) - 1,
	};

	return !vmw_ioctl(fd, DRM_IOCTL_VERSION, &version) &&
	       !strcmp(name, "vmwgfx");
}

static int open_node(const char *format, int first, int flags)
{
	char path[32];
	int node, fd;

	for (node = first; node < first + NODES; node++) {
		snprintf(path, sizeof(path), format, node);
		fd = open(path, flags | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (is_vmwgfx(fd))
			return fd;
		close(fd);
	}
	return -ENODEV;
}

int vmw_drm_open(int flags)
{
	return open_node("/dev/dri/renderD%d", FIRST_RENDER_NODE, flags);
}

int vmw_drm_open_primary(int flags)
{
	return open_node("/dev/dri/card%d", 0, flags);
}

static void take_reply(const struct drm_vmw_gb_surface_create_rep *rep,
		       struct vmw_surface *surface)
{
	surface->handle = rep->handle;
	surface->size = rep->backup_size;
	surface->map_size = rep->buffer_size;
	surface->map_offset = rep->buffer_map_handle;
	surface->buffer = rep->buffer_handle;
}

int vmw_ioctl_gb_surface_create_on(int fd, const struct vmw_shape *shape,
				   bool coherent, uint32_t buffer,
				   struct vmw_surface *surface)
{
	union drm_vmw_gb_surface_create_ext_arg arg = {
		.req.version = drm_vmw_gb_surface_v1,
		.req.base = {
			.format = shape->format,
			.mip_levels = shape->mips,
			.drm_surface_flags = drm_vmw_surface_flag_shareable |
					     drm_vmw_surface_flag_create_buffer,
			.buffer_handle = buffer,
			.base_size.width = shape->width,
			.base_size.height = shape->height,
			.base_size.depth = shape->depth,
		},
	};
	int ret;

	if (coherent)
		arg.req.base.drm_surface_flags |= drm_vmw_surface_flag_coherent;
	if (shape->faces == SVGA3D_MAX_SURFACE_FACES)
		arg.req.base.svga3d_flags |= SVGA3D_SURFACE_CUBEMAP;
	if (shape->depth > 1)
		arg.req.base.svga3d_flags |= SVGA3D_SURFACE_VOLUME;

	ret = vmw_ioctl(fd, VMW_IOWR(DRM_VMW_GB_SURFACE_CREATE_EXT,
				     union drm_vmw_gb_surface_create_ext_arg),
			&arg);
	if (!ret)
		take_reply(&arg.rep, surface);
	return ret;
}

int vmw_ioctl_gb_surface_create(int fd, const struct vmw_shape *shape,
				bool coherent, struct vmw_surface *surface)
{
	return vmw_ioctl_gb_surface_create_on(fd, shape, coherent,
					      SVGA3D_INVALID_ID, surface);
}

int vmw_ioctl_surface_unref(int fd, uint32_t handle)
{
	struct drm_vmw_surface_arg arg = {
		.sid = handle,
		.handle_type = DRM_VMW_HANDLE_LEGACY,
	};

	return vmw_ioctl(fd, VMW_IOW(DRM_VMW_UNREF_SURFACE,
				     struct drm_vmw_surface_arg), &arg);
}

/* Take a reference to the surface @sid, which is a handle or a descriptor. */
static int surface_reference(int fd, int32_t sid,
			     enum drm_vmw_handle_type type,
			     struct vmw_surface *surface)
{
	union drm_vmw_gb_surface_reference_ext_arg arg = {
		.req.handle_type = type,
		.req.sid = sid,
	};
	int ret;

	ret = vmw_ioctl(fd, VMW_IOWR(DRM_VMW_GB_SURFACE_REF_EXT,
				     union drm_vmw_gb_surface_reference_ext_arg),
			&arg);
	if (!ret)
		take_reply(&arg.rep.crep, surface);
	return ret;
}

int vmw_ioctl_surface_import(int fd, int dma_buf, struct vmw_surface *surface)
{
	return surface_reference(fd, dma_buf, DRM_VMW_HANDLE_PRIME, surface);
}

int vmw_ioctl_surface_share(int fd, uint32_t handle, int other_fd,
			    struct vmw_surface *surface)
{
	int dma_buf = gem_export(fd, handle);
	int ret;

	if (dma_buf < 0)
		return dma_buf;
	ret = vmw_ioctl_surface_import(other_fd, dma_buf, surface);
	close(dma_buf);
	return ret;
}

int vmw_ioctl_surface_open(int fd, uint32_t handle,
			   struct vmw_surface *surface)
{
	return surface_reference(fd, handle, DRM_VMW_HANDLE_LEGACY, surface);
}

void *vmw_surface_map(int fd, const struct vmw_surface *surface, int prot)
{
	return mmap(NULL, surface->map_size, prot, MAP_SHARED, fd,
		    surface->map_offset);
}
