/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Every size that the device announces: the largest works, one more fails. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga-shot.h"
#include "libqos/svga-texels.h"

/* Start of guest RAM that is free for the largest MOB. */
#define BASE (UINT64_C(64) << 20)

#define WORDS(...) ((const uint32_t[]) { __VA_ARGS__ })
#define GOOD(d, ...) \
    qsvga_send_good(d, QSVGA_BY_FIFO, WORDS(__VA_ARGS__), \
                    sizeof(WORDS(__VA_ARGS__)))
#define BAD(d, want, ...) \
    qsvga_send_bad(d, WORDS(__VA_ARGS__), sizeof(WORDS(__VA_ARGS__)), want)

/* MOB 1 over the largest possible memory. */
static uint32_t define_mob(QSvga *d)
{
    uint32_t size = qsvga_read(d, SVGA_REG_MOB_MAX_SIZE);

    GOOD(d, SVGA_3D_CMD_DEFINE_GB_MOB64, 20, 1, SVGA3D_MOBFMT_RANGE,
         BASE / QSVGA_PAGE, 0, size);
    return size;
}

static void define_surface(QSvga *d, uint32_t sid, uint32_t format,
                           SVGA3dSize size)
{
    GOOD(d, SVGA_3D_CMD_DEFINE_GB_SURFACE, 36, sid, 0, format, 1, 0, 0,
         size.width, size.height, size.depth,
         SVGA_3D_CMD_BIND_GB_SURFACE, 8, sid, 1);
}

/* Upload and read back the surface's last element. */
static void try_last(QSvga *d, uint32_t sid, SVGA3dSize size, uint64_t gpa,
                     uint32_t bytes)
{
    const SVGA3dBox last = {
        size.width - bytes, size.height - 1, size.depth - 1, bytes, 1, 1,
    };

    qtest_writeb(d->qts, gpa, 0x5a);
    qsvga_update_image(d, sid, 0, 0, last);
    qsvga_sync(d);
    qtest_writeb(d->qts, gpa, 0);
    GOOD(d, SVGA_3D_CMD_READBACK_GB_IMAGE_PARTIAL, 40, sid, 0, 0, last.x,
         last.y, last.z, last.w, last.h, last.d, 0);
    g_assert_cmphex(qtest_readb(d->qts, gpa), ==, 0x5a);
}

static void try_mob_size(QSvgaWatched *w, uint32_t size)
{
    define_mob(w->d);
    define_surface(w->d, 1, SVGA3D_BUFFER, (SVGA3dSize) { size, 1, 1 });
    try_last(w->d, 1, (SVGA3dSize) { size, 1, 1 }, BASE + size - 1, 1);
    BAD(w->d, "bad-mob-size: DEFINE_GB_MOB64", SVGA_3D_CMD_DEFINE_GB_MOB64,
        20, 2, SVGA3D_MOBFMT_RANGE, BASE / QSVGA_PAGE, 0, size + 1);
}

/*
 * At least this much memory is available to surfaces.  Beyond it, the host's
 * limit ends it; and what was freed is available again.
 */
static void try_gb_memory(QSvgaWatched *w, uint32_t kilobytes)
{
    uint32_t size = define_mob(w->d);
    uint32_t sid = 0;
    char *got = NULL;

    while (!got) {
        const uint32_t words[] = {
            SVGA_3D_CMD_DEFINE_GB_SURFACE, 36, ++sid, 0, SVGA3D_BUFFER, 1, 0,
            0, size, 1, 1, SVGA_3D_CMD_BIND_GB_SURFACE, 8, sid, 1,
            SVGA_3D_CMD_UPDATE_GB_IMAGE, 36, sid, 0, 0, 0, 0, 0, 1, 1, 1,
        };

        got = qsvga_send(w->d, QSVGA_BY_FIFO, words, sizeof(words));
    }
    g_assert_cmpstr(got, ==, "over-budget: UPDATE_GB_IMAGE");
    g_free(got);
    g_assert_cmpuint((uint64_t)(sid - 1) * (size / 1024), >=, kilobytes);
    g_assert_cmpuint(qsvga_stat(w->d, "host-memory-used"), >=,
                     (uint64_t)kilobytes * 1024);
    GOOD(w->d, SVGA_3D_CMD_DESTROY_GB_SURFACE, 4, 1);
    try_last(w->d, sid, (SVGA3dSize) { size, 1, 1 }, BASE + size - 1, 1);
}

