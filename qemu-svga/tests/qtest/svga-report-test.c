/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The report stream, line by line: guest requests and losses. */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-gb.h"
#include "libqos/svga-cmdbuf.h"
#include "qobject/qjson.h"

/* The device, the file of its stream, and the test's position in it. */
typedef struct Stream {
    QSvga *d;
    char *path;
    FILE *file;
    int64_t seq;
} Stream;

static QDict *next(Stream *s)
{
    char *line = NULL;
    size_t size = 0;
    QDict *event;

    clearerr(s->file);
    g_assert_cmpint(getline(&line, &size, s->file), >, 0);
    g_assert_true(g_str_has_suffix(line, "}\n"));
    event = qobject_to(QDict, qobject_from_json(line, NULL));
    g_assert_nonnull(event);
    g_assert_cmpint(qdict_get_int(event, "seq"), ==, ++s->seq);
    free(line);
    return event;
}

/* Assert that the next line is @want, apart from its number. */
static void expect(Stream *s, const char *want)
{
    QDict *event = next(s);
    QDict *wanted = qobject_to(QDict, qobject_from_json(want, NULL));

    qdict_put_int(wanted, "seq", s->seq);
    if (!qobject_is_equal(QOBJECT(event), QOBJECT(wanted))) {
        g_autoptr(GString) got = qobject_to_json(QOBJECT(event));

        g_error("got %s\nwant %s", got->str, want);
    }
    qobject_unref(wanted);
    qobject_unref(event);
}

/* Assert that the device wrote these bytes: "[address, bytes]" per run. */
static void expect_written(Stream *s, const char *kind, const char *ranges)
{
    g_autofree char *want = g_strdup_printf(
        "{'event': 'write', 'kind': '%s', 'byte_ranges': [%s]}", kind, ranges);

    expect(s, want);
}

static void expect_word(Stream *s, uint64_t gpa)
{
    g_autofree char *range = g_strdup_printf("[%" PRIu64 ", 4]", gpa);

    expect_written(s, "word", range);
}

/* Skip lines that the test is not about. */
static void skip(Stream *s, unsigned lines)
{
    while (lines--) {
        qobject_unref(next(s));
    }
}

static void expect_end(Stream *s)
{
    clearerr(s->file);
    g_assert_cmpint(fgetc(s->file), ==, EOF);
}

static Stream start(void)
{
    g_autofree char *args = NULL;
    Stream s = { 0 };

    close(g_file_open_tmp("svga-report-XXXXXX", &s.path, NULL));
    args = g_strdup_printf("-chardev file,id=rep,path=%s", s.path);
    s.d = qsvga_start("reports=rep", args);
    s.file = fopen(s.path, "r");
    g_assert_nonnull(s.file);
    expect(&s, "{'event': 'hello', 'version': 3, 'device': 'vmware-svga',"
           " 'level': 'L1'}");
    expect(&s, "{'event': 'reset', 'version': 3, 'device': 'vmware-svga',"
           " 'level': 'L1'}");
    qsvga_fifo_init(s.d);
    qsvga_otables(s.d);
    qsvga_sync(s.d);
    return s;
}

static void stop(Stream *s)
{
    expect_end(s);
    qsvga_stop(s->d);
    fclose(s->file);
    unlink(s->path);
    g_free(s->path);
}

static void test_life(void)
{
    Stream s = start();

    qsvga_bound_surface(s.d, 7, SVGA3D_A8R8G8B8, 8, 4, 4096, 1);
    qsvga_bind(s.d, 7, SVGA3D_INVALID_ID);
    qsvga_cmd_id(s.d, SVGA_3D_CMD_DESTROY_GB_SURFACE, 7);
    qsvga_sync(s.d);
    expect(&s, "{'event': 'define', 'sid': 7, 'format': 'A8R8G8B8',"
           " 'format_id': 2, 'flags': 0, 'width': 8, 'height': 4,"
           " 'depth': 1, 'faces': 1, 'mips': 1, 'size': 128}");
    expect(&s, "{'event': 'bind', 'sid': 7, 'mobid': 7}");
    expect(&s, "{'event': 'lost', 'class': 'died-stale', 'sid': 7,"
           " 'face': 0, 'mip': 0, 'bytes': 128, 'byte_ranges': [[0, 128]],"
           " 'truncated': false}");
    expect(&s, "{'event': 'bind', 'sid': 7, 'mobid': 4294967295}");
    expect(&s, "{'event': 'destroy', 'sid': 7}");
    g_assert_cmpuint(qsvga_stat(s.d, "stat-died-stale"), ==, 128);
    stop(&s);
}

