/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Work is charged even if a command's length and effect do not show it. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-gb.h"

#define SLICE_COMMANDS 1024

/* Units of work; a slice ends once it is used up. */
#define SLICE_WORK (UINT64_C(1) << 20)
#define SLICE_WORK_MAX (2 * SLICE_WORK)

/* The surface with the most subresources; a command visits each of them. */
#define CUBE_MIPS 24
#define CUBE_SUBRESOURCES (SVGA3D_MAX_SURFACE_FACES * CUBE_MIPS)
#define SUBRESOURCE_WORK 128

#define CURSOR_SIDE 256
#define CURSOR_BYTES (CURSOR_SIDE * CURSOR_SIDE * 4)

/* Units charged per step; a page fault is one. */
#define SVGA_STEP_WORK 1024

/* From "host-memory=64M", and what QEMU itself may need in addition. */
#define LIMIT_BYTES (64 * 1024 * 1024)
#define LARGE_BYTES (4 * 1024 * 1024)
#define RESIDENT_SLACK (8 * 1024 * 1024)
#define SHADOW_BYTES (UINT64_C(1) << 43)
#define MOBS_MAX 600000
#define MOBS_BATCH 10000

static QSvga *start_with(const char *props, const char *args)
{
    QSvga *d = qsvga_start(props, args);

    qsvga_fifo_init(d);
    qsvga_otables(d);
    qsvga_sync(d);
    return d;
}

static QSvga *start(const char *props)
{
    return start_with(props, NULL);
}

static void expect_slice_work(QSvga *d)
{
    g_assert_cmpuint(qsvga_stat(d, "stat-slice-work"), <=, SLICE_WORK_MAX);
}

/* A 1x1 cube with all its mips, in a MOB that is one byte too short. */
static void make_short_cube(QSvga *d, uint32_t id)
{
    qsvga_mob(d, id, CUBE_SUBRESOURCES * 4 - 1, 0);
    qsvga_surface(d, id, SVGA3D_A8R8G8B8, SVGA3D_SURFACE_CUBEMAP, 1, 1, 1,
                  CUBE_MIPS);
    qsvga_bind(d, id, id);
    qsvga_sync(d);
}

/* A refusal that needed a look at many subresources is not cheap. */
static void check_refused(uint32_t cmd, const char *name)
{
    const uint32_t words[] = { cmd, 4, 1 };
    QSvga *d = start(NULL);
    uint64_t before;

    make_short_cube(d, 1);
    before = qsvga_stat(d, "stat-slices");
    for (int i = 0; i < SLICE_COMMANDS; i++) {
        qsvga_queue(d, words, sizeof(words));
    }
    d->errors_expected += SLICE_COMMANDS - 1;
    qsvga_expect_error(d, "mob-too-small", name);
    g_assert_cmpuint(qsvga_stat(d, "stat-slices") - before, >=,
                     (uint64_t)SLICE_COMMANDS * CUBE_SUBRESOURCES *
                     SUBRESOURCE_WORK / SLICE_WORK_MAX);
    expect_slice_work(d);
    qsvga_stop(d);
}

static void test_refused_update(void)
{
    check_refused(SVGA_3D_CMD_UPDATE_GB_SURFACE, "UPDATE_GB_SURFACE");
}

static void test_refused_readback(void)
{
    check_refused(SVGA_3D_CMD_READBACK_GB_SURFACE, "READBACK_GB_SURFACE");
}

/*
 * A large cursor defined through a register: its copy is given back without
 * another command, and each definition is a slice of its own.
 */
static void test_cursors(void)
{
    const SVGAGBCursorHeader header = {
        .type = SVGA_ALPHA_CURSOR,
        .header.alphaHeader = { 0, 0, CURSOR_SIDE, CURSOR_SIDE },
        .sizeInBytes = CURSOR_BYTES,
    };
    QSvga *d = start("host-memory=1M");
    QSvgaMob mob = qsvga_mob(d, 1, sizeof(header) + CURSOR_BYTES, 0);
    uint64_t used;

    qsvga_sync(d);
    qtest_memwrite(d->qts, mob.gpa, &header, sizeof(header));
    used = qsvga_stat(d, "host-memory-used");
    for (int i = 0; i < 64; i++) {
        qsvga_write(d, SVGA_REG_CURSOR_MOBID, 1);
        g_assert_cmpuint(qsvga_stat(d, "host-memory-used"), ==, used);
    }
    expect_slice_work(d);
    qsvga_stop(d);
}

/* A value that the host's kernel reports about QEMU in a file of /proc. */
static char *of_process(QSvga *d, const char *file)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/%s",
                                            (int)qtest_pid(d->qts), file);
    char *text = NULL;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

static uint64_t bytes_of_process(QSvga *d, const char *key)
{
    g_autofree char *text = of_process(d, "status");
    const char *at = strstr(text, key);

    g_assert_nonnull(at);
    return g_ascii_strtoull(at + strlen(key), NULL, 10) * 1024;
}