/* A target whose last pixel shows the surface's. */
static void show(QSvga *d, uint32_t width, uint32_t height)
{
    const SVGA3dSize size = { width, height, 1 };
    uint64_t pixel = BASE + ((uint64_t)width * height - 1) * 4;

    define_mob(d);
    define_surface(d, 1, SVGA3D_X8R8G8B8, size);
    qtest_writel(d->qts, pixel, 0x123456);
    qsvga_update_image(d, 1, 0, 0, (SVGA3dBox) { width - 1, height - 1, 0,
                                                 1, 1, 1 });
    qsvga_define_target(d, 0, width, height, 0);
    qsvga_bind_target(d, 0, 1);
    qsvga_update_target(d, 0, width - 1, height - 1, 1, 1);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, width - 1, height - 1, 0x123456);
    GOOD(d, SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, 4, 0);
}

static void refuse_target(QSvga *d, uint32_t width, uint32_t height)
{
    BAD(d, "bad-screen: DEFINE_GB_SCREENTARGET",
        SVGA_3D_CMD_DEFINE_GB_SCREENTARGET, 28, 0, width, height, 0, 0, 0, 0);
}

static void try_target_width(QSvgaWatched *w, uint32_t width)
{
    show(w->d, width, 2);
    refuse_target(w->d, width + 1, 2);
}

static void try_target_height(QSvgaWatched *w, uint32_t height)
{
    show(w->d, 4, height);
    refuse_target(w->d, 4, height + 1);
}

static void try_primary_memory(QSvgaWatched *w, uint32_t bytes)
{
    uint32_t width = qsvga_read(w->d, SVGA_REG_SCREENTARGET_MAX_WIDTH);

    show(w->d, width, bytes / 4 / width);
    refuse_target(w->d, width, bytes / 4 / width + 1);
}

/* The legacy framebuffer's last pixel. */
static void try_extent(QSvga *d, uint32_t width, uint32_t height)
{
    qsvga_write(d, SVGA_REG_WIDTH, width);
    qsvga_write(d, SVGA_REG_HEIGHT, height);
    qpci_io_writel(d->dev, d->vram, (width * height - 1) * 4, 0x654321);
    qsvga_assert_extent(d, 0, width, height);
    qsvga_assert_pixel(d, 0, width - 1, height - 1, 0x654321);
}

static void try_width(QSvgaWatched *w, uint32_t width)
{
    try_extent(w->d, width, 3);
    qsvga_write(w->d, SVGA_REG_WIDTH, width + 1);
    qsvga_expect_error(w->d, "bad-register", "WIDTH");
}

static void try_height(QSvgaWatched *w, uint32_t height)
{
    try_extent(w->d, 4, height);
    qsvga_write(w->d, SVGA_REG_HEIGHT, height + 1);
    qsvga_expect_error(w->d, "bad-register", "HEIGHT");
}

/* A row may be as long as all of VRAM, up to the last pixel. */
static void try_vram(QSvgaWatched *w, uint32_t bytes)
{
    uint32_t pitch = bytes / 2;

    g_assert_cmpuint(qsvga_read(w->d, SVGA_REG_MEMORY_SIZE), ==, bytes);
    qsvga_write(w->d, SVGA_REG_PITCHLOCK, bytes + 4);
    qsvga_expect_error(w->d, "bad-register", "PITCHLOCK");
    qsvga_write(w->d, SVGA_REG_PITCHLOCK, bytes);
    g_assert_cmpuint(qsvga_read(w->d, SVGA_REG_BYTES_PER_LINE), ==, bytes);
    qsvga_write(w->d, SVGA_REG_PITCHLOCK, pitch);
    qsvga_write(w->d, SVGA_REG_WIDTH, 8);
    qsvga_write(w->d, SVGA_REG_HEIGHT, 2);
    qpci_io_writel(w->d->dev, w->d->vram, pitch + 7 * 4, 0xabcdef);
    qpci_io_writel(w->d->dev, w->d->vram, bytes - 4, 0xfedcba);
    qsvga_assert_pixel(w->d, 0, 7, 1, 0xabcdef);
    g_assert_cmphex(qpci_io_readl(w->d->dev, w->d->vram, bytes - 4), ==,
                    0xfedcba);
}

