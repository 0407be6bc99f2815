/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Screendumps that take several slices: they complete, and are exact. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga-dump.h"
#include "libqos/svga-monitor.h"

#define WAIT_MICROSECONDS (300 * G_USEC_PER_SEC)

/* A picture that takes eight slices. */
#define WIDTH 2048
#define HEIGHT 1024
#define BYTES (WIDTH * HEIGHT * 4)
#define PPM_BYTES (WIDTH * HEIGHT * 3)

/* The PC chipset's reset port. */
#define RESET_PORT 0xcf9
#define RESET_NOW 6

/* Compares every pixel of a large picture: two surfaces, three palettes. */
static void test_exact(void)
{
    QSvga *d = qsvga_start_screens(NULL, NULL);

    for (uint32_t sid = 1; sid <= 2; sid++) {
        qsvga_bound_surface(d, sid, SVGA3D_X8R8G8B8, WIDTH, HEIGHT, BYTES,
                            sid * 0x40);
        qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, sid);
    }
    qsvga_put_target(d, 0, WIDTH, HEIGHT);
    qsvga_bind_target(d, 0, 1);
    qsvga_update_target(d, 0, 0, 0, WIDTH, HEIGHT);
    qsvga_sync(d);
    qsvga_write(d, SVGA_PALETTE_BASE + 3 * 0x40 + 1, 0xaa);
    qsvga_assert_filled(qsvga_shoot(d), WIDTH, HEIGHT, 0x40aa40);
    qsvga_write(d, SVGA_PALETTE_BASE + 3 * 0x80 + 2, 0xbb);
    qsvga_bind_target(d, 0, 2);
    qsvga_update_target(d, 0, 0, 0, WIDTH, HEIGHT);
    qsvga_sync(d);
    qsvga_assert_filled(qsvga_shoot(d), WIDTH, HEIGHT, 0x8080bb);
    qsvga_write(d, SVGA_PALETTE_BASE + 3 * 0x40 + 1, 0x40);
    qsvga_write(d, SVGA_PALETTE_BASE + 3 * 0x80 + 2, 0x80);
    qsvga_assert_filled(qsvga_shoot(d), WIDTH, HEIGHT, 0x808080);
    qsvga_stop(d);
}

/* Two monitors wait for the same refresh, whichever started it. */
static void test_two_dumps(void)
{
    QSvgaMonitor *m = qsvga_monitor_new();
    QSvga *d = qsvga_start_screens(NULL, m->args);

    qsvga_monitor_connect(m);
    qsvga_put_target(d, 0, WIDTH, HEIGHT);
    for (uint8_t red = 1; red < 20; red++) {
        g_autofree char *first = qsvga_shot_file();
        g_autofree char *second = qsvga_shot_file();
        g_autofree char *line = g_strdup_printf("screendump %s svga 0\n",
                                                second);

        qsvga_set_black(d, red);
        if (red % 2) {
            qsvga_dump_send(d, 0, first);
        }
        qsvga_monitor_say(m, line);
        if (red % 2 == 0) {
            qsvga_dump_send(d, 0, first);
        }
        qsvga_dump_receive(d);
        qsvga_monitor_wait(m);
        qsvga_assert_filled(qsvga_shot_read(first), WIDTH, HEIGHT, red << 16);
        qsvga_assert_filled(qsvga_shot_read(second), WIDTH, HEIGHT, red << 16);
    }
    qsvga_stop(d);
    qsvga_monitor_free(m);
}

static bool dump_is_there(const char *path)
{
    struct stat st;

    g_assert_cmpint(stat(path, &st), ==, 0);
    return st.st_size > 0;
}

/* A palette that keeps changing delays nobody for ever. */
static void test_palette_storm(void)
{
    gint64 end = g_get_monotonic_time() + WAIT_MICROSECONDS;
    g_autofree char *path = qsvga_shot_file();
    QSvga *d = qsvga_start_screens(NULL, NULL);
    uint64_t before;
    uint8_t red = 0;

    qsvga_put_target(d, 0, WIDTH, HEIGHT);
    qsvga_draw(d, 0);
    before = qsvga_stat(d, "stat-screen-bytes");
    qsvga_dump_send(d, 0, path);
    do {
        qsvga_set_black(d, ++red);
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    } while (!dump_is_there(path));
    qsvga_dump_receive(d);
    unlink(path);
    g_assert_cmpuint(qsvga_stat(d, "stat-screen-bytes") - before, <=,
                     6 * BYTES);
    qsvga_assert_filled(qsvga_shoot(d), WIDTH, HEIGHT, red << 16);
    qsvga_stop(d);
}

static void reset(QSvga *d)
{
    qtest_outb(d->qts, RESET_PORT, RESET_NOW);
}

static void leave_svga(QSvga *d)
{
    qsvga_write(d, SVGA_REG_ENABLE, 0);
}

static void leave_target(QSvga *d)
{
    qsvga_drop_target(d, 0);
}

/* Giving back the old picture may use up a slice. */
static void replace_target(QSvga *d)
{
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, 0);
    qsvga_put_target(d, 0, 64, 48);
}

/*
 * Cheap commands damage the whole picture again and again with a column of
 * pixels at either side.  Every row is drawn all the same.
 */
