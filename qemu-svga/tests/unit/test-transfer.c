/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* UPDATE, READBACK, INVALIDATE: exactly the boxes, in slices, with faults. */

#include "qemu/osdep.h"
#include "command/transfer.h"
#include "bench.h"

#define PAGE SVGA_PAGE_SIZE
#define SID 5
#define MOB_PPN 100

/* A bound surface of @format on @pages contiguous pages from MOB_PPN. */
static Bench *bound(uint32_t format, uint32_t w, uint32_t h, uint32_t d,
                    uint32_t pages)
{
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, MOB_PPN, pages);
    bench_assert_status(bench_surface(bench, SID, 0, format, 1, w, h, d),
                        SVGA_OK);
    bench_assert_status(svga_surface_bind(&bench->gb, SID, 1), SVGA_OK);
    bench_fill(bench, MOB_PPN, pages, 17);
    return bench;
}

static const uint8_t *host(Bench *bench)
{
    return svga_surface_find(&bench->gb, SID)->host;
}

static SvgaStatus update(Bench *bench, const SVGA3dBox *box)
{
    const SVGA3dSurfaceImageId image = { .sid = SID };

    return svga_transfer_update_image(&bench->gb, &image, box);
}

/* Inside the box the host has the guest's bytes, outside it is still zero. */
static void test_update_box(void)
{
    const SVGA3dBox box = { .x = 3, .y = 2, .z = 1, .w = 4, .h = 5, .d = 2 };
    Bench *bench = bound(SVGA3D_A8R8G8B8, 16, 8, 4, 1);
    const uint8_t *guest = bench_page(bench, MOB_PPN);

    bench_assert_status(update(bench, &box), SVGA_OK);
    for (uint32_t i = 0; i < 16 * 8 * 4 * 4; i++) {
        uint32_t x = i / 4 % 16, y = i / 64 % 8, z = i / 512;
        bool in = x >= 3 && x < 7 && y >= 2 && y < 7 && z >= 1 && z < 3;

        g_assert_cmphex(host(bench)[i], ==, in ? guest[i] : 0);
    }
    g_assert_cmpuint(bench->changed, ==, 1);
    g_assert_cmpuint(bench->changed_sid, ==, SID);
    g_assert_cmpmem(&bench->changed_box, sizeof(box), &box, sizeof(box));
    g_assert_cmpuint(bench->gb.stats.updates, ==, 1);
    g_assert_cmpuint(bench->gb.stats.bytes_reported, ==, 4 * 5 * 2 * 4);
    g_assert_cmpstr(bench_last_line(bench), ==,
                    "{\"seq\":3,\"event\":\"update\",\"cmd\":"
                    "\"UPDATE_GB_IMAGE\",\"sid\":5,\"face\":0,\"mip\":0,"
                    "\"box\":[3,2,1,4,5,2],\"span\":{\"offset\":652,"
                    "\"row_bytes\":16,\"rows\":5,\"row_pitch\":64,"
                    "\"slices\":2,\"slice_pitch\":512},\"bytes\":160}");
    bench_free(bench);
}

/* One line per subresource; every byte arrives from scattered pages. */
static void test_update_surface(void)
{
    const uint64_t ppns[] = { 40, 30, 50 };
    Bench *bench = bench_new();
    uint8_t *expected = g_malloc(3 * PAGE);

    bench_mob(bench, 1, ppns, 3);
    bench_surface(bench, SID, SVGA3D_SURFACE_CUBEMAP, SVGA3D_A8R8G8B8, 3, 16,
                  16, 1);
    svga_surface_bind(&bench->gb, SID, 1);
    for (int i = 0; i < 3; i++) {
        bench_fill(bench, ppns[i], 1, i);
        memcpy(expected + i * PAGE, bench_page(bench, ppns[i]), PAGE);
    }
    bench_assert_status(svga_transfer_update_surface(&bench->gb, SID),
                        SVGA_OK);
    g_assert_cmpmem(host(bench), 6 * 1344, expected, 6 * 1344);
    g_assert_cmpuint(bench_lines_with(bench, "UPDATE_GB_SURFACE"), ==, 18);
    g_assert_cmpuint(bench->changed, ==, 18);
    g_assert_cmpuint(bench->gb.stats.updates, ==, 1);
    g_assert_cmpuint(bench->gb.stats.bytes_reported, ==, 6 * 1344);
    g_assert_nonnull(strstr(bench_last_line(bench),
                            "\"face\":5,\"mip\":2,\"box\":[0,0,0,4,4,1],"
                            "\"span\":{\"offset\":8000,"));
    g_free(expected);
    bench_free(bench);
}

