/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Every capability in CAP2 and in the FIFO does what it promises. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga-texels.h"

/* The table entry of an id, as written by READBACK_OTABLE. */
static SVGAOTableSurfaceEntry read_entry(QSvga *d, const QSvgaMob *table,
                                         uint32_t sid)
{
    SVGAOTableSurfaceEntry entry;

    qsvga_texels_id(d, QSVGA_BY_FIFO, SVGA_3D_CMD_READBACK_OTABLE,
            SVGA_OTABLE_SURFACE);
    qtest_memread(d->qts, table->gpa + sid * sizeof(entry), &entry,
                  sizeof(entry));
    return entry;
}

/* Ids beyond the old table exist, in the new memory; objects stay. */
static void try_grow_otable(QSvgaWatched *w)
{
    QSvga *d = w->d;
    const uint32_t ids = QSVGA_PAGE / sizeof(SVGAOTableSurfaceEntry);
    QSvgaMob small = qsvga_mob_prepare(d, 0, QSVGA_PAGE, 0, 0);
    QSvgaMob large = qsvga_mob_prepare(d, 0, 2 * QSVGA_PAGE, 0, 0);
    const uint32_t define[] = {
        SVGA_3D_CMD_DEFINE_GB_SURFACE, 36, ids, 0, SVGA3D_A8R8G8B8, 1, 0, 0,
        5, QSVGA_SIDE, 1,
    };
    const uint32_t grow[] = {
        SVGA_3D_CMD_GROW_OTABLE, 24, SVGA_OTABLE_SURFACE, large.base_ppn, 0,
        large.size, small.size, large.depth,
    };

    qsvga_otable(d, SVGA_OTABLE_SURFACE, &small);
    qsvga_texels_make(d, QSVGA_BY_FIFO, 0x100);
    qsvga_send_bad(d, define, sizeof(define), "bad-id: DEFINE_GB_SURFACE");
    qsvga_send_good(d, QSVGA_BY_FIFO, grow, sizeof(grow));
    qsvga_send_good(d, QSVGA_BY_FIFO, define, sizeof(define));
    g_assert_cmpuint(read_entry(d, &large, 7).size.width, ==, QSVGA_SIDE);
    g_assert_cmpuint(read_entry(d, &large, ids).size.width, ==, 5);
    qsvga_texels_read(d, QSVGA_BY_FIFO);
    g_assert_cmphex(qsvga_texel(d, QSVGA_TEXELS - 1), ==,
                    0x100 + QSVGA_TEXELS - 1);
    qsvga_texels_drop(d, QSVGA_BY_FIFO);
}

/* Copies the last quarter of the surface over the first. */
static void try_intra_surface_copy(QSvgaWatched *w)
{
    const uint32_t half = QSVGA_SIDE / 2;
    const uint32_t copy[] = {
        SVGA_3D_CMD_INTRA_SURFACE_COPY, 48, 7, 0, 0, 0, 0, 0, half, half, 1,
        half, half, 0,
    };

    for (QSvgaWay way = 0; way < QSVGA_WAYS; way++) {
        qsvga_texels_make(w->d, way, 0);
        qsvga_send_good(w->d, way, copy, sizeof(copy));
        qsvga_texels_read(w->d, way);
        for (uint32_t i = 0; i < QSVGA_TEXELS; i++) {
            bool copied = i / QSVGA_SIDE < half && i % QSVGA_SIDE < half;

            g_assert_cmphex(qsvga_texel(w->d, i), ==,
                            copied ? i + half * QSVGA_SIDE + half : i);
        }
        qsvga_texels_drop(w->d, way);
    }
}

/* An object table behind two levels of page tables, up to its last page. */
static void try_otable_ptdepth_2(QSvgaWatched *w)
{
    QSvga *d = w->d;
    const uint32_t ids = QSVGA_PAGE / sizeof(SVGAOTableSurfaceEntry);
    QSvgaMob table = qsvga_mob_prepare(d, 0, 3 * QSVGA_PAGE,
                                       SVGA3D_MOBFMT_PT64_2, 0x5a);
    SVGAOTableSurfaceEntry entry;

    qsvga_otable(d, SVGA_OTABLE_SURFACE, &table);
    qsvga_surface(d, 3 * ids - 1, SVGA3D_A8R8G8B8, 0, QSVGA_SIDE, 3, 1, 1);
    entry = read_entry(d, &table, 3 * ids - 1);
    g_assert_cmpuint(entry.size.width, ==, QSVGA_SIDE);
    g_assert_cmpuint(entry.size.height, ==, 3);
    g_assert_cmpuint(entry.format, ==, SVGA3D_A8R8G8B8);
    g_assert_cmpuint(read_entry(d, &table, 0).format, ==, 0);
}

