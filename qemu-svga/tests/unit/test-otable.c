/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Object tables: which ids exist, and what is destroyed with a table. */

#include "qemu/osdep.h"
#include "command/transfer.h"
#include "object/ids.h"
#include "object/otable.h"
#include "bench.h"

static SvgaStatus set(Bench *bench, uint32_t type, uint32_t depth,
                      uint64_t ppn, uint32_t size)
{
    const SvgaOTableBase base = {
        .type = type, .root = { depth, size, ppn },
    };

    return svga_otable_set(&bench->gb, &base);
}

static SvgaStatus takedown(Bench *bench, uint32_t type)
{
    return set(bench, type, SVGA3D_MOBFMT_INVALID, 0, 0);
}

static void test_extent(void)
{
    static const struct {
        uint32_t type, entry;
    } tables[] = {
        { SVGA_OTABLE_MOB, 16 }, { SVGA_OTABLE_SURFACE, 64 },
        { SVGA_OTABLE_CONTEXT, 8 }, { SVGA_OTABLE_SHADER, 16 },
        { SVGA_OTABLE_SCREENTARGET, 64 }, { SVGA_OTABLE_DXCONTEXT, 8 },
    };
    Bench *bench = bench_new();

    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        uint32_t entries = 10;

        bench_assert_status(set(bench, tables[i].type, SVGA3D_MOBFMT_PT64_0,
                                1, entries * tables[i].entry + 7), SVGA_OK);
        g_assert_true(svga_otable_has(&bench->gb, tables[i].type, 0));
        g_assert_true(svga_otable_has(&bench->gb, tables[i].type,
                                      entries - 1));
        g_assert_false(svga_otable_has(&bench->gb, tables[i].type, entries));
        g_assert_false(svga_otable_has(&bench->gb, tables[i].type,
                                       UINT32_MAX));
        bench_assert_status(takedown(bench, tables[i].type), SVGA_OK);
        g_assert_false(svga_otable_has(&bench->gb, tables[i].type, 0));
    }
    bench_free(bench);
}

/* Like vmwgfx: tables of one page directly, larger ones with depth 1. */
static void test_depths(void)
{
    Bench *bench = bench_new();
    uint64_t ppns[512];

    for (int i = 0; i < 512; i++) {
        ppns[i] = 100 + i;
    }
    bench_assert_status(set(bench, SVGA_OTABLE_SURFACE, SVGA3D_MOBFMT_PT64_1,
                            bench_table(bench, 8, ppns, 512), 2 << 20),
                        SVGA_OK);
    g_assert_true(svga_otable_has(&bench->gb, SVGA_OTABLE_SURFACE, 32767));
    g_assert_false(svga_otable_has(&bench->gb, SVGA_OTABLE_SURFACE, 32768));
    bench_assert_status(set(bench, SVGA_OTABLE_SCREENTARGET,
                            SVGA3D_MOBFMT_PT64_0, 5, 4096), SVGA_OK);
    bench_free(bench);
}

/* A refused table leaves the old one and its objects unchanged. */
static void test_refused(void)
{
    Bench *bench = bench_new();
    SvgaOTableBase valid = {
        .type = SVGA_OTABLE_MOB, .root = { SVGA3D_MOBFMT_RANGE, 4096, 1 },
        .valid_size = 16,
    };

    bench_mob_at(bench, 1, 10, 1);
    bench_assert_status(set(bench, SVGA_OTABLES, SVGA3D_MOBFMT_RANGE, 1,
                            4096), SVGA_BAD_OTABLE);
    bench_assert_status(set(bench, UINT32_MAX, SVGA3D_MOBFMT_RANGE, 1, 4096),
                        SVGA_BAD_OTABLE);
    bench_assert_status(takedown(bench, SVGA_OTABLES), SVGA_BAD_OTABLE);
    bench_assert_status(svga_otable_set(&bench->gb, &valid),
                        SVGA_BAD_OTABLE);
    bench_assert_status(set(bench, SVGA_OTABLE_MOB, SVGA3D_MOBFMT_EMPTY, 1,
                            4096), SVGA_BAD_DEPTH);
    bench_assert_status(set(bench, SVGA_OTABLE_MOB, SVGA3D_MOBFMT_PT64_0, 1,
                            8192), SVGA_BAD_MOB_SIZE);
    bench_assert_status(set(bench, SVGA_OTABLE_MOB, SVGA3D_MOBFMT_RANGE,
                            BENCH_HOLE_PPN, 4096), SVGA_NOT_RAM);
    g_assert_nonnull(svga_mob_find(&bench->gb, 1));
    g_assert_cmpuint(bench->dropped_otables, ==, 0);
    bench_free(bench);
}

