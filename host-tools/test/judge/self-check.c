/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The self-check of the probes: right records, and every kind of wrong one. */

#include "judge/self-check.h"

/* The device's stream: two buffers, 7 and 8. */
static const char *const reports_lines[] = {
    "{\"seq\":1,\"event\":\"hello\",\"version\":3,\"device\":\"d\","
    "\"level\":\"L1\"}",
    "{\"seq\":2,\"event\":\"define\",\"sid\":7,\"format\":\"BUFFER\","
    "\"size\":32768}",
    "{\"seq\":3,\"event\":\"define\",\"sid\":8,\"format\":\"BUFFER\","
    "\"size\":2228224}",
    "{\"seq\":4,\"event\":\"marker\","
    "\"text\":\"case=self_check/all tag=1 role=src sub=1\"}",
    "{\"seq\":5,\"event\":\"copy\",\"src\":7,\"dst\":9,\"boxes\":0}",
    "{\"seq\":6,\"event\":\"marker\","
    "\"text\":\"case=self_check/all tag=3 role=src sub=1\"}",
    "{\"seq\":7,\"event\":\"copy\",\"src\":8,\"dst\":9,\"boxes\":0}",
};

/* Page 2 of a small buffer at 0x100 and page 300 of a large one at 0x200. */
static const char *const good_records[] = {
    "5 surface tag=1 first_page=256 page_count=8",
    "5 store tag=1 first_page=2 page_count=1 at=0x12000",
    "5 scan",
    "5 visit from=0x10000 to=0x18000 start=0x10000 pgoff=0x100",
    "5 clean first=0x100 nr=0x8 base=0x100 marked=0x1 method=0 bits={0x4}",
    "5 range sid=7 first=0x2 end=0x3",
    "5 sync sid=7",
    "5 unmap start=0x100000 length=0x8000",
    "5 close start=0x10000 end=0x18000 pgoff=0x100",
    "5 clean first=0x200 nr=0x220 base=0x200 marked=0x0 method=1 bits={0x0}",
    "5 surface tag=3 first_page=512 page_count=544",
    "5 store tag=3 first_page=300 page_count=1 at=0x14c000",
    "5 fault pgoff=0x32c",
    "5 scan",
    "5 visit from=0x14c000 to=0x14d000 start=0x20000 pgoff=0x200",
    "5 protect first=0x32c nr=0x1 marked=0x1",
    "5 range sid=8 first=0x12c end=0x12d",
    "5 sync sid=8",
    "5 unmap start=0x200000 length=0x220000",
    "5 close start=0x20000 end=0x240000 pgoff=0x200",
};

/* One record is replaced by another, or missing. */
typedef struct Lie {
    const char *name;
    const char *record;     /* record the kernel should have made */
    const char *instead;    /* NULL: nothing */
    guint unknown;          /* probes spoiled by this */
    const char *reason;
} Lie;

#define UNFIT "its records do not fit what was done"

