/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A long audit blocks commands, but nothing else. */

#include "qemu/osdep.h"
#include "qemu/sockets.h"
#include "qapi/error.h"
#include "libqtest.h"
#include "libqmp.h"
#include "libqos/svga.h"
#include "libqos/svga-gb.h"
#include "libqos/svga-monitor.h"

#define BIG_BYTES (128 * 1024 * 1024)
#define BIG_SID 1
#define SMALL_SID 7

/*
 * Rounds of requests that must be served during one audit.  A human monitor
 * reads one letter per iteration of the main loop, so a round is more than a
 * hundred iterations.
 */
#define SERVED 4

/* Maximum number of audits that finish before the test has noticed them. */
#define TRIES 20
#define POLLS 300

#define AUDIT "{ 'execute': 'x-svga-audit', 'arguments':" \
              " { 'sid': 1, 'max-ranges': 0 } }"

/* A device, and monitors beside the test's own. */
typedef struct Machine {
    QSvga *d;
    QSvgaMonitor *hmp;
    char *qmp_path;
    int qmp;
} Machine;

static uint64_t ask(Machine *m, const char *command)
{
    qsvga_monitor_say(m->hmp, command);
    return qsvga_monitor_read_number(m->hmp);
}

#define hmp_stat(m, name) ask(m, QSVGA_MONITOR_STAT(name))

/*
 * Every page of the surface is the same page, with every other byte different.
 */
static void big_surface(QSvga *d)
{
    enum { ENTRIES = QSVGA_PAGE / sizeof(uint64_t) };
    uint64_t page = guest_alloc(&d->alloc, QSVGA_PAGE);
    uint64_t table = guest_alloc(&d->alloc, QSVGA_PAGE);
    uint64_t root = guest_alloc(&d->alloc, QSVGA_PAGE);
    const SVGA3dCmdDefineGBMob64 define = {
        .mobid = BIG_SID,
        .ptDepth = SVGA3D_MOBFMT_PT64_2,
        .base = root / QSVGA_PAGE,
        .sizeInBytes = BIG_BYTES,
    };

    for (int i = 0; i < ENTRIES; i++) {
        qtest_writeq(d->qts, page + i * sizeof(uint64_t),
                     UINT64_C(0x0001000100010001));
        qtest_writeq(d->qts, table + i * sizeof(uint64_t),
                     page / QSVGA_PAGE);
        qtest_writeq(d->qts, root + i * sizeof(uint64_t),
                     table / QSVGA_PAGE);
    }
    qsvga_cmd(d, SVGA_3D_CMD_DEFINE_GB_MOB64, &define, sizeof(define));
    qsvga_surface(d, BIG_SID, SVGA3D_A8R8G8B8, 0, 8192, 4096, 1, 1);
    qsvga_bind(d, BIG_SID, BIG_SID);
}

static void set_up(QSvga *d)
{
    qsvga_fifo_init(d);
    qsvga_otables(d);
    big_surface(d);
    qsvga_bound_surface(d, SMALL_SID, SVGA3D_A8R8G8B8, 8, 8, 256, 1);
    qsvga_sync(d);
}

static Machine start(void)
{
    g_autofree char *args = NULL;
    Machine m = { .hmp = qsvga_monitor_new() };

    m.qmp_path = g_build_filename(m.hmp->dir, "qmp", NULL);
    args = g_strdup_printf(
        "%s -chardev socket,id=q,path=%s,server=on,wait=off "
        "-mon chardev=q,mode=control", m.hmp->args, m.qmp_path);
    m.d = qsvga_start(NULL, args);
    qsvga_monitor_connect(m.hmp);
    m.qmp = unix_connect(m.qmp_path, &error_abort);
    qobject_unref(qmp_fd_receive(m.qmp));
    qobject_unref(qmp_fd(m.qmp, "{ 'execute': 'qmp_capabilities' }"));
    set_up(m.d);
    return m;
}

static void clean_up(Machine *m)
{
    close(m->qmp);
    unlink(m->qmp_path);
    g_free(m->qmp_path);
    qsvga_monitor_free(m->hmp);
}

static void stop(Machine *m)
{
    qsvga_stop(m->d);
    clean_up(m);
}

/* The answer to AUDIT: everything compared, or commands queued. */
static void assert_answer(QDict *reply, bool quiet)
{
    QDict *info = qdict_get_qdict(reply, "return");
    QDict *surface, *image;

    g_assert_nonnull(info);
    g_assert_cmpint(qdict_get_bool(info, "quiet"), ==, quiet);
    g_assert_false(qdict_haskey(info, "next"));
    if (quiet) {
        surface = qobject_to(QDict, qlist_peek(qdict_get_qlist(info,
                                                               "surfaces")));
        image = qobject_to(QDict, qlist_peek(qdict_get_qlist(surface,
                                                         "subresources")));
        g_assert_cmpstr(qdict_get_str(image, "class"), ==, "undefined");
        g_assert_cmpint(qdict_get_int(image, "bytes"), ==, BIG_BYTES / 2);
    } else {
        g_assert_true(qlist_empty(qdict_get_qlist(info, "surfaces")));
    }
    qobject_unref(reply);
}

