/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Answers of the audit: they add up, and answers and slices are bounded. */

#include "qemu/osdep.h"
#include "audit/audit.h"
#include "command/transfer.h"
#include "object/otable.h"
#include "transport/fifo.h"
#include "bench.h"

#define PAGE SVGA_PAGE_SIZE
#define MOB_PPN 100
#define MOB_PAGES 8
#define ENDLESS UINT32_MAX

/* Size of surfaces that are compared byte by byte. */
#define MAP_SIDS 30
#define MAP_BYTES (2 * PAGE)

/* The sum of all answers of one audit. */
typedef struct Sum {
    uint64_t bytes[SVGA_AUDIT_CLASSES];
    uint64_t ranges;
    uint64_t equal;
    uint8_t *map;               /* MAP_BYTES per surface: class + 1; or NULL */
    unsigned answers;
} Sum;

static SvgaAuditAsk ask_all(uint32_t ranges, uint32_t objects,
                            uint64_t bytes)
{
    return (SvgaAuditAsk) {
        .sid = SVGA3D_INVALID_ID,
        .max_ranges = ranges,
        .max_objects = objects,
        .max_bytes = bytes,
    };
}

static SvgaAudit *answer(Bench *bench, const SvgaAuditAsk *ask)
{
    SvgaAudit *audit = svga_audit_new(ask);
    SvgaStatus status;

    do {
        status = svga_audit_step(audit, &bench->gb);
    } while (status == SVGA_AGAIN);
    bench_assert_status(status, SVGA_OK);
    return audit;
}

/* No byte is in two ranges, be it of one answer or of several. */
static void sum_range(Sum *sum, uint32_t sid, SvgaAuditClass class,
                      const SvgaRange *range)
{
    for (uint64_t at = 0; sum->map && at < range->length; at++) {
        uint8_t *byte = &sum->map[sid * MAP_BYTES + range->offset + at];

        g_assert_cmpuint(*byte, ==, 0);
        *byte = class + 1;
    }
}

static void sum_image(Sum *sum, uint32_t sid, const SvgaAuditImage *image,
                      bool with_ranges)
{
    uint64_t bytes = 0;

    sum->bytes[image->class] += image->diff.bytes;
    sum->ranges += image->diff.count;
    g_assert_cmpuint(image->diff.bytes, >, 0);
    for (uint32_t i = 0; i < image->diff.count; i++) {
        const SvgaRange *range = &image->diff.ranges[i];

        g_assert_cmpuint(range->offset, >=, image->offset);
        g_assert_cmpuint(range->offset + range->length, <=,
                         image->offset + image->size);
        bytes += range->length;
        sum_range(sum, sid, image->class, range);
    }
    g_assert_cmpuint(bytes, ==, with_ranges ? image->diff.bytes : 0);
}

static void sum_answer(Sum *sum, const SvgaAudit *audit,
                       const SvgaAuditAsk *ask)
{
    uint64_t objects = audit->surfaces->len, ranges = sum->ranges;

    for (guint i = 0; i < audit->surfaces->len; i++) {
        const SvgaAuditSurface *surf = &g_array_index(audit->surfaces,
                                                      SvgaAuditSurface, i);

        sum->equal += surf->equal;
        objects += surf->images->len;
        for (guint j = 0; j < surf->images->len; j++) {
            sum_image(sum, surf->sid,
                      &g_array_index(surf->images, SvgaAuditImage, j),
                      ask->max_ranges);
        }
    }
    ranges = sum->ranges - ranges;
    g_assert_cmpuint(ranges, <=, ask->max_ranges);
    g_assert_cmpuint(objects + ranges, <=, ask->max_objects);
    sum->answers++;
}

/* Request answers until nothing is left. */
static Sum sum_up(Bench *bench, SvgaAuditAsk ask, bool mapped)
{
    Sum sum = { .map = mapped ? g_malloc0(MAP_SIDS * MAP_BYTES) : NULL };
    bool more;

    do {
        SvgaAudit *audit = answer(bench, &ask);

        sum_answer(&sum, audit, &ask);
        more = audit->more;
        if (more) {
            g_assert_true(audit->at.sid > ask.from.sid ||
                          audit->at.offset > ask.from.offset);
        }
        ask.from = audit->at;
        svga_audit_free(audit);
    } while (more);
    return sum;
}

static void sum_assert_same(const Sum *got, const Sum *want, bool ranges)
{
    for (int class = 0; class < SVGA_AUDIT_CLASSES; class++) {
        g_assert_cmpuint(got->bytes[class], ==, want->bytes[class]);
    }
    g_assert_cmpuint(got->equal, ==, want->equal);
    if (ranges) {
        g_assert_cmpmem(got->map, MAP_SIDS * MAP_BYTES, want->map,
                        MAP_SIDS * MAP_BYTES);
    }
}

