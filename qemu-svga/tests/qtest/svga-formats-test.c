/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* All formats and shapes of surfaces: the guest memory of their boxes. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-gb.h"

#define SID 1
#define BYTES (8 * QSVGA_PAGE)

/* Surface SID, to be bound to a MOB of BYTES filled with @fill. */
static QSvga *start(QSvgaMob *mob, uint8_t fill)
{
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    qsvga_otables(d);
    *mob = qsvga_mob(d, SID, BYTES, fill);
    qsvga_sync(d);
    return d;
}

static void define(QSvga *d, uint32_t format, uint32_t flags, uint32_t w,
                   uint32_t h, uint32_t depth, uint32_t mips)
{
    qsvga_surface(d, SID, format, flags, w, h, depth, mips);
    qsvga_bind(d, SID, SID);
}

/* Fill the MOB with @fill, which the device does not see, then read back. */
static void readback_over(QSvga *d, const QSvgaMob *mob, uint8_t fill,
                          uint8_t *bytes)
{
    qsvga_sync(d);
    qtest_memset(d->qts, mob->gpa, fill, BYTES);
    qsvga_cmd_id(d, SVGA_3D_CMD_READBACK_GB_SURFACE, SID);
    qsvga_sync(d);
    qtest_memread(d->qts, mob->gpa, bytes, BYTES);
}

/* Bytes of a 12x8 image, by the formats' common properties. */
static uint32_t bytes_of(uint32_t format)
{
    switch (format) {
    case SVGA3D_FORMAT_INVALID:
    case SVGA3D_FORMAT_DEAD1:
    case SVGA3D_FORMAT_DEAD2:
        return 0;
    case SVGA3D_NV12:
    case SVGA3D_YV12:
        return 96 * 3 / 2;
    case SVGA3D_DXT1:
    case SVGA3D_BC1_TYPELESS:
    case SVGA3D_BC1_UNORM_SRGB:
    case SVGA3D_BC1_UNORM:
    case SVGA3D_BC4_TYPELESS:
    case SVGA3D_BC4_UNORM:
    case SVGA3D_BC4_SNORM:
    case SVGA3D_ATI1:
        return 96 / 2;
    default:
        return UINT32_MAX;
    }
}

/*
 * A round trip through the host writes exactly the surface's bytes: a multiple
 * of half a byte per texel, or a value looked up where that is not a whole
 * number of bytes.
 */
static void test_every_format(void)
{
    uint8_t bytes[BYTES];
    QSvgaMob mob;
    QSvga *d = start(&mob, 0x5a);

    for (uint32_t format = 0; format < SVGA3D_FORMAT_MAX; format++) {
        uint32_t want = bytes_of(format), size = 0;

        if (format == SVGA3D_BUFFER) {
            continue;
        }
        qsvga_surface(d, SID, format, 0, 12, 8, 1, 1);
        if (!want) {
            qsvga_expect_error(d, "bad-format", "DEFINE_GB_SURFACE");
            continue;
        }
        qsvga_bind(d, SID, SID);
        qtest_memset(d->qts, mob.gpa, 0x5a, BYTES);
        qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, SID);
        readback_over(d, &mob, 0xa5, bytes);
        while (bytes[size] == 0x5a) {
            size++;
        }
        for (uint32_t i = size; i < BYTES; i++) {
            g_assert_cmphex(bytes[i], ==, 0xa5);
        }
        if (want == UINT32_MAX) {
            g_assert_cmpuint(size % 96, ==, 0);
            g_assert_cmpuint(size / 96, >=, 1);
            g_assert_cmpuint(size / 96, <=, 16);
        } else {
            g_assert_cmpuint(size, ==, want);
        }
        qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SURFACE, SID);
        qsvga_sync(d);
    }
    qsvga_stop(d);
}

