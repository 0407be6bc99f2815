/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The audit: classes, limits, errors, and injected faults it must not miss. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-gb.h"
#include "libqos/svga-shot.h"
#include "qapi/error.h"
#include "qobject/qjson.h"

#define BYTES (3 * QSVGA_PAGE)

static QSvga *start(QSvgaMob *mob)
{
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    qsvga_otables(d);
    *mob = qsvga_bound_surface(d, 7, SVGA3D_BUFFER, BYTES, 1, BYTES, 1);
    qsvga_sync(d);
    return d;
}

static void upload(QSvga *d)
{
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 7);
    qsvga_sync(d);
}

/* Dictionary number @index of list @name. */
static QDict *entry(QDict *dict, const char *name, size_t index)
{
    const QListEntry *e;

    QLIST_FOREACH_ENTRY(qdict_get_qlist(dict, name), e) {
        if (!index--) {
            return qobject_to(QDict, qlist_entry_obj(e));
        }
    }
    g_assert_not_reached();
}

static size_t count(QDict *dict, const char *name)
{
    return qlist_size(qdict_get_qlist(dict, name));
}

/* Assert that the only surface differs in one class, in exactly this range. */
static void assert_difference(QSvga *d, const char *class, uint64_t offset,
                              uint64_t length)
{
    QDict *audit = qsvga_audit(d, NULL);
    QDict *surface = entry(audit, "surfaces", 0);
    QDict *image = entry(surface, "subresources", 0);
    QDict *range = entry(image, "ranges", 0);

    g_assert_true(qdict_get_bool(audit, "quiet"));
    g_assert_cmpuint(count(audit, "surfaces"), ==, 1);
    g_assert_cmpint(qdict_get_int(surface, "sid"), ==, 7);
    g_assert_cmpint(qdict_get_int(surface, "mobid"), ==, 7);
    g_assert_cmpint(qdict_get_int(surface, "size"), ==, BYTES);
    g_assert_cmpint(qdict_get_int(surface, "equal"), ==, 0);
    g_assert_cmpuint(count(surface, "subresources"), ==, 1);
    g_assert_cmpstr(qdict_get_str(image, "class"), ==, class);
    g_assert_cmpuint(qdict_get_int(image, "bytes"), ==, length);
    g_assert_cmpuint(count(image, "ranges"), ==, 1);
    g_assert_cmpuint(qdict_get_int(range, "first-byte"), ==, offset);
    g_assert_cmpuint(qdict_get_int(range, "byte-count"), ==, length);
    qobject_unref(audit);
}

static void assert_clean(QSvga *d)
{
    QDict *audit = qsvga_audit(d, NULL);
    QDict *surface = entry(audit, "surfaces", 0);

    g_assert_true(qdict_get_bool(audit, "quiet"));
    g_assert_false(qdict_haskey(audit, "next"));
    g_assert_cmpint(qdict_get_int(surface, "equal"), ==, 1);
    g_assert_cmpuint(count(surface, "subresources"), ==, 0);
    qobject_unref(audit);
}

static void test_equal(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);

    upload(d);
    assert_clean(d);
    qsvga_stop(d);
}

/* A store without an update. */
static void test_stale(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);

    upload(d);
    qtest_memset(d->qts, mob.gpa + 4000, 9, 200);
    assert_difference(d, "stale", 4000, 200);
    /* If half of it is updated, the other half is still lost. */
    qsvga_update_image(d, 7, 0, 0, (SVGA3dBox) { 4000, 0, 0, 100, 1, 1 });
    qsvga_sync(d);
    assert_difference(d, "stale", 4100, 100);
    qsvga_update_image(d, 7, 0, 0, (SVGA3dBox) { 4100, 0, 0, 100, 1, 1 });
    qsvga_sync(d);
    assert_clean(d);
    qsvga_stop(d);
}

static void test_undefined(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);

    assert_difference(d, "undefined", 0, BYTES);
    qsvga_update_image(d, 7, 0, 0, (SVGA3dBox) { 0, 0, 0, 4096, 1, 1 });
    qsvga_sync(d);
    assert_difference(d, "undefined", 4096, BYTES - 4096);
    qsvga_stop(d);
}

