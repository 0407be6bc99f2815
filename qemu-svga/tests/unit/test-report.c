/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The report stream, line by line, and as JSON accepted by a parser. */

#include "qemu/osdep.h"
#include <json-glib/json-glib.h>
#include "report/report.h"

typedef struct Stream {
    GString *text;
    bool fails;
} Stream;

static bool stream_write(void *opaque, const char *line, size_t len)
{
    Stream *stream = opaque;

    if (stream->fails) {
        return false;
    }
    g_string_append_len(stream->text, line, len);
    return true;
}

static void stream_open(Stream *stream, SvgaReport *r)
{
    const SvgaReportSink sink = { stream, stream_write };

    *stream = (Stream) { g_string_new(NULL), false };
    svga_report_realize(r, &sink);
}

static void stream_close(Stream *stream, SvgaReport *r)
{
    svga_report_unrealize(r);
    g_string_free(stream->text, TRUE);
}

/* Assert that the text so far is exactly @lines; clears it. */
static void expect_lines(Stream *stream, const char *lines)
{
    g_assert_cmpstr(stream->text->str, ==, lines);
    g_string_truncate(stream->text, 0);
}

/* Assert that the text so far is exactly @line and parses; clears it. */
static void expect_line(Stream *stream, const char *line)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(GError) error = NULL;

    json_parser_load_from_data(parser, stream->text->str, -1, &error);
    g_assert_no_error(error);
    expect_lines(stream, line);
}

static void test_lines(void)
{
    SvgaLayout layout = { .format_id = SVGA3D_A8R8G8B8, .width = 8,
                          .height = 4, .depth = 1, .faces = 1, .mips = 1 };
    Stream stream;
    SvgaReport r;

    g_assert_cmpint(svga_layout_init(&layout), ==, SVGA_OK);
    stream_open(&stream, &r);
    svga_report_hello(&r, "hello", "L1");
    expect_line(&stream, "{\"seq\":1,\"event\":\"hello\",\"version\":3,"
                "\"device\":\"vmware-svga\",\"level\":\"L1\"}\n");
    svga_report_define(&r, 7, 5, &layout);
    expect_line(&stream, "{\"seq\":2,\"event\":\"define\",\"sid\":7,"
                "\"format\":\"A8R8G8B8\",\"format_id\":2,\"flags\":5,"
                "\"width\":8,\"height\":4,\"depth\":1,\"faces\":1,"
                "\"mips\":1,\"size\":128}\n");
    layout.format_id = SVGA3D_AYUV;
    svga_report_define(&r, 7, 5, &layout);
    expect_line(&stream, "{\"seq\":3,\"event\":\"define\",\"sid\":7,"
                "\"format\":\"AYUV\",\"format_id\":152,\"flags\":5,"
                "\"width\":8,\"height\":4,\"depth\":1,\"faces\":1,\"mips\":1,\"size\":128}\n");
    svga_report_bind(&r, 7, SVGA3D_INVALID_ID);
    expect_line(&stream, "{\"seq\":4,\"event\":\"bind\",\"sid\":7,"
                "\"mobid\":4294967295}\n");
    svga_report_copy(&r, 7, 9, 0);
    expect_line(&stream, "{\"seq\":5,\"event\":\"copy\",\"src\":7,"
                "\"dst\":9,\"boxes\":0}\n");
    svga_report_destroy(&r, 7);
    expect_line(&stream, "{\"seq\":6,\"event\":\"destroy\",\"sid\":7}\n");
    svga_report_error(&r, SVGA_BAD_BOX, "UPDATE_GB_IMAGE", 4096);
    expect_line(&stream, "{\"seq\":7,\"event\":\"error\",\"reason\":"
                "\"bad-box\",\"cmd\":\"UPDATE_GB_IMAGE\",\"offset\":4096}\n");
    stream_close(&stream, &r);
}

