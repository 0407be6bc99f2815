// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Stores into mips, faces, slices, rows and blocks: the driver's boxes must cover them. */

#include "verdict.h"

#define TEXTURE(w, h, d, m, f) \
	{ .format = SVGA3D_A8R8G8B8, .width = (w), .height = (h), \
	  .depth = (d), .mips = (m), .faces = (f) }
#define IMAGE(form, w, h, m) \
	{ .format = (form), .width = (w), .height = (h), .depth = 1, \
	  .mips = (m), .faces = 1 }
#define SHAPES(small, large) \
	{ .shape = { [TEST_TEXTURE] = { [TEST_SMALL] = small, \
					[TEST_LARGE] = large } } }

/* Odd sizes, so that images start and end inside pages. */
static const struct test_shapes mip_shapes =
	SHAPES(TEXTURE(250, 130, 1, 8, 1), TEXTURE(1022, 410, 1, 9, 1));
static const struct test_shapes cube_shapes =
	SHAPES(TEXTURE(70, 70, 1, 3, 6), TEXTURE(260, 260, 1, 4, 6));
static const struct test_shapes volume_shapes =
	SHAPES(TEXTURE(60, 50, 12, 1, 1), TEXTURE(256, 140, 15, 1, 1));
/* Slices of whole pages, or rows of two pages: a page belongs to one slice, or to one row. */
static const struct test_shapes aligned_volume_shapes =
	SHAPES(TEXTURE(64, 64, 8, 1, 1), TEXTURE(128, 128, 33, 1, 1));
static const struct test_shapes wide_shapes =
	SHAPES(TEXTURE(2048, 32, 1, 1, 1), TEXTURE(2048, 270, 1, 1, 1));

/* Blocks of 4x4, 2x1 and 2x2 texels, the last with separate planes. */
static const struct test_shapes compressed_shapes =
	SHAPES(IMAGE(SVGA3D_DXT5, 500, 250, 4),
	       IMAGE(SVGA3D_DXT5, 2050, 1030, 5));
static const struct test_shapes packed_shapes =
	SHAPES(IMAGE(SVGA3D_YUY2, 250, 130, 1),
	       IMAGE(SVGA3D_YUY2, 1502, 720, 1));
static const struct test_shapes planar_shapes =
	SHAPES(IMAGE(SVGA3D_NV12, 300, 150, 1),
	       IMAGE(SVGA3D_NV12, 2000, 802, 1));
static const struct test_shapes wide_texel_shapes =
	SHAPES(IMAGE(SVGA3D_R16G16B16A16_FLOAT, 125, 65, 3),
	       IMAGE(SVGA3D_R16G16B16A16_FLOAT, 900, 301, 3));

/* A texel: its image, and its position there in eighths of the dimensions. */
struct spot {
	uint32_t face, mip, x8, y8, z;
};

static uint32_t at_mip(uint32_t base, uint32_t mip)
{
	return base >> mip ? base >> mip : 1;
}

static void store_spot(struct coherent_surface *s, const struct spot *spot)
{
	uint32_t x = at_mip(s->shape->width, spot->mip) * spot->x8 / 8;
	uint32_t y = at_mip(s->shape->height, spot->mip) * spot->y8 / 8;

	coherent_store(s, vmw_shape_offset(s->shape, spot->face, spot->mip, x,
					   y, spot->z), 4);
}

/* Every mip, down to the single texel that shares its page with others. */
static void store_mips(struct coherent_surface *s)
{
	struct spot spot = { .x8 = 3, .y8 = 5 };

	for (; spot.mip < s->shape->mips; spot.mip++)
		store_spot(s, &spot);
}

static int test_mip(struct test_case *test)
{
	return coherent_test_stores(test, store_mips);
}

/* One mip per face, a different one each time. */
static void store_faces(struct coherent_surface *s)
{
	struct spot spot = { .x8 = 2, .y8 = 6 };

	for (; spot.face < s->shape->faces; spot.face++) {
		spot.mip = spot.face % s->shape->mips;
		store_spot(s, &spot);
	}
}

static int test_cube_face(struct test_case *test)
{
	return coherent_test_stores(test, store_faces);
}

/* Every other slice, at the same position. */
static void store_slices(struct coherent_surface *s)
{
	struct spot spot = { .x8 = 4, .y8 = 4 };

	for (; spot.z < s->shape->depth; spot.z += 2)
		store_spot(s, &spot);
}

static int test_slice(struct test_case *test)
{
	return coherent_test_stores(test, store_slices);
}

/* Two slices; the store in the later one is nearer to its top. */
static void store_slices_upwards(struct coherent_surface *s)
{
	static const struct spot spots[] = {
		{ .x8 = 4, .y8 = 6, .z = 2 },
		{ .x8 = 4, .y8 = 1, .z = 4 },
	};

	store_spot(s, &spots[0]);
	store_spot(s, &spots[1]);
}

static int test_slice_upwards(struct test_case *test)
{
	return coherent_test_stores(test, store_slices_upwards);
}

/* The right half of a row, then the left half of a lower one. */
static void store_rows_leftwards(struct coherent_surface *s)
{
	static const struct spot spots[] = {
		{ .x8 = 6, .y8 = 2 },
		{ .x8 = 1, .y8 = 4 },
	};

	store_spot(s, &spots[0]);
	store_spot(s, &spots[1]);
}

static int test_row_leftwards(struct test_case *test)
{
	return coherent_test_stores(test, store_rows_leftwards);
}

/* A few scattered bytes, and both ends. */
static void store_scattered(struct coherent_surface *s)
{
	const size_t size = s->surface.size, step = 3 * 4096 + 516;
	size_t offset;

	for (offset = 0; offset + 4 < size; offset += step)
		coherent_store(s, offset, 4);
	coherent_store(s, size - 1, 1);
}

static int test_scattered(struct test_case *test)
{
	return coherent_test_stores(test, store_scattered);
}

#define TEST_FORMAT(label) \
	{ .name = #label, .run = test_scattered, \
	  .kinds = TEST_BIT(TEST_TEXTURE), .states = TEST_ANY, \
	  .shapes = &label##_shapes }

static const struct test_pattern patterns[] = {
	TEST_SOME(mip, TEST_BIT(TEST_TEXTURE), TEST_ANY,
		  .shapes = &mip_shapes),
	TEST_SOME(cube_face, TEST_BIT(TEST_TEXTURE), TEST_ANY,
		  .shapes = &cube_shapes),
	TEST_SOME(slice, TEST_BIT(TEST_TEXTURE), TEST_ANY,
		  .shapes = &volume_shapes),
	TEST_SOME(slice_upwards, TEST_BIT(TEST_TEXTURE), TEST_ANY,
		  .shapes = &aligned_volume_shapes),
	TEST_SOME(row_leftwards, TEST_BIT(TEST_TEXTURE), TEST_ANY,
		  .shapes = &wide_shapes),
	TEST_FORMAT(compressed),
	TEST_FORMAT(packed),
	TEST_FORMAT(planar),
	TEST_FORMAT(wide_texel),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, "subres", patterns,
			 ARRAY_SIZE(patterns));
}
