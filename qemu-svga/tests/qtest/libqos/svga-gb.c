/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Guest-backed objects and the device's properties, for qtests. */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "../libqtest.h"
#include "svga-gb.h"

#define QSVGA_TABLE_ENTRIES (QSVGA_PAGE / sizeof(uint64_t))

void qsvga_otable(QSvga *d, uint32_t type, const QSvgaMob *mob)
{
    const SVGA3dCmdSetOTableBase64 cmd = {
        .type = type,
        .baseAddress = mob->base_ppn,
        .sizeInBytes = mob->size,
        .ptDepth = mob->depth,
    };

    qsvga_cmd(d, SVGA_3D_CMD_SET_OTABLE_BASE64, &cmd, sizeof(cmd));
}

void qsvga_otables(QSvga *d)
{
    static const struct {
        uint32_t type;
        uint32_t size;
    } tables[] = {
        { SVGA_OTABLE_MOB, 1024 * sizeof(SVGAOTableMobEntry) },
        { SVGA_OTABLE_SURFACE, 1024 * sizeof(SVGAOTableSurfaceEntry) },
        { SVGA_OTABLE_SCREENTARGET, 8 * sizeof(SVGAOTableScreenTargetEntry) },
    };

    for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
        QSvgaMob mob = qsvga_mob_prepare(d, 0, tables[i].size, 0, 0);

        qsvga_otable(d, tables[i].type, &mob);
    }
}

/* Number of tables above the pages; 0 if there are no tables. */
static const struct {
    uint8_t levels;
    uint8_t entry_bytes;
} qsvga_depths[] = {
    [SVGA3D_MOBFMT_PT_1] = { 1, 4 },
    [SVGA3D_MOBFMT_PT_2] = { 2, 4 },
    [SVGA3D_MOBFMT_PT64_1] = { 1, 8 },
    [SVGA3D_MOBFMT_PT64_2] = { 2, 8 },
};

/* A table of @count page numbers, written at once. */
static uint64_t qsvga_table(QSvga *d, const uint64_t *ppns, uint64_t count,
                            uint32_t bytes)
{
    uint64_t gpa = guest_alloc(&d->alloc, QSVGA_PAGE);
    uint8_t table[QSVGA_PAGE] = { 0 };

    g_assert_cmpuint(count, <=, QSVGA_PAGE / bytes);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t entry = cpu_to_le64(ppns[i]);

        memcpy(table + i * bytes, &entry, bytes);
    }
    qtest_memwrite(d->qts, gpa, table, sizeof(table));
    return gpa / QSVGA_PAGE;
}

/* Tables for contiguous @pages, in @levels levels. */
static uint64_t qsvga_tables(QSvga *d, uint64_t first_ppn, uint64_t pages,
                             uint32_t levels, uint32_t bytes)
{
    g_autofree uint64_t *ppns = g_new(uint64_t, pages);
    uint64_t entries = QSVGA_PAGE / bytes;

    for (uint64_t i = 0; i < pages; i++) {
        ppns[i] = first_ppn + i;
    }
    for (; levels; levels--) {
        uint64_t tables = DIV_ROUND_UP(pages, entries);

        for (uint64_t i = 0; i < tables; i++) {
            ppns[i] = qsvga_table(d, ppns + i * entries,
                                  MIN(pages - i * entries, entries), bytes);
        }
        pages = tables;
    }
    return ppns[0];
}

QSvgaMob qsvga_mob_prepare(QSvga *d, uint32_t id, uint32_t size,
                           uint32_t depth, uint8_t fill)
{
    uint64_t pages = DIV_ROUND_UP(size, QSVGA_PAGE);
    QSvgaMob mob = { .id = id, .size = size, .depth = depth };

    mob.gpa = guest_alloc(&d->alloc, pages * QSVGA_PAGE);
    qtest_memset(d->qts, mob.gpa, fill, pages * QSVGA_PAGE);
    mob.base_ppn = mob.gpa / QSVGA_PAGE;
    if (!mob.depth) {
        mob.depth = pages == 1 ? SVGA3D_MOBFMT_PT64_0 :
                    pages <= QSVGA_TABLE_ENTRIES ? SVGA3D_MOBFMT_PT64_1 :
                                                   SVGA3D_MOBFMT_PT64_2;
    }
    if (mob.depth < ARRAY_SIZE(qsvga_depths) &&
        qsvga_depths[mob.depth].levels) {
        mob.base_ppn = qsvga_tables(d, mob.base_ppn, pages,
                                    qsvga_depths[mob.depth].levels,
                                    qsvga_depths[mob.depth].entry_bytes);
    }
    return mob;
}