/* A box and the same box as bytes of the MOB. */
static void test_update(void)
{
    Stream s = start();

    qsvga_bound_surface(s.d, 7, SVGA3D_A8R8G8B8, 8, 4, 4096, 1);
    qsvga_update_image(s.d, 7, 0, 0, (SVGA3dBox) { 2, 1, 0, 3, 2, 1 });
    qsvga_cmd_id(s.d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 7);
    qsvga_sync(s.d);
    skip(&s, 2);
    expect(&s, "{'event': 'update', 'cmd': 'UPDATE_GB_IMAGE', 'sid': 7,"
           " 'face': 0, 'mip': 0, 'box': [2, 1, 0, 3, 2, 1],"
           " 'span': {'offset': 40, 'row_bytes': 12, 'rows': 2,"
           " 'row_pitch': 32, 'slices': 1, 'slice_pitch': 128},"
           " 'bytes': 24}");
    expect(&s, "{'event': 'update', 'cmd': 'UPDATE_GB_SURFACE', 'sid': 7,"
           " 'face': 0, 'mip': 0, 'box': [0, 0, 0, 8, 4, 1],"
           " 'span': {'offset': 0, 'row_bytes': 32, 'rows': 4,"
           " 'row_pitch': 32, 'slices': 1, 'slice_pitch': 128},"
           " 'bytes': 128}");
    stop(&s);
}

/* One update of 128 bytes while property @name has this value (JSON). */
static QDict *update_with(Stream *s, const char *name, const char *value)
{
    qsvga_bound_surface(s->d, 7, SVGA3D_A8R8G8B8, 8, 4, 4096, 0);
    qtest_qmp_assert_success(s->d->qts, "{ 'execute': 'qom-set',"
                             " 'arguments': { 'path': %s, 'property': %s,"
                             " 'value': %p } }", QSVGA_PATH, name,
                             qobject_from_json(value, NULL));
    qsvga_cmd_id(s->d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 7);
    qsvga_sync(s->d);
    skip(s, 2);
    return next(s);
}

/* An injected fault is hidden: the line still says what the guest asked for. */
static void test_inject(void)
{
    Stream s = start();
    QDict *event = update_with(&s, "inject", "'lose:1'");

    g_assert_cmpint(qdict_get_int(event, "bytes"), ==, 128);
    g_assert_false(qdict_haskey(event, "changed"));
    qobject_unref(event);
    stop(&s);
}

static void test_account(void)
{
    Stream s = start();
    QDict *event = update_with(&s, "account", "true");

    g_assert_cmpint(qdict_get_int(event, "bytes"), ==, 128);
    g_assert_cmpint(qdict_get_int(event, "changed"), ==, 0);
    qobject_unref(event);
    stop(&s);
}

/* A readback over a store that was not uploaded is reported as a loss. */
static void test_clobbered(void)
{
    Stream s = start();
    QSvgaMob mob = qsvga_bound_surface(s.d, 7, SVGA3D_BUFFER, 256, 1, 256, 1);
    g_autofree char *ranges = NULL;

    qsvga_cmd_id(s.d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 7);
    qsvga_sync(s.d);
    qtest_memset(s.d->qts, mob.gpa + 10, 2, 3);
    qtest_memset(s.d->qts, mob.gpa + 20, 2, 1);
    qsvga_cmd_id(s.d, SVGA_3D_CMD_READBACK_GB_SURFACE, 7);
    qsvga_sync(s.d);
    skip(&s, 3);
    ranges = g_strdup_printf("[%" PRIu64 ", 256]", mob.gpa);
    expect_written(&s, "copy", ranges);
    expect(&s, "{'event': 'lost', 'class': 'clobbered', 'sid': 7, 'face': 0,"
           " 'mip': 0, 'bytes': 4, 'byte_ranges': [[10, 3], [20, 1]],"
           " 'truncated': false}");
    expect(&s, "{'event': 'readback', 'cmd': 'READBACK_GB_SURFACE',"
           " 'sid': 7, 'face': 0, 'mip': 0, 'box': [0, 0, 0, 256, 1, 1],"
           " 'span': {'offset': 0, 'row_bytes': 256, 'rows': 1,"
           " 'row_pitch': 256, 'slices': 1, 'slice_pitch': 256},"
           " 'bytes': 256}");
    g_assert_cmpuint(qsvga_stat(s.d, "stat-clobbered"), ==, 4);
    stop(&s);
}

