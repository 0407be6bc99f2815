/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The worst case of each command, step by step. */

#include "qemu/osdep.h"
#include "command/transfer.h"
#include "object/otable.h"
#include "slice-cases.h"

#define MIB (UINT64_C(1) << 20)
#define GIB (UINT64_C(1) << 30)
#define BIG_BYTES (128 * MIB)
/* All pages of the largest MOB are one guest page, or two alternating. */
static uint64_t scattered_root(Bench *bench)
{
    uint64_t ppns[512], tables[64];

    for (int i = 0; i < 512; i++) {
        ppns[i] = 100 + 2 * (i % 2);
    }
    for (int i = 0; i < 64; i++) {
        tables[i] = bench_table(bench, 8, ppns, 512);
    }
    return bench_table(bench, 8, tables, 64);
}

static SvgaPageRoot root;       /* root of such a MOB */

static void set_otable(Bench *bench, uint32_t type, uint32_t entries)
{
    const SvgaOTableBase base = {
        .type = type,
        .root = { SVGA3D_MOBFMT_RANGE, 64 * entries, 0 },
    };

    bench_assert_status(svga_otable_set(&bench->gb, &base), SVGA_OK);
}

Bench *work_bench(bool reports)
{
    Bench *bench = reports ? bench_new() : bench_new_silent();

    bench->gb.budget.limit = GIB;
    root = (SvgaPageRoot) {
        SVGA3D_MOBFMT_PT64_2, BIG_BYTES, scattered_root(bench),
    };
    set_otable(bench, SVGA_OTABLE_SURFACE, 2 * MANY);
    set_otable(bench, SVGA_OTABLE_MOB, 2 * MANY);
    bench_assert_status(svga_mob_define(&bench->gb, BIG_MOB, &root), SVGA_OK);
    bench_assert_status(svga_mob_define(&bench->gb, OTHER_MOB, &root),
                        SVGA_OK);
    bench_mob_at(bench, PAGE_MOB, 300, 1);
    return bench;
}

/* Every other byte differs from an all-zero surface. */
static void alternate(Bench *bench)
{
    for (int page = 100; page <= 102; page++) {
        for (int i = 0; i < SVGA_PAGE_SIZE; i += 2) {
            bench_page(bench, page)[i] = 0xff;
        }
    }
}

/*
 * As large as a MOB, or a quarter of it if every byte is compared, since that
 * takes long and all slices are alike.
 */
static void big_surface(Bench *bench, uint32_t sid, uint32_t mobid)
{
    uint32_t height = svga_report_on(&bench->report) ? 1024 : 4096;

    bench_assert_status(bench_surface(bench, sid, 0, SVGA3D_A8R8G8B8, 1, 8192,
                                      height, 1), SVGA_OK);
    bench_assert_status(svga_surface_bind(&bench->gb, sid, mobid), SVGA_OK);
}

SvgaStatus work_define_cube(Bench *bench, uint32_t sid)
{
    return bench_surface(bench, sid, SVGA3D_SURFACE_CUBEMAP, SVGA3D_A8R8G8B8,
                         SVGA_SURFACE_MIPS_MAX, 64, 64, 1);
}

static void setup_none(Bench *bench)
{
}

void work_setup_big(Bench *bench)
{
    alternate(bench);
    big_surface(bench, BIG, BIG_MOB);
    big_surface(bench, OTHER, OTHER_MOB);
}

void work_setup_cube(Bench *bench)
{
    bench_assert_status(work_define_cube(bench, CUBE), SVGA_OK);
    bench_assert_status(svga_surface_bind(&bench->gb, CUBE, BIG_MOB),
                        SVGA_OK);
}

/* As many surfaces as fit on one MOB. */
void work_setup_many(Bench *bench)
{
    for (uint32_t i = 0; i < MANY; i++) {
        bench_surface(bench, FIRST_OF_MANY + i, 0, SVGA3D_BUFFER, 1, 1, 1, 1);
        bench_assert_status(svga_surface_bind(&bench->gb, FIRST_OF_MANY + i,
                                              BIG_MOB), SVGA_OK);
    }
}

