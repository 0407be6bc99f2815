/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The audit reports exactly the differing bytes, with their class. */

#include "qemu/osdep.h"
#include "audit/audit.h"
#include "command/transfer.h"
#include "bench.h"

#define PAGE SVGA_PAGE_SIZE
#define SID 5
#define MOB_PPN 100

/* A bound buffer of @pages pages, uploaded unless @fresh. */
static Bench *bound(uint32_t pages, bool fresh)
{
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, MOB_PPN, pages);
    bench_surface(bench, SID, 0, SVGA3D_BUFFER, 1, pages * PAGE, 1, 1);
    svga_surface_bind(&bench->gb, SID, 1);
    if (!fresh) {
        bench_fill(bench, MOB_PPN, pages, 17);
        bench_assert_status(svga_transfer_update_surface(&bench->gb, SID),
                            SVGA_OK);
    }
    return bench;
}

static uint8_t *guest(Bench *bench)
{
    return bench_page(bench, MOB_PPN);
}

static void update(Bench *bench, uint32_t x, uint32_t w)
{
    const SVGA3dSurfaceImageId image = { .sid = SID };
    const SVGA3dBox box = { .x = x, .w = w, .h = 1, .d = 1 };

    bench_assert_status(svga_transfer_update_image(&bench->gb, &image, &box),
                        SVGA_OK);
}

/* Let the device write zeros into [x, x + w). */
static void device_write(Bench *bench, uint32_t x, uint32_t w)
{
    const SVGA3dSurfaceImageId src = { .sid = 99 }, dst = { .sid = SID };
    const SVGA3dCopyBox box = { .x = x, .w = w, .h = 1, .d = 1 };

    if (!svga_surface_find(&bench->gb, 99)) {
        bench_surface(bench, 99, 0, SVGA3D_BUFFER, 1, 1 << 20, 1, 1);
    }
    bench_assert_status(svga_transfer_copy(&bench->gb, &src, &dst, &box, 1),
                        SVGA_OK);
}

/* One answer for @sid, or for all surfaces. */
static SvgaAudit *audit_of(Bench *bench, uint32_t sid, SvgaStatus want)
{
    const SvgaAuditAsk ask = {
        .sid = sid,
        .from.sid = sid == SVGA3D_INVALID_ID ? 0 : sid,
        .max_ranges = SVGA_AUDIT_OBJECTS_MAX,
        .max_objects = SVGA_AUDIT_OBJECTS_MAX,
        .max_bytes = SVGA_AUDIT_BYTES_MAX,
    };
    SvgaAudit *audit = svga_audit_new(&ask);
    SvgaStatus status;

    do {
        status = svga_audit_step(audit, &bench->gb);
    } while (status == SVGA_AGAIN);
    bench_assert_status(status, want);
    g_assert_false(audit->more);
    return audit;
}

/* The audit as text: "class:offset+length ..." for every difference. */
static char *audit_text(Bench *bench)
{
    SvgaAudit *audit = audit_of(bench, SVGA3D_INVALID_ID, SVGA_OK);
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < audit->surfaces->len; i++) {
        SvgaAuditSurface *surf = &g_array_index(audit->surfaces,
                                                SvgaAuditSurface, i);

        for (guint j = 0; j < surf->images->len; j++) {
            SvgaAuditImage *image = &g_array_index(surf->images,
                                                   SvgaAuditImage, j);
            uint64_t sum = 0;

            for (uint32_t k = 0; k < image->diff.count; k++) {
                SvgaRange *r = &image->diff.ranges[k];

                sum += r->length;
                g_string_append_printf(text, "%s%s:%" PRIu64 "+%" PRIu64,
                                       text->len ? " " : "",
                                       svga_audit_class_name(image->class),
                                       r->offset, r->length);
            }
            g_assert_cmpuint(sum, ==, image->diff.bytes);
        }
    }
    svga_audit_free(audit);
    return g_string_free(text, FALSE);
}

static void expect(Bench *bench, const char *wanted)
{
    g_autofree char *got = audit_text(bench);

    g_assert_cmpstr(got, ==, wanted);
}