static const Lie lies[] = {
    { "none", NULL, NULL, 0, NULL },
    { "no-visit", "5 visit from=0x10000 to=0x18000 start=0x10000 pgoff=0x100",
      NULL, PROBE_BIT(PROBE_VISIT), UNFIT },
    { "visit-page",
      "5 visit from=0x10000 to=0x18000 start=0x10000 pgoff=0x100",
      "5 visit from=0x10000 to=0x18000 start=0x10000 pgoff=0x101",
      PROBE_BIT(PROBE_VISIT), UNFIT },
    { "visit-start",
      "5 visit from=0x14c000 to=0x14d000 start=0x20000 pgoff=0x200",
      "5 visit from=0x14c000 to=0x14d000 start=0x21000 pgoff=0x200",
      PROBE_BIT(PROBE_VISIT), UNFIT },
    { "visit-both",
      "5 visit from=0x14c000 to=0x14d000 start=0x20000 pgoff=0x200",
      "5 visit from=0x14d000 to=0x14e000 start=0x21000 pgoff=0x200",
      PROBE_BIT(PROBE_VISIT), UNFIT },
    { "visit-fault",
      "5 visit from=0x10000 to=0x18000 start=0x10000 pgoff=0x100",
      "5 visit from=0x10000 to=0x18000 start=(fault) pgoff=(fault)",
      PROBE_BIT(PROBE_VISIT), "its records make no sense" },
    { "method-small",
      "5 clean first=0x100 nr=0x8 base=0x100 marked=0x1 method=0 bits={0x4}",
      "5 clean first=0x100 nr=0x8 base=0x100 marked=0x1 method=1 bits={0x4}",
      PROBE_BIT(PROBE_CLEAN), UNFIT },
    { "method-large",
      "5 clean first=0x200 nr=0x220 base=0x200 marked=0x0 method=1 bits={0x0}",
      "5 clean first=0x200 nr=0x220 base=0x200 marked=0x0 method=0 bits={0x0}",
      PROBE_BIT(PROBE_CLEAN), UNFIT },
    { "bits-other",
      "5 clean first=0x100 nr=0x8 base=0x100 marked=0x1 method=0 bits={0x4}",
      "5 clean first=0x100 nr=0x8 base=0x100 marked=0x1 method=0 bits={0x8}",
      PROBE_BIT(PROBE_CLEAN), UNFIT },
    { "bits-all",
      "5 clean first=0x100 nr=0x8 base=0x100 marked=0x1 method=0 bits={0x4}",
      "5 clean first=0x100 nr=0x8 base=0x100 marked=0x1 method=0 bits={0xff}",
      PROBE_BIT(PROBE_CLEAN), UNFIT },
    { "bits-unread",
      "5 clean first=0x100 nr=0x8 base=0x100 marked=0x1 method=0 bits={0x4}",
      "5 clean first=0x100 nr=0x8 base=0x100 marked=0x1 method=0 bits=(fault)",
      PROBE_BIT(PROBE_CLEAN), UNFIT },
    { "fault-page", "5 fault pgoff=0x32c", "5 fault pgoff=0x14c000",
      PROBE_BIT(PROBE_FAULT), UNFIT },
    { "no-fault", "5 fault pgoff=0x32c", NULL, PROBE_BIT(PROBE_FAULT),
      "it recorded nothing" },
    { "protect-page", "5 protect first=0x32c nr=0x1 marked=0x1",
      "5 protect first=0x32d nr=0x1 marked=0x1", PROBE_BIT(PROBE_PROTECT),
      UNFIT },
    { "protect-end", "5 protect first=0x32c nr=0x1 marked=0x1",
      "5 protect first=0x32b nr=0x1 marked=0x1", PROBE_BIT(PROBE_PROTECT),
      UNFIT },
    { "protect-begin", "5 protect first=0x32c nr=0x1 marked=0x1",
      "5 protect first=0x1ff nr=0x12e marked=0x1", PROBE_BIT(PROBE_PROTECT),
      UNFIT },
    { "protect-count", "5 protect first=0x32c nr=0x1 marked=0x1",
      "5 protect first=0x32c nr=0x1 marked=0x0", PROBE_BIT(PROBE_PROTECT),
      UNFIT },
    { "range-sid", "5 range sid=7 first=0x2 end=0x3",
      "5 range sid=8 first=0x2 end=0x3", PROBE_BIT(PROBE_RANGE), UNFIT },
    { "range-pages", "5 range sid=8 first=0x12c end=0x12d",
      "5 range sid=8 first=0x12b end=0x12c", PROBE_BIT(PROBE_RANGE), UNFIT },
    { "sync-sid", "5 sync sid=8", "5 sync sid=0", PROBE_BIT(PROBE_SYNC),
      UNFIT },
    { "unmap-pages", "5 unmap start=0x200000 length=0x220000",
      "5 unmap start=0x0 length=0x220000", PROBE_BIT(PROBE_UNMAP), UNFIT },
    { "close-start", "5 close start=0x20000 end=0x240000 pgoff=0x200",
      "5 close start=0x10000 end=0x230000 pgoff=0x200",
      PROBE_BIT(PROBE_CLOSE), UNFIT },
    { "close-page", "5 close start=0x10000 end=0x18000 pgoff=0x100",
      "5 close start=0x10000 end=0x18000 pgoff=0x0", PROBE_BIT(PROBE_CLOSE),
      UNFIT },
};