/* A cursor image of 1x1 in a MOB. */
static void try_cursor_mob(QSvgaWatched *w)
{
    struct {
        SVGAGBCursorHeader header;
        uint32_t texel;
    } cursor = {
        .header.type = SVGA_ALPHA_CURSOR,
        .header.header.alphaHeader = { .width = 1, .height = 1 },
        .header.sizeInBytes = sizeof(uint32_t),
        .texel = 0xff345678,
    };
    QSvgaMob mob = qsvga_mob(w->d, 8, QSVGA_PAGE, 0);

    qsvga_sync(w->d);
    qtest_memwrite(w->d->qts, mob.gpa, &cursor, sizeof(cursor));
    qsvga_write(w->d, SVGA_REG_CURSOR_MOBID, mob.id);
    g_assert_cmpuint(qsvga_read(w->d, SVGA_REG_CURSOR_MOBID), ==, mob.id);
    qsvga_vnc_expect(w->vnc,
                     &(QSvgaVncCursor) { 1, 1, 0, 0, &cursor.texel });
}

/* A fence passes only after everything before it has been executed. */
static void try_fifo_fence(QSvgaWatched *w)
{
    const uint32_t words[] = {
        SVGA_3D_CMD_READBACK_GB_SURFACE, 4, 7, SVGA_CMD_FENCE, 4711,
    };

    qsvga_texels_make(w->d, QSVGA_BY_FIFO, 0x900);
    qsvga_texels_fill(w->d, 0);
    qsvga_queue(w->d, words, sizeof(words));
    g_assert_cmpuint(qsvga_fifo_read(w->d, SVGA_FIFO_FENCE), !=, 4711);
    qsvga_ring(w->d);
    while (qsvga_fifo_read(w->d, SVGA_FIFO_FENCE) != 4711) {
        g_assert_cmpuint(qsvga_read(w->d, SVGA_REG_BUSY), <=, 1);
    }
    g_assert_cmphex(qsvga_texel(w->d, 0), ==, 0x900);
    g_assert_cmphex(qsvga_texel(w->d, QSVGA_TEXELS - 1), ==,
                    0x900 + QSVGA_TEXELS - 1);
    qsvga_texels_drop(w->d, QSVGA_BY_FIFO);
}

/* The cursor only moves once COUNT says that the rest has been written. */
static void try_fifo_cursor(QSvgaWatched *w)
{
    QSvga *d = w->d;
    uint32_t count = qsvga_fifo_read(d, SVGA_FIFO_CURSOR_COUNT) + 1;

    qsvga_fifo_write(d, SVGA_FIFO_CURSOR_X, 3);
    qsvga_fifo_write(d, SVGA_FIFO_CURSOR_Y, 4);
    qsvga_fifo_write(d, SVGA_FIFO_CURSOR_ON, 1);
    qsvga_sync(d);
    qsvga_watched_position(d, 0, 0, false);
    qsvga_fifo_write(d, SVGA_FIFO_CURSOR_COUNT, count);
    qsvga_sync(d);
    qsvga_watched_position(d, 3, 4, true);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_CURSOR_LAST_UPDATED), ==,
                     count);
}

/* Reserved bytes belong to the driver: not executed before the commit. */
static void try_fifo_reserve(QSvgaWatched *w)
{
    const uint32_t words[] = { SVGA_CMD_FENCE, 815 };
    QSvga *d = w->d;
    uint32_t next = qsvga_fifo_read(d, SVGA_FIFO_NEXT_CMD);

    qsvga_fifo_write(d, SVGA_FIFO_RESERVED, sizeof(words));
    qpci_memwrite(d->dev, d->fifo, next, words, sizeof(words));
    qsvga_ring(d);
    qsvga_wait_idle(d);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_RESERVED), ==,
                     sizeof(words));
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_FENCE), !=, 815);
    qsvga_fifo_write(d, SVGA_FIFO_NEXT_CMD, next + sizeof(words));
    qsvga_fifo_write(d, SVGA_FIFO_RESERVED, 0);
    qsvga_ring(d);
    qsvga_wait_idle(d);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_FENCE), ==, 815);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_RESERVED), ==, 0);
}

static const QSvgaCapability caps2[] = {
    { SVGA_CAP2_GROW_OTABLE, try_grow_otable },
    { SVGA_CAP2_INTRA_SURFACE_COPY, try_intra_surface_copy },
    { SVGA_CAP2_OTABLE_PTDEPTH_2, try_otable_ptdepth_2 },
    { SVGA_CAP2_CURSOR_MOB, try_cursor_mob },
    { 0, NULL },
};

static const QSvgaCapability fifo_caps[] = {
    { SVGA_FIFO_CAP_FENCE, try_fifo_fence },
    { SVGA_FIFO_CAP_CURSOR_BYPASS_3, try_fifo_cursor },
    { SVGA_FIFO_CAP_RESERVE, try_fifo_reserve },
    { 0, NULL },
};

static void test_caps2(void)
{
    QSvgaWatched w = qsvga_watch();

    qsvga_try_all(&w, qsvga_read(w.d, SVGA_REG_CAP2), caps2);
    qsvga_unwatch(&w);
}

static void test_fifo_caps(void)
{
    QSvgaWatched w = qsvga_watch();

    qsvga_try_all(&w, qsvga_fifo_read(w.d, SVGA_FIFO_CAPABILITIES), fifo_caps);
    qsvga_unwatch(&w);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/caps-advertised-second", test_caps2);
    qtest_add_func("/svga/caps-advertised-fifo", test_fifo_caps);
    return g_test_run();
}