static void setup_many_mobs(Bench *bench)
{
    const SvgaPageRoot page = { SVGA3D_MOBFMT_RANGE, SVGA_PAGE_SIZE, 300 };

    for (uint32_t i = 0; i < MANY; i++) {
        bench_assert_status(svga_mob_define(&bench->gb, FIRST_OF_MANY + i,
                                            &page), SVGA_OK);
    }
}

/* Commands; each is called until it no longer returns SVGA_AGAIN. */

static SvgaStatus cubes(Bench *bench, unsigned i)
{
    return i % 2 ? svga_surface_destroy(&bench->gb, CUBE) :
                   work_define_cube(bench, CUBE);
}

/* Makes memory for a surface of which one texel is written. */
static SvgaStatus one_texel(Bench *bench, unsigned i)
{
    const SVGA3dSurfaceImageId image = { .sid = 9 };
    const SVGA3dCopyBox box = { .x = 8191, .y = 1000, .w = 1, .h = 1, .d = 1 };

    switch (i % 3) {
    case 0:
        return bench_surface(bench, 9, 0, SVGA3D_A8R8G8B8, 1, 8192, 4096, 1);
    case 1:
        return svga_transfer_copy(&bench->gb, &image, &image, &box, 1);
    default:
        return svga_surface_destroy(&bench->gb, 9);
    }
}

/* Touches all of a surface before it is destroyed. */
static SvgaStatus all_texels(Bench *bench, unsigned i)
{
    switch (i % 4) {
    case 0:
        return bench_surface(bench, 9, 0, SVGA3D_A8R8G8B8, 1, 8192, 4096, 1);
    case 1:
        return svga_surface_bind(&bench->gb, 9, BIG_MOB);
    case 2:
        return svga_transfer_update_surface(&bench->gb, 9);
    default:
        return svga_surface_destroy(&bench->gb, 9);
    }
}

static SvgaStatus bindings(Bench *bench, unsigned i)
{
    return svga_surface_bind(&bench->gb, BIG, i % 2 ? BIG_MOB : OTHER_MOB);
}

static SvgaStatus cube_bindings(Bench *bench, unsigned i)
{
    return svga_surface_bind(&bench->gb, CUBE, i % 2 ? BIG_MOB : PAGE_MOB);
}

static SvgaStatus update_surface(Bench *bench, unsigned i)
{
    return svga_transfer_update_surface(&bench->gb, BIG);
}

static SvgaStatus update_cube(Bench *bench, unsigned i)
{
    return svga_transfer_update_surface(&bench->gb, CUBE);
}

/* One texel per row; rows are 32 KiB apart. */
static SvgaStatus update_column(Bench *bench, unsigned i)
{
    const SVGA3dSurfaceImageId image = { .sid = BIG };
    const SVGA3dBox box = { .x = i, .w = 1, .h = 1024, .d = 1 };

    return svga_transfer_update_image(&bench->gb, &image, &box);
}

static SvgaStatus readback_surface(Bench *bench, unsigned i)
{
    return svga_transfer_readback_surface(&bench->gb, BIG);
}

static SvgaStatus readback_image(Bench *bench, unsigned i)
{
    const SVGA3dSurfaceImageId image = { .sid = BIG };

    alternate(bench);
    return svga_transfer_readback_image(&bench->gb, &image);
}

static const SVGA3dBox middle = {
    .x = 1, .y = 1, .w = 8190, .h = 1022, .d = 1,
};

static SvgaStatus readback_partial(Bench *bench, unsigned i)
{
    const SVGA3dSurfaceImageId image = { .sid = BIG };

    return svga_transfer_readback_partial(&bench->gb, &image, &middle, i % 2);
}

static SvgaStatus invalidate_cube(Bench *bench, unsigned i)
{
    return svga_transfer_invalidate_surface(&bench->gb, CUBE);
}