static Reports *make_reports(void)
{
    Reports *reports = reports_new("/nonexistent");

    for (guint i = 0; i < G_N_ELEMENTS(reports_lines); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_true(reports_feed(reports, reports_lines[i], &error));
        g_assert_no_error(error);
    }
    return reports;
}

static SelfCheck *feed_all(guint taken, const Lie *lie)
{
    SelfCheck *check = self_check_new(taken);
    gboolean told = !lie || !lie->record;

    for (guint i = 0; i < G_N_ELEMENTS(good_records); i++) {
        const char *record = good_records[i];

        if (lie && g_strcmp0(record, lie->record) == 0) {
            record = lie->instead;
            told = TRUE;
        }
        if (record) {
            self_check_feed(check, record);
        }
    }
    g_assert_true(told);
    return check;
}

static void test_lie(gconstpointer data)
{
    const Lie *lie = data;
    g_autoptr(SelfCheck) check = feed_all(PROBE_ALL, lie);
    g_autoptr(Reports) reports = make_reports();

    g_assert_cmpuint(self_check_known(check), ==, 0);
    self_check_judge(check, reports);
    g_assert_cmphex(self_check_known(check), ==, PROBE_ALL & ~lie->unknown);
    for (guint i = PROBE_NONE + 1; i < PROBE_COUNT; i++) {
        if (lie->unknown & PROBE_BIT(i)) {
            g_assert_cmpstr(self_check_reason(check, i), ==, lie->reason);
        }
    }
}

static void test_not_taken(void)
{
    g_autoptr(SelfCheck) check =
        feed_all(PROBE_ALL & ~PROBE_BIT(PROBE_VISIT), NULL);
    g_autoptr(Reports) reports = make_reports();

    self_check_judge(check, reports);
    g_assert_cmphex(self_check_known(check), ==,
                    PROBE_ALL & ~PROBE_BIT(PROBE_VISIT));
    g_assert_cmpstr(self_check_reason(check, PROBE_VISIT), ==,
                    "it could not be set up");
}

/* A program that broke off, and a device that does not name the surfaces. */
static void test_no_end(void)
{
    g_autoptr(SelfCheck) check = feed_all(PROBE_ALL, NULL);

    g_assert_cmpuint(self_check_known(check), ==, 0);
    g_assert_cmpstr(self_check_reason(check, PROBE_SCAN), ==,
                    "the self-check did not come to its end");
    self_check_judge(check, NULL);
    g_assert_cmpuint(self_check_known(check), ==, 0);
}

static void test_nothing(void)
{
    g_autoptr(SelfCheck) check = self_check_new(PROBE_ALL);
    g_autoptr(Reports) reports = make_reports();

    self_check_feed(check, "");
    self_check_feed(check, "odd");
    self_check_judge(check, reports);
    g_assert_cmpuint(self_check_known(check), ==, 0);
    g_assert_cmpstr(self_check_reason(check, PROBE_CLEAN), ==,
                    "it recorded nothing");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(lies); i++) {
        g_autofree char *path = g_strconcat("/self-check/lie/", lies[i].name,
                                            NULL);

        g_test_add_data_func(path, &lies[i], test_lie);
    }
    g_test_add_func("/self-check/not-taken", test_not_taken);
    g_test_add_func("/self-check/no-end", test_no_end);
    g_test_add_func("/self-check/nothing", test_nothing);
    return g_test_run();
}
