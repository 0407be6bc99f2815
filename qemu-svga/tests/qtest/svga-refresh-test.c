/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Pictures cost what is damaged, only if somebody looks, and in slices. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga-dump.h"
#include "libqos/svga-vnc.h"

#define SLICE_BYTES (1024 * 1024)
#define TRIES 20
#define WAIT_MICROSECONDS (300 * G_USEC_PER_SEC)

/* The largest possible screen target: it takes 128 slices to draw. */
#define BIG_WIDTH 8192
#define BIG_HEIGHT 4096
#define BIG_BYTES (BIG_WIDTH * BIG_HEIGHT * 4)

/* One that takes eight slices, so that all of its pixels can be compared. */
#define WIDTH 2048
#define HEIGHT 1024

/* Size of the console if there is no picture. */
#define NOTHING_WIDTH 640
#define NOTHING_HEIGHT 480

/* The cost of pictures so far. */
typedef struct Drawn {
    uint64_t slices;
    uint64_t bytes;
} Drawn;

static Drawn drawn(QSvga *d)
{
    return (Drawn) { qsvga_stat(d, "stat-screen-slices"),
                     qsvga_stat(d, "stat-screen-bytes") };
}

/* Assert this cost since @before, in no fewer slices than it takes. */
static void expect_drawn(QSvga *d, const Drawn *before, uint64_t bytes)
{
    Drawn now = drawn(d);

    g_assert_cmpuint(now.bytes - before->bytes, ==, bytes);
    g_assert_cmpuint((now.slices - before->slices) * SLICE_BYTES, >=, bytes);
}

/* Without a viewer nothing is drawn.  Each console is drawn separately. */
static void test_palette(void)
{
    QSvga *d = qsvga_start_screens("max_outputs=2", NULL);
    Drawn before;

    for (unsigned head = 0; head < 2; head++) {
        qsvga_put_target(d, head, BIG_WIDTH, BIG_HEIGHT);
        qsvga_draw(d, head);
    }
    before = drawn(d);
    for (uint8_t red = 1; red < 100; red++) {
        qsvga_set_black(d, red);
    }
    expect_drawn(d, &before, 0);
    for (unsigned head = 0; head < 2; head++) {
        before = drawn(d);
        qsvga_draw(d, head);
        expect_drawn(d, &before, BIG_BYTES);
        qsvga_draw(d, head);
        expect_drawn(d, &before, BIG_BYTES);
    }
    /* writing the same palette again changes nothing */
    before = drawn(d);
    qsvga_set_black(d, 99);
    qsvga_draw(d, 0);
    expect_drawn(d, &before, 0);
    qsvga_stop(d);
}

/* True if the monitor was answered between the slices of a refresh. */
static bool served(QSvga *d, uint8_t red)
{
    gint64 end = g_get_monotonic_time() + WAIT_MICROSECONDS;
    uint64_t before = qsvga_stat(d, "stat-screen-slices");
    uint64_t slices;
    bool between = false;

    qsvga_set_black(d, red);
    do {
        qtest_qmp_assert_success(d->qts, "{ 'execute': 'query-status' }");
        slices = qsvga_stat(d, "stat-screen-slices") - before;
        between |= slices > 0 && slices < BIG_BYTES / SLICE_BYTES;
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    } while (slices < BIG_BYTES / SLICE_BYTES);
    return between;
}

/*
 * The viewer refreshes.  A busy host may let QEMU draw everything before this
 * test asks again, but not every time.
 */
static void test_served(void)
{
    QSvgaVnc *vnc = qsvga_vnc_new();
    QSvga *d = qsvga_start_screens(NULL, vnc->args);
    bool between = false;

    qsvga_put_target(d, 0, BIG_WIDTH, BIG_HEIGHT);
    qsvga_vnc_connect(vnc);
    for (int i = 1; i <= TRIES && !between; i++) {
        between = served(d, i);
    }
    g_assert_true(between);
    qsvga_vnc_free(vnc);
    qsvga_stop(d);
}

/* Targets that nobody looks at come and go without drawing any picture. */
static void test_define_destroy(void)
{
    QSvga *d = qsvga_start_screens("max_outputs=2", NULL);
    uint64_t used = qsvga_stat(d, "host-memory-used");
    Drawn before;

    qsvga_put_target(d, 0, 64, 48);
    qsvga_set_black(d, 0xff);
    qsvga_assert_pixel(d, 0, 0, 0, 0xff0000);
    before = drawn(d);
    for (int i = 0; i < TRIES; i++) {
        qsvga_put_target(d, 1, BIG_WIDTH, BIG_HEIGHT);
        qsvga_drop_target(d, 1);
    }
    expect_drawn(d, &before, 0);
    qsvga_drop_target(d, 0);
    qsvga_expect_memory(d, used);
    qsvga_stop(d);
}

/* A visible one gives its memory back at once, and leaves a small screen. */
static void test_memory(void)
{
    QSvga *d = qsvga_start_screens("max_outputs=2", NULL);
    uint64_t used = qsvga_stat(d, "host-memory-used");

    qsvga_put_target(d, 1, BIG_WIDTH, BIG_HEIGHT);
    qsvga_draw(d, 1);
    qsvga_expect_memory(d, used + BIG_BYTES);
    qsvga_set_black(d, 1);
    qsvga_expect_memory(d, used + BIG_BYTES);
    qsvga_draw(d, 1);
    qsvga_expect_memory(d, used + 2ull * BIG_BYTES);
    qsvga_set_black(d, 0);
    qsvga_draw(d, 1);
    qsvga_sync(d);
    qsvga_expect_memory(d, used + BIG_BYTES);
    qsvga_set_black(d, 1);
    qsvga_draw(d, 1);
    qsvga_drop_target(d, 1);
    qsvga_expect_memory(d, used);
    qsvga_assert_extent(d, 1, NOTHING_WIDTH, NOTHING_HEIGHT);
    qsvga_expect_memory(d, used);
    qsvga_stop(d);
}

