/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The main loop gets its turn, whatever the guest makes the device do. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-cmdbuf.h"

#define SLICE_COMMANDS 1024
#define TRIES 20

#define SLICE_CPU_US_MAX 10000
#define HELD_US_MAX 10000

/* Answers of a device that has nothing to do, to see what the host is like. */
#define IDLE_ANSWERS 1000

#define MIB (1024 * 1024)
#define BIG_BYTES (128 * MIB)
#define BIG_WIDTH 8192
#define BIG_HEIGHT 4096

/* Of the slices since it was set to 0, in microseconds of CPU time. */
static uint64_t longest;

/* The longest that the main loop let anybody wait, in microseconds. */
static int64_t held;

/* Of requests that are served by the main loop, one after the other. */
typedef struct Stopwatch {
    int64_t last;
    int64_t longest;
} Stopwatch;

static void stopwatch_start(Stopwatch *watch)
{
    watch->last = g_get_monotonic_time();
    watch->longest = 0;
}

static void stopwatch_lap(Stopwatch *watch)
{
    int64_t now = g_get_monotonic_time();

    watch->longest = MAX(watch->longest, now - watch->last);
    watch->last = now;
}

/* What the device has held counts where the host does not hold as long. */
static void note_held(QSvga *d, const Stopwatch *busy)
{
    Stopwatch idle;

    stopwatch_start(&idle);
    for (int i = 0; i < IDLE_ANSWERS; i++) {
        qsvga_fifo_read(d, SVGA_FIFO_FENCE);
        stopwatch_lap(&idle);
    }
    g_test_message("the longest wait was %" PRId64 " us, and %" PRId64
                   " us with nothing to do", busy->longest, idle.longest);
    if (idle.longest < HELD_US_MAX) {
        held = MAX(held, busy->longest);
    }
}

/* How many slices there were, which follows from the work, and the longest. */
static void expect_slices(QSvga *d, const char *what, uint64_t before,
                          uint64_t least)
{
    uint64_t slices = qsvga_stat(d, "stat-slices") - before;
    uint64_t cpu_us = qsvga_stat(d, "stat-slice-cpu-us");

    g_test_message("%s: %" PRIu64 " slices, %" PRIu64 " us of CPU time "
                   "in the longest so far", what, slices, cpu_us);
    g_assert_cmpuint(slices, >=, least);
    longest = MAX(longest, cpu_us);
}

/*
 * A MOB of the largest size in little memory: every entry of its page tables
 * names the same page, so that none continues the one before it.
 */
static void big_mob(QSvga *d, uint32_t mobid)
{
    enum { ENTRIES = QSVGA_PAGE / sizeof(uint64_t) };
    uint64_t page = guest_alloc(&d->alloc, QSVGA_PAGE);
    uint64_t table = guest_alloc(&d->alloc, QSVGA_PAGE);
    uint64_t root = guest_alloc(&d->alloc, QSVGA_PAGE);
    const SVGA3dCmdDefineGBMob64 define = {
        .mobid = mobid,
        .ptDepth = SVGA3D_MOBFMT_PT64_2,
        .base = root / QSVGA_PAGE,
        .sizeInBytes = BIG_BYTES,
    };

    for (int i = 0; i < ENTRIES; i++) {
        qtest_writeq(d->qts, table + i * sizeof(uint64_t),
                     page / QSVGA_PAGE);
        qtest_writeq(d->qts, root + i * sizeof(uint64_t),
                     table / QSVGA_PAGE);
    }
    qsvga_cmd(d, SVGA_3D_CMD_DEFINE_GB_MOB64, &define, sizeof(define));
}

static QSvga *start_big(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    qsvga_cmdbuf_start(d, true);
    qsvga_otables(d);
    for (uint32_t i = 1; i <= 2; i++) {
        big_mob(d, i);
        qsvga_surface(d, i, SVGA3D_A8R8G8B8, 0, BIG_WIDTH, BIG_HEIGHT, 1, 1);
        qsvga_bind(d, i, i);
    }
    qsvga_sync(d);
    return d;
}

/* Wait without ever polling BUSY: the main loop alone does the work. */
static void wait_fence(QSvga *d, uint32_t fence)
{
    int64_t end = g_get_monotonic_time() + 300 * G_USEC_PER_SEC;
    unsigned served = 0;
    Stopwatch watch;
    uint32_t seen;

    stopwatch_start(&watch);
    do {
        seen = qsvga_fifo_read(d, SVGA_FIFO_FENCE);
        served++;
        stopwatch_lap(&watch);
        g_assert_cmpint(watch.last, <, end);
    } while (seen != fence);
    g_test_message("%u requests were served meanwhile", served);
    note_held(d, &watch);
}

