/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Every capability that the device advertises does what it promises. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga-shot.h"
#include "libqos/svga-texels.h"

/* A cursor defined either way is the next that the viewer receives. */
static void expect_cursor(QSvgaWatched *w, const uint32_t *words,
                          uint32_t bytes, const QSvgaVncCursor *want)
{
    for (QSvgaWay way = 0; way < QSVGA_WAYS; way++) {
        qsvga_send_good(w->d, way, words, bytes);
        qsvga_vnc_expect(w->vnc, want);
    }
}

static void try_cursor(QSvgaWatched *w)
{
    const uint32_t words[] = {
        SVGA_CMD_DEFINE_CURSOR, 0, 1, 0, 2, 1, 32, 32,
        0, 0xffffff, 0x123456, 0,
    };
    uint32_t argb[] = { 0xff123456, 0 };

    expect_cursor(w, words, sizeof(words),
                  &(QSvgaVncCursor) { 2, 1, 1, 0, argb });
}

static void try_cursor_bypass(QSvgaWatched *w)
{
    qsvga_write(w->d, SVGA_REG_CURSOR_X, 5);
    qsvga_write(w->d, SVGA_REG_CURSOR_Y, 6);
    qsvga_write(w->d, SVGA_REG_CURSOR_ON, SVGA_CURSOR_ON_SHOW);
    qsvga_watched_position(w->d, 5, 6, true);
    qsvga_write(w->d, SVGA_REG_CURSOR_ON, SVGA_CURSOR_ON_HIDE);
    qsvga_watched_position(w->d, 5, 6, false);
    qsvga_write(w->d, SVGA_REG_CURSOR_ON, SVGA_CURSOR_ON_SHOW);
}

/* Taking the cursor off the framebuffer and restoring it. */
static void try_cursor_bypass_2(QSvgaWatched *w)
{
    qsvga_watched_position(w->d, 5, 6, true);
    qsvga_write(w->d, SVGA_REG_CURSOR_ON, SVGA_CURSOR_ON_REMOVE_FROM_FB);
    qsvga_watched_position(w->d, 5, 6, false);
    qsvga_write(w->d, SVGA_REG_CURSOR_ON, SVGA_CURSOR_ON_RESTORE_TO_FB);
    qsvga_watched_position(w->d, 5, 6, true);
}

static void try_alpha_cursor(QSvgaWatched *w)
{
    uint32_t words[] = {
        SVGA_CMD_DEFINE_ALPHA_CURSOR, 0, 0, 1, 1, 2, 0x80402010, 0xff010203,
    };

    expect_cursor(w, words, sizeof(words),
                  &(QSvgaVncCursor) { 1, 2, 0, 1, words + 6 });
}

/*
 * Registers after the first four: the device fills them in if MIN leaves room
 * for them, and otherwise leaves the memory to commands.
 */
static void try_extended_fifo(QSvgaWatched *w)
{
    const uint32_t base = SVGA_FIFO_CAPABILITIES * sizeof(uint32_t);
    const uint32_t regs = qsvga_read(w->d, SVGA_REG_MEM_REGS);

    g_assert_cmpuint(regs, ==, SVGA_FIFO_NUM_REGS);
    qsvga_fifo_write(w->d, SVGA_FIFO_CAPABILITIES, 0x1234);
    qsvga_fifo_init_window(w->d, base, QSVGA_PAGE);
    g_assert_cmphex(qsvga_fifo_read(w->d, SVGA_FIFO_CAPABILITIES), ==,
                    0x1234);
    qsvga_fifo_init_window(w->d, regs * sizeof(uint32_t), QSVGA_PAGE);
    g_assert_cmphex(qsvga_fifo_read(w->d, SVGA_FIFO_CAPABILITIES), ==,
                    SVGA_FIFO_CAP_FENCE | SVGA_FIFO_CAP_CURSOR_BYPASS_3 |
                    SVGA_FIFO_CAP_RESERVE);
    qsvga_sync(w->d);
    qsvga_fifo_init(w->d);
}

/* A picture of 32x16 with the row pitch set by PITCHLOCK. */
static void try_pitchlock(QSvgaWatched *w)
{
    QSvga *d = w->d;

    qsvga_write(d, SVGA_REG_WIDTH, 32);
    qsvga_write(d, SVGA_REG_HEIGHT, 16);
    qsvga_write(d, SVGA_REG_PITCHLOCK, 256);
    g_assert_cmpuint(qsvga_read(d, SVGA_REG_BYTES_PER_LINE), ==, 256);
    qpci_io_writel(d->dev, d->vram, 256 + 4, 0x123456);
    qsvga_assert_extent(d, 0, 32, 16);
    qsvga_assert_pixel(d, 0, 1, 1, 0x123456);
    qsvga_assert_pixel(d, 0, 1, 2, 0);
    qsvga_write(d, SVGA_REG_PITCHLOCK, 0);
    g_assert_cmpuint(qsvga_read(d, SVGA_REG_BYTES_PER_LINE), ==, 128);
    qsvga_assert_pixel(d, 0, 1, 1, 0);
    qsvga_assert_pixel(d, 0, 1, 2, 0x123456);
}