/* Only what is damaged is drawn: rows one by one, columns as one range. */
static void test_rows(void)
{
    QSvga *d = qsvga_start_screens(NULL, NULL);
    Drawn before;

    qsvga_put_target(d, 0, WIDTH, HEIGHT);
    qsvga_draw(d, 0);
    for (uint8_t red = 0; red < 2; red++) {
        qsvga_set_black(d, red);
        qsvga_draw(d, 0);
        before = drawn(d);
        qsvga_update_target(d, 0, 7, 1000, 5, 1);
        qsvga_sync(d);
        expect_drawn(d, &before, 0);
        qsvga_draw(d, 0);
        expect_drawn(d, &before, 5 * 4);
        qsvga_update_target(d, 0, 0, 0, 10, 2);
        qsvga_update_target(d, 0, 90, 1023, 10, 1);
        qsvga_sync(d);
        qsvga_draw(d, 0);
        expect_drawn(d, &before, 5 * 4 + 3 * 100 * 4);
        qsvga_draw(d, 0);
        expect_drawn(d, &before, 5 * 4 + 3 * 100 * 4);
    }
    qsvga_stop(d);
}

/* The guest gets one error for a palette that is too large for the budget. */
static void test_over_budget(void)
{
    QSvga *d = qsvga_start_screens("host-memory=12M", NULL);
    Drawn before;

    qsvga_put_target(d, 0, WIDTH, HEIGHT);
    qsvga_set_black(d, 0x12);
    qsvga_assert_filled(qsvga_shoot(d), WIDTH, HEIGHT, 0);
    qsvga_expect_error(d, "over-budget", "PALETTE");
    before = drawn(d);
    qsvga_draw(d, 0);
    qsvga_draw(d, 0);
    expect_drawn(d, &before, 0);
    /* another picture is another attempt */
    qsvga_drop_target(d, 0);
    qsvga_put_target(d, 0, WIDTH / 2, HEIGHT);
    qsvga_assert_filled(qsvga_shoot(d), WIDTH / 2, HEIGHT, 0x120000);
    qsvga_stop(d);
}

/* The black screen of a destroyed target is charged, or small. */
static void test_black(void)
{
    static const struct {
        const char *props;
        uint32_t width;
        uint32_t height;
    } cases[] = {
        { "host-memory=64M", SVGA_MAX_WIDTH, SVGA_MAX_HEIGHT },
        { "host-memory=4M", NOTHING_WIDTH, NOTHING_HEIGHT },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        QSvga *d = qsvga_start_screens(cases[i].props, NULL);
        uint64_t used = qsvga_stat(d, "host-memory-used");

        qsvga_write(d, SVGA_REG_WIDTH, SVGA_MAX_WIDTH);
        qsvga_write(d, SVGA_REG_HEIGHT, SVGA_MAX_HEIGHT);
        qsvga_put_target(d, 0, 64, 48);
        qsvga_draw(d, 0);
        qsvga_drop_target(d, 0);
        qsvga_expect_memory(d, used);
        qsvga_assert_extent(d, 0, cases[i].width, cases[i].height);
        g_assert_cmpuint(qsvga_stat(d, "host-memory-used") - used, ==,
                         i ? 0 : SVGA_MAX_WIDTH * SVGA_MAX_HEIGHT * 4);
        qsvga_write(d, SVGA_REG_ENABLE, 0);
        qsvga_draw(d, 0);
        qsvga_sync(d);
        qsvga_expect_memory(d, used);
        qsvga_stop(d);
    }
}

/* Endless UPDATEs, and endless mode changes, are drawn once. */
static void test_legacy(void)
{
    const uint32_t update[] = { SVGA_CMD_UPDATE, 0, 0, 1024, 768 };
    QSvga *d = qsvga_start(NULL, NULL);
    Drawn before;

    qsvga_write(d, SVGA_REG_TRACES, 0);
    qsvga_fifo_init(d);
    qsvga_set_black(d, 0x34);
    qsvga_draw(d, 0);
    before = drawn(d);
    for (uint32_t width = 1; width <= 1024; width++) {
        qsvga_write(d, SVGA_REG_WIDTH, width);
        qsvga_write(d, SVGA_REG_HEIGHT, 768);
    }
    for (int i = 0; i < 100; i++) {
        qsvga_queue(d, update, sizeof(update));
    }
    qsvga_sync(d);
    expect_drawn(d, &before, 0);
    qsvga_assert_filled(qsvga_shoot(d), 1024, 768, 0x340000);
    expect_drawn(d, &before, 1024 * 768 * 4);
    for (int i = 0; i < 100; i++) {
        qsvga_queue(d, update, sizeof(update));
    }
    qsvga_sync(d);
    qsvga_draw(d, 0);
    expect_drawn(d, &before, 2 * 1024 * 768 * 4);
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/refresh-palette", test_palette);
    qtest_add_func("/svga/refresh-served", test_served);
    qtest_add_func("/svga/refresh-define-destroy", test_define_destroy);
    qtest_add_func("/svga/refresh-memory", test_memory);
    qtest_add_func("/svga/refresh-rows", test_rows);
    qtest_add_func("/svga/refresh-over-budget", test_over_budget);
    qtest_add_func("/svga/refresh-black", test_black);
    qtest_add_func("/svga/refresh-legacy", test_legacy);
    return g_test_run();
}
