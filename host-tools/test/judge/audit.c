/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Parsing the guest's claims and the device's answers. */

#include "judge/audit.h"

#include "base/error.h"
#include "base/json.h"
#include "witness/reports.h"

static AuditRequest *parse_request(const char *line, GError **error)
{
    g_autoptr(JsonObject) object = json_object_from_line(line, NULL);

    return audit_request_parse(object, error);
}

static AuditReply *parse_reply(const char *text, GError **error)
{
    g_autoptr(JsonNode) node = json_from_string(text, NULL);

    return audit_reply_parse(node, error);
}

static void test_request(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(AuditRequest) request = parse_request(
        "{\"case\":\"store/a\",\"surfaces\":[{\"tag\":1,\"size\":8192,"
        "\"expect\":\"clean\",\"written_page_ranges\":[[0,1,1],[1,1,2]],"
        "\"limits\":[[2,4096]]}]}", &error);
    AuditClaim *claim;
    AuditPages *pages;

    g_assert_no_error(error);
    g_assert_cmpuint(request->claims->len, ==, 1);
    claim = request->claims->pdata[0];
    g_assert_cmpuint(claim->size, ==, 8192);
    g_assert_cmpuint(claim->written->len, ==, 2);
    pages = &g_array_index(claim->written, AuditPages, 1);
    g_assert_cmpuint(pages->submission, ==, 2);
    g_assert_cmpuint(pages->first, ==, 1);
    g_assert_cmpuint(claim->limits->len, ==, 1);
    g_assert_cmpuint(g_array_index(claim->limits, AuditLimit, 0).bytes, ==,
                     4096);
}

static void test_request_bad(void)
{
    static const char *const lines[] = {
        "{}", "{\"case\":\"A\",\"surfaces\":[]}", "{\"case\":\"a\"}",
        "{\"case\":\"a\",\"surfaces\":[1]}",
        "{\"case\":\"a\",\"surfaces\":[{\"tag\":1,\"size\":1,"
        "\"expect\":\"dirty\",\"written_page_ranges\":[],"
        "\"limits\":[]}]}",
        "{\"case\":\"a\",\"surfaces\":[{\"tag\":1,\"size\":1,"
        "\"expect\":\"clean\",\"written_page_ranges\":[[0,1,0]],"
        "\"limits\":[]}]}",
        "{\"case\":\"a\",\"surfaces\":[{\"tag\":1,\"size\":1,"
        "\"expect\":\"clean\",\"written_page_ranges\":[[2,0,1]],"
        "\"limits\":[]}]}",
        "{\"case\":\"a\",\"surfaces\":[{\"tag\":1,\"size\":1,"
        "\"expect\":\"clean\",\"written_page_ranges\":[[1,0]],"
        "\"limits\":[]}]}",
        "{\"case\":\"a\",\"surfaces\":[{\"tag\":1,\"size\":1,"
        "\"expect\":\"clean\",\"written_page_ranges\":[],\"limits\":[[1]]}]}",
        "{\"case\":\"a\",\"surfaces\":[{\"tag\":1,\"size\":1,"
        "\"expect\":\"clean\",\"written_page_ranges\":[]}]}",
        "{\"case\":\"a\",\"surfaces\":[{\"tag\":1,\"size\":9999999999,"
        "\"expect\":\"clean\",\"written_page_ranges\":[],"
        "\"limits\":[]}]}",
    };

    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(parse_request(lines[i], &error));
        g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    }
}

static void test_reply(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(AuditReply) reply = parse_reply(
        "{\"quiet\":true,\"seq\":9,\"guest-errors\":0,"
        "\"next\":{\"sid\":7,\"offset\":12},\"surfaces\":[{\"sid\":7,\"mobid\":3,\"format\":\"X\",\"size\":4096,"
        "\"equal\":0,\"subresources\":[{\"face\":0,\"mip\":0,\"offset\":0,"
        "\"size\":4096,\"class\":\"device-newer\",\"bytes\":4,"
        "\"ranges\":[{\"first-byte\":8,\"byte-count\":4}]}]}]}", &error);
    AuditSurface *surface;
    AuditDifference *difference;

    g_assert_no_error(error);
    g_assert_true(reply->quiet);
    g_assert_cmpuint(reply->seq, ==, 9);
    g_assert_true(reply->more);
    g_assert_cmpuint(reply->next_sid, ==, 7);
    g_assert_cmpuint(reply->next_offset, ==, 12);
    g_assert_cmpuint(reply->ranges, ==, 1);
    surface = reply->surfaces->pdata[0];
    g_assert_cmpuint(surface->sid, ==, 7);
    difference = surface->differences->pdata[0];
    g_assert_cmpint(difference->class, ==, AUDIT_DEVICE_NEWER);
    g_assert_cmpuint(g_array_index(difference->ranges, ByteRange, 0).offset,
                     ==, 8);
}