static void test_damage_storm(void)
{
    enum { COMMANDS = 2048 };
    static struct QEMU_PACKED {
        uint32_t id;
        uint32_t size;
        SVGA3dCmdUpdateGBScreenTarget body;
    } storm[COMMANDS];
    g_autofree char *path = qsvga_shot_file();
    QSvga *d = qsvga_start_screens(NULL, NULL);

    qsvga_put_target(d, 0, WIDTH, HEIGHT);
    qsvga_set_black(d, 0x55);
    for (size_t i = 0; i < COMMANDS; i++) {
        storm[i].id = SVGA_3D_CMD_UPDATE_GB_SCREENTARGET;
        storm[i].size = sizeof(storm[i].body);
        storm[i].body.rect = (SVGA3dRect) {
            i % 2 ? WIDTH - 1 : 0, 0, 1, HEIGHT,
        };
    }
    qsvga_queue(d, storm, sizeof(storm));
    qsvga_ring(d);
    qsvga_dump_send(d, 0, path);
    qsvga_dump_receive(d);
    qsvga_assert_filled(qsvga_shot_read(path), WIDTH, HEIGHT, 0x550000);
    qsvga_sync(d);
    qsvga_stop(d);
}

/* Reads half of a picture from a pipe. */
static gpointer read_half(gpointer opaque)
{
    int fd = GPOINTER_TO_INT(opaque);
    g_autofree uint8_t *half = g_malloc(PPM_BYTES / 2);

    for (size_t done = 0; done < PPM_BYTES / 2;) {
        ssize_t n = read(fd, half + done, PPM_BYTES / 2 - done);

        g_assert_cmpint(n, >, 0);
        done += n;
    }
    return NULL;
}

/*
 * While a picture is being saved, QEMU does other things.  The picture goes
 * into a pipe of which only half is read: either another request is answered,
 * or the test's alarm ends it.
 */
static void test_turns(void)
{
    g_autofree char *path = qsvga_shot_file();
    QSvga *d = qsvga_start_screens(NULL, NULL);
    uint8_t rest[4096];
    GThread *reader;
    int fd;

    qsvga_put_target(d, 0, WIDTH, HEIGHT);
    qsvga_draw(d, 0);
    unlink(path);
    g_assert_cmpint(mkfifo(path, 0600), ==, 0);
    fd = open(path, O_RDONLY | O_NONBLOCK);
    g_assert_cmpint(fd, >=, 0);
    qsvga_dump_send(d, 0, path);
    g_assert_cmpint(g_poll(&(GPollFD) { .fd = fd, .events = G_IO_IN }, 1, -1),
                    ==, 1);
    g_assert_cmpint(fcntl(fd, F_SETFL, 0), ==, 0);
    alarm(WAIT_MICROSECONDS / G_USEC_PER_SEC);
    reader = g_thread_new("reader", read_half, GINT_TO_POINTER(fd));
    qsvga_fifo_read(d, SVGA_FIFO_MIN);
    g_thread_join(reader);
    while (read(fd, rest, sizeof(rest)) > 0) {
        continue;
    }
    alarm(0);
    qsvga_dump_receive(d);
    close(fd);
    unlink(path);
    qsvga_stop(d);
}

/* Guest actions while its picture is being drawn, and the expected result. */
static const struct {
    const char *name;
    void (*run)(QSvga *d);
    uint32_t width;
    uint32_t height;
    uint32_t between;           /* width it may have in between */
} events[] = {
    { "reset", reset, 640, 480, WIDTH },
    { "mode", leave_svga, 640, 480, WIDTH },
    { "destroy", leave_target, 800, 600, WIDTH },
    { "replace", replace_target, 64, 48, 800 },
};

/*
 * Each request lets the main loop run at least once, so these numbers of
 * requests are moments before, during and after the refresh.
 */
static const unsigned moments[] = { 0, 1, 2, 4, 8, 16, 64 };

static void test_event(gconstpointer data)
{
    size_t i = GPOINTER_TO_UINT(data);

    for (size_t j = 0; j < ARRAY_SIZE(moments); j++) {
        g_autofree char *path = qsvga_shot_file();
        QSvga *d = qsvga_start_screens(NULL, NULL);
        QSvgaShot shot;

        qsvga_put_target(d, 0, WIDTH, HEIGHT);
        qsvga_set_black(d, 0x80);
        qsvga_dump_send(d, 0, path);
        for (unsigned n = 0; n < moments[j]; n++) {
            qsvga_fifo_read(d, SVGA_FIFO_MIN);
        }
        events[i].run(d);
        qsvga_dump_receive(d);
        shot = qsvga_shot_read(path);
        if (shot.width != WIDTH && shot.width != events[i].between) {
            g_assert_cmpuint(shot.width, ==, events[i].width);
            g_assert_cmpuint(shot.height, ==, events[i].height);
        }
        g_free(shot.file);
        if (events[i].run == reset) {
            qtest_qmp_eventwait(d->qts, "RESET");
        }
        qsvga_assert_extent(d, 0, events[i].width, events[i].height);
        qsvga_stop(d);
    }
}

/* A stopped machine can be dumped. */
static void test_stopped(void)
{
    QSvga *d = qsvga_start_screens(NULL, NULL);

    qsvga_put_target(d, 0, WIDTH, HEIGHT);
    qsvga_set_black(d, 0x12);
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'stop' }");
    qsvga_assert_filled(qsvga_shoot(d), WIDTH, HEIGHT, 0x120000);
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'cont' }");
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/dump-exact", test_exact);
    qtest_add_func("/svga/dump-turns", test_turns);
    qtest_add_func("/svga/dump-two", test_two_dumps);
    qtest_add_func("/svga/dump-palette-storm", test_palette_storm);
    qtest_add_func("/svga/dump-damage-storm", test_damage_storm);
    for (size_t i = 0; i < ARRAY_SIZE(events); i++) {
        g_autofree char *path = g_strdup_printf("/svga/dump-%s",
                                                events[i].name);

        qtest_add_data_func(path, GUINT_TO_POINTER(i), test_event);
    }
    qtest_add_func("/svga/dump-stopped", test_stopped);
    return g_test_run();
}
