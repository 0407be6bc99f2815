/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Guest-backed objects: the effect of each command on the bytes. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-gb.h"

static QSvga *start(const char *props)
{
    QSvga *d = qsvga_start(props, NULL);

    qsvga_fifo_init(d);
    qsvga_otables(d);
    qsvga_sync(d);
    return d;
}

static void readback(QSvga *d, uint32_t sid)
{
    qsvga_cmd_id(d, SVGA_3D_CMD_READBACK_GB_SURFACE, sid);
    qsvga_sync(d);
}

/* In pieces: libqtest scans the whole line for each KiB of it. */
static void assert_bytes(QSvga *d, uint64_t gpa, uint32_t size, uint8_t want)
{
    uint8_t bytes[16 * 1024];

    for (uint32_t done = 0, len; done < size; done += len) {
        len = MIN(size - done, sizeof(bytes));
        qtest_memread(d->qts, gpa + done, bytes, len);
        for (uint32_t i = 0; i < len; i++) {
            g_assert_cmphex(bytes[i], ==, want);
        }
    }
}

/*
 * Bytes that were uploaded come back by a readback although guest memory was
 * changed in between; bytes that were not come back as zeros.
 */
static void test_update_image(void)
{
    QSvga *d = start(NULL);
    QSvgaMob mob = qsvga_bound_surface(d, 1, SVGA3D_A8R8G8B8, 32, 32, 4096,
                                       0x11);

    qsvga_update_image(d, 1, 0, 0, (SVGA3dBox) { 4, 8, 0, 8, 2, 1 });
    qsvga_sync(d);
    qtest_memset(d->qts, mob.gpa, 0x22, 4096);
    readback(d, 1);
    for (uint32_t y = 0; y < 32; y++) {
        bool inside = y == 8 || y == 9;

        assert_bytes(d, mob.gpa + y * 128, 16, 0);
        assert_bytes(d, mob.gpa + y * 128 + 16, 32, inside ? 0x11 : 0);
        assert_bytes(d, mob.gpa + y * 128 + 48, 80, 0);
    }
    g_assert_cmpuint(qsvga_stat(d, "stat-updates"), ==, 1);
    g_assert_cmpuint(qsvga_stat(d, "stat-readbacks"), ==, 1);
    g_assert_cmpuint(qsvga_stat(d, "stat-bytes-reported"), ==, 64);
    qsvga_stop(d);
}

static void test_update_surface(void)
{
    QSvga *d = start(NULL);
    QSvgaMob mob = qsvga_bound_surface(d, 1, SVGA3D_BUFFER, 5000, 1, 8192,
                                       0x33);

    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
    qsvga_sync(d);
    qtest_memset(d->qts, mob.gpa, 0x44, 8192);
    readback(d, 1);
    assert_bytes(d, mob.gpa, 5000, 0x33);
    assert_bytes(d, mob.gpa + 5000, 8192 - 5000, 0x44);
    qsvga_stop(d);
}

/* All page table formats, at sizes that end within and at a page. */
static void test_mob_depths(void)
{
    static const struct {
        uint32_t size;
        uint32_t depth;
    } mobs[] = {
        { 4096, SVGA3D_MOBFMT_PT_0 },
        { 100, SVGA3D_MOBFMT_PT_0 },
        { 4096, SVGA3D_MOBFMT_PT_1 },
        { 1024 * 4096, SVGA3D_MOBFMT_PT_1 },
        { 20000, SVGA3D_MOBFMT_PT_2 },
        { 1025 * 4096, SVGA3D_MOBFMT_PT_2 },
        { 100, SVGA3D_MOBFMT_PT64_0 },
        { 4096, SVGA3D_MOBFMT_PT64_0 },
        { 4096, SVGA3D_MOBFMT_PT64_1 },
        { 20000, SVGA3D_MOBFMT_PT64_1 },
        { 512 * 4096, SVGA3D_MOBFMT_PT64_1 },
        { 4096, SVGA3D_MOBFMT_PT64_2 },
        { 513 * 4096, SVGA3D_MOBFMT_PT64_2 },
        { 8 << 20, SVGA3D_MOBFMT_PT64_2 },
        { 20000, SVGA3D_MOBFMT_RANGE },
    };
    QSvga *d = start(NULL);

    for (size_t i = 0; i < ARRAY_SIZE(mobs); i++) {
        /* A table of depth 0 is the page itself, whatever its entries. */
        QSvgaMob mob = qsvga_mob_prepare(d, 7, mobs[i].size,
                                         mobs[i].depth ? mobs[i].depth :
                                         SVGA3D_MOBFMT_PT64_0, 0x55);
        const SVGA3dCmdDefineGBMob64 cmd = {
            7, mobs[i].depth, mob.base_ppn, mob.size,
        };

        qsvga_cmd(d, SVGA_3D_CMD_DEFINE_GB_MOB64, &cmd, sizeof(cmd));
        qsvga_surface(d, 7, SVGA3D_BUFFER, 0, mobs[i].size, 1, 1, 1);
        qsvga_bind(d, 7, 7);
        qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 7);
        qsvga_sync(d);
        qtest_memset(d->qts, mob.gpa, 0, mob.size);
        readback(d, 7);
        assert_bytes(d, mob.gpa, mob.size, 0x55);
        qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SURFACE, 7);
        qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_MOB, 7);
        qsvga_sync(d);
        qsvga_expect_memory(d, 0);
    }
    qsvga_stop(d);
}

