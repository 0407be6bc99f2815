/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The kernel's records in a session with a simulated guest. */

#include "fixture.h"

static void check_refused(Fixture *f, const char *line)
{
    g_autofree char *reply = control_handle(line, dialogue_ops, f->session);

    g_assert_nonnull(reply);
    g_assert_true(g_str_has_prefix(reply, "{\"ok\":false"));
}

static void hello_with_probes(Fixture *f, const char *probes)
{
    g_autofree char *line = g_strdup_printf(
        "{\"op\":\"hello\",\"protocol\":2,\"release\":\"6.12\","
        "\"boot_ms\":1,\"probes\":[%s]}", probes);
    g_autofree char *reply = g_strdup_printf(
        "{\"ok\":true,\"cases\":%u,\"self_check\":60}", f->queue.cases->len);

    ask(f, line, reply);
}

/* The guest's self-check, and the device's reports of it. */
static void check_self(Fixture *f)
{
    static const char *const reports[] = {
        "{\"seq\":1,\"event\":\"hello\",\"version\":3,\"device\":\"d\","
        "\"level\":\"L1\"}",
        "{\"seq\":2,\"event\":\"define\",\"sid\":7,\"format\":\"BUFFER\","
        "\"size\":32768}",
        "{\"seq\":3,\"event\":\"marker\","
        "\"text\":\"case=self_check/all tag=1 role=src sub=1\"}",
        "{\"seq\":4,\"event\":\"copy\",\"src\":7,\"dst\":9,\"boxes\":0}",
    };

    f->life.reports = reports_new("/nonexistent");
    for (guint i = 0; i < G_N_ELEMENTS(reports); i++) {
        g_assert_true(reports_feed(f->life.reports, reports[i], NULL));
    }
    ask(f, "{\"op\":\"records\",\"records\":["
           "\"5 surface tag=1 first_page=256 page_count=8\","
           "\"5 store tag=1 first_page=2 page_count=1 at=8192\",\"5 scan\","
           "\"5 visit from=(fault) to=1\","
           "\"5 range sid=7 first=0x2 end=0x3\",\"5 sync sid=6\"]}",
        "{\"ok\":true}");
    ask(f, "{\"op\":\"self-check\"}", "{\"ok\":true}");
}

/* The kernel's records belong to the running case, and to one try of it. */
static void test_records(void)
{
    Fixture f;

    fixture_set_up(&f, "a b", "");
    hello_with_probes(&f, "\"scan\",\"range\",\"visit\"");
    check_refused(&f, "{\"op\":\"records\",\"records\":1}");
    check_self(&f);
    next(&f, "a");
    ask(&f, "{\"op\":\"records\",\"records\":[\"7 scan\","
            "\"7 range sid=2 first=0 end=1\",\"7 visit from=(fault)\"]}",
        "{\"ok\":true}");
    g_assert_cmpuint(records_witness(f.session->records)->events->len, ==, 2);
    check_refused(&f, "{\"op\":\"records\",\"records\":[\"7 odd\"]}");
    check_refused(&f, "{\"op\":\"records\",\"records\":[1]}");
    turns_take_ktap(f.session, "ok 1 a");
    next(&f, "b");
    g_assert_cmpuint(records_witness(f.session->records)->events->len, ==, 0);
    g_clear_pointer(&f.life.reports, reports_free);
    fixture_tear_down(&f);
}

static void check_unknown(const Fixture *f, WitnessProbe probe,
                          const char *reason)
{
    GPtrArray *probes = f->context.results->probes;

    for (guint i = 0; i < probes->len; i++) {
        const UnknownProbe *unknown = probes->pdata[i];

        if (unknown->probe == probe) {
            g_assert_cmpstr(unknown->reason, ==, reason);
            return;
        }
    }
    g_assert_null(reason);
}