static SvgaStatus invalidate_image(Bench *bench, unsigned i)
{
    const SVGA3dSurfaceImageId image = { .sid = CUBE };

    return svga_transfer_invalidate_image(&bench->gb, &image);
}

static SvgaStatus invalidate_partial(Bench *bench, unsigned i)
{
    const SVGA3dSurfaceImageId image = { .sid = BIG };

    return svga_transfer_invalidate_partial(&bench->gb, &image, &middle,
                                            i % 2);
}

/* As many boxes as a FIFO holds, each one texel in a page of its own. */
static SvgaStatus copy_texels(Bench *bench, unsigned i)
{
    enum { BOXES = 58000 };
    static SVGA3dCopyBox boxes[BOXES];
    const SVGA3dSurfaceImageId src = { .sid = BIG }, dst = { .sid = OTHER };

    for (uint32_t n = 0; n < BOXES && !boxes[0].w; n++) {
        boxes[BOXES - 1 - n] = (SVGA3dCopyBox) {
            .x = 1024 * (n % 8), .y = n / 8 % 1024, .w = 1, .h = 1, .d = 1,
            .srcx = 1024 * (n % 8), .srcy = n / 8 % 1024,
        };
    }
    return svga_transfer_copy(&bench->gb, &src, &dst, boxes, BOXES);
}

/* The whole image but one texel. */
static SvgaStatus copy_within(Bench *bench, unsigned i)
{
    const SVGA3dSurfaceImageId image = { .sid = BIG };
    const SVGA3dCopyBox box = { .x = 1, .w = 8191, .h = 1024, .d = 1 };

    return svga_transfer_copy(&bench->gb, &image, &image, &box, 1);
}

static SvgaStatus mobs(Bench *bench, unsigned i)
{
    return i % 2 ? svga_mob_destroy(&bench->gb, 9) :
                   svga_mob_define(&bench->gb, 9, &root);
}

static SvgaStatus redefine_mob(Bench *bench, unsigned i)
{
    return svga_mob_redefine(&bench->gb, BIG_MOB, &root);
}

static SvgaStatus update_mapping(Bench *bench, unsigned i)
{
    return svga_mob_redefine(&bench->gb, BIG_MOB, NULL);
}

static SvgaStatus destroy_mob(Bench *bench, unsigned i)
{
    return svga_mob_destroy(&bench->gb, BIG_MOB);
}

static SvgaStatus take_down(Bench *bench, uint32_t type)
{
    const SvgaOTableBase down = { type,
                                  { .depth = SVGA3D_MOBFMT_INVALID }, 0 };

    return svga_otable_set(&bench->gb, &down);
}

static SvgaStatus take_down_surfaces(Bench *bench, unsigned i)
{
    return take_down(bench, SVGA_OTABLE_SURFACE);
}

static SvgaStatus take_down_mobs(Bench *bench, unsigned i)
{
    return take_down(bench, SVGA_OTABLE_MOB);
}

static SvgaStatus set_tables(Bench *bench, unsigned i)
{
    const SvgaOTableBase base = { SVGA_OTABLE_CONTEXT, root, 0 };

    return svga_otable_set(&bench->gb, &base);
}

static SvgaStatus grow_table(Bench *bench, unsigned i)
{
    const SvgaOTableBase base = { SVGA_OTABLE_SURFACE, root, 0 };

    return svga_otable_grow(&bench->gb, &base);
}

/* The MOB that receives the entries is the largest. */
static SvgaStatus readback_table(Bench *bench, unsigned i)
{
    return i ? svga_otable_readback(&bench->gb, SVGA_OTABLE_SURFACE) :
               grow_table(bench, i);
}

/* Not a command: a reset, after which everything has to be freed. */
static SvgaStatus reset(Bench *bench, unsigned i)
{
    svga_gb_reset(&bench->gb);
    return SVGA_OK;
}