/* UPDATE_GB_IMAGE affects the face and the mip that it names. */
static void test_update_mip(void)
{
    const SVGA3dSurfaceImageId image = { .sid = SID, .face = 4, .mipmap = 1 };
    const SVGA3dBox box = { .x = 2, .y = 1, .w = 3, .h = 1, .d = 1 };
    const uint32_t from = 4 * 1344 + 1024 + 32 + 8;
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, MOB_PPN, 2);
    bench_fill(bench, MOB_PPN, 2, 3);
    bench_surface(bench, SID, SVGA3D_SURFACE_CUBEMAP, SVGA3D_A8R8G8B8, 3, 16,
                  16, 1);
    svga_surface_bind(&bench->gb, SID, 1);
    bench_assert_status(svga_transfer_update_image(&bench->gb, &image, &box),
                        SVGA_OK);
    for (uint32_t i = 0; i < 6 * 1344; i++) {
        g_assert_cmphex(host(bench)[i], ==,
                        i >= from && i < from + 12 ?
                        bench_page(bench, MOB_PPN)[i] : 0);
    }
    bench_free(bench);
}

/* The same result with slices of any size, in the expected number. */
static void test_slices(void)
{
    const SVGA3dBox box = { .x = 1, .w = 300, .h = 200, .d = 1 };
    Bench *whole = bound(SVGA3D_A8R8G8B8, 400, 200, 1, 80);
    Bench *sliced = bound(SVGA3D_A8R8G8B8, 400, 200, 1, 80);
    SvgaStatus status;
    unsigned slices;

    bench_assert_status(update(whole, &box), SVGA_OK);
    slices = BENCH_SLICED(sliced, 10000, status, update(sliced, &box));
    bench_assert_status(status, SVGA_OK);
    g_assert_cmpuint(slices, >=, 20);
    g_assert_cmpmem(host(sliced), 320000, host(whole), 320000);
    g_assert_cmpuint(sliced->lines->len, ==, whole->lines->len);
    g_assert_cmpuint(sliced->changed, ==, 1);
    g_assert_cmpuint(sliced->gb.stats.updates, ==, 1);

    slices = BENCH_SLICED(sliced, 70000, status,
                          svga_transfer_readback_surface(&sliced->gb, SID));
    bench_assert_status(status, SVGA_OK);
    g_assert_cmpuint(slices, >=, 3);
    g_assert_cmpuint(sliced->gb.stats.readbacks, ==, 1);
    bench_free(whole);
    bench_free(sliced);
}

static void test_update_errors(void)
{
    const SVGA3dBox all = { .w = 4096, .h = 1, .d = 1 };
    const SVGA3dBox empty = { .h = 1, .d = 1 };
    const SVGA3dBox beyond = { .x = 4095, .w = 2, .h = 1, .d = 1 };
    SVGA3dSurfaceImageId image = { .sid = SID };
    Bench *bench = bound(SVGA3D_BUFFER, 4096, 1, 1, 1);
    guint lines = bench->lines->len;

    bench_assert_status(update(bench, &empty), SVGA_BAD_BOX);
    bench_assert_status(update(bench, &beyond), SVGA_BAD_BOX);
    image.face = 1;
    bench_assert_status(svga_transfer_update_image(&bench->gb, &image, &all),
                        SVGA_BAD_IMAGE);
    image.face = 0;
    image.mipmap = UINT32_MAX;
    bench_assert_status(svga_transfer_update_image(&bench->gb, &image, &all),
                        SVGA_BAD_IMAGE);
    image.sid = SID + 1;
    bench_assert_status(svga_transfer_update_image(&bench->gb, &image, &all),
                        SVGA_BAD_SID);
    bench_assert_status(svga_transfer_update_surface(&bench->gb, SID + 1),
                        SVGA_BAD_SID);
    bench_assert_status(svga_transfer_readback_image(&bench->gb, &image),
                        SVGA_BAD_SID);
    bench_assert_status(svga_transfer_invalidate_surface(&bench->gb,
                                                         SID + 1),
                        SVGA_BAD_SID);
    g_assert_null(host(bench));
    svga_surface_bind(&bench->gb, SID, SVGA3D_INVALID_ID);
    bench_assert_status(update(bench, &all), SVGA_NOT_BOUND);
    g_assert_cmpuint(bench->gb.stats.updates, ==, 0);
    g_assert_cmpuint(bench_lines_with(bench, "update"), ==, 0);
    g_assert_cmpuint(bench->lines->len, >, lines);
    g_assert_false(bench->gb.job.active);
    bench_free(bench);
}

