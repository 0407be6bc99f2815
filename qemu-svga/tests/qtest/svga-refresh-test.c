/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pictures are drawn when a console is refreshed, by damage and in slices. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga-shot.h"
#include "libqos/svga-vnc.h"
#include "qapi/error.h"
#include "qemu/sockets.h"

#define SLICE_BYTES (1024 * 1024)
#define TRIES 20
#define WAIT_MICROSECONDS (300 * G_USEC_PER_SEC)

/* The largest screen target there is: it takes 128 slices to draw. */
#define BIG_WIDTH 8192
#define BIG_HEIGHT 4096
#define BIG_BYTES (BIG_WIDTH * BIG_HEIGHT * 4)

/* One that takes eight, so that all of its pixels can be looked at. */
#define WIDTH 2048
#define HEIGHT 1024
#define BYTES (WIDTH * HEIGHT * 4)

/* What the console has when there is no picture. */
#define NOTHING_WIDTH 640
#define NOTHING_HEIGHT 480

/* A port of the PC's chip set that resets the machine. */
#define RESET_PORT 0xcf9
#define RESET_NOW 6

/* What pictures have cost so far. */
typedef struct Drawn {
    uint64_t slices;
    uint64_t bytes;
} Drawn;

static Drawn drawn(QSvga *d)
{
    return (Drawn) { qsvga_stat(d, "stat-screen-slices"),
                     qsvga_stat(d, "stat-screen-bytes") };
}

/* So much since @before, and in no fewer slices than that takes. */
static void expect_drawn(QSvga *d, const Drawn *before, uint64_t bytes)
{
    Drawn now = drawn(d);

    g_assert_cmpuint(now.bytes - before->bytes, ==, bytes);
    g_assert_cmpuint((now.slices - before->slices) * SLICE_BYTES, >=, bytes);
}

static QSvga *start(const char *props, const char *args)
{
    QSvga *d = qsvga_start(props, args);

    qsvga_fifo_init(d);
    qsvga_otables(d);
    qsvga_sync(d);
    return d;
}

static void define(QSvga *d, uint32_t stid, uint32_t width, uint32_t height)
{
    qsvga_define_target(d, stid, width, height, 0);
    qsvga_sync(d);
}

static void destroy(QSvga *d, uint32_t stid)
{
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, stid);
    qsvga_sync(d);
}

/* The red of black, which is what a target without a surface shows. */
static void set_black(QSvga *d, uint8_t red)
{
    qsvga_write(d, SVGA_PALETTE_BASE, red);
}

static void send_dump(QSvga *d, unsigned head, const char *path)
{
    qtest_qmp_send(d->qts, "{ 'execute': 'screendump', 'arguments': { "
                   "'filename': %s, 'device': 'svga', 'head': %u } }",
                   path, head);
}

static void receive_dump(QSvga *d)
{
    QDict *response = qtest_qmp_receive(d->qts);

    g_assert_true(qdict_haskey(response, "return"));
    qobject_unref(response);
}

/* Have a picture drawn that is too large to be looked at. */
static void draw(QSvga *d, unsigned head)
{
    send_dump(d, head, "/dev/null");
    receive_dump(d);
}

static void assert_filled(QSvgaShot shot, uint32_t width, uint32_t height,
                          uint32_t rgb)
{
    g_assert_cmpuint(shot.width, ==, width);
    g_assert_cmpuint(shot.height, ==, height);
    for (uint32_t y = 0; y < height; y++) {
        for (uint32_t x = 0; x < width; x++) {
            g_assert_cmphex(qsvga_pixel(&shot, x, y), ==, rgb);
        }
    }
    g_free(shot.file);
}

/* Nobody looks: nothing is drawn.  Each console is drawn for itself. */
static void test_palette(void)
{
    QSvga *d = start("max_outputs=2", NULL);
    Drawn before;

    for (unsigned head = 0; head < 2; head++) {
        define(d, head, BIG_WIDTH, BIG_HEIGHT);
        draw(d, head);
    }
    before = drawn(d);
    for (uint8_t red = 1; red < 100; red++) {
        set_black(d, red);
    }
    expect_drawn(d, &before, 0);
    for (unsigned head = 0; head < 2; head++) {
        before = drawn(d);
        draw(d, head);
        expect_drawn(d, &before, BIG_BYTES);
        draw(d, head);
        expect_drawn(d, &before, BIG_BYTES);
    }
    /* The same palette once more is no other. */
    before = drawn(d);
    set_black(d, 99);
    draw(d, 0);
    expect_drawn(d, &before, 0);
    qsvga_stop(d);
}

