/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The first console: screen target, exact damage, legacy framebuffer, VGA. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga-shot.h"

#define WIDTH 64
#define HEIGHT 48
#define BYTES (WIDTH * HEIGHT * 4)

/* Target 0 with bound surface 1 in one colour, uploaded but not shown. */
static QSvga *start(QSvgaMob *mob)
{
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    qsvga_otables(d);
    *mob = qsvga_bound_surface(d, 1, SVGA3D_X8R8G8B8, WIDTH, HEIGHT, BYTES,
                               0x80);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
    qsvga_define_target(d, 0, WIDTH, HEIGHT, 0);
    qsvga_bind_target(d, 0, 1);
    qsvga_sync(d);
    return d;
}

static void test_target(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);
    QSvgaShot shot = qsvga_shoot(d);

    /* a bound surface is not shown yet */
    g_assert_cmpuint(shot.width, ==, WIDTH);
    g_assert_cmpuint(shot.height, ==, HEIGHT);
    g_assert_cmphex(qsvga_pixel(&shot, 5, 5), ==, 0);
    g_free(shot.file);
    qsvga_update_target(d, 0, 0, 0, WIDTH, HEIGHT);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 0, 0, 0x808080);
    qsvga_assert_pixel(d, 0, WIDTH - 1, HEIGHT - 1, 0x808080);
    qsvga_stop(d);
}

/* Exactly the rectangle changes. */
static void test_damage(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);
    QSvgaShot shot;

    qsvga_update_target(d, 0, 10, 20, 5, 3);
    qsvga_sync(d);
    shot = qsvga_shoot(d);
    for (unsigned y = 0; y < HEIGHT; y++) {
        for (unsigned x = 0; x < WIDTH; x++) {
            bool inside = x >= 10 && x < 15 && y >= 20 && y < 23;

            g_assert_cmphex(qsvga_pixel(&shot, x, y), ==,
                            inside ? 0x808080 : 0);
        }
    }
    g_free(shot.file);
    qsvga_stop(d);
}

/* The console shows the host's copy, not guest memory. */
static void test_host_copy(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);

    qtest_memset(d->qts, mob.gpa, 0xff, BYTES);
    qsvga_update_target(d, 0, 0, 0, WIDTH, HEIGHT);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 3, 3, 0x808080);
    qsvga_update_image(d, 1, 0, 0, (SVGA3dBox) { 3, 3, 0, 1, 1, 1 });
    qsvga_update_target(d, 0, 0, 0, WIDTH, HEIGHT);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 3, 3, 0xffffff);
    qsvga_assert_pixel(d, 0, 4, 3, 0x808080);
    qsvga_stop(d);
}

static void test_formats(void)
{
    static const struct {
        uint32_t format;
        uint16_t texel;
        uint32_t want;
    } formats[] = {
        { SVGA3D_R5G6B5, 0xf800, 0xff0000 },
        { SVGA3D_R5G6B5, 0x07e0, 0x00ff00 },
        { SVGA3D_R5G6B5, 0x001f, 0x0000ff },
        { SVGA3D_X1R5G5B5, 0x7c00, 0xff0000 },
        { SVGA3D_A1R5G5B5, 0x03e0, 0x00ff00 },
    };
    QSvgaMob mob;
    QSvga *d = start(&mob);

    for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
        qtest_writew(d->qts, mob.gpa + (2 * WIDTH + 1) * 2,
                     formats[i].texel);
        qsvga_surface(d, 2, formats[i].format, 0, WIDTH, HEIGHT, 1, 1);
        qsvga_bind(d, 2, 1);
        qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 2);
        qsvga_bind_target(d, 0, 2);
        qsvga_update_target(d, 0, 0, 0, WIDTH, HEIGHT);
        qsvga_sync(d);
        qsvga_assert_pixel(d, 0, 1, 2, formats[i].want);
        qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SURFACE, 2);
    }
    qsvga_stop(d);
}

/* The last picture stays until an update finds no surface. */
static void test_surface_destroyed(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);

    qsvga_update_target(d, 0, 0, 0, WIDTH, HEIGHT);
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SURFACE, 1);
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_MOB, 1);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 7, 7, 0x808080);
    qsvga_update_target(d, 0, 0, 0, 7, HEIGHT);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 6, 7, 0);
    qsvga_assert_pixel(d, 0, 7, 7, 0x808080);
    qsvga_stop(d);
}

/* A surface smaller than the target, and a larger one. */
static void test_extents_differ(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);

    qsvga_bound_surface(d, 2, SVGA3D_X8R8G8B8, 8, 8, 256, 0x40);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 2);
    qsvga_bind_target(d, 0, 2);
    qsvga_update_target(d, 0, 0, 0, WIDTH, HEIGHT);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 7, 7, 0x404040);
    qsvga_assert_pixel(d, 0, 8, 7, 0);
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, 0);
    qsvga_define_target(d, 0, 4, 4, 0);
    qsvga_bind_target(d, 0, 2);
    qsvga_update_target(d, 0, 0, 0, 4, 4);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 3, 3, 0x404040);
    qsvga_stop(d);
}