/* Bytes within the MOB can move; a box beyond its end moves nothing. */
static void test_mob_too_small(void)
{
    const SVGA3dBox in = { .w = PAGE, .h = 1, .d = 1 };
    const SVGA3dBox across = { .x = 10, .w = PAGE, .h = 1, .d = 1 };
    Bench *bench = bound(SVGA3D_BUFFER, 2 * PAGE, 1, 1, 1);

    bench_assert_status(update(bench, &across), SVGA_MOB_TOO_SMALL);
    bench_assert_status(svga_transfer_update_surface(&bench->gb, SID),
                        SVGA_MOB_TOO_SMALL);
    bench_assert_status(svga_transfer_readback_surface(&bench->gb, SID),
                        SVGA_MOB_TOO_SMALL);
    g_assert_null(host(bench));
    bench_assert_status(update(bench, &in), SVGA_OK);
    g_assert_cmpmem(host(bench), PAGE, bench_page(bench, MOB_PPN), PAGE);
    bench_free(bench);
}

static void test_over_budget(void)
{
    const SVGA3dBox part = { .x = 3, .w = 5, .h = 1, .d = 1 };
    Bench *bench = bound(SVGA3D_BUFFER, PAGE, 1, 1, 1);
    uint64_t used = bench->gb.budget.used;
    SvgaStatus status = SVGA_OVER_BUDGET;
    uint64_t cost;

    for (uint64_t limit = used; status == SVGA_OVER_BUDGET; limit += 64) {
        bench->gb.budget.limit = limit;
        status = update(bench, &part);
        g_assert_cmpuint(bench->gb.stats.updates, ==, status == SVGA_OK);
    }
    bench_assert_status(status, SVGA_OK);
    /* the host bytes and one bit per byte, in slabs of their own */
    cost = svga_budget_cost(PAGE) + svga_budget_cost(PAGE / 8);
    g_assert_cmpuint(bench->gb.budget.used - used, >=, cost);
    g_assert_cmpuint(bench->gb.budget.used - used, <, cost + 128);
    bench_free(bench);
}

static void test_dma_error(void)
{
    Bench *bench = bound(SVGA3D_BUFFER, PAGE, 1, 1, 1);

    bench->ram_gone = true;
    bench_assert_status(svga_transfer_update_surface(&bench->gb, SID),
                        SVGA_DMA_ERROR);
    bench_assert_status(svga_transfer_readback_surface(&bench->gb, SID),
                        SVGA_DMA_ERROR);
    g_assert_false(bench->gb.job.active);
    g_assert_cmpuint(bench_lines_with(bench, "update"), ==, 0);
    bench_free(bench);
}

static void test_account(void)
{
    const SVGA3dBox all = { .w = 2 * PAGE, .h = 1, .d = 1 };
    Bench *bench = bound(SVGA3D_BUFFER, 2 * PAGE, 1, 1, 2);

    bench_assert_status(update(bench, &all), SVGA_OK);
    g_assert_null(strstr(bench_last_line(bench), "changed"));
    bench->gb.account = true;
    bench_page(bench, MOB_PPN)[5] ^= 1;
    bench_page(bench, MOB_PPN + 1)[7] ^= 1;
    bench_assert_status(update(bench, &all), SVGA_OK);
    g_assert_nonnull(strstr(bench_last_line(bench),
                            "\"bytes\":8192,\"changed\":2}"));
    bench_assert_status(update(bench, &all), SVGA_OK);
    g_assert_nonnull(strstr(bench_last_line(bench), "\"changed\":0}"));
    g_assert_cmpuint(bench->gb.stats.bytes_changed, ==, 2);
    g_assert_cmpuint(bench->gb.stats.bytes_reported, ==, 3 * 2 * PAGE);
    g_assert_cmpmem(host(bench), 2 * PAGE, bench_page(bench, MOB_PPN),
                    2 * PAGE);
    bench_free(bench);
}