static void test_access(void)
{
    SvgaReportAccess access = {
        .event = "update", .cmd = "UPDATE_GB_IMAGE", .sid = 3, .face = 1,
        .mip = 2, .box = { 1, 2, 3, 4, 5, 6 },
        .span = { .offset = 100, .row_bytes = 16, .row_pitch = 64,
                  .slice_pitch = 512, .rows = 5, .slices = 6 },
    };
    Stream stream;
    SvgaReport r;

    stream_open(&stream, &r);
    svga_report_access(&r, &access);
    expect_line(&stream, "{\"seq\":1,\"event\":\"update\",\"cmd\":"
                "\"UPDATE_GB_IMAGE\",\"sid\":3,\"face\":1,\"mip\":2,"
                "\"box\":[1,2,3,4,5,6],\"span\":{\"offset\":100,"
                "\"row_bytes\":16,\"rows\":5,\"row_pitch\":64,\"slices\":6,"
                "\"slice_pitch\":512},\"bytes\":480}\n");
    access.planes = 3;
    access.plane = 2;
    access.has_changed = true;
    svga_report_access(&r, &access);
    g_assert_nonnull(strstr(stream.text->str,
                            "\"mip\":2,\"plane\":2,\"box\":[1,"));
    g_assert_nonnull(strstr(stream.text->str,
                            "\"bytes\":480,\"changed\":0}\n"));
    stream_close(&stream, &r);
}

static void test_lost(void)
{
    SvgaRangeList lost;
    Stream stream;
    SvgaReport r;

    svga_range_list_init(&lost, 2);
    svga_range_list_add(&lost, 5, 6);
    svga_range_list_add(&lost, 20, 1);
    stream_open(&stream, &r);
    svga_report_lost(&r, "clobbered", 4, 5, 6, &lost);
    expect_line(&stream, "{\"seq\":1,\"event\":\"lost\",\"class\":"
                "\"clobbered\",\"sid\":4,\"face\":5,\"mip\":6,\"bytes\":7,"
                "\"byte_ranges\":[[5,6],[20,1]],\"truncated\":false}\n");
    svga_range_list_add(&lost, 30, 1);
    svga_report_lost(&r, "died-stale", 4, 5, 6, &lost);
    expect_line(&stream, "{\"seq\":2,\"event\":\"lost\",\"class\":"
                "\"died-stale\",\"sid\":4,\"face\":5,\"mip\":6,\"bytes\":8,"
                "\"byte_ranges\":[[5,6],[20,1]],\"truncated\":true}\n");
    svga_range_list_clear(&lost);
    stream_close(&stream, &r);
}

/* Writes are reported before the next line, or when requested. */
static void test_writes(void)
{
    Stream stream;
    SvgaReport r;

    stream_open(&stream, &r);
    svga_report_writes(&r);
    svga_report_written(&r, SVGA_WRITE_COPY, 4096, 100);
    svga_report_written(&r, SVGA_WRITE_COPY, 4196, 3996);
    svga_report_written(&r, SVGA_WRITE_COPY, UINT64_C(1) << 40, 4096);
    svga_report_written(&r, SVGA_WRITE_COPY, 8192, 1);
    g_assert_cmpuint(stream.text->len, ==, 0);
    svga_report_writes(&r);
    expect_line(&stream, "{\"seq\":1,\"event\":\"write\",\"kind\":\"copy\","
                "\"byte_ranges\":[[4096,4096],[1099511627776,4096],[8192,1]]}\n");
    svga_report_writes(&r);
    svga_report_written(&r, SVGA_WRITE_WORD, 64, 4);
    svga_report_destroy(&r, 7);
    expect_lines(&stream,
                 "{\"seq\":2,\"event\":\"write\",\"kind\":\"word\","
                 "\"byte_ranges\":[[64,4]]}\n"
                 "{\"seq\":3,\"event\":\"destroy\",\"sid\":7}\n");
    svga_report_written(&r, SVGA_WRITE_COPY, 64, 4);
    svga_report_written(&r, SVGA_WRITE_WORD, 68, 4);
    svga_report_writes(&r);
    expect_lines(&stream,
                 "{\"seq\":4,\"event\":\"write\",\"kind\":\"copy\","
                 "\"byte_ranges\":[[64,4]]}\n"
                 "{\"seq\":5,\"event\":\"write\",\"kind\":\"word\","
                 "\"byte_ranges\":[[68,4]]}\n");
    stream_close(&stream, &r);
}

