/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Several consoles, the palette, the budget of pictures, requested sizes. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga-shot.h"
#include "libqos/svga-vnc.h"

#define WIDTH 64
#define HEIGHT 48
#define BYTES (WIDTH * HEIGHT * 4)
#define WAIT_MICROSECONDS (60 * 1000 * 1000)

/* A shown target with a surface of its own, id number + 1, in one grey. */
static void show_target(QSvga *d, uint32_t stid, uint32_t width,
                        uint32_t height, int32_t x_root, uint8_t grey)
{
    qsvga_bound_surface(d, stid + 1, SVGA3D_X8R8G8B8, width, height,
                        width * height * 4, grey);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, stid + 1);
    qsvga_define_target(d, stid, width, height, x_root);
    qsvga_bind_target(d, stid, stid + 1);
    qsvga_update_target(d, stid, 0, 0, width, height);
    qsvga_sync(d);
}

static QSvga *start(const char *props)
{
    QSvga *d = qsvga_start(props, NULL);

    qsvga_fifo_init(d);
    qsvga_otables(d);
    qsvga_sync(d);
    return d;
}

/* Reset has disabled the BARs; put the registers back where they were. */
static void reset(QSvga *d)
{
    qtest_system_reset(d->qts);
    qpci_device_enable(d->dev);
    d->io = qpci_iomap(d->dev, 0, NULL);
}

/* Each target is on the console of its number and affects no other. */
static void test_heads(void)
{
    QSvga *d = start("max_outputs=3");

    g_assert_cmpuint(qsvga_read(d, SVGA_REG_NUM_DISPLAYS), ==, 3);
    show_target(d, 0, WIDTH, HEIGHT, 0, 0x20);
    show_target(d, 2, 16, 8, WIDTH, 0x60);
    qsvga_assert_extent(d, 0, WIDTH, HEIGHT);
    qsvga_assert_pixel(d, 0, WIDTH - 1, HEIGHT - 1, 0x202020);
    qsvga_assert_extent(d, 2, 16, 8);
    qsvga_assert_pixel(d, 2, 15, 7, 0x606060);
    show_target(d, 1, 32, 4, WIDTH, 0x90);
    qsvga_assert_extent(d, 1, 32, 4);
    qsvga_assert_pixel(d, 1, 0, 0, 0x909090);
    qsvga_update_target(d, 1, 0, 0, 32, 5);
    qsvga_expect_error(d, "bad-box", "UPDATE_GB_SCREENTARGET");
    qsvga_assert_pixel(d, 0, 0, 0, 0x202020);
    qsvga_assert_pixel(d, 2, 0, 0, 0x606060);
    qsvga_stop(d);
}

/* A destroyed target takes its picture with it; a new one brings another. */
static void test_head_gone(void)
{
    QSvga *d = qsvga_start("max_outputs=2", NULL);
    QSvgaShot vga = qsvga_shoot(d);

    qsvga_fifo_init(d);
    qsvga_otables(d);
    show_target(d, 0, WIDTH, HEIGHT, 0, 0x20);
    show_target(d, 1, 32, 16, WIDTH, 0x90);
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, 1);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 1, 0, 0, 0);
    qsvga_assert_pixel(d, 0, 1, 1, 0x202020);
    qsvga_define_target(d, 1, 8, 16, WIDTH);
    qsvga_bind_target(d, 1, 1);
    qsvga_update_target(d, 1, 0, 0, 8, 16);
    qsvga_sync(d);
    qsvga_assert_extent(d, 1, 8, 16);
    qsvga_assert_pixel(d, 1, 7, 15, 0x202020);
    /* without SVGA, the second console has nothing and the first shows VGA */
    qsvga_write(d, SVGA_REG_ENABLE, 0);
    qsvga_assert_pixel(d, 1, 7, 15, 0);
    qsvga_assert_extent(d, 0, vga.width, vga.height);
    g_free(vga.file);
    qsvga_stop(d);
}