/* Is the monitor answered between the slices that a refresh takes? */
static bool served(QSvga *d, uint8_t red)
{
    gint64 end = g_get_monotonic_time() + WAIT_MICROSECONDS;
    uint64_t before = qsvga_stat(d, "stat-screen-slices");
    uint64_t slices;
    bool between = false;

    set_black(d, red);
    do {
        qtest_qmp_assert_success(d->qts, "{ 'execute': 'query-status' }");
        slices = qsvga_stat(d, "stat-screen-slices") - before;
        between |= slices > 0 && slices < BIG_BYTES / SLICE_BYTES;
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    } while (slices < BIG_BYTES / SLICE_BYTES);
    return between;
}

/*
 * The viewer refreshes.  A host that is busy may let QEMU draw all before
 * this test gets to ask again, but not every time.
 */
static void test_served(void)
{
    QSvgaVnc *vnc = qsvga_vnc_new();
    QSvga *d = start(NULL, vnc->args);
    bool between = false;

    define(d, 0, BIG_WIDTH, BIG_HEIGHT);
    qsvga_vnc_connect(vnc);
    for (int i = 1; i <= TRIES && !between; i++) {
        between = served(d, i);
    }
    g_assert_true(between);
    qsvga_vnc_free(vnc);
    qsvga_stop(d);
}

/* Targets that nobody sees come and go without any picture being drawn. */
static void test_define_destroy(void)
{
    QSvga *d = start("max_outputs=2", NULL);
    uint64_t used = qsvga_stat(d, "host-memory-used");
    Drawn before;

    define(d, 0, 64, 48);
    set_black(d, 0xff);
    qsvga_assert_pixel(d, 0, 0, 0, 0xff0000);
    before = drawn(d);
    for (int i = 0; i < TRIES; i++) {
        define(d, 1, BIG_WIDTH, BIG_HEIGHT);
        destroy(d, 1);
    }
    expect_drawn(d, &before, 0);
    destroy(d, 0);
    g_assert_cmpuint(qsvga_stat(d, "host-memory-used"), ==, used);
    qsvga_stop(d);
}

/* One that is seen gives its memory back at once, and leaves a small screen. */
static void test_memory(void)
{
    QSvga *d = start("max_outputs=2", NULL);
    uint64_t used = qsvga_stat(d, "host-memory-used");

    define(d, 1, BIG_WIDTH, BIG_HEIGHT);
    draw(d, 1);
    g_assert_cmpuint(qsvga_stat(d, "host-memory-used"), ==, used + BIG_BYTES);
    set_black(d, 1);
    g_assert_cmpuint(qsvga_stat(d, "host-memory-used"), ==, used + BIG_BYTES);
    draw(d, 1);
    g_assert_cmpuint(qsvga_stat(d, "host-memory-used"), ==,
                     used + 2ull * BIG_BYTES);
    set_black(d, 0);
    draw(d, 1);
    qsvga_sync(d);
    g_assert_cmpuint(qsvga_stat(d, "host-memory-used"), ==, used + BIG_BYTES);
    set_black(d, 1);
    draw(d, 1);
    destroy(d, 1);
    g_assert_cmpuint(qsvga_stat(d, "host-memory-used"), ==, used);
    qsvga_assert_extent(d, 1, NOTHING_WIDTH, NOTHING_HEIGHT);
    g_assert_cmpuint(qsvga_stat(d, "host-memory-used"), ==, used);
    qsvga_stop(d);
}

/* What is damaged is drawn, no more: rows by themselves, columns together. */
static void test_rows(void)
{
    QSvga *d = start(NULL, NULL);
    Drawn before;

    define(d, 0, WIDTH, HEIGHT);
    draw(d, 0);
    for (uint8_t red = 0; red < 2; red++) {
        set_black(d, red);
        draw(d, 0);
        before = drawn(d);
        qsvga_update_target(d, 0, 7, 1000, 5, 1);
        qsvga_sync(d);
        expect_drawn(d, &before, 0);
        draw(d, 0);
        expect_drawn(d, &before, 5 * 4);
        qsvga_update_target(d, 0, 0, 0, 10, 2);
        qsvga_update_target(d, 0, 90, 1023, 10, 1);
        qsvga_sync(d);
        draw(d, 0);
        expect_drawn(d, &before, 5 * 4 + 3 * 100 * 4);
        draw(d, 0);
        expect_drawn(d, &before, 5 * 4 + 3 * 100 * 4);
    }
    qsvga_stop(d);
}