/*
 * Words in a page are named once until another event is reported: the statuses
 * of all buffers of a queue are in one page.
 */
static void test_named_words(void)
{
    const unsigned pages = SVGA_WRITES_NAMED + 1;
    Stream stream;
    SvgaReport r;

    stream_open(&stream, &r);
    svga_report_written(&r, SVGA_WRITE_WORD, 4096 + 4, 4);
    svga_report_written(&r, SVGA_WRITE_WORD, 4096, 4);
    svga_report_writes(&r);
    expect_line(&stream, "{\"seq\":1,\"event\":\"write\",\"kind\":\"word\","
                "\"byte_ranges\":[[4100,4],[4096,4]]}\n");
    svga_report_written(&r, SVGA_WRITE_WORD, 4096 + 64, 4);
    svga_report_writes(&r);
    g_assert_cmpuint(stream.text->len, ==, 0);
    svga_report_written(&r, SVGA_WRITE_COPY, 4096, 64);
    svga_report_writes(&r);
    expect_line(&stream, "{\"seq\":2,\"event\":\"write\",\"kind\":\"copy\","
                "\"byte_ranges\":[[4096,64]]}\n");
    svga_report_written(&r, SVGA_WRITE_WORD, 4096, 4);
    svga_report_destroy(&r, 7);
    expect_line(&stream, "{\"seq\":3,\"event\":\"destroy\",\"sid\":7}\n");
    /* another line has been written; one page more than can be remembered */
    for (unsigned i = 0; i < pages; i++) {
        svga_report_written(&r, SVGA_WRITE_WORD, i * 4096, 4);
        svga_report_writes(&r);
    }
    g_assert_cmpuint(r.seq, ==, 3 + pages);
    svga_report_written(&r, SVGA_WRITE_WORD, 4096, 4);
    svga_report_writes(&r);
    g_assert_cmpuint(r.seq, ==, 3 + pages);
    svga_report_written(&r, SVGA_WRITE_WORD, 0, 4);
    svga_report_writes(&r);
    g_assert_cmpuint(r.seq, ==, 4 + pages);
    stream_close(&stream, &r);
}

/* Scattered runs fill more than one line, and none gets lost. */
static void test_many_writes(void)
{
    const unsigned runs = 2 * SVGA_WRITES_RUNS + 1;
    g_autoptr(GString) want = g_string_new(NULL);
    Stream stream;
    SvgaReport r;

    stream_open(&stream, &r);
    for (unsigned i = 0; i < runs; i++) {
        bool first = i % SVGA_WRITES_RUNS == 0;

        if (first) {
            g_string_append_printf(want, "%s{\"seq\":%u,\"event\":\"write\","
                                   "\"kind\":\"copy\",\"byte_ranges\":[",
                                   i ? "]}\n" : "", i / SVGA_WRITES_RUNS + 1);
        }
        g_string_append_printf(want, "%s[%u,4]", first ? "" : ",", i * 64);
        svga_report_written(&r, SVGA_WRITE_COPY, i * 64, 4);
    }
    g_string_append(want, "]}\n");
    svga_report_writes(&r);
    g_assert_cmpstr(stream.text->str, ==, want->str);
    stream_close(&stream, &r);
}

static void expect_marker(const void *payload, size_t size, const char *text)
{
    Stream stream;
    SvgaReport r;

    stream_open(&stream, &r);
    svga_report_marker(&r, payload, size);
    if (text) {
        g_autofree char *line = g_strdup_printf(
            "{\"seq\":1,\"event\":\"marker\",\"text\":\"%s\"}\n", text);

        expect_line(&stream, line);
    } else {
        g_assert_cmpuint(stream.text->len, ==, 0);
        g_assert_cmpuint(r.seq, ==, 0);
    }
    stream_close(&stream, &r);
}

