/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Cursors as a VNC viewer receives them: all ways to define and move one. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga-shot.h"
#include "libqos/svga-vnc.h"

#define BLACK 0xff000000u
#define WHITE 0xffffffffu
#define SIDE 4
#define TEXELS (SIDE * SIDE)

/* A device with object tables and a viewer. */
typedef struct Watched {
    QSvga *d;
    QSvgaVnc *vnc;
} Watched;

static Watched watch(void)
{
    QSvgaVnc *vnc = qsvga_vnc_new();
    QSvga *d = qsvga_start(NULL, vnc->args);

    qsvga_fifo_init(d);
    qsvga_otables(d);
    qsvga_sync(d);
    qsvga_vnc_connect(vnc);
    return (Watched) { d, vnc };
}

static void unwatch(Watched *w)
{
    qsvga_vnc_free(w->vnc);
    qsvga_stop(w->d);
}

static uint32_t crc32_of(const void *data, size_t size)
{
    const uint8_t *p = data;
    uint32_t crc = UINT32_MAX;

    while (size--) {
        crc ^= *p++;
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
        }
    }
    return ~crc;
}

/* Assert that the next cursor the viewer receives is this one. */
static void assert_cursor(Watched *w, uint16_t width, uint16_t height,
                          uint16_t hot_x, uint16_t hot_y,
                          const uint32_t *argb)
{
    const QSvgaVncCursor want = { width, height, hot_x, hot_y,
                                  (uint32_t *)argb };
    size_t bytes = (size_t)width * height * 4;

    qsvga_sync(w->d);
    qsvga_vnc_expect(w->vnc, &want);
    g_assert_cmphex(qsvga_stat(w->d, "cursor-crc"), ==,
                    crc32_of(argb, bytes));
}

static void fill_alpha(uint32_t *argb)
{
    for (uint32_t i = 0; i < TEXELS; i++) {
        argb[i] = (i * 16) << 24 | i << 16 | (i * 2) << 8 | i * 3;
    }
}

static void test_alpha(void)
{
    uint32_t define[6 + TEXELS] = {
        SVGA_CMD_DEFINE_ALPHA_CURSOR, 0, 1, 2, SIDE, SIDE,
    };
    Watched w = watch();

    fill_alpha(define + 6);
    qsvga_queue(w.d, define, sizeof(define));
    assert_cursor(&w, SIDE, SIDE, 1, 2, define + 6);
    unwatch(&w);
}

static void test_mono(void)
{
    /* AND 0011, XOR 0101: black, white, nothing, inverted */
    const uint32_t define[] = {
        SVGA_CMD_DEFINE_CURSOR, 0, 3, 0, 4, 1, 1, 1, 0x30, 0x50,
    };
    static const uint32_t want[] = { BLACK, WHITE, 0, WHITE };
    Watched w = watch();

    qsvga_queue(w.d, define, sizeof(define));
    assert_cursor(&w, 4, 1, 3, 0, want);
    unwatch(&w);
}

static void test_colour(void)
{
    const uint32_t define[] = {
        SVGA_CMD_DEFINE_CURSOR, 0, 0, 1, 1, 3, 32, 32,
        0x000000, 0xffffff, 0x000000, 0x123456, 0x000000, 0x654321,
    };
    static const uint32_t want[] = { 0xff123456, 0, 0xff654321 };
    Watched w = watch();

    qsvga_queue(w.d, define, sizeof(define));
    assert_cursor(&w, 1, 3, 0, 1, want);
    unwatch(&w);
}

/* {hot x, hot y, width, height, depths}, each wrong in one way */
static void test_masks_malformed(void)
{
    static const uint32_t cursors[][6] = {
        { 0, 0, 0, 4, 1, 1 }, { 0, 0, 4, 0, 1, 1 }, { 4, 0, 4, 4, 1, 1 },
        { 0, 4, 4, 4, 1, 1 }, { 0, 0, 257, 1, 1, 1 }, { 0, 0, 1, 257, 1, 1 },
        { 0, 0, 4, 4, 0, 1 }, { 0, 0, 4, 4, 1, 24 }, { 0, 0, 4, 4, 8, 32 },
    };
    g_autofree uint8_t *zeros = g_malloc0(0x4000);
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    for (size_t i = 0; i < ARRAY_SIZE(cursors); i++) {
        const uint32_t *c = cursors[i];
        const uint32_t head[] = { SVGA_CMD_DEFINE_CURSOR, 0, c[0], c[1],
                                  c[2], c[3], c[4], c[5] };

        qsvga_queue(d, head, sizeof(head));
        qsvga_queue(d, zeros, (DIV_ROUND_UP(c[2] * c[4], 32) +
                               DIV_ROUND_UP(c[2] * c[5], 32)) * 4 * c[3]);
        qsvga_expect_error(d, "bad-cursor", "DEFINE_CURSOR");
    }
    g_assert_cmpuint(qsvga_stat(d, "cursor-crc"), ==, 0);
    qsvga_stop(d);
}