static void test_died_with_mob(void)
{
    Stream s = start();
    QSvgaMob mob = qsvga_bound_surface(s.d, 7, SVGA3D_BUFFER, 256, 1, 256, 1);

    qsvga_cmd_id(s.d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 7);
    qsvga_sync(s.d);
    qtest_writeb(s.d->qts, mob.gpa + 255, 3);
    qsvga_cmd_id(s.d, SVGA_3D_CMD_DESTROY_GB_MOB, 7);
    qsvga_sync(s.d);
    skip(&s, 3);
    expect(&s, "{'event': 'lost', 'class': 'died-stale', 'sid': 7,"
           " 'face': 0, 'mip': 0, 'bytes': 1, 'byte_ranges': [[255, 1]],"
           " 'truncated': false}");
    expect(&s, "{'event': 'bind', 'sid': 7, 'mobid': 4294967295}");
    stop(&s);
}

static void test_copy_and_marker(void)
{
    static const char marker[] = "svgalab:case=a/b tag=1 role=src sub=2";
    static const char other[] = "nothing";
    const SVGA3dCmdSurfaceCopy cmd = { { 1, 0, 0 }, { 2, 0, 0 } };
    Stream s = start();

    qsvga_surface(s.d, 1, SVGA3D_BUFFER, 0, 256, 1, 1, 1);
    qsvga_surface(s.d, 2, SVGA3D_BUFFER, 0, 256, 1, 1, 1);
    qsvga_cmd(s.d, SVGA_3D_CMD_NOP, marker, ROUND_UP(sizeof(marker), 4));
    qsvga_cmd(s.d, SVGA_3D_CMD_NOP, other, sizeof(other));
    qsvga_cmd(s.d, SVGA_3D_CMD_SURFACE_COPY, &cmd, sizeof(cmd));
    qsvga_sync(s.d);
    skip(&s, 2);
    expect(&s, "{'event': 'marker',"
           " 'text': 'case=a/b tag=1 role=src sub=2'}");
    expect(&s, "{'event': 'copy', 'src': 1, 'dst': 2, 'boxes': 0}");
    stop(&s);
}

static void test_invalidate(void)
{
    const SVGA3dSurfaceImageId image = { 1, 0, 1 };
    Stream s = start();

    qsvga_surface(s.d, 1, SVGA3D_LUMINANCE8, 0, 4, 2, 1, 2);
    qsvga_cmd(s.d, SVGA_3D_CMD_INVALIDATE_GB_IMAGE, &image, sizeof(image));
    qsvga_sync(s.d);
    skip(&s, 1);
    expect(&s, "{'event': 'invalidate', 'cmd': 'INVALIDATE_GB_IMAGE',"
           " 'sid': 1, 'face': 0, 'mip': 1, 'box': [0, 0, 0, 2, 1, 1],"
           " 'span': {'offset': 8, 'row_bytes': 2, 'rows': 1,"
           " 'row_pitch': 2, 'slices': 1, 'slice_pitch': 2}, 'bytes': 2}");
    stop(&s);
}

/* Each box that an inverted command expands to has a line of its own. */
static void test_partial(void)
{
    const SVGA3dCmdInvalidateGBImagePartial cmd = {
        { 1, 0, 0 }, { 1, 0, 0, 2, 1, 1 }, true,
    };
    Stream s = start();

    qsvga_surface(s.d, 1, SVGA3D_LUMINANCE8, 0, 4, 1, 1, 1);
    qsvga_cmd(s.d, SVGA_3D_CMD_INVALIDATE_GB_IMAGE_PARTIAL, &cmd,
              sizeof(cmd));
    qsvga_sync(s.d);
    skip(&s, 1);
    expect(&s, "{'event': 'invalidate', 'cmd': 'INVALIDATE_GB_IMAGE_PARTIAL',"
           " 'sid': 1, 'face': 0, 'mip': 0, 'box': [0, 0, 0, 1, 1, 1],"
           " 'span': {'offset': 0, 'row_bytes': 1, 'rows': 1,"
           " 'row_pitch': 4, 'slices': 1, 'slice_pitch': 4}, 'bytes': 1}");
    expect(&s, "{'event': 'invalidate', 'cmd': 'INVALIDATE_GB_IMAGE_PARTIAL',"
           " 'sid': 1, 'face': 0, 'mip': 0, 'box': [3, 0, 0, 1, 1, 1],"
           " 'span': {'offset': 3, 'row_bytes': 1, 'rows': 1,"
           " 'row_pitch': 4, 'slices': 1, 'slice_pitch': 4}, 'bytes': 1}");
    stop(&s);
}

