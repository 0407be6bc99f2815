// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Pairs of pages at all distances, and stores across every border of many shapes. */

#include <stdint.h>

#include "page.h"
#include "verdict.h"

#define SURFACES_MAX 96

#define BUFFER(bytes) \
	{ .format = SVGA3D_BUFFER, .width = (bytes), .height = 1, \
	  .depth = 1, .mips = 1, .faces = 1 }
#define TEXTURE(w, h, d, m, f) \
	{ .format = SVGA3D_A8R8G8B8, .width = (w), .height = (h), \
	  .depth = (d), .mips = (m), .faces = (f) }

/* From one texel to 4096 per row; rows shorter and longer than a page. */
static const struct vmw_shape small_textures[] = {
	TEXTURE(1, 1, 1, 1, 1), TEXTURE(2, 1, 1, 2, 1),
	TEXTURE(1, 3, 1, 1, 1), TEXTURE(7, 5, 3, 3, 1),
	TEXTURE(1, 2048, 1, 12, 1), TEXTURE(4096, 1, 1, 13, 1),
	TEXTURE(4096, 3, 1, 1, 1), TEXTURE(1025, 17, 1, 1, 1),
	TEXTURE(64, 64, 1, 7, 1), TEXTURE(33, 17, 9, 6, 1),
	TEXTURE(1024, 4, 4, 1, 1), TEXTURE(20, 20, 1, 5, 6),
	TEXTURE(90, 90, 1, 7, 6),
};

static const struct vmw_shape large_textures[] = {
	TEXTURE(4096, 131, 1, 1, 1), TEXTURE(725, 730, 1, 10, 1),
	TEXTURE(129, 127, 33, 6, 1), TEXTURE(300, 300, 1, 3, 6),
};

static const struct vmw_shape small_buffers[] = {
	BUFFER(1), BUFFER(2), BUFFER(4095), BUFFER(4096), BUFFER(4097),
	BUFFER(8191), BUFFER(8192), BUFFER(65537), BUFFER(511 * 4096),
};

/* The smallest size that is tracked by write faults, and one byte less. */
static const struct vmw_shape large_buffers[] = {
	BUFFER(511 * 4096 + 1), BUFFER(512 * 4096), BUFFER(600 * 4096 + 1),
};

static const struct shape_list {
	const struct vmw_shape *shapes;
	size_t count;
} shape_lists[TEST_KINDS][TEST_SIZES] = {
	[TEST_BUFFER] = {
		[TEST_SMALL] = { small_buffers, ARRAY_SIZE(small_buffers) },
		[TEST_LARGE] = { large_buffers, ARRAY_SIZE(large_buffers) },
	},
	[TEST_TEXTURE] = {
		[TEST_SMALL] = { small_textures, ARRAY_SIZE(small_textures) },
		[TEST_LARGE] = { large_textures, ARRAY_SIZE(large_textures) },
	},
};

static size_t row_border(const struct vmw_shape *shape)
{
	return vmw_shape_offset(shape, 0, 0, 0, shape->height / 2, 0);
}

static size_t slice_border(const struct vmw_shape *shape)
{
	return vmw_shape_offset(shape, 0, 0, 0, 0, shape->depth / 2);
}

static size_t mip_border(const struct vmw_shape *shape)
{
	return shape->mips > 1 ? vmw_shape_offset(shape, 0, 1, 0, 0, 0) : 0;
}

static size_t last_mip_border(const struct vmw_shape *shape)
{
	return vmw_shape_offset(shape, 0, shape->mips - 1, 0, 0, 0);
}

static size_t face_border(const struct vmw_shape *shape)
{
	return vmw_shape_offset(shape, shape->faces / 2, 0, 0, 0, 0);
}

static size_t page_border(const struct vmw_shape *shape)
{
	return (vmw_shape_size(shape) - 1) / 2 / page_bytes() * page_bytes();
}

/* the end of the surface is a border to what lies behind it */
static size_t end_border(const struct vmw_shape *shape)
{
	return vmw_shape_size(shape);
}

typedef size_t (*border_fn)(const struct vmw_shape *shape);

static const border_fn borders[] = {
	row_border, slice_border, mip_border, last_mip_border, face_border,
	page_border, end_border,
};

/* The bytes on both sides of a border, as far as they are in the surface. */
static void store_across(struct coherent_surface *s, size_t border)
{
	size_t first = border ? border - 1 : 0;
	size_t end = border < s->surface.size ? border + 1 : border;

	coherent_store(s, first, end - first);
}

/*
 * One surface per shape and border: if a surface is stored to in one place
 * only, that store is not sent by chance along with others.
 */
static int test_borders(struct test_case *test)
{
	static struct coherent_surface surfaces[SURFACES_MAX];
	static struct vmw_shape shapes[SURFACES_MAX];
	const struct shape_list *list = &shape_lists[test->kind][test->size];
	size_t count = list->count * ARRAY_SIZE(borders);
	size_t i;
	int ret;

	for (i = 0; i < count; i++)
		shapes[i] = list->shapes[i / ARRAY_SIZE(borders)];
	ret = coherent_open_all(test, shapes, count, surfaces, count);
	if (ret)
		return ret;
	for (i = 0; i < count; i++) {
		border_fn border = borders[i % ARRAY_SIZE(borders)];

		store_across(&surfaces[i], border(&shapes[i]));
	}
	return coherent_submit_and_finish_all(surfaces, count);
}

/* Distances from 1 on: all of them in a small surface, growing ones in a large one. */
static size_t next_distance(size_t distance)
{
	return distance < 32 ? distance + 1 : distance * 8 / 5;
}

/* Two pages at each distance, with one surface per distance. */
static int test_pairs(struct test_case *test)
{
	static struct coherent_surface surfaces[SURFACES_MAX];
	size_t pages = vmw_shape_size(test->shape) / page_bytes();
	size_t count = 0, distance, i;
	int ret;

	for (i = 1; i < pages; i = next_distance(i))
		count++;
	ret = coherent_open_all(test, test->shape, 1, surfaces, count);
	if (ret)
		return ret;
	for (i = 0, distance = 1; i < count; i++) {
		size_t first = (pages - 1 - distance) / 2;

		coherent_store(&surfaces[i], first * page_bytes() + 5, 3);
		coherent_store(&surfaces[i],
			       (first + distance) * page_bytes() + 4090, 3);
		distance = next_distance(distance);
	}
	return coherent_submit_and_finish_all(surfaces, count);
}

static const struct test_shapes pair_shapes = {
	.shape = {
		[TEST_BUFFER] = {
			[TEST_SMALL] = BUFFER(30 * 4096),
			[TEST_LARGE] = BUFFER(520 * 4096),
		},
		[TEST_TEXTURE] = {
			[TEST_SMALL] = TEXTURE(200, 150, 1, 1, 1),
			[TEST_LARGE] = TEXTURE(800, 665, 1, 1, 1),
		},
	},
};

static const struct test_pattern patterns[] = {
	TEST_MATRIX(pairs, .shapes = &pair_shapes),
	TEST_MATRIX(borders),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "shape", patterns, ARRAY_SIZE(patterns));
}