/* A cube with 3 mips: 18 subresources in 8064 bytes, on a MOB of its own. */
static void random_cube(Bench *bench, GRand *rand, uint32_t sid)
{
    const SVGA3dCopyBox box = {
        .x = g_rand_int_range(rand, 0, 8), .w = 8, .h = 3, .d = 1,
    };
    const SVGA3dSurfaceImageId src = { .sid = 99 };
    SVGA3dSurfaceImageId image = {
        .sid = sid, .face = g_rand_int_range(rand, 0, 6),
    };
    uint64_t ppn = MOB_PPN + sid * MOB_PAGES;

    bench_mob_at(bench, sid, ppn, g_rand_int_range(rand, 1, 3));
    bench_fill(bench, ppn, 2, sid);
    bench_surface(bench, sid, SVGA3D_SURFACE_CUBEMAP, SVGA3D_A8R8G8B8, 3, 16,
                  16, 1);
    svga_surface_bind(&bench->gb, sid, sid);
    svga_transfer_update_surface(&bench->gb, sid);
    svga_transfer_copy(&bench->gb, &src, &image, &box, 1);
    image.face = g_rand_int_range(rand, 0, 6);
    svga_transfer_invalidate_image(&bench->gb, &image);
    for (int i = g_rand_int_range(rand, 0, 60); i > 0; i--) {
        bench_page(bench, ppn)[g_rand_int_range(rand, 0, 2 * PAGE)] ^= 1;
    }
}

static Bench *random_world(uint32_t seed)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    Bench *bench = bench_new_silent();

    bench_surface(bench, 99, 0, SVGA3D_A8R8G8B8, 1, 16, 16, 1);
    for (uint32_t sid = 3; sid < MAP_SIDS;
         sid += g_rand_int_range(rand, 1, 9)) {
        random_cube(bench, rand, sid);
    }
    return bench;
}

/* Whatever the window, each differing byte is in exactly one answer. */
static void test_windows(gconstpointer data)
{
    static const uint32_t objects[] = { 4, 5, 7, 20, 1024 };
    static const uint64_t bytes[] = { 1, 100, 1500, 5000, UINT64_MAX };
    Bench *bench = random_world(GPOINTER_TO_UINT(data));
    const SvgaAuditAsk all = ask_all(ENDLESS, ENDLESS, UINT64_MAX);
    Sum want = sum_up(bench, all, true);

    g_assert_cmpuint(want.answers, ==, 1);
    g_assert_cmpuint(want.equal, >, 0);
    for (int class = 0; class < SVGA_AUDIT_CLASSES; class++) {
        g_assert_cmpuint(want.bytes[class], >, 0);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(objects); i++) {
        for (uint32_t ranges = 0; ranges < 6; ranges++) {
            Sum got = sum_up(bench, ask_all(ranges, objects[i],
                                            bytes[(i + ranges) % 5]), true);

            if (objects[i] <= 20) {
                g_assert_cmpuint(got.answers, >, 1);
            }
            sum_assert_same(&got, &want, ranges);
            g_free(got.map);
        }
    }
    g_free(want.map);
    bench_free(bench);
}

/* Counts cover only what the answer compared; a partial one is never equal. */
static void test_cut(void)
{
    Bench *bench = bench_new_silent();
    SvgaAuditAsk ask = ask_all(7, 1024, UINT64_MAX);
    const SvgaAuditSurface *surf;
    const SvgaAuditImage *image;
    SvgaAudit *audit;

    bench_mob_at(bench, 1, MOB_PPN, 1);
    bench_surface(bench, 5, 0, SVGA3D_BUFFER, 1, PAGE, 1, 1);
    svga_surface_bind(&bench->gb, 5, 1);
    for (int i = 0; i < 10; i++) {
        bench_page(bench, MOB_PPN)[i * 20] = 1;
    }
    audit = answer(bench, &ask);
    surf = &g_array_index(audit->surfaces, SvgaAuditSurface, 0);
    image = &g_array_index(surf->images, SvgaAuditImage, 0);
    g_assert_cmpuint(surf->equal, ==, 0);
    g_assert_cmpuint(image->diff.count, ==, 7);
    g_assert_cmpuint(image->diff.bytes, ==, 7);
    g_assert_true(audit->more);
    g_assert_cmpuint(audit->at.sid, ==, 5);
    g_assert_cmpuint(audit->at.offset, ==, 140);
    svga_audit_free(audit);

    /* the rest of the page is equal, but not the whole subresource */
    ask.from = (SvgaAuditCursor) { 5, 181 };
    audit = answer(bench, &ask);
    surf = &g_array_index(audit->surfaces, SvgaAuditSurface, 0);
    g_assert_false(audit->more);
    g_assert_cmpuint(surf->equal, ==, 0);
    g_assert_cmpuint(surf->images->len, ==, 0);
    svga_audit_free(audit);
    bench_free(bench);
}

