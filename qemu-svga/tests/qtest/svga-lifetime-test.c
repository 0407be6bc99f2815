/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Objects destroyed under each other, and tables the guest overwrites. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-gb.h"

static QSvga *start(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    qsvga_otables(d);
    qsvga_sync(d);
    return d;
}

/* Upload surface @sid; its contents become those of guest memory @gpa. */
static void assert_reads(QSvga *d, uint32_t sid, uint64_t gpa, uint8_t want)
{
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, sid);
    qsvga_sync(d);
    qtest_memset(d->qts, gpa, (uint8_t)~want, QSVGA_PAGE);
    qsvga_cmd_id(d, SVGA_3D_CMD_READBACK_GB_SURFACE, sid);
    qsvga_sync(d);
    for (uint32_t i = 0; i < QSVGA_PAGE; i += 64) {
        g_assert_cmphex(qtest_readb(d->qts, gpa + i), ==, want);
    }
}

static QSvgaMob page_surface(QSvga *d, uint32_t sid, uint8_t fill)
{
    return qsvga_bound_surface(d, sid, SVGA3D_BUFFER, QSVGA_PAGE, 1,
                               QSVGA_PAGE, fill);
}

/* The surface stays bound and sees the new memory; the old is not touched. */
static void test_redefine(void)
{
    QSvga *d = start();
    QSvgaMob old = page_surface(d, 1, 0x11);
    QSvgaMob new = qsvga_mob_prepare(d, 1, QSVGA_PAGE, 0, 0x22);
    const SVGA3dCmdRedefineGBMob64 cmd = {
        1, new.depth, new.base_ppn, new.size,
    };

    assert_reads(d, 1, old.gpa, 0x11);
    qsvga_cmd(d, SVGA_3D_CMD_REDEFINE_GB_MOB64, &cmd, sizeof(cmd));
    assert_reads(d, 1, new.gpa, 0x22);
    g_assert_cmphex(qtest_readb(d->qts, old.gpa), ==, 0x11);
    qsvga_stop(d);
}

/* A changed page table takes effect at UPDATE_GB_MOB_MAPPING, not before. */
static void test_update_mapping(void)
{
    QSvga *d = start();
    QSvgaMob mob = qsvga_mob_prepare(d, 1, QSVGA_PAGE, SVGA3D_MOBFMT_PT64_1,
                                     0x11);
    QSvgaMob other = qsvga_mob_prepare(d, 2, QSVGA_PAGE, 0, 0x22);
    const SVGA3dCmdDefineGBMob64 cmd = {
        1, mob.depth, mob.base_ppn, mob.size,
    };

    qsvga_cmd(d, SVGA_3D_CMD_DEFINE_GB_MOB64, &cmd, sizeof(cmd));
    qsvga_surface(d, 1, SVGA3D_BUFFER, 0, QSVGA_PAGE, 1, 1, 1);
    qsvga_bind(d, 1, 1);
    qsvga_sync(d);
    qtest_writeq(d->qts, mob.base_ppn * QSVGA_PAGE, other.base_ppn);
    assert_reads(d, 1, mob.gpa, 0x11);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_MOB_MAPPING, 1);
    assert_reads(d, 1, other.gpa, 0x22);
    g_assert_cmphex(qtest_readb(d->qts, mob.gpa), ==, 0x11);
    qsvga_stop(d);
}

/*
 * The memory of a destroyed MOB belongs to the guest: no readback may reach it,
 * and a new MOB of that id does not take the place of the old one.
 */
static void test_mob_under_surface(void)
{
    QSvga *d = start();
    QSvgaMob mob = page_surface(d, 1, 0x11);

    assert_reads(d, 1, mob.gpa, 0x11);
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_MOB, 1);
    qsvga_sync(d);
    qtest_memset(d->qts, mob.gpa, 0x33, QSVGA_PAGE);
    qsvga_cmd_id(d, SVGA_3D_CMD_READBACK_GB_SURFACE, 1);
    qsvga_expect_error(d, "not-bound", "READBACK_GB_SURFACE");
    g_assert_cmphex(qtest_readb(d->qts, mob.gpa), ==, 0x33);
    mob = qsvga_mob(d, 1, QSVGA_PAGE, 0x44);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
    qsvga_expect_error(d, "not-bound", "UPDATE_GB_SURFACE");
    qsvga_bind(d, 1, 1);
    assert_reads(d, 1, mob.gpa, 0x44);
    qsvga_stop(d);
}