/* Commands up to the last word of the FIFO, and across the wrap. */
static void try_fifo_size(QSvgaWatched *w, uint32_t bytes)
{
    qsvga_fifo_init_window(w->d, bytes - 20, bytes);
    for (int i = 0; i < 5; i++) {
        qsvga_sync(w->d);
    }
    qsvga_fifo_init_window(w->d, bytes - 20, bytes + 4);
    qsvga_fifo_write(w->d, SVGA_FIFO_NEXT_CMD, bytes - 12);
    qsvga_expect_error(w->d, "bad-fifo", "unknown");
    qsvga_fifo_init(w->d);
}

static void try_scratch(QSvgaWatched *w, uint32_t words)
{
    uint32_t last = SVGA_SCRATCH_BASE + words - 1;

    qsvga_write(w->d, last, 0x1111);
    g_assert_cmphex(qsvga_read(w->d, last), ==, 0x1111);
    qsvga_write(w->d, last + 1, 0x2222);
    qsvga_expect_error(w->d, "bad-register", "register");
}

/*
 * Number of consoles that a viewer can choose from; only this device has any.
 */
static uint32_t count_consoles(QSvga *d)
{
    QDict *reply = qtest_qmp(d->qts, "{ 'execute': 'qom-list', 'arguments': "
                             "{ 'path': '/backend' } }");
    const QListEntry *entry;
    uint32_t count = 0;

    QLIST_FOREACH_ENTRY(qdict_get_qlist(reply, "return"), entry) {
        QDict *child = qobject_to(QDict, qlist_entry_obj(entry));

        count += g_str_equal(qdict_get_str(child, "type"),
                             "child<qemu-graphic-console>");
    }
    qobject_unref(reply);
    return count;
}

/* The last head shows its target, and there is none after it. */
static void try_heads(QSvga *d, uint32_t count)
{
    g_assert_cmpuint(count_consoles(d), ==, count);
    qsvga_define_target(d, count - 1, 12, 7, 0);
    qsvga_define_target(d, count, 16, 9, 12);
    qsvga_sync(d);
    qsvga_assert_extent(d, count - 1, 12, 7);
}

static void try_displays(QSvgaWatched *w, uint32_t count)
{
    QSvga *more = qsvga_send_start("max_outputs=3");

    try_heads(w->d, count);
    g_assert_cmpuint(qsvga_read(more, SVGA_REG_NUM_DISPLAYS), ==, 3);
    try_heads(more, 3);
    qsvga_stop(more);
}

static void try_cursor_dimension(QSvgaWatched *w, uint32_t side)
{
    g_autofree uint32_t *words = g_new0(uint32_t, 6 + side + 1);

    words[0] = SVGA_CMD_DEFINE_ALPHA_CURSOR;
    for (uint32_t i = 0; i <= side; i++) {
        words[6 + i] = 0xff000000 | i;
    }
    for (int tall = 0; tall < 2; tall++) {
        words[4] = tall ? 1 : side;
        words[5] = tall ? side : 1;
        qsvga_send_good(w->d, QSVGA_BY_CMDBUF, words, (6 + side) * 4);
        qsvga_vnc_expect(w->vnc, &(QSvgaVncCursor) { words[4], words[5], 0, 0,
                                                     words + 6 });
        words[4 + tall]++;
        qsvga_send_bad(w->d, words, (7 + side) * 4,
                       "bad-cursor: DEFINE_ALPHA_CURSOR");
    }
}