/* The 32-bit form of the command, with 32-bit page numbers. */
static void test_mob32(void)
{
    QSvga *d = start(NULL);
    uint64_t data = guest_alloc(&d->alloc, 2 * QSVGA_PAGE);
    uint64_t table = guest_alloc(&d->alloc, QSVGA_PAGE);
    const SVGA3dCmdDefineGBMob cmd = {
        3, SVGA3D_MOBFMT_PT_1, table / QSVGA_PAGE, 2 * QSVGA_PAGE,
    };

    /* Pages in reverse order. */
    qtest_writel(d->qts, table, data / QSVGA_PAGE + 1);
    qtest_writel(d->qts, table + 4, data / QSVGA_PAGE);
    qtest_memset(d->qts, data, 0x66, QSVGA_PAGE);
    qtest_memset(d->qts, data + QSVGA_PAGE, 0x77, QSVGA_PAGE);
    qsvga_cmd(d, SVGA_3D_CMD_DEFINE_GB_MOB, &cmd, sizeof(cmd));
    qsvga_surface(d, 3, SVGA3D_BUFFER, 0, QSVGA_PAGE, 1, 1, 1);
    qsvga_bind(d, 3, 3);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 3);
    qsvga_sync(d);
    qtest_memset(d->qts, data, 0, 2 * QSVGA_PAGE);
    readback(d, 3);
    assert_bytes(d, data + QSVGA_PAGE, QSVGA_PAGE, 0x77);
    assert_bytes(d, data, QSVGA_PAGE, 0);
    qsvga_stop(d);
}

/* Faces and mips are tightly packed, faces outermost. */
static void test_cube_mips(void)
{
    const uint32_t mips[] = { 0, 256, 320, 336, 340 };
    QSvga *d = start(NULL);
    QSvgaMob mob = qsvga_mob(d, 1, 4096, 0);

    qsvga_surface(d, 1, SVGA3D_A8R8G8B8, SVGA3D_SURFACE_CUBEMAP, 8, 8, 1, 4);
    qsvga_bind(d, 1, 1);
    for (uint32_t face = 0; face < 6; face++) {
        for (uint32_t mip = 0; mip < 4; mip++) {
            uint32_t extent = 8 >> mip;

            qtest_memset(d->qts, mob.gpa + face * mips[4] + mips[mip],
                         1 + face * 4 + mip, mips[mip + 1] - mips[mip]);
            qsvga_update_image(d, 1, face, mip,
                               (SVGA3dBox) { 0, 0, 0, extent, extent, 1 });
        }
    }
    qsvga_sync(d);
    qtest_memset(d->qts, mob.gpa, 0xee, 4096);
    for (uint32_t face = 0; face < 6; face++) {
        const SVGA3dSurfaceImageId image = { 1, face, 2 };

        qsvga_cmd(d, SVGA_3D_CMD_READBACK_GB_IMAGE, &image, sizeof(image));
    }
    qsvga_sync(d);
    for (uint32_t face = 0; face < 6; face++) {
        uint64_t gpa = mob.gpa + face * mips[4];

        assert_bytes(d, gpa, mips[2], 0xee);
        assert_bytes(d, gpa + mips[2], 16, 1 + face * 4 + 2);
        assert_bytes(d, gpa + mips[3], 4, 0xee);
    }
    readback(d, 1);
    for (uint32_t face = 0; face < 6; face++) {
        assert_bytes(d, mob.gpa + face * mips[4], 256, 1 + face * 4);
    }
    qsvga_stop(d);
}