static uint64_t resident(QSvga *d)
{
    return bytes_of_process(d, "RssAnon:");
}

/*
 * A sanitizer reserves a shadow of the whole address space and keeps freed
 * memory.
 */
static bool sanitized(QSvga *d)
{
    return bytes_of_process(d, "VmSize:") >= SHADOW_BYTES;
}

/* The tenth field; the third is the first after the program's name. */
static uint64_t page_faults(QSvga *d)
{
    g_autofree char *text = of_process(d, "stat");
    g_auto(GStrv) fields = g_strsplit(strrchr(text, ')') + 2, " ", 0);

    return g_ascii_strtoull(fields[7], NULL, 10);
}

/*
 * A column of texels of twelve bytes, each of which straddles two pages, as do
 * its bits in both sets: a row is two steps and eight page faults.
 */
static void test_columns(void)
{
    const uint32_t copy[] = {
        SVGA_3D_CMD_SURFACE_COPY, 60, 9, 0, 0, 9, 0, 0,
        2730, 0, 0, 1, 4096, 1, 341, 0, 0,
    };
    QSvga *d = start(NULL);
    uint64_t slices = qsvga_stat(d, "stat-slices");
    uint64_t faults = page_faults(d);

    qsvga_surface(d, 9, SVGA3D_R32G32B32_FLOAT, 0, 8192, 4096, 1, 1);
    qsvga_queue(d, copy, sizeof(copy));
    qsvga_sync(d);
    slices = qsvga_stat(d, "stat-slices") - slices;
    faults = page_faults(d) - faults;
    g_test_message("%" PRIu64 " page faults in %" PRIu64 " slices", faults,
                   slices);
    g_assert_cmpuint(faults * SVGA_STEP_WORK, <=, slices * SLICE_WORK_MAX);
    qsvga_stop(d);
}

/* Fill the budget with small MOBs, then destroy them. */
static uint32_t mobs_come_and_go(QSvga *d)
{
    const uint64_t page = guest_alloc(&d->alloc, QSVGA_PAGE) / QSVGA_PAGE;
    uint32_t count = 0;

    while (!qsvga_stat(d, "stat-guest-errors")) {
        for (int i = 0; i < MOBS_BATCH; i++, count++) {
            const SVGA3dCmdDefineGBMob64 mob = {
                .mobid = count,
                .ptDepth = SVGA3D_MOBFMT_RANGE,
                .base = page,
                .sizeInBytes = QSVGA_PAGE,
            };

            qsvga_cmd(d, SVGA_3D_CMD_DEFINE_GB_MOB64, &mob, sizeof(mob));
        }
        qsvga_sync(d);
    }
    for (uint32_t i = 0; i < count; i++) {
        qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_MOB, i);
        if (i % MOBS_BATCH == 0) {
            qsvga_sync(d);
        }
    }
    qsvga_sync(d);
    return count;
}

/*
 * Tree nodes stay resident after their objects are gone: the limit holds.  The
 * guest's RAM is a file here and thus not counted: it may get huge pages.
 */
static void test_resident(void)
{
    QSvga *d = start_with("host-memory=64M",
                          "-object memory-backend-memfd,id=ram,size=256M "
                          "-machine memory-backend=ram");
    uint64_t before = resident(d), after;
    QSvgaMob table;
    uint32_t count;

    if (sanitized(d)) {
        g_test_skip("a sanitizer's own memory is resident, too");
        qsvga_quit(d);
        return;
    }
    table = qsvga_mob_prepare(d, 0, MOBS_MAX * 16, 0, 0);
    qsvga_otable(d, SVGA_OTABLE_MOB, &table);
    qsvga_sync(d);
    count = mobs_come_and_go(d);
    qsvga_expect_memory(d, 0);
    qsvga_mob(d, 0, LARGE_BYTES, 1);
    for (uint32_t sid = 1; sid < LIMIT_BYTES / LARGE_BYTES; sid++) {
        qsvga_surface(d, sid, SVGA3D_BUFFER, 0, LARGE_BYTES, 1, 1, 1);
        qsvga_bind(d, sid, 0);
        qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, sid);
    }
    qsvga_sync(d);
    after = resident(d);
    g_test_message("%u MOBs were there; %" PRIu64 " bytes more are resident "
                   "and %" PRIu64 " charged", count, after - before,
                   qsvga_stat(d, "host-memory-used"));
    g_assert_cmpuint(after - before, <=, LIMIT_BYTES + RESIDENT_SLACK);
    qsvga_quit(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/charge-refused-update", test_refused_update);
    qtest_add_func("/svga/charge-refused-readback", test_refused_readback);
    qtest_add_func("/svga/charge-cursors", test_cursors);
    qtest_add_func("/svga/charge-columns", test_columns);
    qtest_add_func("/svga/charge-resident", test_resident);
    return g_test_run();
}