static void test_equal(void)
{
    Bench *bench = bound(3, false);
    SvgaAudit *audit = audit_of(bench, SID, SVGA_OK);
    SvgaAuditSurface *surf;

    g_assert_cmpuint(audit->surfaces->len, ==, 1);
    surf = &g_array_index(audit->surfaces, SvgaAuditSurface, 0);
    g_assert_cmpuint(surf->sid, ==, SID);
    g_assert_cmpuint(surf->mobid, ==, 1);
    g_assert_cmpuint(surf->size, ==, 3 * PAGE);
    g_assert_cmpuint(surf->format_id, ==, SVGA3D_BUFFER);
    g_assert_cmpuint(surf->equal, ==, 1);
    g_assert_cmpuint(surf->images->len, ==, 0);
    svga_audit_free(audit);
    bench_free(bench);
}

/* A store that no update covers is stale, to the byte, until one does. */
static void test_stale(void)
{
    Bench *bench = bound(40, false);

    guest(bench)[0] ^= 1;
    guest(bench)[300] ^= 1;
    guest(bench)[301] ^= 1;
    guest(bench)[65535] ^= 1;
    guest(bench)[65536] ^= 1;
    guest(bench)[40 * PAGE - 1] ^= 1;
    expect(bench, "stale:0+1 stale:300+2 stale:65535+2 stale:163839+1");
    update(bench, 0, 301);
    expect(bench, "stale:301+1 stale:65535+2 stale:163839+1");
    update(bench, 0, 40 * PAGE);
    expect(bench, "");
    bench_free(bench);
}

/* Before the first upload the host copy is undefined and reads as zeros. */
static void test_undefined(void)
{
    Bench *bench = bound(2, true);

    expect(bench, "");
    memset(guest(bench) + 10, 7, 20);
    expect(bench, "undefined:10+20");
    update(bench, 0, 15);
    expect(bench, "undefined:15+15");
    guest(bench)[12] = 8;
    expect(bench, "stale:12+1 undefined:15+15");
    update(bench, 0, 2 * PAGE);
    expect(bench, "");
    bench_assert_status(svga_transfer_invalidate_surface(&bench->gb, SID),
                        SVGA_OK);
    expect(bench, "");
    guest(bench)[3] ^= 1;
    expect(bench, "undefined:3+1");
    bench_free(bench);
}

/* Device output is device-newer, and only that, until READBACK or upload. */
static void test_device_newer(void)
{
    Bench *bench = bound(2, false);

    device_write(bench, 100, 50);
    guest(bench)[99] ^= 1;
    guest(bench)[150] ^= 1;
    expect(bench, "stale:99+1 stale:150+1 device-newer:100+50");
    update(bench, 120, 10);
    expect(bench, "stale:99+1 stale:150+1 "
           "device-newer:100+20 device-newer:130+20");
    bench_assert_status(svga_transfer_readback_surface(&bench->gb, SID),
                        SVGA_OK);
    expect(bench, "");
    guest(bench)[110] ^= 1;
    expect(bench, "stale:110+1");
    bench_free(bench);
}

/* Uploading part of what the device wrote takes the guest's bytes. */
static void test_upload_over_device(void)
{
    Bench *bench = bound(1, false);

    device_write(bench, 100, 50);
    update(bench, 110, 10);
    expect(bench, "device-newer:100+10 device-newer:120+30");
    update(bench, 0, PAGE);
    expect(bench, "");
    bench_free(bench);
}

/* Device output is defined, even where nothing was ever uploaded. */
static void test_device_first(void)
{
    Bench *bench = bound(1, true);

    memset(guest(bench), 9, 100);
    device_write(bench, 40, 20);
    expect(bench, "device-newer:40+20 undefined:0+40 undefined:60+40");
    bench_assert_status(svga_transfer_readback_surface(&bench->gb, SID),
                        SVGA_OK);
    g_assert_cmpuint(bench->gb.stats.clobbered, ==, 80);
    bench_free(bench);
}

/* Discarded device output is undefined, neither newer nor a loss. */
static void test_dropped_device_output(void)
{
    Bench *bench = bound(1, false);

    device_write(bench, 0, 10);
    bench_assert_status(svga_transfer_invalidate_surface(&bench->gb, SID),
                        SVGA_OK);
    expect(bench, "undefined:0+10");
    bench_assert_status(svga_surface_bind(&bench->gb, SID,
                                          SVGA3D_INVALID_ID), SVGA_OK);
    g_assert_cmpuint(bench_lines_with(bench, "lost"), ==, 0);
    expect(bench, "");
    bench_free(bench);
}

