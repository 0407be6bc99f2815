/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every capability that the device says it has is tried. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-send.h"

static void refused_none(QSvga *d, const uint32_t *words, uint32_t bytes)
{
    for (QSvgaWay way = 0; way < QSVGA_WAYS; way++) {
        g_autofree char *got = qsvga_send(d, way, words, bytes);

        g_assert_cmpstr(got, ==, NULL);
    }
}

static void keeps(QSvga *d, uint32_t reg, uint32_t value)
{
    qsvga_write(d, reg, value);
    g_assert_cmpuint(qsvga_read(d, reg), ==, value);
}

static void try_cursor(QSvga *d)
{
    const uint32_t words[] = {
        SVGA_CMD_DEFINE_CURSOR, 0, 0, 0, 32, 1, 1, 1, 0, 0xffffffff,
    };

    refused_none(d, words, sizeof(words));
}

static void try_cursor_bypass(QSvga *d)
{
    keeps(d, SVGA_REG_CURSOR_X, 5);
    keeps(d, SVGA_REG_CURSOR_Y, 6);
    keeps(d, SVGA_REG_CURSOR_ON, SVGA_CURSOR_ON_SHOW);
}

/* Taking the cursor off the framebuffer and restoring it. */
static void try_cursor_bypass_2(QSvga *d)
{
    qsvga_write(d, SVGA_REG_CURSOR_ON, SVGA_CURSOR_ON_REMOVE_FROM_FB);
    qsvga_write(d, SVGA_REG_CURSOR_ON, SVGA_CURSOR_ON_RESTORE_TO_FB);
}

static void try_alpha_cursor(QSvga *d)
{
    const uint32_t words[] = {
        SVGA_CMD_DEFINE_ALPHA_CURSOR, 0, 0, 0, 1, 1, 0xffffffff,
    };

    refused_none(d, words, sizeof(words));
}

static void try_extended_fifo(QSvga *d)
{
    g_assert_cmpuint(qsvga_read(d, SVGA_REG_MEM_REGS), ==,
                     SVGA_FIFO_NUM_REGS);
    g_assert_cmphex(qsvga_fifo_read(d, SVGA_FIFO_CAPABILITIES), !=, 0);
}

static void try_pitchlock(QSvga *d)
{
    qsvga_write(d, SVGA_REG_PITCHLOCK, 8192);
    g_assert_cmpuint(qsvga_read(d, SVGA_REG_BYTES_PER_LINE), ==, 8192);
    qsvga_write(d, SVGA_REG_PITCHLOCK, 0);
}

static void try_irqmask(QSvga *d)
{
    qsvga_write(d, SVGA_REG_IRQMASK, SVGA_IRQFLAG_ANY_FENCE);
    qsvga_sync(d);
    g_assert_true(qsvga_irq_line(d));
    qsvga_irq_acknowledge(d, SVGA_IRQFLAG_ANY_FENCE);
    g_assert_false(qsvga_irq_line(d));
    qsvga_write(d, SVGA_REG_IRQMASK, 0);
}

static void try_traces(QSvga *d)
{
    keeps(d, SVGA_REG_TRACES, 0);
    keeps(d, SVGA_REG_TRACES, 1);
}

static void try_command_buffers(QSvga *d)
{
    const uint32_t words[] = { SVGA_CMD_FENCE, 12345 };
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(d, sizeof(words));

    g_assert_cmpuint(qsvga_cmdbuf_run(d, &cb, words, sizeof(words)), ==,
                     SVGA_CB_STATUS_COMPLETED);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_FENCE), ==, 12345);
}

static void try_gbobjects(QSvga *d)
{
    const uint32_t words[] = {
        SVGA_3D_CMD_DEFINE_GB_SURFACE, 36, 7, 0, SVGA3D_A8R8G8B8, 1, 0, 0, 8,
        8, 1,
        SVGA_3D_CMD_DEFINE_GB_MOB64, 20, 7, SVGA3D_MOBFMT_RANGE,
        QSVGA_PPN_RAM, 0, 4096,
        SVGA_3D_CMD_BIND_GB_SURFACE, 8, 7, 7,
        SVGA_3D_CMD_UPDATE_GB_SURFACE, 4, 7,
        SVGA_3D_CMD_DESTROY_GB_SURFACE, 4, 7,
        SVGA_3D_CMD_DESTROY_GB_MOB, 4, 7,
    };

    refused_none(d, words, sizeof(words));
    g_assert_cmpuint(qsvga_read(d, SVGA_REG_MOB_MAX_SIZE), >, 0);
    g_assert_cmpuint(qsvga_read(d, SVGA_REG_SUGGESTED_GBOBJECT_MEM_SIZE_KB),
                     >, 0);
}

static void try_cap2_register(QSvga *d)
{
    g_assert_cmphex(qsvga_read(d, SVGA_REG_CAP2), !=, 0);
}

static void try_grow_otable(QSvga *d)
{
    const uint32_t words[] = {
        SVGA_3D_CMD_SET_OTABLE_BASE64, 24, SVGA_OTABLE_SHADER, QSVGA_PPN_RAM,
        0, 4096, 0, SVGA3D_MOBFMT_RANGE,
        SVGA_3D_CMD_GROW_OTABLE, 24, SVGA_OTABLE_SHADER, QSVGA_PPN_RAM, 0,
        8192, 4096, SVGA3D_MOBFMT_RANGE,
    };

    refused_none(d, words, sizeof(words));
}

static void try_intra_surface_copy(QSvga *d)
{
    const uint32_t words[] = {
        SVGA_3D_CMD_DEFINE_GB_SURFACE, 36, 7, 0, SVGA3D_A8R8G8B8, 1, 0, 0, 8,
        8, 1,
        SVGA_3D_CMD_INTRA_SURFACE_COPY, 48, 7, 0, 0, 0, 0, 0, 4, 4, 1, 4, 4,
        0,
        SVGA_3D_CMD_DESTROY_GB_SURFACE, 4, 7,
    };

    refused_none(d, words, sizeof(words));
}