/* Interrupts enabled in the mask show in the status and on the line. */
static void try_irqmask(QSvgaWatched *w)
{
    QSvga *d = w->d;

    qsvga_sync(d);
    g_assert_cmphex(qsvga_irq_status(d), ==, 0);
    g_assert_false(qsvga_irq_line(d));
    qsvga_write(d, SVGA_REG_IRQMASK, SVGA_IRQFLAG_ANY_FENCE);
    qsvga_sync(d);
    g_assert_cmphex(qsvga_irq_status(d), ==, SVGA_IRQFLAG_ANY_FENCE);
    g_assert_true(qsvga_irq_line(d));
    qsvga_write(d, SVGA_REG_IRQMASK, 0);
    g_assert_false(qsvga_irq_line(d));
    qsvga_write(d, SVGA_REG_IRQMASK, SVGA_IRQFLAG_ANY_FENCE);
    g_assert_true(qsvga_irq_line(d));
    qsvga_irq_acknowledge(d, SVGA_IRQFLAG_ANY_FENCE);
    g_assert_cmphex(qsvga_irq_status(d), ==, 0);
    g_assert_false(qsvga_irq_line(d));
    qsvga_write(d, SVGA_REG_IRQMASK, 0);
}

/*
 * A palette makes the device draw each pixel itself, so that a screendump shows
 * what it noticed: stores while tracing, otherwise only updates.
 */
static void try_traces(QSvgaWatched *w)
{
    const uint32_t update[] = { SVGA_CMD_UPDATE, 3, 1, 1, 1 };
    QSvga *d = w->d;

    qsvga_write(d, SVGA_PALETTE_BASE + 3 * 0xff, 0x80);
    qsvga_assert_pixel(d, 0, 3, 1, 0);
    qpci_io_writel(d->dev, d->vram, 128 + 3 * 4, 0xff1234);
    qsvga_assert_pixel(d, 0, 3, 1, 0x801234);
    qsvga_write(d, SVGA_REG_TRACES, 0);
    qpci_io_writel(d->dev, d->vram, 128 + 3 * 4, 0x5678);
    qsvga_assert_pixel(d, 0, 3, 1, 0x801234);
    qsvga_send_good(d, QSVGA_BY_FIFO, update, sizeof(update));
    qsvga_assert_pixel(d, 0, 3, 1, 0x5678);
    qsvga_write(d, SVGA_REG_TRACES, 1);
    qsvga_write(d, SVGA_PALETTE_BASE + 3 * 0xff, 0xff);
}

/* Commands before an invalid one take effect, and the header points to it. */
static void try_command_buffers(QSvgaWatched *w)
{
    const uint32_t words[] = {
        SVGA_CMD_FENCE, 12345, 0x7fffffff, SVGA_CMD_FENCE, 54321,
    };
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(w->d, sizeof(words));

    g_assert_cmpuint(qsvga_cmdbuf_run(w->d, &cb, words, 8), ==,
                     SVGA_CB_STATUS_COMPLETED);
    g_assert_cmpuint(qsvga_fifo_read(w->d, SVGA_FIFO_FENCE), ==, 12345);
    qsvga_fifo_write(w->d, SVGA_FIFO_FENCE, 0);
    g_assert_cmpuint(qsvga_cmdbuf_run(w->d, &cb, words, sizeof(words)), ==,
                     SVGA_CB_STATUS_COMMAND_ERROR);
    g_assert_cmpuint(qsvga_cmdbuf_error_offset(w->d, &cb), ==, 8);
    g_assert_cmpuint(qsvga_fifo_read(w->d, SVGA_FIFO_FENCE), ==, 12345);
    w->d->errors_expected++;
    qsvga_cmdbuf_start(w->d, true);
    qsvga_cmdbuf_free(w->d, &cb);
}

/* An update uploads bytes and a readback returns them; nothing else does. */
static void try_gbobjects(QSvgaWatched *w)
{
    const uint32_t again[] = { SVGA_3D_CMD_UPDATE_GB_SURFACE, 4, 7 };

    for (QSvgaWay way = 0; way < QSVGA_WAYS; way++) {
        qsvga_texels_make(w->d, way, 0x1000 * (way + 1));
        qsvga_texels_fill(w->d, 0);
        qsvga_texels_read(w->d, way);
        for (uint32_t i = 0; i < QSVGA_TEXELS; i++) {
            g_assert_cmphex(qsvga_texel(w->d, i), ==, 0x1000 * (way + 1) + i);
        }
        g_assert_cmphex(qsvga_texel(w->d, QSVGA_TEXELS), ==, 0);
        qsvga_texels_drop(w->d, way);
        qsvga_send_bad(w->d, again, sizeof(again),
                       "bad-sid: UPDATE_GB_SURFACE");
    }
}

/* The bits of this word are tested separately. */
static void try_cap2_register(QSvgaWatched *w)
{
    uint64_t errors = qsvga_stat(w->d, "stat-guest-errors");

    g_assert_cmphex(qsvga_read(w->d, SVGA_REG_CAP2), !=, 0);
    g_assert_cmpuint(qsvga_stat(w->d, "stat-guest-errors"), ==, errors);
}

static const QSvgaCapability caps[] = {
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

static void test_caps(void)
{
    QSvgaWatched w = qsvga_watch();

    qsvga_try_all(&w, qsvga_read(w.d, SVGA_REG_CAPABILITIES), caps);
    qsvga_unwatch(&w);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/caps-advertised", test_caps);
    return g_test_run();
}
