// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* vmwgfx buffer objects without a surface, and synccpu grabs of them. */

#include <sys/mman.h>
#include <unistd.h>

#include <vmwgfx_drm.h>

#include "page.h"
#include "vmw_bo.h"
#include "vmw_ioctl.h"

int vmw_ioctl_bo_create(int fd, size_t size, struct vmw_bo *bo)
{
	union drm_vmw_alloc_bo_arg arg = { .req.size = size };
	int ret = vmw_ioctl(fd, VMW_IOWR(DRM_VMW_ALLOC_BO,
					 union drm_vmw_alloc_bo_arg), &arg);

	if (ret)
		return ret;
	bo->handle = arg.rep.handle;
	bo->size = page_count(size) * page_bytes();
	bo->map_offset = arg.rep.map_handle;
	return 0;
}

int vmw_ioctl_bo_close(int fd, uint32_t handle)
{
	struct drm_vmw_handle_close_arg arg = { .handle = handle };

	return vmw_ioctl(fd, VMW_IOW(DRM_VMW_HANDLE_CLOSE,
				     struct drm_vmw_handle_close_arg), &arg);
}

void *vmw_bo_map(int fd, const struct vmw_bo *bo)
{
	return mmap(NULL, bo->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		    bo->map_offset);
}

static int synccpu(int fd, uint32_t handle, enum drm_vmw_synccpu_op op)
{
	struct drm_vmw_synccpu_arg arg = {
		.op = op,
		.flags = drm_vmw_synccpu_write,
		.handle = handle,
	};

	return vmw_ioctl(fd, VMW_IOW(DRM_VMW_SYNCCPU,
				     struct drm_vmw_synccpu_arg), &arg);
}

int vmw_ioctl_bo_grab(int fd, uint32_t handle)
{
	return synccpu(fd, handle, drm_vmw_synccpu_grab);
}

int vmw_ioctl_bo_release(int fd, uint32_t handle)
{
	return synccpu(fd, handle, drm_vmw_synccpu_release);
}