static void test_marker(void)
{
    char longest[8 + 300] = "svgalab:";
    g_autofree char *cut = g_strnfill(SVGA_REPORT_TEXT_MAX, 'x');

    expect_marker("svgalab:case=a tag=1\0\0\0", 23, "case=a tag=1");
    expect_marker("svgalab:", 8, "");
    expect_marker("svgalab:\0\0\0\0", 12, "");
    expect_marker("svgalab:a\0b\n\x7f\xff.", 16, "a?b???.");
    expect_marker("svgalab:\"\\", 10, "\\\"\\\\");
    memset(longest + 8, 'x', 300);
    expect_marker(longest, sizeof(longest), cut);
    expect_marker("svgalab", 7, NULL);
    expect_marker("Svgalab:x", 9, NULL);
    expect_marker("", 0, NULL);
}

/* A lost line leaves a gap in the sequence numbers. */
static void test_gap(void)
{
    Stream stream;
    SvgaReport r;

    stream_open(&stream, &r);
    stream.fails = true;
    svga_report_destroy(&r, 1);
    g_assert_cmpuint(r.lost_lines, ==, 1);
    stream.fails = false;
    svga_report_destroy(&r, 2);
    expect_line(&stream, "{\"seq\":2,\"event\":\"destroy\",\"sid\":2}\n");
    g_assert_cmpuint(r.lost_lines, ==, 1);
    stream_close(&stream, &r);
}

static void test_off(void)
{
    const SvgaReportSink none = { NULL, NULL };
    SvgaReport r;

    svga_report_realize(&r, &none);
    g_assert_false(svga_report_on(&r));
    svga_report_hello(&r, "hello", "L1");
    svga_report_destroy(&r, 1);
    svga_report_marker(&r, "svgalab:x", 9);
    svga_report_written(&r, SVGA_WRITE_COPY, 4096, 4096);
    svga_report_writes(&r);
    g_assert_cmpuint(r.writes.count, ==, 0);
    g_assert_cmpuint(r.seq, ==, 0);
    g_assert_null(r.line);
    svga_report_unrealize(&r);
}

/* A status has a name of its own: its constant's, in lower case. */
static void test_status_names(void)
{
    static const char *const constants[] = {
#define SVGA_STATUS(id, name) #id
#include "base/status.h.inc"
#undef SVGA_STATUS
    };

    for (unsigned i = 0; i < SVGA_STATUS_MAX; i++) {
        g_autofree char *name = g_ascii_strdown(constants[i], -1);

        g_assert_cmpstr(g_strdelimit(name + strlen("svga_"), "_", '-'), ==,
                        svga_status_name(i));
    }
    for (unsigned i = 0; i < SVGA_STATUS_MAX; i++) {
        for (unsigned j = 0; j < i; j++) {
            g_assert_cmpstr(svga_status_name(i), !=, svga_status_name(j));
        }
    }
    g_assert_cmpstr(svga_status_name(SVGA_STATUS_MAX), ==, "unknown");
    g_assert_false(svga_status_is_error(SVGA_OK));
    g_assert_false(svga_status_is_error(SVGA_AGAIN));
    g_assert_true(svga_status_is_error(SVGA_BAD_FIFO));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/report/lines", test_lines);
    g_test_add_func("/svga/report/access", test_access);
    g_test_add_func("/svga/report/lost", test_lost);
    g_test_add_func("/svga/report/marker", test_marker);
    g_test_add_func("/svga/report/writes", test_writes);
    g_test_add_func("/svga/report/many-writes", test_many_writes);
    g_test_add_func("/svga/report/named-words", test_named_words);
    g_test_add_func("/svga/report/gap", test_gap);
    g_test_add_func("/svga/report/off", test_off);
    g_test_add_func("/svga/report/status-names", test_status_names);
    return g_test_run();
}