/*
 * Polling BUSY runs a slice, unless somebody holds the engine: true if so.
 * Nothing is queued, and another monitor is served.
 */
static bool held(Machine *m)
{
    uint64_t slices = hmp_stat(m, "stat-slices");

    g_assert_cmpuint(qsvga_read(m->d, SVGA_REG_BUSY), ==, 0);
    return hmp_stat(m, "stat-slices") == slices;
}

/* Start an audit and see it run; its answer is still to be received. */
static void begin(Machine *m)
{
    for (int i = 0; i < TRIES; i++) {
        qtest_qmp_send(m->d->qts, AUDIT);
        for (int polls = 0; polls < POLLS; polls++) {
            if (held(m)) {
                return;
            }
        }
        assert_answer(qtest_qmp_receive(m->d->qts), true);
    }
    g_assert_not_reached();
}

static void queue_update(QSvga *d)
{
    const uint32_t fence[] = { SVGA_CMD_FENCE, ++d->fence };

    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, SMALL_SID);
    qsvga_queue(d, fence, sizeof(fence));
    qsvga_ring(d);
}

/* As long as BUSY says that the update waits, everything else is served. */
static unsigned serve(Machine *m)
{
    uint64_t slices = hmp_stat(m, "stat-slices");
    uint64_t updates = hmp_stat(m, "stat-updates");
    unsigned served = 0;

    queue_update(m->d);
    while (qsvga_read(m->d, SVGA_REG_BUSY)) {
        uint64_t now = hmp_stat(m, "stat-slices");
        uint32_t fence = qsvga_fifo_read(m->d, SVGA_FIFO_FENCE);

        /* what was seen before BUSY was set happened during the audit */
        if (qsvga_read(m->d, SVGA_REG_BUSY)) {
            g_assert_cmpuint(now, ==, slices);
            g_assert_cmpuint(fence, ==, m->d->fence - 1);
            g_assert_cmpuint(hmp_stat(m, "stat-updates"), >=, updates);
            served++;
        }
    }
    g_test_message("%u rounds of requests were served meanwhile", served);
    g_assert_cmpuint(qsvga_fifo_read(m->d, SVGA_FIFO_FENCE), ==, m->d->fence);
    g_assert_cmpuint(hmp_stat(m, "stat-updates"), ==, updates + 1);
    g_assert_cmpuint(hmp_stat(m, "stat-slices"), >, slices);
    return served;
}

/* 128 MiB in which every other byte differs; everybody else is served. */
static void test_served(void)
{
    Machine m = start();
    unsigned served = 0;

    for (int i = 0; i < TRIES && served < SERVED; i++) {
        begin(&m);
        served = serve(&m);
        assert_answer(qtest_qmp_receive(m.d->qts), true);
    }
    g_assert_cmpuint(served, >=, SERVED);
    stop(&m);
}

/* Both get an answer; the second may find commands queued. */
static void test_two_monitors(void)
{
    Machine m = start();

    begin(&m);
    qmp_fd_send(m.qmp, AUDIT);
    assert_answer(qtest_qmp_receive(m.d->qts), true);
    assert_answer(qmp_fd_receive(m.qmp), true);
    qsvga_sync(m.d);
    begin(&m);
    g_assert_cmpuint(serve(&m), >, 0);
    assert_answer(qtest_qmp_receive(m.d->qts), true);
    stop(&m);
}

/* The client disconnects in the middle; commands do not wait for ever. */
static void test_asker_gone(void)
{
    Machine m = start();

    qmp_fd_send(m.qmp, AUDIT);
    while (!held(&m)) {
        continue;
    }
    close(m.qmp);
    m.qmp = unix_connect(m.qmp_path, &error_abort);
    serve(&m);
    stop(&m);
}

static void test_reset(void)
{
    Machine m = start();
    QDict *reply, *error;

    begin(&m);
    queue_update(m.d);
    qsvga_monitor_say(m.hmp, "system_reset\n");
    qsvga_monitor_wait(m.hmp);
    reply = qtest_qmp_receive(m.d->qts);
    error = qdict_get_qdict(reply, "error");
    g_assert_nonnull(error);
    g_assert_cmpstr(qdict_get_str(error, "desc"), ==,
                    "the device was reset, or the machine shut down, "
                    "during the audit");
    qobject_unref(reply);

    /* it works as before, and nobody holds the engine any more */
    qpci_device_enable(m.d->dev);
    m.d->io = qpci_iomap(m.d->dev, 0, NULL);
    m.d->fifo = qpci_iomap(m.d->dev, 2, NULL);
    set_up(m.d);
    begin(&m);
    assert_answer(qtest_qmp_receive(m.d->qts), true);
    stop(&m);
}

/* A QEMU that is told to quit does so, without a crash. */
static void test_quit(void)
{
    Machine m = start();

    begin(&m);
    qsvga_quit(m.d);
    clean_up(&m);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/hold-served", test_served);
    qtest_add_func("/svga/hold-two-monitors", test_two_monitors);
    qtest_add_func("/svga/hold-asker-gone", test_asker_gone);
    qtest_add_func("/svga/hold-reset", test_reset);
    qtest_add_func("/svga/hold-quit", test_quit);
    return g_test_run();
}