/* Targets without a console accept all commands and use no picture memory. */
static void test_headless(void)
{
    QSvga *d = start(NULL);
    uint64_t used;

    show_target(d, 0, WIDTH, HEIGHT, 0, 0x20);
    qsvga_bound_surface(d, 8, SVGA3D_X8R8G8B8, 16, 16, 16 * 16 * 4, 0x40);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 8);
    qsvga_sync(d);
    used = qsvga_stat(d, "host-memory-used");
    qsvga_define_target(d, 7, 16, 16, WIDTH);
    qsvga_bind_target(d, 7, 8);
    qsvga_update_target(d, 7, 0, 0, 16, 16);
    qsvga_sync(d);
    qsvga_expect_memory(d, used);
    qsvga_update_target(d, 7, 0, 0, 17, 16);
    qsvga_expect_error(d, "bad-box", "UPDATE_GB_SCREENTARGET");
    qsvga_assert_pixel(d, 0, 15, 15, 0x202020);
    qsvga_define_target(d, 8, 16, 16, WIDTH);
    qsvga_expect_error(d, "bad-id", "DEFINE_GB_SCREENTARGET");
    qsvga_stop(d);
}

/* Pictures are charged while they exist; one that does not fit is refused. */
static void test_budget(void)
{
    QSvga *d = start("host-memory=1M");

    qsvga_expect_memory(d, 0);
    qsvga_define_target(d, 0, 640, 480, 0);
    qsvga_expect_error(d, "over-budget", "DEFINE_GB_SCREENTARGET");
    qsvga_expect_memory(d, 0);
    qsvga_define_target(d, 0, 320, 240, 0);
    qsvga_sync(d);
    /* large blocks are charged in pieces of 64 KiB */
    qsvga_expect_memory(d, ROUND_UP(320 * 240 * 4, 64 * 1024));
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, 0);
    qsvga_sync(d);
    qsvga_expect_memory(d, 0);
    qsvga_stop(d);
}

/* An update of many slices is complete when its fence has passed. */
static void test_slices(void)
{
    enum { SIDE = 1024 };
    QSvga *d = start(NULL);
    QSvgaShot shot;

    show_target(d, 0, SIDE, SIDE, 0, 0x31);
    shot = qsvga_shoot(d);
    for (unsigned i = 0; i < SIDE * SIDE * 3; i++) {
        g_assert_cmphex(shot.rgb[i], ==, 0x31);
    }
    g_free(shot.file);
    qsvga_stop(d);
}

/* Red is inverted, green halved, blue unchanged. */
static void set_palette(QSvga *d)
{
    for (uint32_t i = 0; i < 256; i++) {
        qsvga_write(d, SVGA_PALETTE_BASE + 3 * i, 255 - i);
        qsvga_write(d, SVGA_PALETTE_BASE + 3 * i + 1, i / 2);
    }
}

static void reset_palette(QSvga *d)
{
    for (uint32_t i = 0; i < SVGA_NUM_PALETTE_REGS; i++) {
        qsvga_write(d, SVGA_PALETTE_BASE + i, i / 3);
    }
}

static void test_palette(void)
{
    QSvga *d = start("max_outputs=2");

    show_target(d, 0, WIDTH, HEIGHT, 0, 0x20);
    show_target(d, 1, 16, 16, WIDTH, 0x90);
    set_palette(d);
    qsvga_assert_pixel(d, 0, 5, 5, 0xdf1020);
    qsvga_assert_pixel(d, 1, 5, 5, 0x6f4890);
    /* new updates are corrected, and nothing is corrected twice */
    qsvga_bind_target(d, 0, 2);
    qsvga_update_target(d, 0, 3, 3, 4, 4);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 3, 3, 0x6f4890);
    qsvga_assert_pixel(d, 0, 2, 3, 0xdf1020);
    reset_palette(d);
    qsvga_assert_pixel(d, 0, 3, 3, 0x909090);
    qsvga_assert_pixel(d, 0, 2, 3, 0x202020);
    qsvga_stop(d);
}

/* Unbound targets show black, which this palette maps to another colour. */
static void test_palette_blank(void)
{
    QSvga *d = start(NULL);

    show_target(d, 0, WIDTH, HEIGHT, 0, 0x20);
    set_palette(d);
    qsvga_bind_target(d, 0, SVGA3D_INVALID_ID);
    qsvga_update_target(d, 0, 0, 0, 4, 4);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 3, 3, 0xff0000);
    qsvga_assert_pixel(d, 0, 4, 3, 0xdf1020);
    reset(d);
    qsvga_expect_memory(d, 0);
    g_assert_cmpuint(qsvga_read(d, SVGA_PALETTE_BASE + 3), ==, 1);
    qsvga_stop(d);
}