/* A depth or extent from which the command's length cannot be computed. */
static void test_masks_overflow(void)
{
    static const uint32_t cursors[][4] = {
        { 0x10000, 0x10000, 32, 32 }, { 4, 4, 33, 1 }, { 4, 4, 1, UINT32_MAX },
        { UINT32_MAX, 1, 1, 1 },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cursors); i++) {
        const uint32_t *c = cursors[i];
        const uint32_t head[] = { SVGA_CMD_DEFINE_CURSOR, 0, 0, 0, c[0],
                                  c[1], c[2], c[3] };
        QSvga *d = qsvga_start(NULL, NULL);

        qsvga_fifo_init(d);
        qsvga_queue(d, head, sizeof(head));
        qsvga_expect_error(d, "bad-size", "DEFINE_CURSOR");
        qsvga_stop(d);
    }
}

static void write_mob(QSvga *d, const QSvgaMob *mob,
                      const SVGAGBCursorHeader *header, const void *data,
                      size_t size)
{
    qtest_memwrite(d->qts, mob->gpa, header, sizeof(*header));
    qtest_memwrite(d->qts, mob->gpa + sizeof(*header), data, size);
}

static void test_mob_alpha(void)
{
    const SVGAGBCursorHeader header = {
        .type = SVGA_ALPHA_CURSOR,
        .header.alphaHeader = { 2, 1, SIDE, SIDE },
        .sizeInBytes = TEXELS * 4,
    };
    uint32_t argb[TEXELS];
    Watched w = watch();
    QSvgaMob mob = qsvga_mob(w.d, 5, 4096, 0);

    fill_alpha(argb);
    qsvga_sync(w.d);
    write_mob(w.d, &mob, &header, argb, sizeof(argb));
    qsvga_write(w.d, SVGA_REG_CURSOR_MOBID, 5);
    g_assert_cmphex(qsvga_read(w.d, SVGA_REG_CURSOR_MOBID), ==, 5);
    assert_cursor(&w, SIDE, SIDE, 2, 1, argb);
    /* The MOB is read only when it is named, not when it changes later. */
    argb[0] = WHITE;
    write_mob(w.d, &mob, &header, argb, sizeof(argb));
    qsvga_write(w.d, SVGA_REG_CURSOR_MOBID, 5);
    assert_cursor(&w, SIDE, SIDE, 2, 1, argb);
    unwatch(&w);
}

static void test_mob_colour(void)
{
    const SVGAGBCursorHeader header = {
        .type = SVGA_COLOR_CURSOR,
        .header.colorHeader = { 0, 0, 2, 1, 1, 32 },
        .sizeInBytes = 4 + 2 * 4,
    };
    static const uint32_t masks[] = { 0x40, 0x00abcdef, 0 };
    static const uint32_t want[] = { 0xffabcdef, 0 };
    Watched w = watch();
    QSvgaMob mob = qsvga_mob(w.d, 5, 4096, 0);

    qsvga_sync(w.d);
    write_mob(w.d, &mob, &header, masks, sizeof(masks));
    qsvga_write(w.d, SVGA_REG_CURSOR_MOBID, 5);
    assert_cursor(&w, 2, 1, 0, 0, want);
    unwatch(&w);
}