/* Every pixel of many slices, by two surfaces and three palettes. */
static void test_exact(void)
{
    QSvga *d = start(NULL, NULL);

    for (uint32_t sid = 1; sid <= 2; sid++) {
        qsvga_bound_surface(d, sid, SVGA3D_X8R8G8B8, WIDTH, HEIGHT, BYTES,
                            sid * 0x40);
        qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, sid);
    }
    define(d, 0, WIDTH, HEIGHT);
    qsvga_bind_target(d, 0, 1);
    qsvga_update_target(d, 0, 0, 0, WIDTH, HEIGHT);
    qsvga_sync(d);
    qsvga_write(d, SVGA_PALETTE_BASE + 3 * 0x40 + 1, 0xaa);
    assert_filled(qsvga_shoot(d), WIDTH, HEIGHT, 0x40aa40);
    qsvga_write(d, SVGA_PALETTE_BASE + 3 * 0x80 + 2, 0xbb);
    qsvga_bind_target(d, 0, 2);
    qsvga_update_target(d, 0, 0, 0, WIDTH, HEIGHT);
    qsvga_sync(d);
    assert_filled(qsvga_shoot(d), WIDTH, HEIGHT, 0x8080bb);
    qsvga_write(d, SVGA_PALETTE_BASE + 3 * 0x40 + 1, 0x40);
    qsvga_write(d, SVGA_PALETTE_BASE + 3 * 0x80 + 2, 0x80);
    assert_filled(qsvga_shoot(d), WIDTH, HEIGHT, 0x808080);
    qsvga_stop(d);
}

/* The prompt that follows each answer of the human monitor. */
static void read_prompt(int fd)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char c;

    while (!g_str_has_suffix(text->str, "(qemu) ")) {
        g_assert_cmpint(read(fd, &c, 1), ==, 1);
        g_string_append_c(text, c);
    }
}

/* Two monitors wait for the same refresh, whichever of them began it. */
static void test_two_dumps(void)
{
    g_autofree char *dir = g_dir_make_tmp("svga-refresh-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(dir, "hmp", NULL);
    g_autofree char *args = g_strdup_printf(
        "-chardev socket,id=hmp,path=%s,server=on,wait=off "
        "-mon chardev=hmp,mode=readline", path);
    QSvga *d = start(NULL, args);
    int fd = unix_connect(path, &error_abort);

    define(d, 0, WIDTH, HEIGHT);
    read_prompt(fd);
    for (uint8_t red = 1; red < 20; red++) {
        g_autofree char *first = qsvga_shot_file();
        g_autofree char *second = qsvga_shot_file();
        g_autofree char *line = g_strdup_printf("screendump %s svga 0\n",
                                                second);

        set_black(d, red);
        if (red % 2) {
            send_dump(d, 0, first);
        }
        g_assert_cmpint(qemu_write_full(fd, line, strlen(line)), ==,
                        strlen(line));
        if (red % 2 == 0) {
            send_dump(d, 0, first);
        }
        receive_dump(d);
        read_prompt(fd);
        assert_filled(qsvga_shot_read(first), WIDTH, HEIGHT, red << 16);
        assert_filled(qsvga_shot_read(second), WIDTH, HEIGHT, red << 16);
    }
    close(fd);
    qsvga_stop(d);
    unlink(path);
    rmdir(dir);
}

static bool dump_is_there(const char *path)
{
    struct stat st;

    g_assert_cmpint(stat(path, &st), ==, 0);
    return st.st_size > 0;
}

/* A palette that never stands still keeps nobody waiting for ever. */
static void test_palette_storm(void)
{
    gint64 end = g_get_monotonic_time() + WAIT_MICROSECONDS;
    g_autofree char *path = qsvga_shot_file();
    QSvga *d = start(NULL, NULL);
    uint64_t before;
    uint8_t red = 0;

    define(d, 0, WIDTH, HEIGHT);
    draw(d, 0);
    before = qsvga_stat(d, "stat-screen-bytes");
    send_dump(d, 0, path);
    do {
        set_black(d, ++red);
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    } while (!dump_is_there(path));
    receive_dump(d);
    unlink(path);
    g_assert_cmpuint(qsvga_stat(d, "stat-screen-bytes") - before, <=,
                     6 * BYTES);
    assert_filled(qsvga_shoot(d), WIDTH, HEIGHT, red << 16);
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
    destroy(d, 0);
}

/* In one slice, so that nobody sees what is between the two. */
static void replace_target(QSvga *d)
{
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, 0);
    define(d, 0, 64, 48);
}

/* What a guest may do while its picture is being drawn, and what is then. */
static const struct {
    const char *name;
    void (*run)(QSvga *d);
    uint32_t width;
    uint32_t height;
} events[] = {
    { "reset", reset, NOTHING_WIDTH, NOTHING_HEIGHT },
    { "mode", leave_svga, NOTHING_WIDTH, NOTHING_HEIGHT },
    { "destroy", leave_target, 800, 600 },
    { "replace", replace_target, 64, 48 },
};

/*
 * Each request lets the main loop run once or more, so that these numbers of
 * them are moments before, in and after the refresh.
 */