/*
 * MOBs are destroyed with their table and unbound; surfaces live on, unbound.
 */
static void test_mob_table_goes(void)
{
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, 10, 1);
    bench_mob_at(bench, 2, 11, 1);
    bench_surface(bench, 5, 0, SVGA3D_BUFFER, 1, 4096, 1, 1);
    bench_assert_status(svga_surface_bind(&bench->gb, 5, 2), SVGA_OK);
    bench_assert_status(takedown(bench, SVGA_OTABLE_MOB), SVGA_OK);
    g_assert_null(svga_mob_find(&bench->gb, 1));
    g_assert_null(svga_mob_find(&bench->gb, 2));
    bench_assert_status(svga_transfer_update_surface(&bench->gb, 5),
                        SVGA_NOT_BOUND);
    bench_assert_status(svga_surface_destroy(&bench->gb, 5), SVGA_OK);
    g_assert_cmpuint(bench->dropped_otables, ==, 1u << SVGA_OTABLE_MOB);
    bench_free(bench);
}

static void test_surface_table_replaced(void)
{
    Bench *bench = bench_new();
    const SVGA3dSurfaceImageId image = { .sid = 5 };

    bench_mob_at(bench, 1, 10, 1);
    bench_surface(bench, 5, 0, SVGA3D_BUFFER, 1, 4096, 1, 1);
    svga_surface_bind(&bench->gb, 5, 1);
    svga_transfer_update_image(&bench->gb, &image,
                               &(SVGA3dBox) { .w = 9, .h = 1, .d = 1 });
    bench_assert_status(set(bench, SVGA_OTABLE_SURFACE,
                            SVGA3D_MOBFMT_RANGE, 1, 4096), SVGA_OK);
    g_assert_null(svga_surface_find(&bench->gb, 5));
    g_assert_cmpuint(bench->destroyed_sid, ==, 5);
    g_assert_cmpuint(svga_mob_find(&bench->gb, 1)->bound.length, ==, 0);
    bench_assert_status(svga_mob_destroy(&bench->gb, 1), SVGA_OK);
    bench_free(bench);
}

/* Taking a table down looks for losses, in slices. */
static void test_takedown_reports(void)
{
    const uint32_t tables[] = { SVGA_OTABLE_MOB, SVGA_OTABLE_SURFACE };

    for (int i = 0; i < 2; i++) {
        Bench *bench = bench_new();
        SvgaStatus status;
        unsigned slices;

        for (uint32_t id = 0; id < 3; id++) {
            bench_mob_at(bench, id, 100 + 64 * id, 64);
            bench_surface(bench, id, 0, SVGA3D_BUFFER, 1, 64 * 4096, 1, 1);
            svga_surface_bind(&bench->gb, id, id);
            bench_fill(bench, 100 + 64 * id, 1, 1);
        }
        slices = BENCH_SLICED(bench, 4096, status,
                              takedown(bench, tables[i]));
        bench_assert_status(status, SVGA_OK);
        g_assert_cmpuint(slices, >, 3);
        g_assert_cmpuint(bench_lines_with(bench, "died-stale"), ==, 3);
        g_assert_cmpuint(bench->gb.stats.died_stale, ==, 3 * 4096);
        bench_free(bench);
    }
}

/* The same without a listener: many MOBs take many slices. */
static void test_takedown_silent(void)
{
    Bench *bench = bench_new_silent();
    const SvgaOTableBase down = { .type = SVGA_OTABLE_MOB,
                                  .root.depth = SVGA3D_MOBFMT_INVALID };
    SvgaStatus status;
    unsigned slices;

    for (uint32_t id = 0; id < 100; id++) {
        bench_mob_at(bench, id, 100 + id, 1);
        bench_surface(bench, id, 0, SVGA3D_BUFFER, 1, 4096, 1, 1);
        svga_surface_bind(&bench->gb, id, id);
    }
    slices = BENCH_SLICED(bench, SVGA_WORK_STEP * 20, status,
                          svga_otable_set(&bench->gb, &down));
    bench_assert_status(status, SVGA_OK);
    g_assert_cmpuint(slices, ==, 10);
    g_assert_cmpint(g_tree_nnodes(bench->gb.mobs), ==, 0);
    g_assert_cmpint(g_tree_nnodes(bench->gb.surfaces), ==, 100);
    g_assert_false(bench->gb.dropping);
    bench_free(bench);
}