/* The largest cursor: it fills CURSOR_MAX_BYTE_SIZE to the last byte. */
static void test_mob_largest(void)
{
    const SVGAGBCursorHeader header = {
        .type = SVGA_COLOR_CURSOR,
        .header.colorHeader = { 255, 255, 256, 256, 32, 32 },
        .sizeInBytes = 2 * 256 * 256 * 4,
    };
    g_autofree uint32_t *want = g_new(uint32_t, 256 * 256);
    Watched w = watch();
    uint32_t size = qsvga_read(w.d, SVGA_REG_CURSOR_MAX_BYTE_SIZE);
    QSvgaMob mob = qsvga_mob(w.d, 5, size, 0x77);

    g_assert_cmpuint(size, ==, sizeof(header) + header.sizeInBytes);
    qsvga_sync(w.d);
    write_mob(w.d, &mob, &header, NULL, 0);
    qsvga_write(w.d, SVGA_REG_CURSOR_MOBID, 5);
    for (size_t i = 0; i < 256 * 256; i++) {
        want[i] = 0xff777777;
    }
    assert_cursor(&w, 256, 256, 255, 255, want);
    unwatch(&w);
}

static void test_mob_malformed(void)
{
    static const struct {
        SVGAGBCursorHeader header;
        const char *reason;
    } cases[] = {
        { { SVGA_ALPHA_CURSOR, { .alphaHeader = { 0, 0, 4, 4 } }, 60 },
          "bad-size" },
        { { SVGA_ALPHA_CURSOR, { .alphaHeader = { 0, 0, 4, 4 } }, 68 },
          "bad-size" },
        { { SVGA_ALPHA_CURSOR, { .alphaHeader = { 0, 0, 4, 4 } }, 0 },
          "bad-size" },
        { { SVGA_ALPHA_CURSOR, { .alphaHeader = { 0, 0, 4, 4 } }, ~0u },
          "bad-size" },
        { { SVGA_ALPHA_CURSOR, { .alphaHeader = { 4, 0, 4, 4 } }, 64 },
          "bad-cursor" },
        { { SVGA_ALPHA_CURSOR, { .alphaHeader = { 0, 0, ~0u, 4 } }, 64 },
          "bad-cursor" },
        { { SVGA_COLOR_CURSOR, { .colorHeader = { 0, 0, 4, 4, 2, 1 } }, 32 },
          "bad-cursor" },
        { { SVGA_COLOR_CURSOR, { .colorHeader = { 0, 0, 4, 4, 1, 1 } }, 16 },
          "bad-size" },
        { { 2, { .alphaHeader = { 0, 0, 4, 4 } }, 64 }, "bad-cursor" },
        /* 33 x 31 texels do not fit after the header in this MOB's page */
        { { SVGA_ALPHA_CURSOR, { .alphaHeader = { 0, 0, 33, 31 } }, 4092 },
          "mob-too-small" },
    };
    QSvga *d = qsvga_start(NULL, NULL);
    QSvgaMob mob;

    qsvga_fifo_init(d);
    qsvga_otables(d);
    mob = qsvga_mob(d, 5, 4096, 0);
    qsvga_mob(d, 6, 16, 0);
    qsvga_sync(d);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        write_mob(d, &mob, &cases[i].header, NULL, 0);
        qsvga_write(d, SVGA_REG_CURSOR_MOBID, 5);
        qsvga_expect_error(d, cases[i].reason, "CURSOR_MOBID");
    }
    qsvga_write(d, SVGA_REG_CURSOR_MOBID, 6);
    qsvga_expect_error(d, "mob-too-small", "CURSOR_MOBID");
    qsvga_write(d, SVGA_REG_CURSOR_MOBID, 7);
    qsvga_expect_error(d, "bad-mob", "CURSOR_MOBID");
    qsvga_write(d, SVGA_REG_CURSOR_MOBID, SVGA3D_INVALID_ID);
    qsvga_expect_error(d, "bad-mob", "CURSOR_MOBID");
    g_assert_cmpuint(qsvga_stat(d, "cursor-crc"), ==, 0);
    qsvga_stop(d);
}

static void assert_position(QSvga *d, uint32_t head, uint32_t x, uint32_t y,
                            bool on)
{
    g_assert_cmpuint(qsvga_stat(d, "cursor-head"), ==, head);
    g_assert_cmpuint(qsvga_stat(d, "cursor-x"), ==, x);
    g_assert_cmpuint(qsvga_stat(d, "cursor-y"), ==, y);
    g_assert_cmpuint(qsvga_stat(d, "cursor-on"), ==, on);
}