/* A subresource that does not fit goes to the next answer as a whole. */
static void test_cut_between(void)
{
    Bench *bench = bench_new_silent();
    const SvgaAuditAsk ask = ask_all(7, 1024, UINT64_MAX);
    const SvgaAuditSurface *surf;
    SvgaAudit *audit;

    bench_mob_at(bench, 1, MOB_PPN, 1);
    bench_surface(bench, 5, 0, SVGA3D_LUMINANCE8, 2, 32, 32, 1);
    svga_surface_bind(&bench->gb, 5, 1);
    for (int i = 0; i < 6; i++) {
        bench_page(bench, MOB_PPN)[i * 20] = 1;
        bench_page(bench, MOB_PPN)[1024 + i * 20] = 1;
    }
    audit = answer(bench, &ask);
    surf = &g_array_index(audit->surfaces, SvgaAuditSurface, 0);
    g_assert_cmpuint(surf->images->len, ==, 1);
    g_assert_true(audit->more);
    g_assert_cmpuint(audit->at.offset, ==, 1024);
    svga_audit_free(audit);
    bench_free(bench);
}

/* Guest memory read, and number of objects charged. */
static uint64_t bytes_read;

static bool (*bench_read_memory)(void *opaque, uint64_t gpa, void *buf,
                                 uint64_t len);

static bool count_read(void *opaque, uint64_t gpa, void *buf, uint64_t len)
{
    bytes_read += len;
    return bench_read_memory(opaque, gpa, buf, len);
}

static void count_reads(Bench *bench)
{
    bench_read_memory = bench->gb.mem.read;
    bench->gb.mem.read = count_read;
    bytes_read = 0;
}

/* A table with room for these surfaces; the bench is empty. */
static void table_of(Bench *bench, uint32_t surfaces)
{
    const SvgaOTableBase base = {
        .type = SVGA_OTABLE_SURFACE,
        .root = { SVGA3D_MOBFMT_RANGE,
                  surfaces * sizeof(SVGAOTableSurfaceEntry), 0 },
    };

    bench_assert_status(svga_otable_set(&bench->gb, &base), SVGA_OK);
    bench->gb.budget.limit = UINT64_C(1) << 30;
}

/* For all answers: no slice exceeds a slice's work. */
static Sum sum_slices(Bench *bench, SvgaAuditAsk ask, unsigned *slices)
{
    Sum sum = { 0 };
    bool more;

    do {
        SvgaAudit *audit = svga_audit_new(&ask);
        uint64_t before, all = bytes_read;
        SvgaStatus status;

        do {
            before = bytes_read;
            status = svga_audit_step(audit, &bench->gb);
            /* it stops after the piece that uses it up */
            g_assert_cmpuint(bytes_read - before, <=, SVGA_CHUNK_BYTES +
                             SVGA_SLICE_BYTES / SVGA_WORK_COMPARE);
            (*slices)++;
        } while (status == SVGA_AGAIN);
        bench_assert_status(status, SVGA_OK);
        g_assert_cmpuint(bytes_read - all, <=, ask.max_bytes);
        sum_answer(&sum, audit, &ask);
        more = audit->more;
        ask.from = audit->at;
        svga_audit_free(audit);
    } while (more);
    return sum;
}

/* Thousands of cubes with all mips, none equal, no ranges wanted. */
static void test_many_subresources(void)
{
    enum { CUBES = 3000, SUBS = 6 * 24 };
    Bench *bench = bench_new_silent();
    unsigned slices = 0;
    Sum sum;

    table_of(bench, CUBES);
    bench_mob_at(bench, 1, MOB_PPN, 2);
    bench_fill(bench, MOB_PPN, 2, 1);
    for (uint32_t sid = 0; sid < CUBES; sid++) {
        bench_assert_status(
            bench_surface(bench, sid, SVGA3D_SURFACE_CUBEMAP,
                          SVGA3D_A8R8G8B8, 24, 4, 4, 1), SVGA_OK);
        svga_surface_bind(&bench->gb, sid, 1);
    }
    count_reads(bench);
    sum = sum_slices(bench, ask_all(0, SVGA_AUDIT_OBJECTS_MAX,
                                    SVGA_AUDIT_BYTES_MAX), &slices);
    g_assert_cmpuint(sum.answers, >=, CUBES * SUBS / SVGA_AUDIT_OBJECTS_MAX);
    g_assert_cmpuint(slices, >=, CUBES * SUBS / (SVGA_SLICE_BYTES /
                                                 SVGA_AUDIT_OBJECT_WORK));
    g_assert_cmpuint(sum.bytes[SVGA_AUDIT_UNDEFINED] + sum.equal, >,
                     CUBES * SUBS);
    g_assert_cmpuint(sum.ranges, ==, 0);
    bench_free(bench);
}