static void test_volume(void)
{
    QSvga *d = start(NULL);
    QSvgaMob mob = qsvga_mob(d, 1, 4096, 0x12);

    qsvga_surface(d, 1, SVGA3D_LUMINANCE8, SVGA3D_SURFACE_VOLUME, 16, 8, 4,
                  1);
    qsvga_bind(d, 1, 1);
    qsvga_update_image(d, 1, 0, 0, (SVGA3dBox) { 0, 0, 1, 16, 8, 2 });
    qsvga_sync(d);
    qtest_memset(d->qts, mob.gpa, 0xff, 512);
    readback(d, 1);
    assert_bytes(d, mob.gpa, 128, 0);
    assert_bytes(d, mob.gpa + 128, 256, 0x12);
    assert_bytes(d, mob.gpa + 384, 128, 0);
    qsvga_stop(d);
}

static void test_copy(void)
{
    const SVGA3dCmdSurfaceCopy cmd = { { 1, 0, 0 }, { 2, 0, 0 } };
    const SVGA3dCopyBox boxes[] = {
        { .x = 1, .y = 1, .z = 0, .w = 2, .h = 1, .d = 1,
          .srcx = 0, .srcy = 0, .srcz = 0 },
        { .x = 0, .y = 7, .z = 0, .w = 8, .h = 1, .d = 1,
          .srcx = 0, .srcy = 3, .srcz = 0 },
    };
    QSvga *d = start(NULL);
    QSvgaMob dst;

    qsvga_bound_surface(d, 1, SVGA3D_A8R8G8B8, 8, 8, 256, 0x9a);
    dst = qsvga_bound_surface(d, 2, SVGA3D_A8R8G8B8, 8, 8, 256, 0);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
    qsvga_cmd_tail(d, SVGA_3D_CMD_SURFACE_COPY, &cmd, sizeof(cmd), boxes,
                   sizeof(boxes));
    readback(d, 2);
    assert_bytes(d, dst.gpa, 36, 0);
    assert_bytes(d, dst.gpa + 36, 8, 0x9a);
    assert_bytes(d, dst.gpa + 44, 180, 0);
    assert_bytes(d, dst.gpa + 224, 32, 0x9a);
    /* no box: legal, without effect */
    qtest_memset(d->qts, dst.gpa, 0x01, 256);
    qsvga_cmd(d, SVGA_3D_CMD_SURFACE_COPY, &cmd, sizeof(cmd));
    qsvga_sync(d);
    assert_bytes(d, dst.gpa, 256, 0x01);
    qsvga_stop(d);
}

/* Within one image, onto bytes that have not been read yet. */
static void test_intra_copy(void)
{
    const SVGA3dCmdIntraSurfaceCopy cmd = {
        { 1, 0, 0 }, { .x = 3, .w = 40, .h = 1, .d = 1, .srcx = 0 },
    };
    QSvga *d = start(NULL);
    QSvgaMob mob = qsvga_bound_surface(d, 1, SVGA3D_BUFFER, 64, 1, 64, 0);

    for (uint32_t i = 0; i < 64; i++) {
        qtest_writeb(d->qts, mob.gpa + i, i);
    }
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
    qsvga_cmd(d, SVGA_3D_CMD_INTRA_SURFACE_COPY, &cmd, sizeof(cmd));
    readback(d, 1);
    for (uint32_t i = 0; i < 64; i++) {
        assert_bytes(d, mob.gpa + i, 1, i >= 3 && i < 43 ? i - 3 : i);
    }
    qsvga_stop(d);
}

/* Larger than a slice of work: done in parts, in order with the fence. */
static void test_big(void)
{
    enum { BYTES = 24 << 20 };
    QSvga *d = start(NULL);
    QSvgaMob mob = qsvga_bound_surface(d, 1, SVGA3D_BUFFER, BYTES, 1, BYTES,
                                       0x21);
    const uint32_t fence[] = { SVGA_CMD_FENCE, ++d->fence };
    unsigned polls = 0;

    qtest_qmp_assert_success(d->qts, "{ 'execute': 'stop' }");
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
    qsvga_queue(d, fence, sizeof(fence));
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'cont' }");
    while (qsvga_read(d, SVGA_REG_BUSY)) {
        polls++;
    }
    g_assert_cmpuint(polls, >, 1);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_FENCE), ==, d->fence);
    qtest_memset(d->qts, mob.gpa, 0, BYTES);
    readback(d, 1);
    assert_bytes(d, mob.gpa + BYTES - 4096, 4096, 0x21);
    qsvga_stop(d);
}

