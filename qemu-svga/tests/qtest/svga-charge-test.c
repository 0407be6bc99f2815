/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Work is counted that shows neither in a command's length nor its effect. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-gb.h"

#define SLICE_COMMANDS 1024

/* Units of work; a slice ends where it is full. */
#define SLICE_WORK (UINT64_C(1) << 20)
#define SLICE_WORK_MAX (2 * SLICE_WORK)

/* The surface with the most subresources, each of which a command looks at. */
#define CUBE_MIPS 24
#define CUBE_SUBRESOURCES (SVGA3D_MAX_SURFACE_FACES * CUBE_MIPS)
#define SUBRESOURCE_WORK 128

#define CURSOR_SIDE 256
#define CURSOR_BYTES (CURSOR_SIDE * CURSOR_SIDE * 4)

static QSvga *start(const char *props)
{
    QSvga *d = qsvga_start(props, NULL);

    qsvga_fifo_init(d);
    qsvga_otables(d);
    qsvga_sync(d);
    return d;
}

static void expect_slice_work(QSvga *d)
{
    g_assert_cmpuint(qsvga_stat(d, "stat-slice-work"), <=, SLICE_WORK_MAX);
}

/* A cube of a texel and all its mips, in a MOB that lacks the last byte. */
static void make_short_cube(QSvga *d, uint32_t id)
{
    qsvga_mob(d, id, CUBE_SUBRESOURCES * 4 - 1, 0);
    qsvga_surface(d, id, SVGA3D_A8R8G8B8, SVGA3D_SURFACE_CUBEMAP, 1, 1, 1,
                  CUBE_MIPS);
    qsvga_bind(d, id, id);
    qsvga_sync(d);
}

/* A refusal that took looking at many subresources is no cheap one. */
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
 * A large cursor by a register: no command has to follow for its copy to be
 * given back, and however many there are, each is a slice of its own.
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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/charge-refused-update", test_refused_update);
    qtest_add_func("/svga/charge-refused-readback", test_refused_readback);
    qtest_add_func("/svga/charge-cursors", test_cursors);
    return g_test_run();
}
