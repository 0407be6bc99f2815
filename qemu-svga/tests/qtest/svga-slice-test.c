/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The main loop keeps running, whatever the guest makes the device do. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-cmdbuf.h"
#include "libqos/svga-monitor.h"

#define SLICE_COMMANDS 1024

/* Units of work, about one per byte.  A slice ends once it is used up. */
#define SLICE_WORK (UINT64_C(1) << 20)
#define SLICE_WORK_MAX (2 * SLICE_WORK)

/*
 * "cont" and "stop" sent together: the monitor reads one letter per iteration
 * of the main loop, so there are this many iterations between them, and a few
 * to execute either.
 */
#define STOP_TURNS 5
#define STOP_SLICES_MAX (4 * STOP_TURNS)

#define MIB (1024 * 1024)
#define BIG_BYTES (128 * MIB)
#define BIG_WIDTH 8192
#define BIG_HEIGHT 4096

/* Surfaces, how many are made per batch, and the words of each definition. */
#define FIRST_OF_MANY 16
#define MANY 50000
#define BATCH 10000
#define BIND_WORDS 15

/* Check the number of slices, which follows from the work, and the longest. */
static void expect_slices(QSvga *d, const char *what, uint64_t before,
                          uint64_t least)
{
    uint64_t slices = qsvga_stat(d, "stat-slices") - before;
    uint64_t work = qsvga_stat(d, "stat-slice-work");

    g_test_message("%s: %" PRIu64 " slices, %" PRIu64 " units of work in the "
                   "longest so far", what, slices, work);
    g_assert_cmpuint(slices, >=, least);
    g_assert_cmpuint(work, <=, SLICE_WORK_MAX);
}

/*
 * A MOB of the largest size in little memory: every entry of its page tables
 * names the same page, so that no entry continues the previous run.
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

static QSvga *start_big(const char *args)
{
    QSvga *d = qsvga_start(NULL, args);

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

    while (qsvga_fifo_read(d, SVGA_FIFO_FENCE) != fence) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    }
}

/* The same for everything that was queued. */
static void settle(QSvga *d, uint32_t fence)
{
    const uint32_t words[] = { SVGA_CMD_FENCE, fence };

    qsvga_queue(d, words, sizeof(words));
    qsvga_ring(d);
    wait_fence(d, fence);
}

/*
 * Let the guest run for a few iterations of the main loop, again and again,
 * until everything is done: never more slices than iterations.
 */
static void expect_turns(QSvga *d, QSvgaMonitor *m, uint32_t fence)
{
    uint64_t before = qsvga_stat(d, "stat-slices"), after;
    unsigned rounds = 0;

    qsvga_monitor_connect(m);
    do {
        qsvga_monitor_say(m, "cont\nstop\n");
        qsvga_monitor_wait(m);
        qsvga_monitor_wait(m);
        after = qsvga_stat(d, "stat-slices");
        g_assert_cmpuint(after - before, <=, STOP_SLICES_MAX);
        before = after;
        rounds++;
    } while (qsvga_fifo_read(d, SVGA_FIFO_FENCE) != fence);
    g_test_message("done in %u rounds", rounds);
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'cont' }");
}

/* 256 MiB by the shortest commands take their turns. */
static void check_turns(uint32_t cmd)
{
    QSvgaMonitor *m = qsvga_monitor_new();
    QSvga *d = start_big(m->args);
    const uint32_t words[] = {
        cmd, 4, 1, cmd, 4, 2, SVGA_CMD_FENCE, 1000,
    };

    qtest_qmp_assert_success(d->qts, "{ 'execute': 'stop' }");
    qsvga_queue(d, words, sizeof(words));
    qsvga_ring(d);
    expect_turns(d, m, 1000);
    qsvga_stop(d);
    qsvga_monitor_free(m);
}

static void test_turns(void)
{
    check_turns(SVGA_3D_CMD_UPDATE_GB_SURFACE);
    check_turns(SVGA_3D_CMD_READBACK_GB_SURFACE);
}