QSvgaMob qsvga_mob(QSvga *d, uint32_t id, uint32_t size, uint8_t fill)
{
    QSvgaMob mob = qsvga_mob_prepare(d, id, size, 0, fill);
    const SVGA3dCmdDefineGBMob64 cmd = {
        .mobid = id,
        .ptDepth = mob.depth,
        .base = mob.base_ppn,
        .sizeInBytes = size,
    };

    qsvga_cmd(d, SVGA_3D_CMD_DEFINE_GB_MOB64, &cmd, sizeof(cmd));
    return mob;
}

void qsvga_surface(QSvga *d, uint32_t sid, uint32_t format, uint32_t flags,
                   uint32_t width, uint32_t height, uint32_t depth,
                   uint32_t mips)
{
    const SVGA3dCmdDefineGBSurface cmd = {
        .sid = sid,
        .surfaceFlags = flags,
        .format = format,
        .numMipLevels = mips,
        .size = { width, height, depth },
    };

    qsvga_cmd(d, SVGA_3D_CMD_DEFINE_GB_SURFACE, &cmd, sizeof(cmd));
}

void qsvga_bind(QSvga *d, uint32_t sid, uint32_t mobid)
{
    const SVGA3dCmdBindGBSurface cmd = { .sid = sid, .mobid = mobid };

    qsvga_cmd(d, SVGA_3D_CMD_BIND_GB_SURFACE, &cmd, sizeof(cmd));
}

QSvgaMob qsvga_bound_surface(QSvga *d, uint32_t sid, uint32_t format,
                             uint32_t width, uint32_t height, uint32_t size,
                             uint8_t fill)
{
    QSvgaMob mob = qsvga_mob(d, sid, size, fill);

    qsvga_surface(d, sid, format, 0, width, height, 1, 1);
    qsvga_bind(d, sid, sid);
    return mob;
}

void qsvga_update_image(QSvga *d, uint32_t sid, uint32_t face, uint32_t mip,
                        SVGA3dBox box)
{
    const SVGA3dCmdUpdateGBImage cmd = {
        .image = { sid, face, mip },
        .box = box,
    };

    qsvga_cmd(d, SVGA_3D_CMD_UPDATE_GB_IMAGE, &cmd, sizeof(cmd));
}

char *qsvga_property(QSvga *d, const char *name)
{
    QDict *reply = qtest_qmp(d->qts, "{ 'execute': 'qom-get', 'arguments': "
                             "{ 'path': %s, 'property': %s } }",
                             QSVGA_PATH, name);
    char *value = g_strdup(qdict_get_str(reply, "return"));

    qobject_unref(reply);
    return value;
}

void qsvga_expect_error(QSvga *d, const char *reason, const char *what)
{
    g_autofree char *want = g_strdup_printf("%s: %s", reason, what);
    g_autofree char *got = NULL;

    qsvga_ring(d);
    qsvga_wait_idle(d);
    got = qsvga_property(d, "last-guest-error");
    g_assert_cmpstr(got, ==, want);
    d->errors_expected++;
    g_assert_cmpuint(qsvga_stat(d, "stat-guest-errors"), ==,
                     d->errors_expected);
}

QDict *qsvga_audit(QSvga *d, QDict *args)
{
    QDict *reply = qtest_qmp(d->qts,
                             "{ 'execute': 'x-svga-audit', 'arguments': %p }",
                             args ? args : qdict_new());
    QDict *result;

    g_assert_true(qdict_haskey(reply, "return"));
    result = qdict_get_qdict(reply, "return");
    qobject_ref(result);
    qobject_unref(reply);
    return result;
}