static const unsigned moments[] = { 0, 1, 2, 4, 8, 16, 64 };

static void test_event(gconstpointer data)
{
    size_t i = GPOINTER_TO_UINT(data);

    for (size_t j = 0; j < ARRAY_SIZE(moments); j++) {
        g_autofree char *path = qsvga_shot_file();
        QSvga *d = start(NULL, NULL);
        QSvgaShot shot;

        define(d, 0, WIDTH, HEIGHT);
        set_black(d, 0x80);
        send_dump(d, 0, path);
        for (unsigned n = 0; n < moments[j]; n++) {
            qsvga_fifo_read(d, SVGA_FIFO_MIN);
        }
        events[i].run(d);
        receive_dump(d);
        shot = qsvga_shot_read(path);
        if (shot.width != WIDTH) {
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

/* A machine that stands still can be looked at. */
static void test_stopped(void)
{
    QSvga *d = start(NULL, NULL);

    define(d, 0, WIDTH, HEIGHT);
    set_black(d, 0x12);
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'stop' }");
    assert_filled(qsvga_shoot(d), WIDTH, HEIGHT, 0x120000);
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'cont' }");
    qsvga_stop(d);
}

/* The guest hears once of a palette that is too much for the budget. */
static void test_over_budget(void)
{
    QSvga *d = start("host-memory=12M", NULL);
    Drawn before;

    define(d, 0, WIDTH, HEIGHT);
    set_black(d, 0x12);
    assert_filled(qsvga_shoot(d), WIDTH, HEIGHT, 0);
    qsvga_expect_error(d, "over-budget", "PALETTE");
    before = drawn(d);
    draw(d, 0);
    draw(d, 0);
    expect_drawn(d, &before, 0);
    /* Another picture is another chance. */
    destroy(d, 0);
    define(d, 0, WIDTH / 2, HEIGHT);
    assert_filled(qsvga_shoot(d), WIDTH / 2, HEIGHT, 0x120000);
    qsvga_stop(d);
}

/* The black screen of a target that is gone counts, or is a small one. */
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
        QSvga *d = start(cases[i].props, NULL);
        uint64_t used = qsvga_stat(d, "host-memory-used");

        qsvga_write(d, SVGA_REG_WIDTH, SVGA_MAX_WIDTH);
        qsvga_write(d, SVGA_REG_HEIGHT, SVGA_MAX_HEIGHT);
        define(d, 0, 64, 48);
        draw(d, 0);
        destroy(d, 0);
        g_assert_cmpuint(qsvga_stat(d, "host-memory-used"), ==, used);
        qsvga_assert_extent(d, 0, cases[i].width, cases[i].height);
        g_assert_cmpuint(qsvga_stat(d, "host-memory-used") - used, ==,
                         i ? 0 : SVGA_MAX_WIDTH * SVGA_MAX_HEIGHT * 4);
        qsvga_write(d, SVGA_REG_ENABLE, 0);
        draw(d, 0);
        qsvga_sync(d);
        g_assert_cmpuint(qsvga_stat(d, "host-memory-used"), ==, used);
        qsvga_stop(d);
    }
}

/* UPDATE without end, and modes without end, are drawn once. */
static void test_legacy(void)
{
    const uint32_t update[] = { SVGA_CMD_UPDATE, 0, 0, 1024, 768 };
    QSvga *d = qsvga_start(NULL, NULL);
    Drawn before;

    qsvga_write(d, SVGA_REG_TRACES, 0);
    qsvga_fifo_init(d);
    set_black(d, 0x34);
    draw(d, 0);
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
    assert_filled(qsvga_shoot(d), 1024, 768, 0x340000);
    expect_drawn(d, &before, 1024 * 768 * 4);
    for (int i = 0; i < 100; i++) {
        qsvga_queue(d, update, sizeof(update));
    }
    qsvga_sync(d);
    draw(d, 0);
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
    qtest_add_func("/svga/refresh-exact", test_exact);
    qtest_add_func("/svga/refresh-two-dumps", test_two_dumps);
    qtest_add_func("/svga/refresh-palette-storm", test_palette_storm);
    for (size_t i = 0; i < ARRAY_SIZE(events); i++) {
        g_autofree char *path = g_strdup_printf("/svga/refresh-%s",
                                                events[i].name);

        qtest_add_data_func(path, GUINT_TO_POINTER(i), test_event);
    }
    qtest_add_func("/svga/refresh-stopped", test_stopped);
    qtest_add_func("/svga/refresh-over-budget", test_over_budget);
    qtest_add_func("/svga/refresh-black", test_black);
    qtest_add_func("/svga/refresh-legacy", test_legacy);
    return g_test_run();
}