/* So does each plane of a box. */
static void test_planes(void)
{
    Stream s = start();

    qsvga_bound_surface(s.d, 7, SVGA3D_NV12, 4, 4, 4096, 1);
    qsvga_update_image(s.d, 7, 0, 0, (SVGA3dBox) { 2, 2, 0, 2, 2, 1 });
    qsvga_sync(s.d);
    skip(&s, 2);
    expect(&s, "{'event': 'update', 'cmd': 'UPDATE_GB_IMAGE', 'sid': 7,"
           " 'face': 0, 'mip': 0, 'plane': 0, 'box': [2, 2, 0, 2, 2, 1],"
           " 'span': {'offset': 10, 'row_bytes': 2, 'rows': 2,"
           " 'row_pitch': 4, 'slices': 1, 'slice_pitch': 24}, 'bytes': 4}");
    expect(&s, "{'event': 'update', 'cmd': 'UPDATE_GB_IMAGE', 'sid': 7,"
           " 'face': 0, 'mip': 0, 'plane': 1, 'box': [2, 2, 0, 2, 2, 1],"
           " 'span': {'offset': 22, 'row_bytes': 2, 'rows': 1,"
           " 'row_pitch': 4, 'slices': 1, 'slice_pitch': 24}, 'bytes': 2}");
    stop(&s);
}

/* The guest copied one of two stores to the new memory. */
static void test_redefined(void)
{
    Stream s = start();
    QSvgaMob old = qsvga_bound_surface(s.d, 7, SVGA3D_BUFFER, 256, 1, 256, 1);
    QSvgaMob new = qsvga_mob_prepare(s.d, 7, 256, 0, 1);
    const SVGA3dCmdRedefineGBMob64 cmd = { 7, new.depth, new.base_ppn, 256 };

    qsvga_cmd_id(s.d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 7);
    qsvga_sync(s.d);
    qtest_writeb(s.d->qts, old.gpa + 5, 9);
    qtest_writeb(s.d->qts, old.gpa + 6, 9);
    qtest_writeb(s.d->qts, new.gpa + 6, 9);
    qsvga_cmd(s.d, SVGA_3D_CMD_REDEFINE_GB_MOB64, &cmd, sizeof(cmd));
    qsvga_sync(s.d);
    skip(&s, 3);
    expect(&s, "{'event': 'lost', 'class': 'died-stale', 'sid': 7,"
           " 'face': 0, 'mip': 0, 'bytes': 1, 'byte_ranges': [[5, 1]],"
           " 'truncated': false}");
    stop(&s);
}

/* A readback reports where in guest memory its bytes went, page by page. */
static void test_written_pages(void)
{
    enum { SIZE = 5 * QSVGA_PAGE / 2 };
    Stream s = start();
    QSvgaMob mob = qsvga_mob_prepare(s.d, 7, SIZE, SVGA3D_MOBFMT_PT64_1, 1);
    const uint64_t first = mob.gpa / QSVGA_PAGE;
    const uint64_t pages[] = {
        cpu_to_le64(first + 2), cpu_to_le64(first), cpu_to_le64(first + 1),
    };
    const SVGA3dCmdDefineGBMob64 cmd = {
        7, SVGA3D_MOBFMT_PT64_1, mob.base_ppn, SIZE,
    };
    g_autofree char *ranges = g_strdup_printf(
        "[%" PRIu64 ", %d], [%" PRIu64 ", %d]", mob.gpa + 2 * QSVGA_PAGE,
        QSVGA_PAGE, mob.gpa, SIZE - QSVGA_PAGE);

    qtest_memwrite(s.d->qts, mob.base_ppn * QSVGA_PAGE, pages, sizeof(pages));
    qsvga_cmd(s.d, SVGA_3D_CMD_DEFINE_GB_MOB64, &cmd, sizeof(cmd));
    qsvga_surface(s.d, 7, SVGA3D_BUFFER, 0, SIZE, 1, 1, 1);
    qsvga_bind(s.d, 7, 7);
    qsvga_cmd_id(s.d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 7);
    qsvga_cmd_id(s.d, SVGA_3D_CMD_READBACK_GB_SURFACE, 7);
    qsvga_sync(s.d);
    skip(&s, 3);
    expect_written(&s, "copy", ranges);
    skip(&s, 1);
    stop(&s);
}