const WorkCase work_cases[] = {
    { SVGA_3D_CMD_DEFINE_GB_SURFACE, "define-cubes", setup_none, cubes, 4096 },
    { SVGA_3D_CMD_DESTROY_GB_SURFACE, "destroy-touched", setup_none,
      all_texels, 4 },
    { SVGA_3D_CMD_DESTROY_GB_SURFACE, "destroy-one-texel", setup_none,
      one_texel, 30 },
    { SVGA_3D_CMD_BIND_GB_SURFACE, "bind-big", work_setup_big, bindings, 1 },
    { SVGA_3D_CMD_BIND_GB_SURFACE, "bind-cube", work_setup_cube, cube_bindings,
      4096 },
    { SVGA_3D_CMD_UPDATE_GB_SURFACE, "update-big", work_setup_big,
      update_surface, 1 },
    { SVGA_3D_CMD_UPDATE_GB_SURFACE, "update-cube", work_setup_cube,
      update_cube, 2048 },
    { SVGA_3D_CMD_UPDATE_GB_IMAGE, "update-column", work_setup_big,
      update_column, 2 },
    { SVGA_3D_CMD_READBACK_GB_SURFACE, "readback-big", work_setup_big,
      readback_surface, 1 },
    { SVGA_3D_CMD_READBACK_GB_IMAGE, "readback-image", work_setup_big,
      readback_image, 1 },
    { SVGA_3D_CMD_READBACK_GB_IMAGE_PARTIAL, "readback-partial",
      work_setup_big, readback_partial, 2 },
    { SVGA_3D_CMD_INVALIDATE_GB_SURFACE, "invalidate-cube", work_setup_cube,
      invalidate_cube, 4096 },
    { SVGA_3D_CMD_INVALIDATE_GB_IMAGE, "invalidate-image", work_setup_cube,
      invalidate_image, 4096 },
    { SVGA_3D_CMD_INVALIDATE_GB_IMAGE_PARTIAL, "invalidate-partial",
      work_setup_big, invalidate_partial, 4 },
    { SVGA_3D_CMD_SURFACE_COPY, "copy-texels", work_setup_big, copy_texels,
      1 },
    { SVGA_3D_CMD_INTRA_SURFACE_COPY, "copy-within", work_setup_big,
      copy_within, 1 },
    { SVGA_3D_CMD_DEFINE_GB_MOB, "mobs", setup_none, mobs, 4 },
    { SVGA_3D_CMD_DEFINE_GB_MOB64, "mobs-64", setup_none, mobs, 4 },
    { SVGA_3D_CMD_REDEFINE_GB_MOB64, "redefine-big", work_setup_big,
      redefine_mob, 1 },
    { SVGA_3D_CMD_REDEFINE_GB_MOB64, "redefine-many", work_setup_many,
      redefine_mob, 2 },
    { SVGA_3D_CMD_UPDATE_GB_MOB_MAPPING, "mapping-many", work_setup_many,
      update_mapping, 2 },
    { SVGA_3D_CMD_DESTROY_GB_MOB, "destroy-mob-many", work_setup_many,
      destroy_mob, 1 },
    { SVGA_3D_CMD_SET_OTABLE_BASE, "drop-surfaces", work_setup_many,
      take_down_surfaces, 1 },
    { SVGA_3D_CMD_SET_OTABLE_BASE, "drop-mobs", setup_many_mobs,
      take_down_mobs, 1 },
    { SVGA_3D_CMD_SET_OTABLE_BASE64, "set-tables", setup_none, set_tables, 4 },
    { SVGA_3D_CMD_GROW_OTABLE, "grow-table", work_setup_many, grow_table, 4 },
    { SVGA_3D_CMD_READBACK_OTABLE, "readback-table", work_setup_many,
      readback_table, 2 },
    { SVGA_CMD_INVALID_CMD, "reset-many", work_setup_many, reset, 1 },
    { SVGA_CMD_INVALID_CMD, "reset-many-mobs", setup_many_mobs, reset, 1 },
};

const size_t work_cases_count = ARRAY_SIZE(work_cases);
