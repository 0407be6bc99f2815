// SPDX-License-Identifier: GPL-2.0
/* The vmwgfx ioctls that the tests need, one function each. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <vmwgfx_drm.h>

#include "svga3d_cmd.h"
#include "vmw_drm.h"

#define FIRST_RENDER_NODE 128
#define LAST_RENDER_NODE 143
#define FENCE_TIMEOUT_US (20 * 1000 * 1000)

static int vmw_ioctl(int fd, unsigned long request, void *arg)
{
	int ret;

	do {
		ret = ioctl(fd, request, arg);
	} while (ret < 0 && (errno == EINTR || errno == EAGAIN));
	return ret < 0 ? -errno : 0;
}

#define VMW_IOW(nr, type) DRM_IOW(DRM_COMMAND_BASE + (nr), type)
#define VMW_IOWR(nr, type) DRM_IOWR(DRM_COMMAND_BASE + (nr), type)

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

int vmw_drm_open(int flags)
{
	char path[32];
	int node, fd;

	for (node = FIRST_RENDER_NODE; node <= LAST_RENDER_NODE; node++) {
		snprintf(path, sizeof(path), "/dev/dri/renderD%d", node);
		fd = open(path, flags | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (is_vmwgfx(fd))
			return fd;
		close(fd);
	}
	return -ENODEV;
}

static void take_reply(const struct drm_vmw_gb_surface_create_rep *rep,
		       struct vmw_surface *surface)
{
	surface->handle = rep->handle;
	surface->size = rep->backup_size;
	surface->map_size = rep->buffer_size;
	surface->map_offset = rep->buffer_map_handle;
}

int vmw_ioctl_gb_surface_create(int fd, const struct vmw_shape *shape,
				bool coherent, struct vmw_surface *surface)
{
	union drm_vmw_gb_surface_create_ext_arg arg = {
		.req.version = drm_vmw_gb_surface_v1,
		.req.base = {
			.format = shape->format,
			.mip_levels = shape->mips,
			.drm_surface_flags = drm_vmw_surface_flag_shareable |
					     drm_vmw_surface_flag_create_buffer,
			.buffer_handle = SVGA3D_INVALID_ID,
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

int vmw_ioctl_surface_unref(int fd, uint32_t handle)
{
	struct drm_vmw_surface_arg arg = {
		.sid = handle,
		.handle_type = DRM_VMW_HANDLE_LEGACY,
	};

	return vmw_ioctl(fd, VMW_IOW(DRM_VMW_UNREF_SURFACE,
				     struct drm_vmw_surface_arg), &arg);
}

int vmw_ioctl_surface_share(int fd, uint32_t handle, int other_fd,
			    struct vmw_surface *surface)
{
	struct drm_prime_handle prime = {
		.handle = handle,
		.flags = O_CLOEXEC,
	};
	union drm_vmw_gb_surface_reference_ext_arg arg = {
		.req.handle_type = DRM_VMW_HANDLE_PRIME,
	};
	int ret;

	ret = vmw_ioctl(fd, DRM_IOCTL_PRIME_HANDLE_TO_FD, &prime);
	if (ret)
		return ret;

	arg.req.sid = prime.fd;
	ret = vmw_ioctl(other_fd,
			VMW_IOWR(DRM_VMW_GB_SURFACE_REF_EXT,
				 union drm_vmw_gb_surface_reference_ext_arg),
			&arg);
	close(prime.fd);
	if (!ret)
		take_reply(&arg.rep.crep, surface);
	return ret;
}

void *vmw_surface_map(int fd, const struct vmw_surface *surface, int prot)
{
	return mmap(NULL, surface->map_size, prot, MAP_SHARED, fd,
		    surface->map_offset);
}

int vmw_execbuf_append(struct vmw_execbuf *buf, uint32_t id, const void *body,
		       size_t body_size, const void *trailer,
		       size_t trailer_size)
{
	SVGA3dCmdHeader header = {
		.id = id,
		.size = body_size + trailer_size,
	};
	uint8_t *p = buf->bytes + buf->length;

	if (sizeof(header) + header.size > sizeof(buf->bytes) - buf->length)
		return -ENOSPC;

	memcpy(p, &header, sizeof(header));
	p += sizeof(header);
	if (body_size)
		memcpy(p, body, body_size);
	if (trailer_size)
		memcpy(p + body_size, trailer, trailer_size);
	buf->length += sizeof(header) + header.size;
	return 0;
}

int vmw_fence_finish(int fd, uint32_t fence)
{
	struct drm_vmw_fence_wait_arg arg = {
		.handle = fence,
		.timeout_us = FENCE_TIMEOUT_US,
		.lazy = 1,
		.flags = DRM_VMW_FENCE_FLAG_EXEC,
		.wait_options = DRM_VMW_WAIT_OPTION_UNREF,
	};

	if (!fence)
		return 0;
	return vmw_ioctl(fd, VMW_IOWR(DRM_VMW_FENCE_WAIT,
				      struct drm_vmw_fence_wait_arg), &arg);
}

int vmw_execbuf_queue(int fd, const struct vmw_execbuf *buf, uint32_t *fence)
{
	struct drm_vmw_fence_rep rep = { .error = -EFAULT };
	struct drm_vmw_execbuf_arg arg = {
		.commands = (uintptr_t)buf->bytes,
		.command_size = buf->length,
		.fence_rep = (uintptr_t)&rep,
		.version = DRM_VMW_EXECBUF_VERSION,
		.context_handle = SVGA3D_INVALID_ID,
		.imported_fence_fd = -1,
	};
	int ret;

	ret = vmw_ioctl(fd, VMW_IOW(DRM_VMW_EXECBUF, struct drm_vmw_execbuf_arg),
			&arg);
	if (ret)
		return ret;
	/* Without a fence object the kernel has waited itself. */
	*fence = rep.error ? 0 : rep.handle;
	return rep.error;
}

int vmw_execbuf_submit(int fd, const struct vmw_execbuf *buf)
{
	uint32_t fence;
	int ret = vmw_execbuf_queue(fd, buf, &fence);

	return ret ? ret : vmw_fence_finish(fd, fence);
}