/* So do the words that complete a command buffer, whoever runs the slice. */
static void test_written_words(void)
{
    const uint32_t good[] = { SVGA_CMD_FENCE, 11 };
    const uint32_t bad[] = { SVGA_CMD_FENCE, 12, SVGA_CMD_INVALID_CMD };
    Stream s = start();
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(s.d, sizeof(bad));
    g_autofree char *ranges = g_strdup_printf(
        "[%" PRIu64 ", 4], [%" PRIu64 ", 4]",
        cb.header + offsetof(SVGACBHeader, errorOffset), cb.header);

    QEMU_BUILD_BUG_ON(offsetof(SVGACBHeader, status) != 0);
    /* before the context is started: refused at once, without a slice */
    qsvga_cmdbuf_fill(s.d, &cb, 1, good, sizeof(good));
    qsvga_cmdbuf_submit(s.d, &cb, SVGA_CB_CONTEXT_0);
    qsvga_expect_error(s.d, "bad-context", "command buffer");
    skip(&s, 1);
    expect_word(&s, cb.header);
    qsvga_cmdbuf_start(s.d, true);
    skip(&s, 1);
    /* no line came since this page was named; now one has */
    g_assert_cmpuint(qsvga_cmdbuf_run(s.d, &cb, good, sizeof(good)), ==,
                     SVGA_CB_STATUS_COMPLETED);
    expect_end(&s);
    qsvga_surface(s.d, 1, SVGA3D_BUFFER, 0, 256, 1, 1, 1);
    qsvga_sync(s.d);
    skip(&s, 1);
    g_assert_cmpuint(qsvga_cmdbuf_run(s.d, &cb, good, sizeof(good)), ==,
                     SVGA_CB_STATUS_COMPLETED);
    expect_word(&s, cb.header);
    g_assert_cmpuint(qsvga_cmdbuf_run(s.d, &cb, bad, sizeof(bad)), ==,
                     SVGA_CB_STATUS_COMMAND_ERROR);
    qsvga_expect_error(s.d, "bad-command", "unknown");
    skip(&s, 1);
    expect_written(&s, "word", ranges);
    qsvga_cmdbuf_free(s.d, &cb);
    stop(&s);
}

static void test_error(void)
{
    Stream s = start();
    QDict *event;

    qsvga_cmd_id(s.d, SVGA_3D_CMD_DESTROY_GB_SURFACE, 5);
    qsvga_expect_error(s.d, "bad-sid", "DESTROY_GB_SURFACE");
    event = next(&s);
    g_assert_cmpstr(qdict_get_str(event, "event"), ==, "error");
    g_assert_cmpstr(qdict_get_str(event, "reason"), ==, "bad-sid");
    g_assert_cmpstr(qdict_get_str(event, "cmd"), ==, "DESTROY_GB_SURFACE");
    g_assert_cmpint(qdict_get_int(event, "offset"), >, QSVGA_PAGE);
    qobject_unref(event);
    stop(&s);
}

/* The audit reports the stream's position. */
static void test_seq(void)
{
    Stream s = start();
    QDict *audit;

    qsvga_surface(s.d, 1, SVGA3D_BUFFER, 0, 256, 1, 1, 1);
    qsvga_sync(s.d);
    skip(&s, 1);
    audit = qsvga_audit(s.d, NULL);
    g_assert_cmpint(qdict_get_int(audit, "seq"), ==, s.seq);
    qobject_unref(audit);
    qtest_system_reset(s.d->qts);
    expect(&s, "{'event': 'reset', 'version': 3, 'device': 'vmware-svga',"
           " 'level': 'L1'}");
    stop(&s);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/report-life", test_life);
    qtest_add_func("/svga/report-update", test_update);
    qtest_add_func("/svga/report-inject", test_inject);
    qtest_add_func("/svga/report-account", test_account);
    qtest_add_func("/svga/report-clobbered", test_clobbered);
    qtest_add_func("/svga/report-died-with-mob", test_died_with_mob);
    qtest_add_func("/svga/report-copy-and-marker", test_copy_and_marker);
    qtest_add_func("/svga/report-invalidate", test_invalidate);
    qtest_add_func("/svga/report-partial", test_partial);
    qtest_add_func("/svga/report-planes", test_planes);
    qtest_add_func("/svga/report-redefined", test_redefined);
    qtest_add_func("/svga/report-written-pages", test_written_pages);
    qtest_add_func("/svga/report-written-words", test_written_words);
    qtest_add_func("/svga/report-error", test_error);
    qtest_add_func("/svga/report-seq", test_seq);
    return g_test_run();
}
