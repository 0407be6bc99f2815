// SPDX-License-Identifier: GPL-2.0
/* Layout of a guest-backed surface in its buffer, written from the device's rules alone. */

#include "svga3d_cmd.h"
#include "vmw_shape.h"

static uint32_t level(uint32_t base, uint32_t mip)
{
	return base >> mip ? base >> mip : 1;
}

uint32_t vmw_shape_block_bytes(const struct vmw_shape *shape)
{
	return shape->format == SVGA3D_BUFFER ? 1 : 4;
}

size_t vmw_shape_mip_size(const struct vmw_shape *shape, uint32_t mip)
{
	return (size_t)level(shape->width, mip) * level(shape->height, mip) *
	       level(shape->depth, mip) * vmw_shape_block_bytes(shape);
}

static size_t mip_chain_size(const struct vmw_shape *shape, uint32_t mips)
{
	size_t size = 0;
	uint32_t mip;

	for (mip = 0; mip < mips; mip++)
		size += vmw_shape_mip_size(shape, mip);
	return size;
}

size_t vmw_shape_size(const struct vmw_shape *shape)
{
	return mip_chain_size(shape, shape->mips) * shape->faces;
}

size_t vmw_shape_offset(const struct vmw_shape *shape, uint32_t face,
			uint32_t mip, uint32_t x, uint32_t y, uint32_t z)
{
	size_t row = level(shape->width, mip);
	size_t slice = row * level(shape->height, mip);

	return mip_chain_size(shape, shape->mips) * face +
	       mip_chain_size(shape, mip) +
	       (z * slice + y * row + x) * vmw_shape_block_bytes(shape);
}