/* Bytes of the guest's table, which the readback tests put on page 1. */
static void *guest_entry(Bench *bench, uint32_t id, uint32_t bytes)
{
    return bench_page(bench, 1) + id * bytes;
}

static void test_readback_mobs(void)
{
    const SVGAOTableMobEntry none = { 0 };
    Bench *bench = bench_new();
    SVGAOTableMobEntry *entry;

    set(bench, SVGA_OTABLE_MOB, SVGA3D_MOBFMT_PT64_0, 1, 4000);
    memset(bench_page(bench, 1), 0xee, 4096);
    bench_assert_status(bench_define_mob(bench, 249, SVGA3D_MOBFMT_RANGE, 77,
                                         4097), SVGA_OK);
    bench_assert_status(svga_otable_readback(&bench->gb, SVGA_OTABLE_MOB),
                        SVGA_OK);
    for (uint32_t id = 0; id < 249; id++) {
        g_assert_cmpmem(guest_entry(bench, id, 16), 16, &none, 16);
    }
    entry = guest_entry(bench, 249, 16);
    g_assert_cmpuint(entry->ptDepth, ==, SVGA3D_MOBFMT_RANGE);
    g_assert_cmpuint(entry->sizeInBytes, ==, 4097);
    g_assert_cmpuint(entry->base, ==, 77);
    g_assert_cmphex(bench_page(bench, 1)[4000], ==, 0xee);
    bench_free(bench);
}

static void test_readback_surfaces(void)
{
    Bench *bench = bench_new();
    const SVGA3dCmdDefineGBSurface cmd = {
        .sid = 2, .surfaceFlags = SVGA3D_SURFACE_CUBEMAP,
        .format = SVGA3D_A8R8G8B8, .numMipLevels = 3, .multisampleCount = 1,
        .autogenFilter = SVGA3D_TEX_FILTER_LINEAR, .size = { 16, 16, 1 },
    };
    const SVGAOTableSurfaceEntry wanted = {
        .format = SVGA3D_A8R8G8B8, .surface1Flags = SVGA3D_SURFACE_CUBEMAP,
        .numMipLevels = 3, .multisampleCount = 1,
        .autogenFilter = SVGA3D_TEX_FILTER_LINEAR, .size = { 16, 16, 1 },
        .mobid = 9,
    };

    set(bench, SVGA_OTABLE_SURFACE, SVGA3D_MOBFMT_PT64_0, 1, 4096);
    bench_mob_at(bench, 9, 10, 2);
    bench_assert_status(svga_surface_define(&bench->gb, &cmd), SVGA_OK);
    svga_surface_bind(&bench->gb, 2, 9);
    bench_surface(bench, 3, 0, SVGA3D_BUFFER, 1, 64, 1, 1);
    bench_assert_status(svga_otable_readback(&bench->gb,
                                             SVGA_OTABLE_SURFACE), SVGA_OK);
    g_assert_cmpmem(guest_entry(bench, 2, 64), 64, &wanted, 64);
    g_assert_cmpuint(((SVGAOTableSurfaceEntry *)
                      guest_entry(bench, 3, 64))->mobid, ==,
                     SVGA3D_INVALID_ID);
    g_assert_cmpuint(((SVGAOTableSurfaceEntry *)
                      guest_entry(bench, 4, 64))->format, ==, 0);
    bench_free(bench);
}

static void test_readback_screens(void)
{
    Bench *bench = bench_new();
    SVGAOTableScreenTargetEntry *entry;

    set(bench, SVGA_OTABLE_SCREENTARGET, SVGA3D_MOBFMT_PT64_0, 1, 512);
    bench->screen_stid = 3;
    bench->screen.width = 640;
    memset(bench_page(bench, 1), 0xee, 4096);
    bench_assert_status(svga_otable_readback(&bench->gb,
                                             SVGA_OTABLE_SCREENTARGET),
                        SVGA_OK);
    entry = guest_entry(bench, 3, 64);
    g_assert_cmpuint(entry->width, ==, 640);
    g_assert_cmpuint(entry[-1].width, ==, 0);
    g_assert_cmphex(bench_page(bench, 1)[512], ==, 0xee);
    bench_free(bench);
}