/* Update a box, read everything back: exactly these byte ranges arrive. */
static void check_box(uint32_t format, uint32_t w, uint32_t h, SVGA3dBox box,
                      const uint32_t (*runs)[2], uint32_t count)
{
    bool wanted[BYTES] = { false };
    uint8_t bytes[BYTES];
    QSvgaMob mob;
    QSvga *d = start(&mob, 0x5a);
    uint32_t size = 0;

    for (uint32_t i = 0; i < count; i++) {
        memset(wanted + runs[i][0], true, runs[i][1]);
    }
    define(d, format, 0, w, h, 1, 1);
    qsvga_update_image(d, SID, 0, 0, box);
    readback_over(d, &mob, 0xa5, bytes);
    for (uint32_t i = 0; i < BYTES; i++) {
        size += bytes[i] != 0xa5;
        g_assert_cmpint(bytes[i] == 0x5a, ==, wanted[i]);
    }
    g_assert_cmpuint(size, >, 0);
    qsvga_stop(d);
}

static void test_planar_box(void)
{
    static const uint32_t nv12[][2] = { { 14, 2 }, { 20, 2 }, { 32, 2 } };
    static const uint32_t yv12[][2] = {
        { 14, 2 }, { 20, 2 }, { 28, 1 }, { 34, 1 },
    };
    const SVGA3dBox box = { 2, 2, 0, 2, 2, 1 };

    check_box(SVGA3D_NV12, 6, 4, box, nv12, ARRAY_SIZE(nv12));
    check_box(SVGA3D_YV12, 6, 4, box, yv12, ARRAY_SIZE(yv12));
}

static void test_compressed_box(void)
{
    /* 18x10 texels are 5x3 blocks, the last ones partial. */
    static const uint32_t middle[][2] = { { 48, 16 } };
    static const uint32_t corner[][2] = { { 112, 8 } };
    static const uint32_t packed[][2] = { { 24, 4 } };

    check_box(SVGA3D_BC4_SNORM, 18, 10, (SVGA3dBox) { 4, 4, 0, 8, 4, 1 },
              middle, ARRAY_SIZE(middle));
    check_box(SVGA3D_DXT1, 18, 10, (SVGA3dBox) { 16, 8, 0, 2, 2, 1 }, corner,
              ARRAY_SIZE(corner));
    check_box(SVGA3D_YUY2, 8, 4, (SVGA3dBox) { 4, 1, 0, 2, 1, 1 }, packed,
              ARRAY_SIZE(packed));
}

/* A box that cuts a block is refused, not rounded. */
static void test_ragged_box(void)
{
    static const struct {
        uint32_t format;
        SVGA3dBox box;
    } ragged[] = {
        { SVGA3D_DXT5, { 2, 0, 0, 4, 4, 1 } },
        { SVGA3D_DXT5, { 0, 0, 0, 6, 4, 1 } },
        { SVGA3D_BC7_UNORM, { 0, 4, 0, 4, 3, 1 } },
        { SVGA3D_NV12, { 1, 0, 0, 2, 2, 1 } },
        { SVGA3D_YV12, { 0, 0, 0, 2, 1, 1 } },
        { SVGA3D_UYVY, { 1, 0, 0, 1, 1, 1 } },
    };
    QSvgaMob mob;
    QSvga *d = start(&mob, 0);

    for (size_t i = 0; i < ARRAY_SIZE(ragged); i++) {
        define(d, ragged[i].format, 0, 16, 16, 1, 1);
        qsvga_update_image(d, SID, 0, 0, ragged[i].box);
        qsvga_expect_error(d, "bad-box", "UPDATE_GB_IMAGE");
        qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SURFACE, SID);
    }
    qsvga_sync(d);
    qsvga_stop(d);
}