/* Both masks of the largest cursor, 32 bits deep, fill it to the last byte. */
static void try_cursor_bytes(QSvgaWatched *w, uint32_t bytes)
{
    uint32_t side = qsvga_read(w->d, SVGA_REG_CURSOR_MAX_DIMENSION);
    SVGAGBCursorHeader header = {
        .type = SVGA_COLOR_CURSOR,
        .header.colorHeader = { 0, 0, side, side, 32, 32 },
        .sizeInBytes = bytes - sizeof(header),
    };
    QSvgaMob mob = qsvga_mob(w->d, 8, bytes, 0x33);
    QSvgaVncCursor got;

    qsvga_sync(w->d);
    qtest_memwrite(w->d->qts, mob.gpa, &header, sizeof(header));
    qsvga_write(w->d, SVGA_REG_CURSOR_MOBID, 8);
    got = qsvga_vnc_cursor(w->vnc);
    g_assert_cmpuint(got.width, ==, side);
    g_assert_cmpuint(got.height, ==, side);
    g_assert_cmphex(got.argb[side * side - 1], ==, 0xff333333);
    g_free(got.argb);
    header.sizeInBytes++;
    mob = qsvga_mob(w->d, 9, bytes + 1, 0);
    qsvga_sync(w->d);
    qtest_memwrite(w->d->qts, mob.gpa, &header, sizeof(header));
    qsvga_write(w->d, SVGA_REG_CURSOR_MOBID, 9);
    qsvga_expect_error(w->d, "bad-size", "CURSOR_MOBID");
}

/* Extents are promises: they are accepted as long as memory suffices. */
static void try_texture(QSvga *d, uint32_t sid, SVGA3dSize size)
{
    uint64_t texels = (uint64_t)size.width * size.height * size.depth;

    define_surface(d, sid, SVGA3D_A8R8G8B8, size);
    try_last(d, sid, size, BASE + (texels - 1) * 4, 1);
}

static void try_texture_width(QSvgaWatched *w, uint32_t width)
{
    define_mob(w->d);
    try_texture(w->d, 1, (SVGA3dSize) { width, 3, 1 });
}

static void try_texture_height(QSvgaWatched *w, uint32_t height)
{
    define_mob(w->d);
    try_texture(w->d, 1, (SVGA3dSize) { 3, height, 1 });
}

static void try_volume_extent(QSvgaWatched *w, uint32_t extent)
{
    define_mob(w->d);
    try_texture(w->d, 1, (SVGA3dSize) { extent, 2, 2 });
    try_texture(w->d, 2, (SVGA3dSize) { 2, extent, 2 });
    try_texture(w->d, 3, (SVGA3dSize) { 2, 2, extent });
}

/* A table of this many ids: the last is valid, the next is not. */
static void try_surface_ids(QSvgaWatched *w, uint32_t count)
{
    QSvgaMob table = qsvga_mob_prepare(
        w->d, 0, count * sizeof(SVGAOTableSurfaceEntry), 0, 0);

    qsvga_otable(w->d, SVGA_OTABLE_SURFACE, &table);
    define_mob(w->d);
    try_texture(w->d, count - 1, (SVGA3dSize) { 4, 4, 1 });
    BAD(w->d, "bad-id: DEFINE_GB_SURFACE", SVGA_3D_CMD_DEFINE_GB_SURFACE, 36,
        count, 0, SVGA3D_A8R8G8B8, 1, 0, 0, 4, 4, 1);
}

typedef struct Limit {
    uint32_t index;
    void (*try)(QSvgaWatched *w, uint32_t value);
} Limit;

