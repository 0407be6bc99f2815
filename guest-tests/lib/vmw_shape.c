// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Layout of a guest-backed surface in its buffer, derived from the device's rules alone. */

#include "svga3d_cmd.h"
#include "vmw_shape.h"

static uint32_t level(uint32_t base, uint32_t mip)
{
	return base >> mip ? base >> mip : 1;
}

/* Formats with blocks other than one texel of four bytes. */
static const struct block {
	uint32_t format, width, height, bytes;
} blocks[] = {
	{ SVGA3D_BUFFER, 1, 1, 1 },
	{ SVGA3D_DXT5, 4, 4, 16 },
	{ SVGA3D_YUY2, 2, 1, 4 },
	{ SVGA3D_NV12, 2, 2, 6 },
	{ SVGA3D_R16G16B16A16_FLOAT, 1, 1, 8 },
};

static struct block block_of(const struct vmw_shape *shape)
{
	size_t i;

	for (i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
		if (blocks[i].format == shape->format)
			return blocks[i];
	}
	return (struct block) { shape->format, 1, 1, 4 };
}

uint32_t vmw_shape_block_bytes(const struct vmw_shape *shape)
{
	return block_of(shape).bytes;
}

size_t vmw_shape_mip_size(const struct vmw_shape *shape, uint32_t mip)
{
	const struct block block = block_of(shape);
	size_t columns = (level(shape->width, mip) + block.width - 1) /
			 block.width;
	size_t rows = (level(shape->height, mip) + block.height - 1) /
		      block.height;

	return columns * rows * level(shape->depth, mip) * block.bytes;
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