/* One subresource of each shape: its offset and size in the MOB. */
static void test_shapes(void)
{
    static const struct {
        uint32_t format, flags, w, h, d, mips, face, mip, offset, size;
    } shapes[] = {
        /* 64 + 32 texels before it */
        { SVGA3D_R8_UNORM, SVGA3D_SURFACE_1D, 64, 1, 1, 7, 0, 2, 96, 16 },
        /* 16x16, 8x8, 4x4 in blocks of 8 bytes: 128 + 32 + 8 per face */
        { SVGA3D_DXT1, SVGA3D_SURFACE_CUBEMAP, 16, 16, 1, 3, 4, 1,
          4 * 168 + 128, 32 },
        /* 8x4x4 texels of 2 bytes, then 4x2x2, then 2x1x1 */
        { SVGA3D_R5G6B5, SVGA3D_SURFACE_VOLUME, 8, 4, 4, 3, 0, 2, 288, 4 },
        { SVGA3D_BUFFER, 0, 1000, 1, 1, 1, 0, 0, 0, 1000 },
        /* 12x8 texels of 18 half bytes each, then 6x4 */
        { SVGA3D_NV12, 0, 12, 8, 1, 2, 0, 1, 144, 36 },
        { SVGA3D_D32_FLOAT_S8X24_UINT, 0, 5, 5, 1, 2, 0, 1, 200, 32 },
    };
    uint8_t bytes[BYTES];
    QSvgaMob mob;
    QSvga *d = start(&mob, 0);

    for (size_t i = 0; i < ARRAY_SIZE(shapes); i++) {
        const SVGA3dSurfaceImageId image = {
            SID, shapes[i].face, shapes[i].mip,
        };

        define(d, shapes[i].format, shapes[i].flags, shapes[i].w, shapes[i].h,
               shapes[i].d, shapes[i].mips);
        qsvga_sync(d);
        qtest_memset(d->qts, mob.gpa, 0xa5, BYTES);
        qsvga_cmd(d, SVGA_3D_CMD_READBACK_GB_IMAGE, &image, sizeof(image));
        qsvga_sync(d);
        qtest_memread(d->qts, mob.gpa, bytes, BYTES);
        for (uint32_t j = 0; j < BYTES; j++) {
            g_assert_cmphex(bytes[j], ==, j >= shapes[i].offset &&
                            j - shapes[i].offset < shapes[i].size ? 0 : 0xa5);
        }
        qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SURFACE, SID);
    }
    qsvga_stop(d);
}

/* Between formats with the same blocks; blocks are not converted. */
static void test_copy_pairs(void)
{
    static const struct {
        uint32_t src, dst;
        bool legal;
    } pairs[] = {
        { SVGA3D_A8R8G8B8, SVGA3D_R32_FLOAT, true },
        { SVGA3D_DXT5, SVGA3D_BC7_UNORM, true },
        { SVGA3D_R8_UNORM, SVGA3D_P8, true },
        { SVGA3D_NV12, SVGA3D_NV12, true },
        { SVGA3D_NV12, SVGA3D_YV12, false },
        { SVGA3D_DXT1, SVGA3D_R16G16B16A16_UINT, false },
        { SVGA3D_YUY2, SVGA3D_A8R8G8B8, false },
        { SVGA3D_R5G6B5, SVGA3D_X8R8G8B8, false },
    };
    const SVGA3dCmdSurfaceCopy cmd = { { SID, 0, 0 }, { SID + 1, 0, 0 } };
    const SVGA3dCopyBox box = { .w = 8, .h = 8, .d = 1 };
    QSvgaMob mob;
    QSvga *d = start(&mob, 0);

    for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
        define(d, pairs[i].src, 0, 8, 8, 1, 1);
        qsvga_surface(d, SID + 1, pairs[i].dst, 0, 8, 8, 1, 1);
        qsvga_cmd_tail(d, SVGA_3D_CMD_SURFACE_COPY, &cmd, sizeof(cmd), &box,
                       sizeof(box));
        if (!pairs[i].legal) {
            qsvga_expect_error(d, "format-mismatch", "SURFACE_COPY");
        }
        qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SURFACE, SID);
        qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SURFACE, SID + 1);
        qsvga_sync(d);
    }
    qsvga_stop(d);
}

/* 8x8 bytes: the box, or everything else, comes back. */
static void test_readback_partial(void)
{
    for (uint32_t invert = 0; invert < 2; invert++) {
        const SVGA3dCmdReadbackGBImagePartial cmd = {
            { SID, 0, 0 }, { 2, 1, 0, 3, 4, 1 }, invert,
        };
        uint8_t bytes[64];
        QSvgaMob mob;
        QSvga *d = start(&mob, 1);

        define(d, SVGA3D_LUMINANCE8, 0, 8, 8, 1, 1);
        qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, SID);
        qsvga_sync(d);
        qtest_memset(d->qts, mob.gpa, 2, 64);
        qsvga_cmd(d, SVGA_3D_CMD_READBACK_GB_IMAGE_PARTIAL, &cmd,
                  sizeof(cmd));
        qsvga_sync(d);
        qtest_memread(d->qts, mob.gpa, bytes, sizeof(bytes));
        for (uint32_t i = 0; i < 64; i++) {
            uint32_t x = i % 8, y = i / 8;
            bool in = x >= 2 && x < 5 && y >= 1 && y < 5;

            g_assert_cmpuint(bytes[i], ==, in != invert ? 1 : 2);
        }
        qsvga_stop(d);
    }
}