static void test_reply_bad(void)
{
    static const char *const texts[] = {
        "[]", "{}", "{\"quiet\":true,\"seq\":1,\"guest-errors\":0}",
        "{\"quiet\":true,\"seq\":-1,\"guest-errors\":0,\"surfaces\":[]}",
        "{\"quiet\":true,\"seq\":1,\"guest-errors\":0,\"surfaces\":[{}]}",
        "{\"quiet\":true,\"seq\":1,\"guest-errors\":0,\"surfaces\":[{"
        "\"sid\":1,\"size\":1,\"subresources\":[{\"class\":\"odd\","
        "\"bytes\":1,\"ranges\":[]}]}]}",
        "{\"quiet\":true,\"seq\":1,\"guest-errors\":0,\"surfaces\":[],"
        "\"next\":{\"sid\":1}}",
        "{\"quiet\":true,\"seq\":1,\"guest-errors\":0,\"surfaces\":[],"
        "\"next\":7}",
    };

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(parse_reply(texts[i], &error));
        g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    }
}

/* An answer with only the surface @sid, and with @differences. */
static AuditReply *part_of(guint sid, const char *differences)
{
    g_autofree char *text = g_strdup_printf(
        "{\"quiet\":true,\"seq\":1,\"guest-errors\":0,\"surfaces\":[{"
        "\"sid\":%u,\"size\":99,\"subresources\":[%s]}]}", sid,
        differences);
    g_autoptr(GError) error = NULL;
    AuditReply *reply = parse_reply(text, &error);

    g_assert_no_error(error);
    return reply;
}

/* All differences as "sid/face.mip class: offset+length ...". */
static char *reply_text(const AuditReply *reply)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < reply->surfaces->len; i++) {
        const AuditSurface *surface = reply->surfaces->pdata[i];

        g_string_append_printf(text, "%s%u", i ? "; " : "",
                               (guint)surface->sid);
        for (guint j = 0; j < surface->differences->len; j++) {
            const AuditDifference *difference =
                surface->differences->pdata[j];

            g_string_append_printf(text, " %u.%u.%d=%u:",
                                   (guint)difference->face,
                                   (guint)difference->mip, difference->class,
                                   (guint)difference->bytes);
            for (guint k = 0; k < difference->ranges->len; k++) {
                ByteRange *range = &g_array_index(difference->ranges,
                                                  ByteRange, k);

                g_string_append_printf(text, "%s%u+%u", k ? "," : "",
                                       (guint)range->offset,
                                       (guint)range->length);
            }
        }
    }
    return g_string_free(text, FALSE);
}

#define DIFFERENCE(face, mip, class, bytes, ranges) \
    "{\"face\":" #face ",\"mip\":" #mip ",\"class\":\"" class "\"," \
    "\"bytes\":" #bytes ",\"ranges\":[" ranges "]}"
#define RANGE(offset, length) \
    "{\"first-byte\":" #offset ",\"byte-count\":" #length "}"

/* Several answers of one audit are joined as if there had been one. */
static void test_join(void)
{
    static const struct {
        guint sid;
        const char *differences;
    } parts[] = {
        { 3, DIFFERENCE(0, 0, "device-newer", 5, RANGE(0, 4) "," RANGE(8, 1)) },
        { 3, DIFFERENCE(0, 0, "stale", 1, RANGE(20, 1)) ","
          DIFFERENCE(0, 0, "device-newer", 4, RANGE(9, 2) "," RANGE(12, 2)) },
        { 3, DIFFERENCE(0, 0, "device-newer", 7, "") ","
          DIFFERENCE(0, 1, "stale", 1, RANGE(30, 1)) },
        { 3, DIFFERENCE(1, 0, "stale", 1, RANGE(40, 1)) },
        { 4, "" },
        { 5, DIFFERENCE(0, 0, "stale", 2, RANGE(41, 2)) },
    };
    g_autoptr(AuditReply) whole = part_of(parts[0].sid,
                                          parts[0].differences);
    g_autofree char *text = NULL;

    for (guint i = 1; i < G_N_ELEMENTS(parts); i++) {
        g_autoptr(AuditReply) part = part_of(parts[i].sid,
                                             parts[i].differences);

        part->more = i == 1;
        part->next_offset = i;
        audit_reply_join(whole, part);
        g_assert_cmpint(whole->more, ==, i == 1);
        g_assert_cmpuint(whole->next_offset, ==, i);
    }
    text = reply_text(whole);
    g_assert_cmpstr(text, ==, "3 0.0.0=1:20+1 0.0.1=16:0+4,8+3,12+2 "
                    "0.1.0=1:30+1 1.0.0=1:40+1; 4; 5 0.0.0=2:41+2");
    g_assert_cmpuint(whole->ranges, ==, 8);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/audit/request", test_request);
    g_test_add_func("/audit/request-bad", test_request_bad);
    g_test_add_func("/audit/reply", test_reply);
    g_test_add_func("/audit/reply-bad", test_reply_bad);
    g_test_add_func("/audit/join", test_join);
    return g_test_run();
}