/* An object table behind two levels of page tables. */
static void try_otable_ptdepth_2(QSvga *d)
{
    QSvgaMob mob = qsvga_mob_prepare(d, 0, 4096, SVGA3D_MOBFMT_PT64_2, 0);
    const uint32_t words[] = {
        SVGA_3D_CMD_SET_OTABLE_BASE64, 24, SVGA_OTABLE_SHADER, mob.base_ppn,
        0, mob.size, 0, mob.depth,
    };

    refused_none(d, words, sizeof(words));
}

/* A picture of 1x1 in a MOB. */
static void try_cursor_mob(QSvga *d)
{
    const struct {
        SVGAGBCursorHeader header;
        uint32_t texel;
    } cursor = {
        .header.type = SVGA_ALPHA_CURSOR,
        .header.header.alphaHeader = { .width = 1, .height = 1 },
        .header.sizeInBytes = sizeof(uint32_t),
        .texel = 0xffffffff,
    };
    QSvgaMob mob = qsvga_mob(d, 8, QSVGA_PAGE, 0);

    qsvga_sync(d);
    qtest_memwrite(d->qts, mob.gpa, &cursor, sizeof(cursor));
    keeps(d, SVGA_REG_CURSOR_MOBID, mob.id);
}

static void try_fifo_fence(QSvga *d)
{
    qsvga_sync(d);
}

static void try_fifo_cursor(QSvga *d)
{
    qsvga_fifo_write(d, SVGA_FIFO_CURSOR_X, 3);
    qsvga_fifo_write(d, SVGA_FIFO_CURSOR_Y, 4);
    qsvga_fifo_write(d, SVGA_FIFO_CURSOR_ON, 1);
    qsvga_fifo_write(d, SVGA_FIFO_CURSOR_COUNT,
                     qsvga_fifo_read(d, SVGA_FIFO_CURSOR_COUNT) + 1);
    qsvga_sync(d);
    g_assert_cmpuint(qsvga_read(d, SVGA_REG_CURSOR_X), ==, 3);
    g_assert_cmpuint(qsvga_read(d, SVGA_REG_CURSOR_Y), ==, 4);
}

/* A reservation is the driver's note to itself; nothing touches it. */
static void try_fifo_reserve(QSvga *d)
{
    qsvga_fifo_write(d, SVGA_FIFO_RESERVED, 64);
    qsvga_sync(d);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_RESERVED), ==, 64);
    qsvga_fifo_write(d, SVGA_FIFO_RESERVED, 0);
}

typedef struct Capability {
    uint32_t bit;
    void (*try)(QSvga *d);
} Capability;

static const Capability caps[] = {
    { SVGA_CAP_CURSOR, try_cursor },
    { SVGA_CAP_CURSOR_BYPASS, try_cursor_bypass },
    { SVGA_CAP_CURSOR_BYPASS_2, try_cursor_bypass_2 },
    { SVGA_CAP_ALPHA_CURSOR, try_alpha_cursor },
    { SVGA_CAP_EXTENDED_FIFO, try_extended_fifo },
    { SVGA_CAP_PITCHLOCK, try_pitchlock },
    { SVGA_CAP_IRQMASK, try_irqmask },
    { SVGA_CAP_TRACES, try_traces },
    { SVGA_CAP_COMMAND_BUFFERS, try_command_buffers },
    { SVGA_CAP_GBOBJECTS, try_gbobjects },
    { SVGA_CAP_CAP2_REGISTER, try_cap2_register },
    { 0, NULL },
};

static const Capability caps2[] = {
    { SVGA_CAP2_GROW_OTABLE, try_grow_otable },
    { SVGA_CAP2_INTRA_SURFACE_COPY, try_intra_surface_copy },
    { SVGA_CAP2_OTABLE_PTDEPTH_2, try_otable_ptdepth_2 },
    { SVGA_CAP2_CURSOR_MOB, try_cursor_mob },
    { 0, NULL },
};

static const Capability fifo_caps[] = {
    { SVGA_FIFO_CAP_FENCE, try_fifo_fence },
    { SVGA_FIFO_CAP_CURSOR_BYPASS_3, try_fifo_cursor },
    { SVGA_FIFO_CAP_RESERVE, try_fifo_reserve },
    { 0, NULL },
};

/* Each bit is one of the list, and each of the list is there and works. */
static void try_all(QSvga *d, uint32_t word, const Capability *list)
{
    for (; list->try; list++) {
        g_test_message("bit 0x%x", list->bit);
        g_assert_cmphex(word & list->bit, ==, list->bit);
        word &= ~list->bit;
        list->try(d);
    }
    g_assert_cmphex(word, ==, 0);
}

static void test_caps(void)
{
    QSvga *d = qsvga_send_start(NULL);

    try_all(d, qsvga_read(d, SVGA_REG_CAPABILITIES), caps);
    qsvga_stop(d);
}

static void test_caps2(void)
{
    QSvga *d = qsvga_send_start(NULL);

    try_all(d, qsvga_read(d, SVGA_REG_CAP2), caps2);
    qsvga_stop(d);
}

static void test_fifo_caps(void)
{
    QSvga *d = qsvga_send_start(NULL);

    try_all(d, qsvga_fifo_read(d, SVGA_FIFO_CAPABILITIES), fifo_caps);
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/caps-advertised", test_caps);
    qtest_add_func("/svga/caps-advertised-second", test_caps2);
    qtest_add_func("/svga/caps-advertised-fifo", test_fifo_caps);
    return g_test_run();
}