/* Only the bytes of the box are undefined; a store outside is stale. */
static void test_invalidate_partial(void)
{
    const SVGA3dCmdInvalidateGBImagePartial cmd = {
        { SID, 0, 0 }, { 10, 0, 0, 20, 1, 1 }, false,
    };
    const char *const classes[] = { "stale", "undefined" };
    const QListEntry *e;
    QSvgaMob mob;
    QSvga *d = start(&mob, 1);
    QDict *audit, *surface;
    int i = 0;

    define(d, SVGA3D_BUFFER, 0, 64, 1, 1, 1);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, SID);
    qsvga_cmd(d, SVGA_3D_CMD_INVALIDATE_GB_IMAGE_PARTIAL, &cmd, sizeof(cmd));
    qsvga_sync(d);
    qtest_memset(d->qts, mob.gpa + 29, 7, 2);
    audit = qsvga_audit(d, NULL);
    surface = qobject_to(QDict, qlist_peek(qdict_get_qlist(audit,
                                                           "surfaces")));
    QLIST_FOREACH_ENTRY(qdict_get_qlist(surface, "subresources"), e) {
        QDict *image = qobject_to(QDict, qlist_entry_obj(e));

        g_assert_cmpint(i, <, 2);
        g_assert_cmpstr(qdict_get_str(image, "class"), ==, classes[i++]);
        g_assert_cmpint(qdict_get_int(image, "bytes"), ==, 1);
    }
    g_assert_cmpint(i, ==, 2);
    qobject_unref(audit);
    qsvga_stop(d);
}

/*
 * The worst box: one texel of one byte in each of half a million rows.  It is
 * exact, and no slice of it blocks the main loop.
 */
static void test_many_rows(void)
{
    enum { ROWS = 512 * 1024 };
    g_autofree uint8_t *bytes = g_malloc(2 * ROWS);
    QSvga *d = qsvga_start(NULL, NULL);
    uint64_t before, slices;
    QSvgaMob mob;

    qsvga_fifo_init(d);
    qsvga_otables(d);
    mob = qsvga_mob(d, SID, 2 * ROWS, 0x5a);
    define(d, SVGA3D_LUMINANCE8, 0, 2, ROWS, 1, 1);
    qsvga_sync(d);
    before = qsvga_stat(d, "stat-slices");
    qsvga_update_image(d, SID, 0, 0, (SVGA3dBox) { 1, 0, 0, 1, ROWS, 1 });
    qsvga_sync(d);
    slices = qsvga_stat(d, "stat-slices") - before;
    g_test_message("%" PRIu64 " slices, %" PRIu64 " units of work in the "
                   "longest", slices, qsvga_stat(d, "stat-slice-work"));
    /* each row takes two steps: one to move it, one to mark it */
    g_assert_cmpuint(slices, >=, 2 * ROWS / 1024);
    qsvga_cmd_id(d, SVGA_3D_CMD_READBACK_GB_SURFACE, SID);
    qsvga_sync(d);
    qtest_memread(d->qts, mob.gpa, bytes, 2 * ROWS);
    for (uint32_t i = 0; i < 2 * ROWS; i++) {
        g_assert_cmphex(bytes[i], ==, i % 2 ? 0x5a : 0);
    }
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/formats-every-format", test_every_format);
    qtest_add_func("/svga/formats-planar-box", test_planar_box);
    qtest_add_func("/svga/formats-compressed-box", test_compressed_box);
    qtest_add_func("/svga/formats-ragged-box", test_ragged_box);
    qtest_add_func("/svga/formats-shapes", test_shapes);
    qtest_add_func("/svga/formats-copy-pairs", test_copy_pairs);
    qtest_add_func("/svga/formats-readback-partial", test_readback_partial);
    qtest_add_func("/svga/formats-invalidate-partial",
                   test_invalidate_partial);
    qtest_add_func("/svga/formats-many-rows", test_many_rows);
    return g_test_run();
}