/* Every fault that can be injected is detected as stale. */
static void test_faults_are_seen(void)
{
    static const char *const specs[] = { "lose:1", "shift:1", "truncate:1" };

    for (size_t i = 0; i < G_N_ELEMENTS(specs); i++) {
        Bench *bench = bound(8, false);
        g_autofree char *text = NULL;

        bench_fill(bench, MOB_PPN, 8, 99);
        g_assert_true(svga_inject_parse(&bench->inject, specs[i]));
        update(bench, 0, 8 * PAGE);
        text = audit_text(bench);
        g_assert_true(g_str_has_prefix(text, "stale:"));
        g_assert_null(strstr(text, "undefined"));
        update(bench, 0, 8 * PAGE);
        expect(bench, "");
        bench_free(bench);
    }
}

/* Faces, mips and scattered pages: offsets refer to the MOB. */
static void test_subresources(void)
{
    const uint64_t ppns[] = { 40, 30, 50 };
    Bench *bench = bench_new();
    SvgaAudit *audit;
    SvgaAuditSurface *surf;
    SvgaAuditImage *image;

    bench_mob(bench, 1, ppns, 3);
    bench_surface(bench, SID, SVGA3D_SURFACE_CUBEMAP, SVGA3D_A8R8G8B8, 3, 16,
                  16, 1);
    svga_surface_bind(&bench->gb, SID, 1);
    bench_assert_status(svga_transfer_update_surface(&bench->gb, SID),
                        SVGA_OK);
    bench_page(bench, 30)[4032 + 1280 - 4096] ^= 1;  /* face 3, mip 1 */
    bench_page(bench, 30)[4032 + 1279 - 4096] ^= 1;  /* and beside it */
    audit = audit_of(bench, SID, SVGA_OK);
    surf = &g_array_index(audit->surfaces, SvgaAuditSurface, 0);
    g_assert_cmpuint(surf->equal, ==, 16);
    g_assert_cmpuint(surf->images->len, ==, 2);
    image = &g_array_index(surf->images, SvgaAuditImage, 0);
    g_assert_cmpuint(image->face, ==, 3);
    g_assert_cmpuint(image->mip, ==, 1);
    g_assert_cmpuint(image->offset, ==, 3 * 1344 + 1024);
    g_assert_cmpuint(image->size, ==, 256);
    g_assert_cmpuint(image->diff.ranges[0].offset, ==, 4032 + 1279);
    image = &g_array_index(surf->images, SvgaAuditImage, 1);
    g_assert_cmpuint(image->mip, ==, 2);
    g_assert_cmpuint(image->diff.ranges[0].offset, ==, 4032 + 1280);
    svga_audit_free(audit);
    bench_free(bench);
}

/* Classes are kept per subresource, wherever it lies in the surface. */
static void test_classes_of_a_mip(void)
{
    const SVGA3dSurfaceImageId src = { .sid = 6 };
    const SVGA3dSurfaceImageId dst = { .sid = SID, .face = 2, .mipmap = 1 };
    const SVGA3dCopyBox box = { .x = 1, .y = 3, .w = 4, .h = 2, .d = 1 };
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, MOB_PPN, 3);
    bench_fill(bench, MOB_PPN, 3, 17);
    bench_surface(bench, SID, SVGA3D_SURFACE_CUBEMAP, SVGA3D_A8R8G8B8, 3, 16,
                  16, 1);
    bench_surface(bench, 6, 0, SVGA3D_A8R8G8B8, 1, 16, 16, 1);
    svga_surface_bind(&bench->gb, SID, 1);
    bench_assert_status(svga_transfer_update_surface(&bench->gb, SID),
                        SVGA_OK);
    bench_assert_status(svga_transfer_copy(&bench->gb, &src, &dst, &box, 1),
                        SVGA_OK);
    /* face 2 is at 2688, its mip 1 at 3712; rows of 32 bytes */
    guest(bench)[3712 + 96 + 3] ^= 2;
    guest(bench)[3712 + 96 + 4 + 16] ^= 2;
    expect(bench, "stale:3811+1 stale:3828+1 "
           "device-newer:3812+16 device-newer:3844+16");
    bench_assert_status(svga_transfer_readback_surface(&bench->gb, SID),
                        SVGA_OK);
    g_assert_cmpuint(bench_lines_with(bench,
        "\"face\":2,\"mip\":1,\"bytes\":2,"
        "\"byte_ranges\":[[3811,1],[3828,1]]"), ==, 1);
    bench_free(bench);
}