/* The cursor does not move before CURSOR_ON is written. */
static void test_registers(void)
{
    static const struct {
        uint32_t on;
        bool visible;
    } values[] = {
        { SVGA_CURSOR_ON_SHOW, true }, { SVGA_CURSOR_ON_HIDE, false },
        { SVGA_CURSOR_ON_RESTORE_TO_FB, true },
        { SVGA_CURSOR_ON_REMOVE_FROM_FB, false },
    };
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    for (uint32_t i = 0; i < ARRAY_SIZE(values); i++) {
        qsvga_write(d, SVGA_REG_CURSOR_X, 10 + i);
        qsvga_write(d, SVGA_REG_CURSOR_Y, 20 + i);
        assert_position(d, 0, i ? 9 + i : 0, i ? 19 + i : 0,
                        i && values[i - 1].visible);
        qsvga_write(d, SVGA_REG_CURSOR_ON, values[i].on);
        assert_position(d, 0, 10 + i, 20 + i, values[i].visible);
    }
    qtest_system_reset(d->qts);
    assert_position(d, 0, 0, 0, false);
    qsvga_stop(d);
}

/* FIFO registers: the device acknowledges what it has seen. */
static void test_fifo(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    qsvga_fifo_write(d, SVGA_FIFO_CURSOR_ON, 1);
    qsvga_fifo_write(d, SVGA_FIFO_CURSOR_X, 100);
    qsvga_fifo_write(d, SVGA_FIFO_CURSOR_Y, 0xffffffff);
    qsvga_sync(d);
    assert_position(d, 0, 0, 0, false);
    qsvga_fifo_write(d, SVGA_FIFO_CURSOR_COUNT, 1);
    qsvga_sync(d);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_CURSOR_LAST_UPDATED), ==,
                     1);
    g_assert_cmphex(qsvga_read(d, SVGA_REG_CURSOR_X), ==, 100);
    g_assert_cmphex(qsvga_read(d, SVGA_REG_CURSOR_Y), ==, 0xffffffff);
    g_assert_cmphex(qsvga_read(d, SVGA_REG_CURSOR_ON), ==, 1);
    assert_position(d, 0, 100, 0xffffffff, true);
    qsvga_stop(d);
}

/* A cursor at @x, @y of the desktop must be at @x_there, @y of @head. */
static void check_head(QSvga *d, uint32_t x, uint32_t y, uint32_t head,
                       uint32_t x_there)
{
    qsvga_write(d, SVGA_REG_CURSOR_X, x);
    qsvga_write(d, SVGA_REG_CURSOR_Y, y);
    qsvga_write(d, SVGA_REG_CURSOR_ON, 1);
    assert_position(d, head, x_there, y, true);
}

/* A position on the desktop is a position on the target there. */
static void test_heads(void)
{
    QSvga *d = qsvga_start("max_outputs=2", NULL);

    qsvga_fifo_init(d);
    qsvga_otables(d);
    qsvga_define_target(d, 0, 64, 48, 0);
    qsvga_define_target(d, 1, 32, 32, 64);
    qsvga_sync(d);
    check_head(d, 63, 31, 0, 63);
    check_head(d, 64, 31, 1, 0);
    check_head(d, 95, 31, 1, 31);
    /* no target is there, or it has been destroyed */
    check_head(d, 95, 32, 0, 95);
    check_head(d, 95, 5, 1, 31);
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, 1);
    qsvga_sync(d);
    assert_position(d, 0, 95, 5, true);
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/cursor-alpha", test_alpha);
    qtest_add_func("/svga/cursor-mono", test_mono);
    qtest_add_func("/svga/cursor-colour", test_colour);
    qtest_add_func("/svga/cursor-masks-malformed", test_masks_malformed);
    qtest_add_func("/svga/cursor-masks-overflow", test_masks_overflow);
    qtest_add_func("/svga/cursor-mob-alpha", test_mob_alpha);
    qtest_add_func("/svga/cursor-mob-colour", test_mob_colour);
    qtest_add_func("/svga/cursor-mob-largest", test_mob_largest);
    qtest_add_func("/svga/cursor-mob-malformed", test_mob_malformed);
    qtest_add_func("/svga/cursor-registers", test_registers);
    qtest_add_func("/svga/cursor-fifo", test_fifo);
    qtest_add_func("/svga/cursor-heads", test_heads);
    return g_test_run();
}