/* A target of 16x16 that shows surface 1, which is bound to MOB 1. */
static void screen_of_surface(QSvga *d)
{
    const SVGA3dCmdDefineGBScreenTarget target = {
        .stid = 0, .width = 16, .height = 16, .flags = SVGA_STFLAG_PRIMARY,
    };
    const SVGA3dCmdBindGBScreenTarget bind = { 0, { 1, 0, 0 } };

    qsvga_bound_surface(d, 1, SVGA3D_X8R8G8B8, 16, 16, QSVGA_PAGE, 0x55);
    qsvga_cmd(d, SVGA_3D_CMD_DEFINE_GB_SCREENTARGET, &target, sizeof(target));
    qsvga_cmd(d, SVGA_3D_CMD_BIND_GB_SCREENTARGET, &bind, sizeof(bind));
    qsvga_sync(d);
}

static void update_screen(QSvga *d)
{
    const SVGA3dCmdUpdateGBScreenTarget cmd = { 0, { 0, 0, 16, 16 } };

    qsvga_cmd(d, SVGA_3D_CMD_UPDATE_GB_SCREENTARGET, &cmd, sizeof(cmd));
}

static void test_surface_under_screen(void)
{
    QSvga *d = start();

    screen_of_surface(d);
    update_screen(d);
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SURFACE, 1);
    update_screen(d);
    qsvga_sync(d);
    /* A new surface of that id is not the one that the target was bound to. */
    qsvga_surface(d, 1, SVGA3D_LUMINANCE8, 0, 4, 4, 1, 1);
    update_screen(d);
    qsvga_sync(d);
    qsvga_stop(d);
}

/* Replaces each table under the objects of the others, in each order. */
static void test_tables_replaced(void)
{
    static const uint32_t orders[][3] = {
        { SVGA_OTABLE_MOB, SVGA_OTABLE_SURFACE, SVGA_OTABLE_SCREENTARGET },
        { SVGA_OTABLE_SURFACE, SVGA_OTABLE_SCREENTARGET, SVGA_OTABLE_MOB },
        { SVGA_OTABLE_SCREENTARGET, SVGA_OTABLE_MOB, SVGA_OTABLE_SURFACE },
    };
    QSvga *d = start();

    for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
        bool screen = false;

        screen_of_surface(d);
        qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
        for (int j = 0; j < 3; j++) {
            QSvgaMob table = qsvga_mob_prepare(d, 0, 4 * QSVGA_PAGE, 0, 0xff);

            qsvga_otable(d, orders[i][j], &table);
            screen |= orders[i][j] == SVGA_OTABLE_SCREENTARGET;
            update_screen(d);
            if (screen) {
                qsvga_expect_error(d, "bad-screen", "UPDATE_GB_SCREENTARGET");
            } else {
                qsvga_sync(d);
            }
        }
        qsvga_expect_memory(d, 0);
        qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
        qsvga_expect_error(d, "bad-sid", "UPDATE_GB_SURFACE");
    }
    qsvga_stop(d);
}

/* Entry @id of the table at @gpa. */
static SVGAOTableMobEntry mob_entry(QSvga *d, uint64_t gpa, uint32_t id)
{
    SVGAOTableMobEntry entry;

    qtest_memread(d->qts, gpa + id * sizeof(entry), &entry, sizeof(entry));
    return entry;
}

static void readback_table(QSvga *d, uint32_t type)
{
    qsvga_cmd_id(d, SVGA_3D_CMD_READBACK_OTABLE, type);
    qsvga_sync(d);
}

static void test_otable_readback(void)
{
    QSvga *d = start();
    QSvgaMob table = qsvga_mob_prepare(d, 0, 4 * QSVGA_PAGE, 0, 0xff);
    SVGAOTableMobEntry entry;
    QSvgaMob mob;

    qsvga_otable(d, SVGA_OTABLE_MOB, &table);
    mob = qsvga_mob(d, 700, 3 * QSVGA_PAGE, 0);
    readback_table(d, SVGA_OTABLE_MOB);
    entry = mob_entry(d, table.gpa, 700);
    g_assert_cmpuint(entry.ptDepth, ==, mob.depth);
    g_assert_cmpuint(entry.sizeInBytes, ==, mob.size);
    g_assert_cmpuint(entry.base, ==, mob.base_ppn);
    entry = mob_entry(d, table.gpa, 701);
    g_assert_cmpuint(entry.sizeInBytes, ==, 0);
    qsvga_stop(d);
}

static void test_otable_readback_screen(void)
{
    QSvga *d = start();
    QSvgaMob table = qsvga_mob_prepare(d, 0, 8 * 64, 0, 0xff);
    SVGAOTableScreenTargetEntry entries[2];

    qsvga_otable(d, SVGA_OTABLE_SCREENTARGET, &table);
    screen_of_surface(d);
    readback_table(d, SVGA_OTABLE_SCREENTARGET);
    qtest_memread(d->qts, table.gpa, entries, sizeof(entries));
    g_assert_cmpuint(entries[0].image.sid, ==, 1);
    g_assert_cmpuint(entries[0].width, ==, 16);
    g_assert_cmpuint(entries[0].height, ==, 16);
    g_assert_cmpuint(entries[0].flags, ==, SVGA_STFLAG_PRIMARY);
    g_assert_cmpuint(entries[1].width, ==, 0);
    qsvga_stop(d);
}