static const Limit registers[] = {
    { SVGA_REG_MAX_WIDTH, try_width },
    { SVGA_REG_MAX_HEIGHT, try_height },
    { SVGA_REG_VRAM_SIZE, try_vram },
    { SVGA_REG_MEMORY_SIZE, try_vram },
    { SVGA_REG_MEM_SIZE, try_fifo_size },
    { SVGA_REG_SCRATCH_SIZE, try_scratch },
    { SVGA_REG_NUM_DISPLAYS, try_displays },
    { SVGA_REG_MAX_PRIMARY_MEM, try_primary_memory },
    { SVGA_REG_SUGGESTED_GBOBJECT_MEM_SIZE_KB, try_gb_memory },
    { SVGA_REG_SCREENTARGET_MAX_WIDTH, try_target_width },
    { SVGA_REG_SCREENTARGET_MAX_HEIGHT, try_target_height },
    { SVGA_REG_MOB_MAX_SIZE, try_mob_size },
    { SVGA_REG_CURSOR_MAX_BYTE_SIZE, try_cursor_bytes },
    { SVGA_REG_CURSOR_MAX_DIMENSION, try_cursor_dimension },
    { 0, NULL },
};

/* Nonzero after reset, but not a size: mode, addresses, capabilities. */
static const uint32_t no_sizes[] = {
    SVGA_REG_ID, SVGA_REG_WIDTH, SVGA_REG_HEIGHT, SVGA_REG_DEPTH,
    SVGA_REG_BITS_PER_PIXEL, SVGA_REG_RED_MASK, SVGA_REG_GREEN_MASK,
    SVGA_REG_BLUE_MASK, SVGA_REG_BYTES_PER_LINE, SVGA_REG_FB_START,
    SVGA_REG_FB_SIZE, SVGA_REG_CAPABILITIES, SVGA_REG_MEM_START,
    SVGA_REG_HOST_BITS_PER_PIXEL, SVGA_REG_MEM_REGS, SVGA_REG_TRACES,
    SVGA_REG_CAP2, SVGA_REG_CURSOR_MOBID,
};

static const Limit devcaps[] = {
    { SVGA3D_DEVCAP_MAX_TEXTURE_WIDTH, try_texture_width },
    { SVGA3D_DEVCAP_MAX_TEXTURE_HEIGHT, try_texture_height },
    { SVGA3D_DEVCAP_MAX_VOLUME_EXTENT, try_volume_extent },
    { SVGA3D_DEVCAP_MAX_SURFACE_IDS, try_surface_ids },
    { 0, NULL },
};

static uint32_t read_devcap(QSvga *d, uint32_t index)
{
    qsvga_write(d, SVGA_REG_DEV_CAP, index);
    return qsvga_read(d, SVGA_REG_DEV_CAP);
}

/* Each limit on a fresh device of its own. */
static void try_limits(const Limit *limit,
                       uint32_t (*read)(QSvga *d, uint32_t index))
{
    for (; limit->try; limit++) {
        QSvgaWatched w = qsvga_watch();
        uint32_t value = read(w.d, limit->index);

        g_test_message("index %u: %u", limit->index, value);
        g_assert_cmpuint(value, !=, 0);
        limit->try(&w, value);
        qsvga_unwatch(&w);
    }
}

static bool has_limit(const Limit *limit, uint32_t index)
{
    while (limit->try && limit->index != index) {
        limit++;
    }
    return limit->try;
}

static void test_registers(void)
{
    try_limits(registers, qsvga_read);
}

static void test_devcaps(void)
{
    try_limits(devcaps, read_devcap);
}

/*
 * Every value that the device announces is tested, or known not to be a size.
 */
static void test_complete(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    for (uint32_t i = 0; i < SVGA_REG_TOP; i++) {
        bool known = has_limit(registers, i);

        for (size_t j = 0; j < ARRAY_SIZE(no_sizes); j++) {
            known |= no_sizes[j] == i;
        }
        if (!known && qsvga_read(d, i)) {
            g_error("no test for register %u", i);
        }
    }
    d->errors_expected = qsvga_stat(d, "stat-guest-errors");
    for (uint32_t i = 0; i < SVGA3D_DEVCAP_MAX; i++) {
        if (!has_limit(devcaps, i) && read_devcap(d, i)) {
            g_error("no test for devcap %u", i);
        }
    }
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/limits-registers", test_registers);
    qtest_add_func("/svga/limits-devcaps", test_devcaps);
    qtest_add_func("/svga/limits-complete", test_complete);
    return g_test_run();
}
