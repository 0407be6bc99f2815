// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* vmwgfx command submissions: built, submitted, waited for. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <vmwgfx_drm.h>

#include "svga3d_cmd.h"
#include "vmw_execbuf.h"
#include "vmw_ioctl.h"

#define FENCE_TIMEOUT_US (20 * 1000 * 1000)
#define FIRST_ROOM 4096

/* Where @size more bytes go; NULL without memory for them. */
static uint8_t *grow(struct vmw_execbuf *buf, size_t size)
{
	size_t room = buf->room ? buf->room : FIRST_ROOM;
	uint8_t *bytes;

	while (room < buf->length + size)
		room *= 2;
	if (room != buf->room) {
		bytes = realloc(buf->bytes, room);
		if (!bytes)
			return NULL;
		buf->bytes = bytes;
		buf->room = room;
	}
	buf->length += size;
	return buf->bytes + buf->length - size;
}

int vmw_execbuf_append(struct vmw_execbuf *buf, uint32_t id, const void *body,
		       size_t body_size, const void *trailer,
		       size_t trailer_size)
{
	SVGA3dCmdHeader header = {
		.id = id,
		.size = body_size + trailer_size,
	};
	uint8_t *p = grow(buf, sizeof(header) + header.size);

	if (!p)
		return -ENOMEM;
	memcpy(p, &header, sizeof(header));
	p += sizeof(header);
	if (body_size)
		memcpy(p, body, body_size);
	if (trailer_size)
		memcpy(p + body_size, trailer, trailer_size);
	return 0;
}

int vmw_execbuf_append_all(struct vmw_execbuf *buf,
			   const struct vmw_execbuf *other)
{
	uint8_t *p = grow(buf, other->length);

	if (!p)
		return -ENOMEM;
	if (other->length)
		memcpy(p, other->bytes, other->length);
	return 0;
}

void vmw_execbuf_free(struct vmw_execbuf *buf)
{
	free(buf->bytes);
	*buf = (struct vmw_execbuf) { 0 };
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
	/* without a fence object, the kernel has waited already */
	*fence = rep.error ? 0 : rep.handle;
	return rep.error;
}

int vmw_execbuf_submit(int fd, const struct vmw_execbuf *buf)
{
	uint32_t fence;
	int ret = vmw_execbuf_queue(fd, buf, &fence);

	return ret ? ret : vmw_fence_finish(fd, fence);
}

int vmw_execbuf_sync(int fd)
{
	struct vmw_execbuf buf = { 0 };
	int ret = vmw_execbuf_append(&buf, SVGA_3D_CMD_NOP, NULL, 0, NULL, 0);

	if (!ret)
		ret = vmw_execbuf_submit(fd, &buf);
	vmw_execbuf_free(&buf);
	return ret;
}