/* The same for all that was queued. */
static void settle(QSvga *d, uint32_t fence)
{
    const uint32_t words[] = { SVGA_CMD_FENCE, fence };

    qsvga_queue(d, words, sizeof(words));
    qsvga_ring(d);
    wait_fence(d, fence);
}

/* 256 MiB by the shortest of commands, and back. */
static void check_big(uint32_t cmd, const char *what)
{
    QSvga *d = start_big();
    const uint32_t words[] = {
        cmd, 4, 1, cmd, 4, 2, SVGA_CMD_FENCE, 1000, cmd, 4, 1, cmd, 4, 2,
        SVGA_CMD_FENCE, 1001,
    };
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(d, sizeof(words) / 2);
    uint64_t before = qsvga_stat(d, "stat-slices");

    qsvga_queue(d, words, sizeof(words) / 2);
    qsvga_ring(d);
    wait_fence(d, 1000);
    expect_slices(d, what, before, 256);
    before = qsvga_stat(d, "stat-slices");
    qsvga_cmdbuf_fill(d, &cb, 1, words + 8, sizeof(words) / 2);
    qsvga_cmdbuf_submit(d, &cb, SVGA_CB_CONTEXT_0);
    wait_fence(d, 1001);
    expect_slices(d, what, before, 256);
    qsvga_stop(d);
}

static void test_update(void)
{
    check_big(SVGA_3D_CMD_UPDATE_GB_SURFACE, "update");
}

static void test_readback(void)
{
    check_big(SVGA_3D_CMD_READBACK_GB_SURFACE, "readback");
}

/*
 * Pairs of commands that undo each other and whose work is not in their
 * length, two slices of each.
 */
static const struct {
    const char *name;
    uint32_t words[2][12];
    uint32_t bytes[2];
} storms[] = {
    { "surfaces", {
        { SVGA_3D_CMD_DEFINE_GB_SURFACE, 36, 9, 0, SVGA3D_A8R8G8B8, 14, 0, 0,
          BIG_WIDTH, 2048, 1 },
        { SVGA_3D_CMD_DESTROY_GB_SURFACE, 4, 9 } }, { 44, 12 } },
    { "bindings", {
        { SVGA_3D_CMD_BIND_GB_SURFACE, 8, 1, SVGA3D_INVALID_ID },
        { SVGA_3D_CMD_BIND_GB_SURFACE, 8, 1, 2 } }, { 16, 16 } },
    { "screen targets", {
        { SVGA_3D_CMD_DEFINE_GB_SCREENTARGET, 28, 1, BIG_WIDTH, 2048, 0, 0,
          0, 0 },
        { SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, 4, 1 } }, { 36, 12 } },
    { "invalidations", {
        { SVGA_3D_CMD_INVALIDATE_GB_SURFACE, 4, 1 },
        { SVGA_3D_CMD_INVALIDATE_GB_IMAGE, 12, 1, 0, 0 } }, { 12, 20 } },
    { "empty copies", {
        { SVGA_3D_CMD_SURFACE_COPY, 24, 1, 0, 0, 2, 0, 0 },
        { SVGA_3D_CMD_NOP, 0 } }, { 32, 8 } },
};

static void test_storms(void)
{
    QSvga *d = start_big();

    for (size_t i = 0; i < ARRAY_SIZE(storms); i++) {
        uint64_t before = qsvga_stat(d, "stat-slices");

        for (int j = 0; j < SLICE_COMMANDS; j++) {
            qsvga_queue(d, storms[i].words[0], storms[i].bytes[0]);
            qsvga_queue(d, storms[i].words[1], storms[i].bytes[1]);
        }
        settle(d, 1000 + i);
        expect_slices(d, storms[i].name, before, 2);
    }
    qsvga_stop(d);
}

/* Objects whose making cannot be divided: one is a slice. */
static void test_mobs(void)
{
    QSvga *d = start_big();

    for (int i = 0; i < 4; i++) {
        const uint32_t mobid = 3;
        uint64_t before = qsvga_stat(d, "stat-slices");

        big_mob(d, mobid);
        qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_MOB, mobid);
        settle(d, 1000 + i);
        expect_slices(d, "MOBs", before, 1);
    }
    qsvga_stop(d);
}