/* What is seen changes with an update only, for an old target and a new one. */
static void test_bind_alone(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);

    qsvga_update_target(d, 0, 0, 0, WIDTH, HEIGHT);
    qsvga_bound_surface(d, 2, SVGA3D_X8R8G8B8, WIDTH, HEIGHT, BYTES, 0x40);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 2);
    qsvga_bind_target(d, 0, 2);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 1, 1, 0x808080);
    qsvga_update_target(d, 0, 0, 0, WIDTH, HEIGHT);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 1, 1, 0x404040);
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, 0);
    qsvga_define_target(d, 0, WIDTH, HEIGHT, 0);
    qsvga_bind_target(d, 0, 2);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 1, 1, 0);
    qsvga_stop(d);
}

static void test_unbind_and_destroy(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);

    qsvga_update_target(d, 0, 0, 0, WIDTH, HEIGHT);
    qsvga_bind_target(d, 0, SVGA3D_INVALID_ID);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 1, 1, 0x808080);
    /* The sequence of vmwgfx before it disables a screen. */
    qsvga_update_target(d, 0, 0, 0, WIDTH, HEIGHT);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 1, 1, 0);
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, 0);
    qsvga_sync(d);
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, 0);
    qsvga_expect_error(d, "bad-screen", "DESTROY_GB_SCREENTARGET");
    qsvga_stop(d);
}

/* More targets than consoles: they exist, and affect nothing. */
static void test_second_target(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);

    qsvga_update_target(d, 0, 0, 0, WIDTH, HEIGHT);
    qsvga_define_target(d, 7, 16, 16, 0);
    qsvga_bind_target(d, 7, 1);
    qsvga_update_target(d, 7, 0, 0, 16, 16);
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, 7);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 9, 9, 0x808080);
    qsvga_stop(d);
}

static void test_legacy(void)
{
    const uint32_t update[] = { SVGA_CMD_UPDATE, 2, 1, 1, 1 };
    QSvga *d = qsvga_start(NULL, NULL);
    QSvgaShot shot;

    qsvga_write(d, SVGA_REG_WIDTH, 32);
    qsvga_write(d, SVGA_REG_HEIGHT, 16);
    qsvga_write(d, SVGA_REG_PITCHLOCK, 256);
    qsvga_fifo_init(d);
    /* Traced: drawn without an UPDATE. */
    qpci_io_writel(d->dev, d->vram, 256 + 4, 0x123456);
    shot = qsvga_shoot(d);
    g_assert_cmpuint(shot.width, ==, 32);
    g_assert_cmpuint(shot.height, ==, 16);
    g_assert_cmphex(qsvga_pixel(&shot, 1, 1), ==, 0x123456);
    g_free(shot.file);
    qsvga_write(d, SVGA_REG_TRACES, 0);
    qpci_io_writel(d->dev, d->vram, 256 + 8, 0x654321);
    qsvga_queue(d, update, sizeof(update));
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 2, 1, 0x654321);
    qsvga_stop(d);
}

/* VGA comes first, and again after SVGA; HIDE leaves VGA on the console. */
static void test_vga(void)
{
    QSvga *d = qsvga_start(NULL, NULL);
    QSvgaShot before = qsvga_shoot(d);
    QSvgaShot after;

    qsvga_write(d, SVGA_REG_ENABLE, SVGA_REG_ENABLE_ENABLE |
                                    SVGA_REG_ENABLE_HIDE);
    after = qsvga_shoot(d);
    g_assert_cmpuint(after.width, ==, before.width);
    g_free(after.file);
    qsvga_write(d, SVGA_REG_WIDTH, 40);
    qsvga_write(d, SVGA_REG_HEIGHT, 30);
    qsvga_write(d, SVGA_REG_ENABLE, SVGA_REG_ENABLE_ENABLE);
    after = qsvga_shoot(d);
    g_assert_cmpuint(after.width, ==, 40);
    g_assert_cmpuint(after.height, ==, 30);
    g_free(after.file);
    qsvga_write(d, SVGA_REG_ENABLE, 0);
    after = qsvga_shoot(d);
    g_assert_cmpuint(after.width, ==, before.width);
    g_assert_cmpuint(after.height, ==, before.height);
    g_free(after.file);
    g_free(before.file);
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/screen-target", test_target);
    qtest_add_func("/svga/screen-damage", test_damage);
    qtest_add_func("/svga/screen-host-copy", test_host_copy);
    qtest_add_func("/svga/screen-formats", test_formats);
    qtest_add_func("/svga/screen-surface-destroyed", test_surface_destroyed);
    qtest_add_func("/svga/screen-extents-differ", test_extents_differ);
    qtest_add_func("/svga/screen-bind-alone", test_bind_alone);
    qtest_add_func("/svga/screen-unbind-and-destroy",
                   test_unbind_and_destroy);
    qtest_add_func("/svga/screen-second-target", test_second_target);
    qtest_add_func("/svga/screen-legacy", test_legacy);
    qtest_add_func("/svga/screen-vga", test_vga);
    return g_test_run();
}