/*
 * Without a command, the guest redirects the entries of a MOB and its surface:
 * to other memory, the device's own VRAM, another MOB.
 */
static void test_entry_behind_the_back(void)
{
    QSvga *d = start();
    QSvgaMob mobs = qsvga_mob_prepare(d, 0, 4 * QSVGA_PAGE, 0, 0);
    QSvgaMob surfaces = qsvga_mob_prepare(d, 0, 4 * QSVGA_PAGE, 0, 0);
    uint64_t entry = mobs.gpa + sizeof(SVGAOTableMobEntry);
    QSvgaMob mob, other;

    qsvga_otable(d, SVGA_OTABLE_MOB, &mobs);
    qsvga_otable(d, SVGA_OTABLE_SURFACE, &surfaces);
    mob = page_surface(d, 1, 0x11);
    other = page_surface(d, 2, 0x22);
    readback_table(d, SVGA_OTABLE_MOB);
    readback_table(d, SVGA_OTABLE_SURFACE);
    g_assert_cmpuint(mob_entry(d, mobs.gpa, 1).base, ==, mob.base_ppn);

    qtest_writeq(d->qts, entry + offsetof(SVGAOTableMobEntry, base),
                 other.base_ppn);
    assert_reads(d, 1, mob.gpa, 0x11);
    qtest_writeq(d->qts, entry + offsetof(SVGAOTableMobEntry, base),
                 d->vram.addr / QSVGA_PAGE);
    qtest_writel(d->qts, entry + offsetof(SVGAOTableMobEntry, sizeInBytes),
                 UINT32_MAX);
    assert_reads(d, 1, mob.gpa, 0x11);
    qtest_memset(d->qts, surfaces.gpa, 0xff, 4 * QSVGA_PAGE);
    assert_reads(d, 1, mob.gpa, 0x11);
    assert_reads(d, 2, other.gpa, 0x22);

    /* READBACK_OTABLE restores the device's state. */
    readback_table(d, SVGA_OTABLE_MOB);
    g_assert_cmpuint(mob_entry(d, mobs.gpa, 1).base, ==, mob.base_ppn);
    g_assert_cmpuint(mob_entry(d, mobs.gpa, 1).sizeInBytes, ==, QSVGA_PAGE);
    qsvga_stop(d);
}

/* A larger table with the same objects, then one with two-level page tables. */
static void test_otable_grow(void)
{
    QSvga *d = start();
    QSvgaMob table = qsvga_mob_prepare(d, 0, 8 * QSVGA_PAGE,
                                       SVGA3D_MOBFMT_PT64_2, 0);
    const SVGA3dCmdGrowOTable cmd = {
        .type = SVGA_OTABLE_MOB, .baseAddress = table.base_ppn,
        .sizeInBytes = table.size, .validSizeInBytes = 4 * QSVGA_PAGE,
        .ptDepth = table.depth,
    };
    QSvgaMob mob = page_surface(d, 1, 0x11);

    g_assert_cmphex(qsvga_read(d, SVGA_REG_CAP2) & SVGA_CAP2_GROW_OTABLE, !=,
                    0);
    qsvga_sync(d);
    qsvga_mob(d, 2000, QSVGA_PAGE, 0);
    qsvga_expect_error(d, "bad-id", "DEFINE_GB_MOB64");
    qsvga_cmd(d, SVGA_3D_CMD_GROW_OTABLE, &cmd, sizeof(cmd));
    qsvga_mob(d, 2000, QSVGA_PAGE, 0);
    assert_reads(d, 1, mob.gpa, 0x11);
    readback_table(d, SVGA_OTABLE_MOB);
    g_assert_cmpuint(mob_entry(d, table.gpa, 1).base, ==, mob.base_ppn);
    g_assert_cmpuint(mob_entry(d, table.gpa, 2000).sizeInBytes, ==,
                     QSVGA_PAGE);
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/lifetime-redefine", test_redefine);
    qtest_add_func("/svga/lifetime-update-mapping", test_update_mapping);
    qtest_add_func("/svga/lifetime-mob-under-surface",
                   test_mob_under_surface);
    qtest_add_func("/svga/lifetime-surface-under-screen",
                   test_surface_under_screen);
    qtest_add_func("/svga/lifetime-tables-replaced", test_tables_replaced);
    qtest_add_func("/svga/lifetime-otable-readback", test_otable_readback);
    qtest_add_func("/svga/lifetime-otable-readback-screen",
                   test_otable_readback_screen);
    qtest_add_func("/svga/lifetime-entry-behind-the-back",
                   test_entry_behind_the_back);
    qtest_add_func("/svga/lifetime-otable-grow", test_otable_grow);
    return g_test_run();
}