/* After a copy the device is ahead, until it is read back. */
static void test_device_newer(void)
{
    const SVGA3dCmdSurfaceCopy cmd = { { 8, 0, 0 }, { 7, 0, 0 } };
    const SVGA3dCopyBox box = { .x = 50, .w = 10, .h = 1, .d = 1 };
    QSvgaMob mob;
    QSvga *d = start(&mob);
    QSvgaMob source;

    upload(d);
    source = qsvga_mob(d, 8, 4096, 5);
    g_assert_cmpuint(source.size, ==, 4096);
    qsvga_surface(d, 8, SVGA3D_BUFFER, 0, 4096, 1, 1, 1);
    qsvga_bind(d, 8, 8);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 8);
    qsvga_cmd_tail(d, SVGA_3D_CMD_SURFACE_COPY, &cmd, sizeof(cmd), &box,
                   sizeof(box));
    qsvga_bind(d, 8, SVGA3D_INVALID_ID);
    qsvga_sync(d);
    assert_difference(d, "device-newer", 50, 10);
    qsvga_cmd_id(d, SVGA_3D_CMD_READBACK_GB_SURFACE, 7);
    qsvga_sync(d);
    assert_clean(d);
    g_assert_cmphex(qtest_readb(d->qts, mob.gpa + 50), ==, 5);
    qsvga_stop(d);
}

/*
 * Asks for at most @ranges, starting at @from of a previous answer (or NULL).
 */
static QDict *ask(QSvga *d, int64_t ranges, QDict *from)
{
    QDict *args = qdict_new();

    qdict_put_int(args, "max-ranges", ranges);
    if (from) {
        qdict_put(args, "from", qobject_ref(from));
    }
    return qsvga_audit(d, args);
}

/*
 * Ten ranges, three per answer: each range and each byte is in just one answer.
 */
static void test_windows(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);
    QDict *audit = NULL;
    size_t ranges = 0, answers = 0;
    int64_t bytes = 0;

    upload(d);
    for (int i = 0; i < 10; i++) {
        qtest_writeb(d->qts, mob.gpa + i * 100, 77);
    }
    do {
        QDict *next = audit ? qdict_get_qdict(audit, "next") : NULL;
        QDict *more = ask(d, 3, next);
        QDict *image = entry(entry(more, "surfaces", 0), "subresources", 0);

        g_assert_cmpint(qdict_get_int(entry(image, "ranges", 0), "first-byte"),
                        ==, ranges * 100);
        g_assert_cmpuint(count(image, "ranges"), <=, 3);
        ranges += count(image, "ranges");
        bytes += qdict_get_int(image, "bytes");
        answers++;
        qobject_unref(audit);
        audit = more;
    } while (qdict_haskey(audit, "next"));
    qobject_unref(audit);
    g_assert_cmpuint(answers, ==, 4);
    g_assert_cmpuint(ranges, ==, 10);
    g_assert_cmpint(bytes, ==, 10);
    audit = ask(d, 0, NULL);
    g_assert_false(qdict_haskey(audit, "next"));
    g_assert_cmpint(qdict_get_int(entry(entry(audit, "surfaces", 0),
                                        "subresources", 0), "bytes"), ==, 10);
    g_assert_cmpuint(count(entry(entry(audit, "surfaces", 0), "subresources",
                                 0), "ranges"), ==, 0);
    qobject_unref(audit);
    qsvga_stop(d);
}

/* An audit with more than 512 objects yields 512 of them, and "next". */
static void test_bounded(void)
{
    enum { RANGES = 3 * QSVGA_PAGE / 2 };
    g_autofree uint8_t *bytes = g_malloc0(BYTES);
    QSvgaMob mob;
    QSvga *d = start(&mob);
    QDict *audit;

    for (int i = 0; i < RANGES; i++) {
        bytes[2 * i] = 1;
    }
    qtest_memwrite(d->qts, mob.gpa, bytes, BYTES);
    audit = ask(d, UINT32_MAX, NULL);
    g_assert_cmpuint(count(entry(entry(audit, "surfaces", 0), "subresources",
                                 0), "ranges"), ==, 512 - 2);
    g_assert_cmpint(qdict_get_int(qdict_get_qdict(audit, "next"), "sid"), ==,
                    7);
    g_assert_cmpint(qdict_get_int(qdict_get_qdict(audit, "next"), "offset"),
                    ==, (512 - 2) * 2);
    qobject_unref(audit);
    qsvga_stop(d);
}