static void test_palette_legacy(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_write(d, SVGA_REG_WIDTH, 32);
    qsvga_write(d, SVGA_REG_HEIGHT, 16);
    set_palette(d);
    qsvga_fifo_init(d);
    qpci_io_writel(d->dev, d->vram, 4, 0x102030);
    qsvga_assert_pixel(d, 0, 1, 0, 0xef1030);
    qpci_io_writel(d->dev, d->vram, 4, 0x204060);
    qsvga_assert_pixel(d, 0, 1, 0, 0xdf2060);
    /* guest memory is unchanged */
    g_assert_cmphex(qpci_io_readl(d->dev, d->vram, 4), ==, 0x204060);
    reset_palette(d);
    qsvga_assert_pixel(d, 0, 1, 0, 0x204060);
    qsvga_stop(d);
}

/* No memory for the corrected copy: an error, and the uncorrected picture. */
static void test_palette_budget(void)
{
    QSvga *d = start("host-memory=1M");

    /* surface and picture, with 64 KiB granularity, fit exactly */
    show_target(d, 0, 384, 280, 0, 0x20);
    qsvga_define_target(d, 1, 16, 16, 384);
    set_palette(d);
    qsvga_assert_pixel(d, 0, 5, 5, 0x202020);
    qsvga_expect_error(d, "over-budget", "PALETTE");
    qsvga_stop(d);
}

static void wait_for_size(QSvga *d, uint32_t width, uint32_t height)
{
    gint64 end = g_get_monotonic_time() + WAIT_MICROSECONDS;

    while (qsvga_read(d, SVGA_REG_WIDTH) != width ||
           qsvga_read(d, SVGA_REG_HEIGHT) != height) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    }
}

/* The next driver finds the viewer's window size, with a reset or without. */
static void test_wish(void)
{
    QSvgaVnc *vnc = qsvga_vnc_new();
    QSvga *d = qsvga_start(NULL, vnc->args);

    qsvga_vnc_connect(vnc);
    qsvga_vnc_resize(vnc, 1366, 768);
    wait_for_size(d, 1366, 768);
    reset(d);
    g_assert_cmpuint(qsvga_read(d, SVGA_REG_WIDTH), ==, 1366);
    g_assert_cmpuint(qsvga_read(d, SVGA_REG_HEIGHT), ==, 768);
    /* At most MAX_WIDTH and MAX_HEIGHT. */
    qsvga_vnc_resize(vnc, 5120, 2880);
    wait_for_size(d, SVGA_MAX_WIDTH, SVGA_MAX_HEIGHT);
    qsvga_vnc_free(vnc);
    qsvga_stop(d);
}

/* A framebuffer in use keeps its size: the request takes effect afterwards. */
static void test_wish_legacy(void)
{
    QSvgaVnc *vnc = qsvga_vnc_new();
    QSvga *d = qsvga_start(NULL, vnc->args);

    qsvga_vnc_connect(vnc);
    qsvga_write(d, SVGA_REG_WIDTH, 1024);
    qsvga_write(d, SVGA_REG_HEIGHT, 768);
    qsvga_write(d, SVGA_REG_ENABLE, SVGA_REG_ENABLE_ENABLE);
    qsvga_vnc_resize(vnc, 1280, 1024);
    /* the second request takes effect, and the first never does */
    qsvga_assert_extent(d, 0, 1024, 768);
    qsvga_write(d, SVGA_REG_ENABLE, 0);
    qsvga_vnc_resize(vnc, 1152, 864);
    wait_for_size(d, 1152, 864);
    qsvga_vnc_free(vnc);
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/output-heads", test_heads);
    qtest_add_func("/svga/output-head-gone", test_head_gone);
    qtest_add_func("/svga/output-headless", test_headless);
    qtest_add_func("/svga/output-budget", test_budget);
    qtest_add_func("/svga/output-slices", test_slices);
    qtest_add_func("/svga/output-palette", test_palette);
    qtest_add_func("/svga/output-palette-blank", test_palette_blank);
    qtest_add_func("/svga/output-palette-legacy", test_palette_legacy);
    qtest_add_func("/svga/output-palette-budget", test_palette_budget);
    qtest_add_func("/svga/output-wish", test_wish);
    qtest_add_func("/svga/output-wish-legacy", test_wish_legacy);
    return g_test_run();
}