/*
 * Number of host bytes equal to the guest's, of @size, after an update with
 * fault @spec.
 */
static uint64_t arrived(const char *spec, uint32_t w, uint32_t h, uint32_t d)
{
    const SVGA3dBox box = { .w = w, .h = h, .d = d };
    Bench *bench = bound(SVGA3D_A8R8G8B8, w, h, d, 8);
    uint64_t size = (uint64_t)w * h * d * 4, equal = 0;

    for (uint64_t i = 0; i < size / 4; i++) {
        ((uint32_t *)bench_page(bench, MOB_PPN))[i] = 0x01010101 * (i | 1);
    }
    g_assert_true(svga_inject_parse(&bench->inject, spec));
    bench_assert_status(update(bench, &box), SVGA_OK);
    for (uint64_t i = 0; i < size; i++) {
        equal += host(bench)[i] == bench_page(bench, MOB_PPN)[i];
    }
    g_assert_cmpuint(bench_lines_with(bench, "\"event\":\"update\""), ==, 1);
    g_assert_cmpint(bench->inject.kind, ==, SVGA_INJECT_NONE);

    /* the next update is correct again */
    bench_assert_status(update(bench, &box), SVGA_OK);
    g_assert_cmpmem(host(bench), size, bench_page(bench, MOB_PPN), size);
    bench_free(bench);
    return equal;
}

static void test_inject(void)
{
    g_assert_cmpuint(arrived("lose:1", 16, 4, 1), ==, 0);
    g_assert_cmpuint(arrived("truncate:1", 16, 4, 1), ==, 128);
    g_assert_cmpuint(arrived("truncate:1", 16, 4, 4), ==, 512);
    g_assert_cmpuint(arrived("truncate:1", 16, 1, 1), ==, 32);
    g_assert_cmpuint(arrived("shift:1", 16, 4, 1), <, 256);
    g_assert_cmpuint(arrived("shift:1", 32, 32, 8), <, 32768);
}

/* A surface on a screen is spared, and does not count. */
static void test_inject_shown(void)
{
    const SVGA3dBox all = { .w = PAGE, .h = 1, .d = 1 };
    Bench *bench = bound(SVGA3D_BUFFER, PAGE, 1, 1, 1);

    g_assert_true(svga_inject_parse(&bench->inject, "lose:1"));
    bench_fill(bench, MOB_PPN, 1, 1);
    bench->shown_sid = SID;
    bench_assert_status(update(bench, &all), SVGA_OK);
    g_assert_cmpint(bench->inject.kind, ==, SVGA_INJECT_LOSE);
    g_assert_cmpmem(host(bench), PAGE, bench_page(bench, MOB_PPN), PAGE);
    bench->shown_sid = SVGA3D_INVALID_ID;
    bench_fill(bench, MOB_PPN, 1, 2);
    bench_assert_status(update(bench, &all), SVGA_OK);
    g_assert_cmpint(bench->inject.kind, ==, SVGA_INJECT_NONE);
    g_assert_true(memcmp(host(bench), bench_page(bench, MOB_PPN), PAGE) != 0);
    bench_free(bench);
}

/* Only UPDATE commands count, a whole surface as one. */
static void test_inject_count(void)
{
    const SVGA3dBox all = { .w = PAGE, .h = 1, .d = 1 };
    Bench *bench = bound(SVGA3D_BUFFER, PAGE, 1, 1, 1);

    g_assert_true(svga_inject_parse(&bench->inject, "lose:2"));
    svga_transfer_readback_surface(&bench->gb, SID);
    svga_transfer_invalidate_surface(&bench->gb, SID);
    bench_fill(bench, MOB_PPN, 1, 1);
    bench_assert_status(svga_transfer_update_surface(&bench->gb, SID),
                        SVGA_OK);
    g_assert_cmpmem(host(bench), PAGE, bench_page(bench, MOB_PPN), PAGE);
    bench_page(bench, MOB_PPN)[0] ^= 1;
    bench_assert_status(update(bench, &all), SVGA_OK);
    g_assert_cmphex(host(bench)[0], !=, bench_page(bench, MOB_PPN)[0]);
    bench_free(bench);
}

