/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* The shape of a guest-backed surface, and the offsets of its texels in its buffer. */

#ifndef GUEST_TESTS_VMW_SHAPE_H
#define GUEST_TESTS_VMW_SHAPE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Buffer (SVGA3D_BUFFER): width in bytes, everything else 1. Texture
 * (SVGA3D_A8R8G8B8 and some others): dimensions in texels. faces is 6 for a
 * cube, depth above 1 makes a volume.
 */
struct vmw_shape {
	uint32_t format;
	uint32_t width;
	uint32_t height;
	uint32_t depth;
	uint32_t mips;
	uint32_t faces;
};

/*
 * Bytes of the whole surface: faces, mips, slices and rows, nested in this order, without padding.
 */
size_t vmw_shape_size(const struct vmw_shape *shape);

/*
 * Offset of a texel (of a byte in a buffer) in the surface's memory, for
 * formats whose blocks are single texels.
 */
size_t vmw_shape_offset(const struct vmw_shape *shape, uint32_t face,
			uint32_t mip, uint32_t x, uint32_t y, uint32_t z);

size_t vmw_shape_mip_size(const struct vmw_shape *shape, uint32_t mip);
uint32_t vmw_shape_block_bytes(const struct vmw_shape *shape);

#endif