/* With commands queued, nothing can be compared. */
static void test_not_quiet(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);
    QDict *audit;

    upload(d);
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'stop' }");
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 7);
    audit = qsvga_audit(d, NULL);
    g_assert_false(qdict_get_bool(audit, "quiet"));
    g_assert_cmpuint(count(audit, "surfaces"), ==, 0);
    qobject_unref(audit);
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'cont' }");
    qsvga_wait_idle(d);
    assert_clean(d);
    qsvga_stop(d);
}

static void test_selection(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);
    QDict *audit;
    QDict *args;

    qsvga_bound_surface(d, 8, SVGA3D_A8R8G8B8, 4, 4, 64, 1);
    qsvga_surface(d, 9, SVGA3D_A8R8G8B8, 0, 4, 4, 1, 1);
    qsvga_sync(d);
    /* By default, all bound surfaces, in ascending order. */
    audit = qsvga_audit(d, NULL);
    g_assert_cmpuint(count(audit, "surfaces"), ==, 2);
    g_assert_cmpint(qdict_get_int(entry(audit, "surfaces", 1), "sid"), ==, 8);
    g_assert_cmpstr(qdict_get_str(entry(audit, "surfaces", 1), "format"), ==,
                    "A8R8G8B8");
    qobject_unref(audit);
    args = qdict_new();
    qdict_put_int(args, "sid", 8);
    qdict_put_str(args, "device", "svga");
    audit = qsvga_audit(d, args);
    g_assert_cmpuint(count(audit, "surfaces"), ==, 1);
    qobject_unref(audit);
    qsvga_stop(d);
}

static const struct {
    const char *args;
    const char *error;
} bad_asks[] = {
    { "{'sid': 99}", "there is no surface 99" },
    { "{'sid': 4294967295}", "there is no surface 4294967295" },
    { "{'device': 'x'}", "'x' is no vmware-svga device" },
    { "{'from': {'sid': 7, 'offset': 12288}}",
      "there is no byte 12288 in a surface 7 to go on from" },
    { "{'from': {'sid': 99, 'offset': 1}}",
      "there is no byte 1 in a surface 99 to go on from" },
    { "{'sid': 7, 'from': {'sid': 6, 'offset': 0}}",
      "an audit of surface 7 cannot go on from surface 6" },
};

static void test_errors(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);

    for (size_t i = 0; i < ARRAY_SIZE(bad_asks); i++) {
        QDict *error = qtest_qmp_assert_failure_ref(d->qts,
            "{ 'execute': 'x-svga-audit', 'arguments': %p }",
            qobject_from_json(bad_asks[i].args, &error_abort));

        g_assert_cmpstr(qdict_get_str(error, "desc"), ==, bad_asks[i].error);
        qobject_unref(error);
    }
    qsvga_stop(d);
}

/* A surface destroyed since the previous answer no longer exists. */
static void test_from_gone(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);
    QDict *from = qobject_to(QDict, qobject_from_json(
        "{'sid': 5, 'offset': 0}", &error_abort));
    QDict *audit = ask(d, 1, from);

    g_assert_cmpuint(count(audit, "surfaces"), ==, 1);
    g_assert_cmpint(qdict_get_int(entry(audit, "surfaces", 0), "sid"), ==, 7);
    qobject_unref(audit);
    qdict_put_int(from, "sid", 8);
    audit = ask(d, 1, from);
    g_assert_cmpuint(count(audit, "surfaces"), ==, 0);
    qobject_unref(audit);
    qobject_unref(from);
    qsvga_stop(d);
}

static void inject(QSvga *d, const char *spec)
{
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'qom-set', 'arguments': {"
                             " 'path': %s, 'property': 'inject',"
                             " 'value': %s } }", QSVGA_PATH, spec);
}

static void assert_inject(QSvga *d, const char *want)
{
    g_autofree char *got = qsvga_property(d, "inject");

    g_assert_cmpstr(got, ==, want);
}

static void test_inject_lose(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);

    upload(d);
    inject(d, "lose:2");
    qtest_memset(d->qts, mob.gpa, 2, 100);
    upload(d);
    assert_clean(d);
    assert_inject(d, "lose:1");
    qtest_memset(d->qts, mob.gpa, 3, 100);
    upload(d);
    assert_inject(d, "");
    assert_difference(d, "stale", 0, 100);
    upload(d);
    assert_clean(d);
    qsvga_stop(d);
}