/* READBACK fetches what the device wrote, and reports what it overwrites. */
static void test_readback(void)
{
    const SVGA3dSurfaceImageId src = { .sid = 6 }, dst = { .sid = SID };
    const SVGA3dCopyBox box = { .x = 8, .w = 8, .h = 1, .d = 1 };
    Bench *bench = bound(SVGA3D_BUFFER, PAGE, 1, 1, 1);
    uint8_t *guest = bench_page(bench, MOB_PPN);

    bench_surface(bench, 6, 0, SVGA3D_BUFFER, 1, PAGE, 1, 1);
    bench_assert_status(svga_transfer_update_surface(&bench->gb, SID),
                        SVGA_OK);
    bench_assert_status(svga_transfer_copy(&bench->gb, &src, &dst, &box, 1),
                        SVGA_OK);
    guest[12] = 0xfe;           /* overwritten, but the device's is newer */
    guest[100] ^= 0xff;         /* a store that was not uploaded */
    guest[101] ^= 0xff;
    bench_assert_status(svga_transfer_readback_surface(&bench->gb, SID),
                        SVGA_OK);
    g_assert_cmpmem(guest, PAGE, host(bench), PAGE);
    g_assert_cmphex(guest[12], ==, 0);
    g_assert_cmpuint(bench_lines_with(bench,
        "\"class\":\"clobbered\",\"sid\":5,\"face\":0,\"mip\":0,\"bytes\":2,"
        "\"byte_ranges\":[[100,2]],\"truncated\":false"), ==, 1);
    g_assert_nonnull(strstr(bench_last_line(bench),
                            "\"event\":\"readback\",\"cmd\":"
                            "\"READBACK_GB_SURFACE\""));
    g_assert_cmpuint(bench->gb.stats.clobbered, ==, 2);
    g_assert_cmpuint(bench->gb.stats.readbacks, ==, 1);

    bench_assert_status(svga_transfer_readback_image(&bench->gb, &dst),
                        SVGA_OK);
    g_assert_cmpuint(bench_lines_with(bench, "clobbered"), ==, 1);
    bench_free(bench);
}

static void test_invalidate(void)
{
    const SVGA3dSurfaceImageId image = { .sid = SID };
    Bench *bench = bound(SVGA3D_BUFFER, PAGE, 1, 1, 1);
    SvgaSubresource *sub = svga_surface_sub(
        svga_surface_find(&bench->gb, SID), 0, 0);
    uint64_t run = PAGE;

    svga_transfer_update_surface(&bench->gb, SID);
    g_assert_true(svga_byte_set_test(&sub->defined, 0, &run));
    bench_assert_status(svga_transfer_invalidate_image(&bench->gb, &image),
                        SVGA_OK);
    g_assert_false(svga_byte_set_test(&sub->defined, 0, &run));
    g_assert_nonnull(strstr(bench_last_line(bench),
                            "\"event\":\"invalidate\",\"cmd\":"
                            "\"INVALIDATE_GB_IMAGE\",\"sid\":5"));
    g_assert_cmpmem(host(bench), PAGE, bench_page(bench, MOB_PPN), PAGE);
    svga_surface_bind(&bench->gb, SID, SVGA3D_INVALID_ID);
    bench_assert_status(svga_transfer_invalidate_surface(&bench->gb, SID),
                        SVGA_OK);
    bench_free(bench);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/transfer/update-box", test_update_box);
    g_test_add_func("/svga/transfer/update-surface", test_update_surface);
    g_test_add_func("/svga/transfer/update-mip", test_update_mip);
    g_test_add_func("/svga/transfer/slices", test_slices);
    g_test_add_func("/svga/transfer/update-errors", test_update_errors);
    g_test_add_func("/svga/transfer/mob-too-small", test_mob_too_small);
    g_test_add_func("/svga/transfer/over-budget", test_over_budget);
    g_test_add_func("/svga/transfer/dma-error", test_dma_error);
    g_test_add_func("/svga/transfer/account", test_account);
    g_test_add_func("/svga/transfer/inject", test_inject);
    g_test_add_func("/svga/transfer/inject-shown", test_inject_shown);
    g_test_add_func("/svga/transfer/inject-count", test_inject_count);
    g_test_add_func("/svga/transfer/readback", test_readback);
    g_test_add_func("/svga/transfer/invalidate", test_invalidate);
    return g_test_run();
}
