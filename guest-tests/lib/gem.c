// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Buffers between drivers and clients: PRIME descriptors, and the dma-bufs that there are. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm.h>
#include <linux/udmabuf.h>

#include "gem.h"
#include "vmw_ioctl.h"

#define FOREIGN_DRIVER "/dev/udmabuf"
#define DMA_BUF_LIST "/sys/kernel/debug/dma_buf/bufinfo"

int gem_export(int fd, uint32_t handle)
{
	struct drm_prime_handle prime = {
		.handle = handle,
		.flags = O_CLOEXEC,
	};
	int ret = vmw_ioctl(fd, DRM_IOCTL_PRIME_HANDLE_TO_FD, &prime);

	return ret ? ret : prime.fd;
}

int gem_import(int fd, int dma_buf, uint32_t *handle)
{
	struct drm_prime_handle prime = { .fd = dma_buf };
	int ret = vmw_ioctl(fd, DRM_IOCTL_PRIME_FD_TO_HANDLE, &prime);

	if (!ret)
		*handle = prime.handle;
	return ret;
}

int gem_close(int fd, uint32_t handle)
{
	struct drm_gem_close arg = { .handle = handle };

	return vmw_ioctl(fd, DRM_IOCTL_GEM_CLOSE, &arg);
}

/* The driver wants memory that cannot shrink. */
static int sealed_memory(size_t size)
{
	int fd = memfd_create("foreign", MFD_ALLOW_SEALING | MFD_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (ftruncate(fd, size) || fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK)) {
		close(fd);
		return -errno;
	}
	return fd;
}

int gem_foreign_buffer(size_t size)
{
	struct udmabuf_create create = {
		.flags = UDMABUF_FLAGS_CLOEXEC, .size = size,
	};
	int driver = open(FOREIGN_DRIVER, O_RDWR | O_CLOEXEC);
	int ret = driver < 0 ? -errno : sealed_memory(size);

	if (ret >= 0) {
		create.memfd = ret;
		ret = ioctl(driver, UDMABUF_CREATE, &create);
		ret = ret < 0 ? -errno : ret;
		close(create.memfd);
	}
	if (driver >= 0)
		close(driver);
	return ret;
}

int gem_dma_bufs(void)
{
	FILE *file = fopen(DMA_BUF_LIST, "re");
	char line[512];
	int count = -EPROTO;

	if (!file)
		return -errno;
	/* the last line has the sum */
	while (fgets(line, sizeof(line), file))
		sscanf(line, "Total %d objects", &count);
	fclose(file);
	return count;
}