/* As many commands as a FIFO and 32 buffers can hold. */
static void test_many(void)
{
    enum { SIZE = 512 * 1024 };
    g_autofree uint32_t *nops = g_new0(uint32_t, SIZE / 4);
    QSvga *d = qsvga_start(NULL, NULL);
    QSvgaCmdbuf cbs[SVGA_CB_MAX_QUEUED_PER_CONTEXT];
    uint64_t before;

    qsvga_fifo_init(d);
    qsvga_cmdbuf_start(d, true);
    for (int i = 0; i < SIZE / 4; i += 2) {
        nops[i] = SVGA_3D_CMD_NOP;
    }
    for (size_t i = 0; i < ARRAY_SIZE(cbs); i++) {
        cbs[i] = qsvga_cmdbuf_new(d, SIZE);
        qsvga_cmdbuf_fill(d, &cbs[i], i, nops, SIZE);
    }
    before = qsvga_stat(d, "stat-slices");
    for (int i = 0; i < 3; i++) {
        qsvga_queue(d, nops, SIZE);
    }
    for (size_t i = 0; i < ARRAY_SIZE(cbs); i++) {
        qsvga_cmdbuf_submit(d, &cbs[i], SVGA_CB_CONTEXT_0);
    }
    settle(d, 1000);
    for (size_t i = 0; i < ARRAY_SIZE(cbs); i++) {
        g_assert_cmpuint(qsvga_cmdbuf_status(d, &cbs[i]), ==,
                         SVGA_CB_STATUS_COMPLETED);
    }
    expect_slices(d, "commands", before,
                  (3 + ARRAY_SIZE(cbs)) * SIZE / 8 / SLICE_COMMANDS);
    qsvga_stop(d);
}

/* A driver that moves NEXT_CMD ahead of STOP for ever: others get served. */
static void test_looping_fifo(void)
{
    enum { ROUNDS = 200 };
    g_autofree uint32_t *nops = g_new0(uint32_t, QSVGA_FIFO_BYTES / 4);
    QSvga *d = qsvga_start(NULL, NULL);
    uint32_t stop = QSVGA_PAGE;
    Stopwatch watch;

    for (int i = 0; i < QSVGA_FIFO_BYTES / 4; i += 2) {
        nops[i] = SVGA_3D_CMD_NOP;
    }
    qsvga_fifo_init(d);
    qpci_memwrite(d->dev, d->fifo, QSVGA_PAGE, nops,
                  QSVGA_FIFO_BYTES - QSVGA_PAGE);
    qsvga_ring(d);
    stopwatch_start(&watch);
    for (int i = 0; i < ROUNDS; i++) {
        uint32_t next = stop == QSVGA_PAGE ? QSVGA_FIFO_BYTES - 8 : stop - 8;

        qsvga_fifo_write(d, SVGA_FIFO_NEXT_CMD, next);
        stopwatch_lap(&watch);
        qsvga_ring(d);
        stopwatch_lap(&watch);
        qtest_qmp_assert_success(d->qts, "{ 'execute': 'query-status' }");
        stopwatch_lap(&watch);
        stop = qsvga_fifo_read(d, SVGA_FIFO_STOP);
        stopwatch_lap(&watch);
        g_assert_cmpuint(stop % 8, ==, 0);
    }
    qsvga_wait_idle(d);
    note_held(d, &watch);
    expect_slices(d, "a loop", 0,
                  qsvga_stat(d, "stat-commands") / SLICE_COMMANDS);
    g_assert_cmpuint(qsvga_stat(d, "stat-commands"), >=,
                     (QSVGA_FIFO_BYTES - QSVGA_PAGE) / 8 - 1);
    qsvga_stop(d);
}

static const struct Test {
    const char *path;
    void (*run)(void);
} tests[] = {
    { "/svga/slice-update-256M", test_update },
    { "/svga/slice-readback-256M", test_readback },
    { "/svga/slice-storms", test_storms },
    { "/svga/slice-mobs", test_mobs },
    { "/svga/slice-many-commands", test_many },
    { "/svga/slice-looping-fifo", test_looping_fifo },
};

/*
 * A core that is shared makes the same work cost more at times.  So a slice
 * that is too long, or a main loop that is held, has to be so every time; the
 * number of slices has to be right every time.
 */
static void test_one(gconstpointer data)
{
    const struct Test *test = data;

    for (int i = 0; i < TRIES; i++) {
        longest = 0;
        held = 0;
        test->run();
        /*
         * The device that is promised to be quick has no sanitizers in it,
         * nor does it count its lines; qtest.sh knows which QEMU this is.
         */
        if ((longest < SLICE_CPU_US_MAX && held < HELD_US_MAX) ||
            g_getenv("QSVGA_INSTRUMENTED")) {
            return;
        }
    }
    g_assert_cmpuint(longest, <, SLICE_CPU_US_MAX);
    g_assert_cmpint(held, <, HELD_US_MAX);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    /*
     * Meson sets it, and with it calloc() writes to all of the 128 MiB of a
     * surface, which without it are the kernel's empty pages.
     */
    g_unsetenv("MALLOC_PERTURB_");
    for (size_t i = 0; i < ARRAY_SIZE(tests); i++) {
        qtest_add_data_func(tests[i].path, &tests[i], test_one);
    }
    return g_test_run();
}