static void test_self_check(void)
{
    Fixture f;

    fixture_set_up(&f, "a b", "");
    f.context.kernel = KERNEL_IMAGE;
    hello_with_probes(&f, "\"scan\",\"visit\",\"range\",\"sync\",\"odd\"");
    check_self(&f);
    next(&f, "a");
    g_assert_cmphex(records_witness(f.session->records)->known, ==,
                    PROBE_BIT(PROBE_SCAN) | PROBE_BIT(PROBE_RANGE));
    g_assert_cmpstr(results_fact(f.context.results, "witnesses"), ==,
                    " scan range");
    check_unknown(&f, PROBE_SCAN, NULL);
    check_unknown(&f, PROBE_RANGE, NULL);
    check_unknown(&f, PROBE_VISIT, "its records make no sense");
    check_unknown(&f, PROBE_SYNC, "its records do not fit what was done");
    check_unknown(&f, PROBE_CLEAN, "it could not be set up");
    /* only once: there is no self-check after the first case */
    check_refused(&f, "{\"op\":\"self-check\"}");
    turns_take_ktap(f.session, "ok 1 a");
    next(&f, "b");
    g_assert_cmpuint(f.context.results->probes->len, ==, PROBE_COUNT - 3);
    g_clear_pointer(&f.life.reports, reports_free);
    fixture_tear_down(&f);
}

/* A self-check that broke off counts as if there were no probes. */
static void test_no_self_check(void)
{
    Fixture f;

    fixture_set_up(&f, "a", "");
    hello_with_probes(&f, "\"clean\",\"scan\"");
    ask(&f, "{\"op\":\"records\",\"records\":[\"7 scan\"]}",
        "{\"ok\":true}");
    next(&f, "a");
    g_assert_null(records_witness(f.session->records));
    check_unknown(&f, PROBE_SCAN, "the self-check did not come to its end");
    ask(&f, "{\"op\":\"records\",\"records\":[\"7 scan\"]}",
        "{\"ok\":true}");
    fixture_tear_down(&f);
}

static void test_no_probes(void)
{
    Fixture f;

    fixture_set_up(&f, "a", "");
    hello(&f);
    next(&f, "a");
    g_assert_null(records_witness(f.session->records));
    g_assert_null(results_fact(f.context.results, "witnesses"));
    g_assert_cmpuint(f.context.results->probes->len, ==, PROBE_COUNT - 1);
    fixture_tear_down(&f);
}

/* KUnit tests are not audited, and measurements are kept short. */
static void test_unaudited(gconstpointer plugin)
{
    Fixture f;

    fixture_set_up(&f, "a", "");
    f.context.kunit = !plugin;
    f.context.plugin = plugin;
    ask(&f, "{\"op\":\"hello\",\"protocol\":2,\"release\":\"6.12\","
            "\"boot_ms\":1,\"probes\":[\"clean\"]}",
        "{\"ok\":true,\"cases\":1}");
    next(&f, "a");
    g_assert_cmpuint(f.context.results->probes->len, ==, 0);
    fixture_tear_down(&f);
}

/* A page that the guest lost in that layer. */
static void add_loss_in(Fixture *f, Layer layer)
{
    JudgedSurface *surface = g_new0(JudgedSurface, 1);
    JudgedPages fault = { .blame = BLAME_GUEST, .layer = layer };
    AuditRecord *record;

    add_loss(f, BLAME_GUEST);
    record = f->session->current->audits->pdata[0];
    surface->faults = g_array_new(FALSE, FALSE, sizeof(JudgedPages));
    g_array_append_val(surface->faults, fault);
    g_ptr_array_set_free_func(record->surfaces,
                              (GDestroyNotify)judged_surface_free);
    g_ptr_array_add(record->surfaces, surface);
}

/* If visits are unknown, a loss in the walk still matches. */
static void test_two_layers(void)
{
    Fixture f;

    fixture_set_up(&f, "a b", KNOWN("plain", ".", "layers = walker\n"));
    hello(&f);
    next(&f, "a");
    add_loss_in(&f, LAYER_WALKER_OR_HELPER);
    turns_take_ktap(f.session, "not ok 1 a");
    check_outcome(&f, 0, OUTCOME_XFAIL);
    next(&f, "b");
    add_loss_in(&f, LAYER_HELPER);
    turns_take_ktap(f.session, "not ok 2 b");
    check_outcome(&f, 1, OUTCOME_FAIL);
    fixture_tear_down(&f);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/records/records", test_records);
    g_test_add_func("/records/self-check", test_self_check);
    g_test_add_func("/records/no-self-check", test_no_self_check);
    g_test_add_func("/records/no-probes", test_no_probes);
    g_test_add_data_func("/records/kunit", NULL, test_unaudited);
    g_test_add_data_func("/records/bench", "counter.so", test_unaudited);
    g_test_add_func("/records/two-layers", test_two_layers);
    return g_test_run();
}
