/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* An audit in several answers, from a simulated device. */

#include "run/auditor.h"

#include "base/error.h"
#include "base/json.h"
#include "domain/vir.h"

#define QUIET "{\"quiet\":true,\"guest-errors\":0,"
#define SURFACE(ranges, bytes) \
    "\"surfaces\":[{\"sid\":7,\"size\":8192,\"subresources\":[{\"face\":0," \
    "\"mip\":0,\"class\":\"stale\",\"bytes\":" #bytes ",\"ranges\":[" \
    ranges "]}]}]"
#define NEXT(offset) ",\"next\":{\"sid\":7,\"offset\":" #offset "}"
#define FIRST QUIET "\"seq\":5," \
    SURFACE("{\"first-byte\":0,\"byte-count\":8}," \
            "{\"first-byte\":16,\"byte-count\":4}", 12) \
    NEXT(20) "}"
#define SECOND QUIET "\"seq\":5," \
    SURFACE("{\"first-byte\":20,\"byte-count\":4}", 4) "}"
#define CHANGED QUIET "\"seq\":6," \
    SURFACE("{\"first-byte\":20,\"byte-count\":4}", 4) "}"
#define BUSY "{\"quiet\":false,\"seq\":5,\"guest-errors\":0,\"surfaces\":[]}"

#define ASK_FIRST "{\"sid\":7,\"max-ranges\":65536}\n"
#define ASK_SECOND \
    "{\"sid\":7,\"max-ranges\":65534,\"from\":{\"sid\":7,\"offset\":20}}\n"

/* The device's next answers; an empty text is an error. */
static const char *const *answers;

/* The questions it was asked. */
static GString *asked;

virDomainPtr guest_domain(Guest *guest)
{
    return NULL;
}

JsonNode *vir_monitor_command(virDomainPtr domain, const char *name,
                              JsonNode *arguments, GError **error)
{
    g_autofree char *line =
        json_line_from_object(json_node_get_object(arguments));
    const char *answer = *answers++;

    g_assert_cmpstr(name, ==, "x-svga-audit");
    g_string_append_printf(asked, "%s\n", line);
    json_node_unref(arguments);
    g_assert_nonnull(answer);
    if (!*answer) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "there is no such surface");
        return NULL;
    }
    return json_from_string(answer, NULL);
}

static void feed(Reports *reports, const char *line)
{
    g_assert_true(reports_feed(reports, line, NULL));
}

/* The case calls surface 7 its surface 1. */
static Reports *stream(void)
{
    Reports *reports = reports_new("/nonexistent");

    feed(reports, "{\"seq\":1,\"event\":\"hello\",\"version\":3,"
                  "\"device\":\"vmware-svga\",\"level\":\"L1\"}");
    feed(reports, "{\"seq\":2,\"event\":\"define\",\"sid\":7,"
                  "\"format\":\"BUFFER\",\"size\":8192}");
    feed(reports, "{\"seq\":3,\"event\":\"marker\","
                  "\"text\":\"case=store/a tag=1 role=src sub=1\"}");
    feed(reports, "{\"seq\":4,\"event\":\"copy\",\"src\":7,\"dst\":7,"
                  "\"boxes\":0}");
    feed(reports, "{\"seq\":5,\"event\":\"marker\","
                  "\"text\":\"case=store/a tag=2 role=src sub=1\"}");
    return reports;
}

static Auditor *auditor(Reports *reports)
{
    g_autoptr(JsonObject) object = json_object_from_line(
        "{\"case\":\"store/a\",\"surfaces\":[{\"tag\":1,\"size\":8192,"
        "\"expect\":\"clean\",\"written_page_ranges\":[[0,1,1]],"
        "\"limits\":[]}]}", NULL);
    g_autoptr(GError) error = NULL;
    AuditRequest *request = audit_request_parse(object, &error);

    g_assert_no_error(error);
    return auditor_new(NULL, reports, request, NULL);
}

static const struct Talk {
    const char *path;
    const char *const answers[6];
    const char *asked;
    guint again;            /* steps after which it asks for another */
} talks[] = {
    { "/auditor/one-answer", { SECOND }, ASK_FIRST, 0 },
    { "/auditor/two-answers", { FIRST, SECOND }, ASK_FIRST ASK_SECOND, 0 },
    { "/auditor/not-quiet", { BUSY, FIRST, SECOND },
      ASK_FIRST ASK_FIRST ASK_SECOND, 1 },
    { "/auditor/not-quiet-any-more", { FIRST, BUSY, FIRST, SECOND },
      ASK_FIRST ASK_SECOND ASK_FIRST ASK_SECOND, 1 },
    { "/auditor/changed", { FIRST, CHANGED, FIRST, SECOND },
      ASK_FIRST ASK_SECOND ASK_FIRST ASK_SECOND, 1 },
    { "/auditor/gone", { FIRST, "", FIRST, SECOND },
      ASK_FIRST ASK_SECOND ASK_FIRST ASK_SECOND, 1 },
};

/* Only answers that belong together are judged, as a single one. */
static void test_talk(gconstpointer data)
{
    const struct Talk *talk = data;
    g_autoptr(Reports) reports = stream();
    g_autoptr(Auditor) audit = auditor(reports);
    g_autoptr(GError) error = NULL;
    AuditRecord *record;
    guint again = 0;

    answers = talk->answers;
    asked = g_string_new(NULL);
    while (auditor_step(audit, &error)) {
        again++;
    }
    g_assert_no_error(error);
    record = auditor_take_record(audit);
    g_assert_nonnull(record);
    g_assert_cmpstr(asked->str, ==, talk->asked);
    g_assert_cmpuint(again, ==, talk->again);
    g_assert_null(*answers);
    g_assert_cmpuint(record->seq, ==, 5);
    g_assert_cmpuint(record->stale_bytes, ==,
                     talk->answers[1] ? 16 : 4);
    audit_record_free(record);
    g_string_free(asked, TRUE);
}

/* the first question is one that the device must understand */
static void test_refused(void)
{
    static const char *const texts[] = { "", NULL };
    g_autoptr(Reports) reports = stream();
    g_autoptr(Auditor) audit = auditor(reports);
    g_autoptr(GError) error = NULL;

    answers = texts;
    asked = g_string_new(NULL);
    g_assert_false(auditor_step(audit, &error));
    g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    g_assert_null(auditor_take_record(audit));
    g_string_free(asked, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(talks); i++) {
        g_test_add_data_func(talks[i].path, &talks[i], test_talk);
    }
    g_test_add_func("/auditor/refused", test_refused);
    return g_test_run();
}