/* INVALIDATE discards the bytes: what differs is undefined. */
static void test_invalidate(void)
{
    const SVGA3dSurfaceImageId image = { 1, 0, 0 };
    QSvga *d = start(NULL);
    QSvgaMob mob = qsvga_bound_surface(d, 1, SVGA3D_BUFFER, 64, 1, 64, 1);

    for (int i = 0; i < 2; i++) {
        QDict *reply;
        QDict *first;

        qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
        if (i) {
            qsvga_cmd(d, SVGA_3D_CMD_INVALIDATE_GB_IMAGE, &image,
                      sizeof(image));
        } else {
            qsvga_cmd_id(d, SVGA_3D_CMD_INVALIDATE_GB_SURFACE, 1);
        }
        qsvga_sync(d);
        qtest_writeb(d->qts, mob.gpa + 5, 0x99);
        reply = qsvga_audit(d, NULL);
        first = qobject_to(QDict, qlist_peek(qdict_get_qlist(reply,
                                                             "surfaces")));
        first = qobject_to(QDict, qlist_peek(qdict_get_qlist(first,
                                                      "subresources")));
        g_assert_cmpstr(qdict_get_str(first, "class"), ==, "undefined");
        g_assert_cmpint(qdict_get_int(first, "bytes"), ==, 1);
        qobject_unref(reply);
        qtest_writeb(d->qts, mob.gpa + 5, 1);
    }
    qsvga_stop(d);
}

/* Taking a table down destroys its objects. */
static void test_otable_takedown(void)
{
    static const uint32_t types[] = {
        SVGA_OTABLE_SCREENTARGET, SVGA_OTABLE_SURFACE, SVGA_OTABLE_MOB,
    };
    QSvga *d = start(NULL);

    qsvga_bound_surface(d, 1, SVGA3D_BUFFER, 4096, 1, 4096, 1);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
    qsvga_sync(d);
    g_assert_cmpuint(qsvga_stat(d, "host-memory-used"), >, 4096);
    for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
        const SVGA3dCmdSetOTableBase cmd = {
            .type = types[i], .ptDepth = SVGA3D_MOBFMT_INVALID,
        };

        qsvga_cmd(d, SVGA_3D_CMD_SET_OTABLE_BASE, &cmd, sizeof(cmd));
    }
    qsvga_sync(d);
    qsvga_expect_memory(d, 0);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
    qsvga_expect_error(d, "bad-sid", "UPDATE_GB_SURFACE");
    qsvga_stop(d);
}

/* Host memory is bounded: the command fails, device and guest survive. */
static void test_budget(void)
{
    QSvga *d = start("host-memory=1M");

    qsvga_bound_surface(d, 1, SVGA3D_BUFFER, 700 << 10, 1, 700 << 10, 1);
    qsvga_bound_surface(d, 2, SVGA3D_BUFFER, 700 << 10, 1, 700 << 10, 2);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
    qsvga_sync(d);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 2);
    qsvga_expect_error(d, "over-budget", "UPDATE_GB_SURFACE");
    g_assert_cmpuint(qsvga_stat(d, "host-memory-used"), <=, 1 << 20);
    /* memory that was freed is available again */
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SURFACE, 1);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 2);
    qsvga_sync(d);
    qsvga_stop(d);
}

/* A reset forgets every object and gives all host memory back. */
static void test_reset(void)
{
    QSvga *d = start(NULL);

    qsvga_bound_surface(d, 1, SVGA3D_BUFFER, 1 << 20, 1, 1 << 20, 1);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
    qsvga_sync(d);
    qtest_system_reset(d->qts);
    qsvga_expect_memory(d, 0);
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/surface-update-image", test_update_image);
    qtest_add_func("/svga/surface-update-surface", test_update_surface);
    qtest_add_func("/svga/surface-mob-depths", test_mob_depths);
    qtest_add_func("/svga/surface-mob32", test_mob32);
    qtest_add_func("/svga/surface-cube-mips", test_cube_mips);
    qtest_add_func("/svga/surface-volume", test_volume);
    qtest_add_func("/svga/surface-copy", test_copy);
    qtest_add_func("/svga/surface-intra-copy", test_intra_copy);
    qtest_add_func("/svga/surface-big", test_big);
    qtest_add_func("/svga/surface-invalidate", test_invalidate);
    qtest_add_func("/svga/surface-otable-takedown", test_otable_takedown);
    qtest_add_func("/svga/surface-budget", test_budget);
    qtest_add_func("/svga/surface-reset", test_reset);
    return g_test_run();
}