/* vmwgfx's tables take more than a slice of work. */
static void test_readback_slices(void)
{
    const uint32_t size = 53032 * 16;
    Bench *bench = bench_new();
    SvgaStatus status;
    unsigned slices;

    set(bench, SVGA_OTABLE_MOB, SVGA3D_MOBFMT_RANGE, 500, size);
    for (uint32_t id = 0; id < 53032; id += 1111) {
        bench_define_mob(bench, id, SVGA3D_MOBFMT_PT_0, 1000 + id, 4096);
    }
    memset(bench_page(bench, 500), 0xee, size);
    slices = BENCH_SLICED(bench, 65536, status,
                          svga_otable_readback(&bench->gb, SVGA_OTABLE_MOB));
    bench_assert_status(status, SVGA_OK);
    g_assert_cmpuint(slices, >=, 12);
    for (uint32_t id = 0; id < 53032; id++) {
        SVGAOTableMobEntry *entry = (void *)(bench_page(bench, 500) +
                                             id * 16);
        bool defined = svga_mob_find(&bench->gb, id) != NULL;

        g_assert_cmpuint(entry->base, ==, defined ? 1000 + id : 0);
    }
    g_assert_cmpint(g_tree_nnodes(bench->gb.mobs), >, 5);
    bench_free(bench);
}

static void test_readback_refused(void)
{
    const uint64_t ppns[] = { 30, 31 };
    Bench *bench = bench_new();
    uint64_t table = bench_table(bench, 8, ppns, 2);

    bench_assert_status(svga_otable_readback(&bench->gb, SVGA_OTABLES),
                        SVGA_BAD_OTABLE);
    bench_assert_status(svga_otable_readback(&bench->gb, UINT32_MAX),
                        SVGA_BAD_OTABLE);
    takedown(bench, SVGA_OTABLE_MOB);
    bench_assert_status(svga_otable_readback(&bench->gb, SVGA_OTABLE_MOB),
                        SVGA_BAD_OTABLE);

    /* the guest has since pointed its page table at memory that is not RAM */
    set(bench, SVGA_OTABLE_MOB, SVGA3D_MOBFMT_PT64_1, table, 8192);
    *(uint64_t *)(bench_page(bench, table) + 8) = BENCH_HOLE_PPN;
    bench_assert_status(svga_otable_readback(&bench->gb, SVGA_OTABLE_MOB),
                        SVGA_NOT_RAM);
    set(bench, SVGA_OTABLE_MOB, SVGA3D_MOBFMT_RANGE, 30, 8192);
    bench->ram_gone = true;
    bench_assert_status(svga_otable_readback(&bench->gb, SVGA_OTABLE_MOB),
                        SVGA_DMA_ERROR);
    g_assert_false(bench->gb.job.active);
    bench_free(bench);
}

/*
 * Whatever the guest writes over the entries, the objects stay as they were
 * defined, and another readback says so.
 */
static void test_entries_not_trusted(void)
{
    Bench *bench = bench_new();
    uint8_t entries[2 * 4096];

    set(bench, SVGA_OTABLE_MOB, SVGA3D_MOBFMT_RANGE, 1, 4096);
    set(bench, SVGA_OTABLE_SURFACE, SVGA3D_MOBFMT_RANGE, 2, 4096);
    bench_mob_at(bench, 1, 10, 1);
    bench_mob_at(bench, 2, 20, 1);
    bench_fill(bench, 10, 1, 1);
    bench_fill(bench, 20, 1, 2);
    bench_surface(bench, 1, 0, SVGA3D_BUFFER, 1, 4096, 1, 1);
    svga_surface_bind(&bench->gb, 1, 1);
    svga_otable_readback(&bench->gb, SVGA_OTABLE_MOB);
    svga_otable_readback(&bench->gb, SVGA_OTABLE_SURFACE);
    memcpy(entries, bench_page(bench, 1), sizeof(entries));

    ((SVGAOTableMobEntry *)bench_page(bench, 1))[1].base = 20;
    ((SVGAOTableSurfaceEntry *)bench_page(bench, 2))[1].mobid = 2;
    ((SVGAOTableSurfaceEntry *)bench_page(bench, 2))[1].numMipLevels = 24;
    bench_assert_status(svga_transfer_update_surface(&bench->gb, 1),
                        SVGA_OK);
    g_assert_cmpmem(svga_surface_find(&bench->gb, 1)->host, 4096,
                    bench_page(bench, 10), 4096);
    svga_otable_readback(&bench->gb, SVGA_OTABLE_MOB);
    svga_otable_readback(&bench->gb, SVGA_OTABLE_SURFACE);
    g_assert_cmpmem(bench_page(bench, 1), sizeof(entries), entries,
                    sizeof(entries));
    bench_free(bench);
}