/* 256 MiB by the shortest commands, and back. */
static void check_big(uint32_t cmd, const char *what)
{
    QSvga *d = start_big(NULL);
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
 * Pairs of commands that undo each other and whose work does not show in their
 * length, with the least number of slices that a thousand pairs take.
 */
static const struct {
    const char *name;
    uint32_t words[2][12];
    uint32_t bytes[2];
    uint64_t slices;
} storms[] = {
    { "surfaces", {
        { SVGA_3D_CMD_DEFINE_GB_SURFACE, 36, 9, 0, SVGA3D_A8R8G8B8, 14, 0, 0,
          BIG_WIDTH, 2048, 1 },
        { SVGA_3D_CMD_DESTROY_GB_SURFACE, 4, 9 } }, { 44, 12 }, 2 },
    { "cubes", {
        { SVGA_3D_CMD_DEFINE_GB_SURFACE, 36, 9, SVGA3D_SURFACE_CUBEMAP,
          SVGA3D_A8R8G8B8, 24, 0, 0, 64, 64, 1 },
        { SVGA_3D_CMD_DESTROY_GB_SURFACE, 4, 9 } }, { 44, 12 }, 30 },
    { "bindings", {
        { SVGA_3D_CMD_BIND_GB_SURFACE, 8, 1, SVGA3D_INVALID_ID },
        { SVGA_3D_CMD_BIND_GB_SURFACE, 8, 1, 2 } }, { 16, 16 }, 2 },
    { "screen targets", {
        { SVGA_3D_CMD_DEFINE_GB_SCREENTARGET, 28, 1, BIG_WIDTH, 2048, 0, 0,
          0, 0 },
        { SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, 4, 1 } }, { 36, 12 }, 2 },
    { "shown targets", {
        { SVGA_3D_CMD_DEFINE_GB_SCREENTARGET, 28, 0, BIG_WIDTH, 256, 0,
          0, 0, 0 },
        { SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, 4, 0 } }, { 36, 12 }, 2 },
    { "invalidations", {
        { SVGA_3D_CMD_INVALIDATE_GB_SURFACE, 4, 1 },
        { SVGA_3D_CMD_INVALIDATE_GB_IMAGE, 12, 1, 0, 0 } }, { 12, 20 }, 2 },
    { "empty copies", {
        { SVGA_3D_CMD_SURFACE_COPY, 24, 1, 0, 0, 2, 0, 0 },
        { SVGA_3D_CMD_NOP, 0 } }, { 32, 8 }, 2 },
    { "small cursors", {
        { SVGA_CMD_DEFINE_ALPHA_CURSOR, 1, 0, 0, 1, 1, 0xffffffff },
        { SVGA_CMD_DEFINE_CURSOR, 1, 0, 0, 1, 1, 1, 1, 0, 0 } }, { 28, 40 },
      64 },
};

static void test_storms(void)
{
    QSvga *d = start_big(NULL);

    for (size_t i = 0; i < ARRAY_SIZE(storms); i++) {
        uint64_t before = qsvga_stat(d, "stat-slices");

        for (int j = 0; j < SLICE_COMMANDS; j++) {
            qsvga_queue(d, storms[i].words[0], storms[i].bytes[0]);
            qsvga_queue(d, storms[i].words[1], storms[i].bytes[1]);
        }
        settle(d, 1000 + i);
        expect_slices(d, storms[i].name, before, storms[i].slices);
    }
    qsvga_stop(d);
}

/* Each run of a MOB's pages is a step, wherever it is checked. */
static void test_mobs(void)
{
    QSvga *d = start_big(NULL);

    for (int i = 0; i < 4; i++) {
        const uint32_t mobid = 3;
        uint64_t before = qsvga_stat(d, "stat-slices");

        big_mob(d, mobid);
        qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_MOB_MAPPING, mobid);
        qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_MOB, mobid);
        settle(d, 1000 + i);
        expect_slices(d, "MOBs", before,
                      2 * BIG_BYTES / QSVGA_PAGE / SLICE_COMMANDS);
    }
    qsvga_stop(d);
}

/* Memory for large surfaces is made, marked and given back in steps. */
static void test_large_surfaces(void)
{
    enum { ROUNDS = 100, BYTES = 30 * MIB };
    const uint32_t define[] = {
        SVGA_3D_CMD_DEFINE_GB_SURFACE, 36, 9, 0, SVGA3D_BUFFER, 1, 0, 0,
        BYTES, 1, 1,
    };
    const uint32_t copy[] = {
        SVGA_3D_CMD_SURFACE_COPY, 60, 9, 0, 0, 9, 0, 0,
        BYTES - 1, 0, 0, 1, 1, 1, 0, 0, 0,
    };
    const uint32_t destroy[] = { SVGA_3D_CMD_DESTROY_GB_SURFACE, 4, 9 };
    QSvga *d = start_big(NULL);
    uint64_t used, before;

    /* small blocks share a slab, which stays while one of them is in use */
    qsvga_queue(d, define, sizeof(define));
    qsvga_queue(d, copy, sizeof(copy));
    qsvga_queue(d, destroy, sizeof(destroy));
    settle(d, 999);
    used = qsvga_stat(d, "host-memory-used");
    before = qsvga_stat(d, "stat-slices");
    for (int i = 0; i < ROUNDS; i++) {
        qsvga_queue(d, define, sizeof(define));
        qsvga_queue(d, copy, sizeof(copy));
        qsvga_queue(d, destroy, sizeof(destroy));
    }
    settle(d, 1000);
    qsvga_expect_memory(d, used);
    expect_slices(d, "large surfaces", before,
                  (uint64_t)ROUNDS * BYTES / SLICE_WORK);
    qsvga_stop(d);
}