/* A box of a mip defines the bytes of that mip only. */
static void test_box_of_a_mip(void)
{
    const SVGA3dSurfaceImageId image = { .sid = SID, .face = 2, .mipmap = 1 };
    const SVGA3dBox box = { .x = 1, .y = 3, .w = 4, .h = 1, .d = 1 };
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, MOB_PPN, 3);
    bench_surface(bench, SID, SVGA3D_SURFACE_CUBEMAP, SVGA3D_A8R8G8B8, 3, 16,
                  16, 1);
    svga_surface_bind(&bench->gb, SID, 1);
    bench_assert_status(svga_transfer_update_image(&bench->gb, &image, &box),
                        SVGA_OK);
    memset(guest(bench) + 3712 + 96, 1, 32);
    expect(bench, "stale:3812+16 undefined:3808+4 undefined:3828+12");
    bench_free(bench);
}

/* Only bound surfaces, in order of sid; or only the requested one. */
static void test_selection(void)
{
    Bench *bench = bound(1, false);
    SvgaAudit *audit;

    bench_surface(bench, 3, 0, SVGA3D_BUFFER, 1, PAGE, 1, 1);
    bench_surface(bench, 4, 0, SVGA3D_BUFFER, 1, PAGE, 1, 1);
    svga_surface_bind(&bench->gb, 3, 1);
    audit = audit_of(bench, SVGA3D_INVALID_ID, SVGA_OK);
    g_assert_cmpuint(audit->surfaces->len, ==, 2);
    g_assert_cmpuint(g_array_index(audit->surfaces, SvgaAuditSurface,
                                   0).sid, ==, 3);
    g_assert_cmpuint(g_array_index(audit->surfaces, SvgaAuditSurface,
                                   1).sid, ==, SID);
    svga_audit_free(audit);
    audit = audit_of(bench, 4, SVGA_OK);
    g_assert_cmpuint(audit->surfaces->len, ==, 0);
    svga_audit_free(audit);
    bench_free(bench);
}

/* A MOB that ends in the middle of the surface is compared up to its end. */
static void test_short_mob(void)
{
    Bench *bench = bench_new();

    bench_mob_at(bench, 1, MOB_PPN, 1);
    bench_surface(bench, SID, 0, SVGA3D_A8R8G8B8, 3, 32, 32, 1);
    svga_surface_bind(&bench->gb, SID, 1);
    guest(bench)[PAGE - 1] = 1;
    bench_page(bench, MOB_PPN + 1)[0] = 1;
    expect(bench, "undefined:4095+1");
    bench_assert_status(svga_surface_destroy(&bench->gb, SID), SVGA_OK);
    g_assert_cmpuint(bench->gb.stats.died_stale, ==, 1);

    /* face 3 begins at 4032, and the MOB ends 64 bytes later */
    bench_surface(bench, SID, SVGA3D_SURFACE_CUBEMAP, SVGA3D_A8R8G8B8, 3, 16,
                  16, 1);
    svga_surface_bind(&bench->gb, SID, 1);
    guest(bench)[4032] = 1;
    expect(bench, "undefined:4032+1 undefined:4095+1");
    bench_assert_status(svga_surface_destroy(&bench->gb, SID), SVGA_OK);
    g_assert_cmpuint(bench->gb.stats.died_stale, ==, 3);
    bench_free(bench);
}

static void test_memory_gone(void)
{
    Bench *bench = bound(1, false);
    SvgaAudit *audit;

    bench->ram_gone = true;
    audit = audit_of(bench, SID, SVGA_DMA_ERROR);
    svga_audit_free(audit);
    bench_free(bench);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/audit/equal", test_equal);
    g_test_add_func("/svga/audit/stale", test_stale);
    g_test_add_func("/svga/audit/undefined", test_undefined);
    g_test_add_func("/svga/audit/device-newer", test_device_newer);
    g_test_add_func("/svga/audit/upload-over-device",
                    test_upload_over_device);
    g_test_add_func("/svga/audit/device-first", test_device_first);
    g_test_add_func("/svga/audit/dropped-device-output",
                    test_dropped_device_output);
    g_test_add_func("/svga/audit/faults-are-seen", test_faults_are_seen);
    g_test_add_func("/svga/audit/subresources", test_subresources);
    g_test_add_func("/svga/audit/classes-of-a-mip", test_classes_of_a_mip);
    g_test_add_func("/svga/audit/box-of-a-mip", test_box_of_a_mip);
    g_test_add_func("/svga/audit/selection", test_selection);
    g_test_add_func("/svga/audit/short-mob", test_short_mob);
    g_test_add_func("/svga/audit/memory-gone", test_memory_gone);
    return g_test_run();
}