static SvgaStatus grow(Bench *bench, uint32_t depth, uint64_t ppn,
                       uint32_t size, uint32_t valid)
{
    const SvgaOTableBase base = {
        .type = SVGA_OTABLE_MOB, .root = { depth, size, ppn },
        .valid_size = valid,
    };

    return svga_otable_grow(&bench->gb, &base);
}

/* More ids, the same objects, and readback goes to the new memory. */
static void test_grow(void)
{
    Bench *bench = bench_new();
    SVGAOTableMobEntry *entry;

    set(bench, SVGA_OTABLE_MOB, SVGA3D_MOBFMT_RANGE, 1, 4096);
    bench_mob_at(bench, 255, 10, 1);
    bench_assert_status(bench_define_mob(bench, 256, SVGA3D_MOBFMT_RANGE, 11,
                                         4096), SVGA_BAD_ID);
    bench_assert_status(grow(bench, SVGA3D_MOBFMT_RANGE, 30, 8192, 4096),
                        SVGA_OK);
    g_assert_nonnull(svga_mob_find(&bench->gb, 255));
    g_assert_cmpuint(bench->dropped_otables, ==, 1u << SVGA_OTABLE_MOB);
    bench_assert_status(bench_define_mob(bench, 256, SVGA3D_MOBFMT_RANGE, 11,
                                         4096), SVGA_OK);
    bench_assert_status(svga_otable_readback(&bench->gb, SVGA_OTABLE_MOB),
                        SVGA_OK);
    entry = (SVGAOTableMobEntry *)bench_page(bench, 31);
    g_assert_cmpuint(entry->base, ==, 11);
    g_assert_cmpuint(entry[-1].sizeInBytes, ==, 4096);
    g_assert_cmpuint(bench_page(bench, 1)[255 * 16], ==, 0);
    bench_free(bench);
}

static void test_grow_refused(void)
{
    Bench *bench = bench_new();
    const SvgaOTableBase other = {
        .type = SVGA_OTABLES, .root = { SVGA3D_MOBFMT_RANGE, 8192, 30 },
    };

    set(bench, SVGA_OTABLE_MOB, SVGA3D_MOBFMT_RANGE, 1, 4096);
    bench_mob_at(bench, 255, 10, 1);
    bench_assert_status(grow(bench, SVGA3D_MOBFMT_RANGE, 30, 4095, 0),
                        SVGA_BAD_OTABLE);
    bench_assert_status(grow(bench, SVGA3D_MOBFMT_RANGE, 30, 8192, 8193),
                        SVGA_BAD_OTABLE);
    bench_assert_status(grow(bench, SVGA3D_MOBFMT_INVALID, 30, 8192, 0),
                        SVGA_BAD_DEPTH);
    bench_assert_status(grow(bench, SVGA3D_MOBFMT_RANGE, BENCH_HOLE_PPN,
                             8192, 0), SVGA_NOT_RAM);
    bench_assert_status(svga_otable_grow(&bench->gb, &other),
                        SVGA_BAD_OTABLE);
    g_assert_nonnull(svga_mob_find(&bench->gb, 255));
    g_assert_false(svga_otable_has(&bench->gb, SVGA_OTABLE_MOB, 256));
    takedown(bench, SVGA_OTABLE_MOB);
    bench_assert_status(grow(bench, SVGA3D_MOBFMT_RANGE, 30, 8192, 0),
                        SVGA_BAD_OTABLE);
    bench_free(bench);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/otable/extent", test_extent);
    g_test_add_func("/svga/otable/depths", test_depths);
    g_test_add_func("/svga/otable/refused", test_refused);
    g_test_add_func("/svga/otable/mob-table-goes", test_mob_table_goes);
    g_test_add_func("/svga/otable/surface-table-replaced",
                    test_surface_table_replaced);
    g_test_add_func("/svga/otable/takedown-reports", test_takedown_reports);
    g_test_add_func("/svga/otable/takedown-silent", test_takedown_silent);
    g_test_add_func("/svga/otable/readback-mobs", test_readback_mobs);
    g_test_add_func("/svga/otable/readback-surfaces",
                    test_readback_surfaces);
    g_test_add_func("/svga/otable/readback-screens", test_readback_screens);
    g_test_add_func("/svga/otable/readback-slices", test_readback_slices);
    g_test_add_func("/svga/otable/readback-refused", test_readback_refused);
    g_test_add_func("/svga/otable/entries-not-trusted",
                    test_entries_not_trusted);
    g_test_add_func("/svga/otable/grow", test_grow);
    g_test_add_func("/svga/otable/grow-refused", test_grow_refused);
    return g_test_run();
}