/* One-byte surfaces, bound to the first MOB; no more than fit into the FIFO. */
static void bind_batch(QSvga *d, uint32_t first)
{
    g_autofree uint32_t *words = g_new(uint32_t, BATCH * BIND_WORDS);

    for (uint32_t i = 0; i < BATCH; i++) {
        const uint32_t one[BIND_WORDS] = {
            SVGA_3D_CMD_DEFINE_GB_SURFACE, 36, first + i, 0, SVGA3D_BUFFER, 1,
            0, 0, 1, 1, 1,
            SVGA_3D_CMD_BIND_GB_SURFACE, 8, first + i, 1,
        };

        memcpy(words + i * BIND_WORDS, one, sizeof(one));
    }
    qsvga_queue(d, words, BATCH * BIND_WORDS * sizeof(uint32_t));
    qsvga_sync(d);
}

/* Any number of surfaces can be bound to a MOB. */
static void bind_many(QSvga *d)
{
    const uint32_t table = MANY + FIRST_OF_MANY;
    const SVGA3dCmdSetOTableBase64 otable = {
        .type = SVGA_OTABLE_SURFACE,
        .baseAddress = guest_alloc(&d->alloc, 4 * MIB) / QSVGA_PAGE,
        .sizeInBytes = table * sizeof(SVGAOTableSurfaceEntry),
        .ptDepth = SVGA3D_MOBFMT_RANGE,
    };

    qsvga_cmd(d, SVGA_3D_CMD_SET_OTABLE_BASE64, &otable, sizeof(otable));
    qsvga_sync(d);
    for (uint32_t sid = FIRST_OF_MANY; sid < table; sid += BATCH) {
        bind_batch(d, sid);
    }
}

/* Without a listener, remapping a MOB costs no work per bound surface. */
static void test_many_surfaces(void)
{
    QSvga *d = start_big(NULL);
    uint64_t before;

    bind_many(d);
    before = qsvga_stat(d, "stat-slices");
    for (int i = 0; i < 4; i++) {
        qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_MOB_MAPPING, 1);
    }
    settle(d, 1001);
    expect_slices(d, "mappings", before,
                  4 * BIG_BYTES / QSVGA_PAGE / SLICE_COMMANDS);
    before = qsvga_stat(d, "stat-slices");
    qsvga_cmd_id(d, SVGA_3D_CMD_DESTROY_GB_MOB, 1);
    settle(d, 1002);
    expect_slices(d, "unbinding", before, MANY / SLICE_COMMANDS);
    qsvga_stop(d);
}

/* A reset drops them at once; freeing them takes time. */
static void test_reset(void)
{
    QSvga *d = start_big(NULL);
    uint64_t before;

    bind_many(d);
    before = qsvga_stat(d, "stat-slices");
    qtest_system_reset(d->qts);
    qsvga_expect_memory(d, 0);
    expect_slices(d, "reset", before, MANY / SLICE_COMMANDS);
    qsvga_stop(d);
}

/* As many commands as a FIFO and 32 buffers hold. */
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

/* A driver keeps NEXT_CMD ahead of STOP for ever: others are still served. */
static void test_looping_fifo(void)
{
    enum { ROUNDS = 200 };
    g_autofree uint32_t *nops = g_new0(uint32_t, QSVGA_FIFO_BYTES / 4);
    QSvga *d = qsvga_start(NULL, NULL);
    uint32_t stop = QSVGA_PAGE;

    for (int i = 0; i < QSVGA_FIFO_BYTES / 4; i += 2) {
        nops[i] = SVGA_3D_CMD_NOP;
    }
    qsvga_fifo_init(d);
    qpci_memwrite(d->dev, d->fifo, QSVGA_PAGE, nops,
                  QSVGA_FIFO_BYTES - QSVGA_PAGE);
    qsvga_ring(d);
    for (int i = 0; i < ROUNDS; i++) {
        uint32_t next = stop == QSVGA_PAGE ? QSVGA_FIFO_BYTES - 8 : stop - 8;

        qsvga_fifo_write(d, SVGA_FIFO_NEXT_CMD, next);
        qsvga_ring(d);
        qtest_qmp_assert_success(d->qts, "{ 'execute': 'query-status' }");
        stop = qsvga_fifo_read(d, SVGA_FIFO_STOP);
        g_assert_cmpuint(stop % 8, ==, 0);
    }
    qsvga_wait_idle(d);
    expect_slices(d, "a loop", 0,
                  qsvga_stat(d, "stat-commands") / SLICE_COMMANDS);
    g_assert_cmpuint(qsvga_stat(d, "stat-commands"), >=,
                     (QSVGA_FIFO_BYTES - QSVGA_PAGE) / 8 - 1);
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/slice-turns", test_turns);
    qtest_add_func("/svga/slice-update-256M", test_update);
    qtest_add_func("/svga/slice-readback-256M", test_readback);
    qtest_add_func("/svga/slice-storms", test_storms);
    qtest_add_func("/svga/slice-mobs", test_mobs);
    qtest_add_func("/svga/slice-large-surfaces", test_large_surfaces);
    qtest_add_func("/svga/slice-many-surfaces", test_many_surfaces);
    qtest_add_func("/svga/slice-reset", test_reset);
    qtest_add_func("/svga/slice-many-commands", test_many);
    qtest_add_func("/svga/slice-looping-fifo", test_looping_fifo);
    return g_test_run();
}