/* Updates for a console come at any time and must not trigger a fault. */
static void test_inject_spares_screens(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);

    qsvga_define_target(d, 0, 8, 8, 0);
    qsvga_bound_surface(d, 2, SVGA3D_X8R8G8B8, 8, 8, 256, 0x40);
    qsvga_bind_target(d, 0, 2);
    inject(d, "lose:1");
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 2);
    qsvga_sync(d);
    assert_inject(d, "lose:1");
    qsvga_bind_target(d, 0, SVGA3D_INVALID_ID);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 2);
    qsvga_sync(d);
    assert_inject(d, "");
    qsvga_stop(d);
}

static void test_inject_truncate(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);

    upload(d);
    qtest_memset(d->qts, mob.gpa, 4, BYTES);
    inject(d, "truncate:1");
    upload(d);
    assert_difference(d, "stale", BYTES / 2, BYTES - BYTES / 2);
    qsvga_stop(d);
}

static void test_inject_shift(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);
    QDict *audit;

    upload(d);
    for (uint32_t i = 0; i < 256; i++) {
        qtest_writeb(d->qts, mob.gpa + i, i);
    }
    inject(d, "shift:1");
    upload(d);
    audit = qsvga_audit(d, NULL);
    g_assert_cmpint(qdict_get_int(entry(audit, "surfaces", 0), "equal"), ==,
                    0);
    qobject_unref(audit);
    upload(d);
    assert_clean(d);
    qsvga_stop(d);
}

/* An invalid spec leaves the armed fault unchanged. */
static void test_inject_bad(void)
{
    static const char *const bad[] = {
        "lose", "lose:", "lose:0", "lose:-1", "lose:x", "drop:1", "lose:1 ",
        "lose:99999999999999999999",
    };
    QSvgaMob mob;
    QSvga *d = start(&mob);

    inject(d, "lose:3");
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        QDict *error = qtest_qmp_assert_failure_ref(d->qts,
            "{ 'execute': 'qom-set', 'arguments': { 'path': %s,"
            " 'property': 'inject', 'value': %s } }", QSVGA_PATH, bad[i]);

        qobject_unref(error);
        assert_inject(d, "lose:3");
    }
    inject(d, "");
    assert_inject(d, "");
    qsvga_stop(d);
}

/* Bytes covered by updates, and bytes really changed. */
static void test_account(void)
{
    QSvgaMob mob;
    QSvga *d = start(&mob);

    upload(d);
    g_assert_cmpuint(qsvga_stat(d, "stat-bytes-changed"), ==, 0);
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'qom-set', 'arguments': {"
                             " 'path': %s, 'property': 'account',"
                             " 'value': true } }", QSVGA_PATH);
    qtest_memset(d->qts, mob.gpa + 10, 200, 33);
    upload(d);
    g_assert_cmpuint(qsvga_stat(d, "stat-bytes-changed"), ==, 33);
    g_assert_cmpuint(qsvga_stat(d, "stat-bytes-reported"), ==, 2 * BYTES);
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/audit-equal", test_equal);
    qtest_add_func("/svga/audit-stale", test_stale);
    qtest_add_func("/svga/audit-undefined", test_undefined);
    qtest_add_func("/svga/audit-device-newer", test_device_newer);
    qtest_add_func("/svga/audit-windows", test_windows);
    qtest_add_func("/svga/audit-bounded", test_bounded);
    qtest_add_func("/svga/audit-not-quiet", test_not_quiet);
    qtest_add_func("/svga/audit-selection", test_selection);
    qtest_add_func("/svga/audit-errors", test_errors);
    qtest_add_func("/svga/audit-from-gone", test_from_gone);
    qtest_add_func("/svga/audit-inject-lose", test_inject_lose);
    qtest_add_func("/svga/audit-inject-spares-screens",
                   test_inject_spares_screens);
    qtest_add_func("/svga/audit-inject-truncate", test_inject_truncate);
    qtest_add_func("/svga/audit-inject-shift", test_inject_shift);
    qtest_add_func("/svga/audit-inject-bad", test_inject_bad);
    qtest_add_func("/svga/audit-account", test_account);
    return g_test_run();
}