/*
 * Many large surfaces on the same memory: each answer reads a bounded amount.
 */
static void test_shared_mob(void)
{
    enum { SURFACES = 40, PAGES = 2048 };
    const uint64_t max = 32 * PAGE * 1024;
    Bench *bench = bench_new_silent();
    unsigned slices = 0;
    Sum sum;

    bench_mob_at(bench, 1, MOB_PPN, PAGES);
    for (uint32_t sid = 0; sid < SURFACES; sid++) {
        bench_surface(bench, sid, 0, SVGA3D_BUFFER, 1, PAGES * PAGE, 1, 1);
        svga_surface_bind(&bench->gb, sid, 1);
    }
    count_reads(bench);
    sum = sum_slices(bench, ask_all(1024, 1024, max), &slices);
    g_assert_cmpuint(sum.answers, ==, SURFACES * PAGES * PAGE / max + 1);
    g_assert_cmpuint(sum.equal, ==, SURFACES);
    g_assert_cmpuint(slices, >=, SURFACES * PAGES * PAGE /
                     (SVGA_SLICE_BYTES / SVGA_WORK_COMPARE));
    g_assert_cmpuint(bytes_read, ==, SURFACES * PAGES * PAGE);
    bench_free(bench);
}

/* Unbound surfaces are not objects, but skipping them is work. */
static void test_unbound(void)
{
    enum { SURFACES = 5000 };
    Bench *bench = bench_new_silent();
    unsigned slices = 0;
    Sum sum;

    table_of(bench, SURFACES);
    for (uint32_t sid = 0; sid < SURFACES; sid++) {
        bench_assert_status(bench_surface(bench, sid, 0, SVGA3D_BUFFER, 1,
                                          PAGE, 1, 1), SVGA_OK);
    }
    sum = sum_slices(bench, ask_all(1024, 1024, UINT64_MAX), &slices);
    g_assert_cmpuint(sum.answers, ==, 1);
    g_assert_cmpuint(slices, >=, SURFACES * SVGA_AUDIT_OBJECT_WORK /
                     SVGA_SLICE_BYTES);
    bench_free(bench);
}

/* Byte sets that change with each byte: each still has its own class. */
static void test_striped(void)
{
    enum { BYTES = 64 * 1024 };
    const SVGA3dSurfaceImageId src = { .sid = 99 }, dst = { .sid = 5 };
    g_autofree SVGA3dCopyBox *boxes = g_new0(SVGA3dCopyBox, BYTES / 2);
    const SVGA3dBox most = { .w = BYTES - 1, .h = 1, .d = 1 };
    Bench *bench = bench_new_silent();
    Sum sum;

    bench_mob_at(bench, 1, MOB_PPN, BYTES / PAGE);
    bench_surface(bench, 99, 0, SVGA3D_BUFFER, 1, BYTES, 1, 1);
    bench_surface(bench, 5, 0, SVGA3D_BUFFER, 1, BYTES, 1, 1);
    svga_surface_bind(&bench->gb, 5, 1);
    bench_assert_status(svga_transfer_update_image(&bench->gb, &dst, &most),
                        SVGA_OK);
    for (uint32_t i = 0; i < BYTES / 2; i++) {
        boxes[i] = (SVGA3dCopyBox) {
            .x = 2 * i, .srcx = 2 * i, .w = 1, .h = 1, .d = 1,
        };
    }
    bench_assert_status(svga_transfer_copy(&bench->gb, &src, &dst, boxes,
                                           BYTES / 2), SVGA_OK);
    memset(bench_page(bench, MOB_PPN), 1, BYTES);
    sum = sum_up(bench, ask_all(0, 1024, UINT64_MAX), false);
    g_assert_cmpuint(sum.bytes[SVGA_AUDIT_STALE], ==, BYTES / 2 - 1);
    g_assert_cmpuint(sum.bytes[SVGA_AUDIT_DEVICE_NEWER], ==, BYTES / 2);
    g_assert_cmpuint(sum.bytes[SVGA_AUDIT_UNDEFINED], ==, 1);
    bench_free(bench);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (unsigned seed = 1; seed <= 8; seed++) {
        g_autofree char *path = g_strdup_printf("/svga/audit-run/windows/%u",
                                                seed);

        g_test_add_data_func(path, GUINT_TO_POINTER(seed), test_windows);
    }
    g_test_add_func("/svga/audit-run/cut", test_cut);
    g_test_add_func("/svga/audit-run/cut-between", test_cut_between);
    g_test_add_func("/svga/audit-run/many-subresources",
                    test_many_subresources);
    g_test_add_func("/svga/audit-run/shared-mob", test_shared_mob);
    g_test_add_func("/svga/audit-run/unbound", test_unbound);
    g_test_add_func("/svga/audit-run/striped", test_striped);
    return g_test_run();
}
