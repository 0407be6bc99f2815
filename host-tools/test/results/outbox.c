/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Results that arrive in another order than their cases in the list. */

#include "results/outbox.h"

#include "base/tree.h"

typedef struct Fixture {
    Results *results;
    Stream *stream;
    Outbox *outbox;
    char *dir;
    char *ktap;
} Fixture;

static void fixture_set_up(Fixture *f)
{
    f->dir = g_dir_make_tmp("svgalab-test-XXXXXX", NULL);
    f->ktap = g_build_filename(f->dir, "ktap", NULL);
    f->results = results_new(f->dir);
    f->stream = stream_open(-1, f->ktap, FALSE, TRUE, NULL);
    f->outbox = outbox_new(f->results, f->stream);
}

static void fixture_tear_down(Fixture *f)
{
    g_clear_pointer(&f->outbox, outbox_free);
    stream_free(f->stream);
    results_free(f->results);
    remove_tree(f->dir);
    g_free(f->ktap);
    g_free(f->dir);
}

static CaseResult *put(Fixture *f, guint place, const char *name,
                       Outcome outcome)
{
    CaseResult *result = case_result_new(name);

    result->outcome = outcome;
    g_ptr_array_add(result->diagnostics, g_strdup_printf("of %s", name));
    outbox_put(f->outbox, place, result);
    return result;
}

static void check_written(Fixture *f, const char *wanted)
{
    g_autofree char *text = NULL;

    g_assert_true(g_file_get_contents(f->ktap, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, wanted);
}

/* A result waits for those before it, together with its diagnostics. */
static void test_order(void)
{
    Fixture f;

    fixture_set_up(&f);
    put(&f, 1, "b", OUTCOME_PASS);
    put(&f, 3, "d", OUTCOME_PASS);
    check_written(&f, "");
    put(&f, 0, "a", OUTCOME_PASS);
    check_written(&f, "# of a\nok 1 a\n# of b\nok 2 b\n");
    g_assert_cmpuint(f.results->cases->len, ==, 2);
    put(&f, 2, "c", OUTCOME_PASS);
    check_written(&f, "# of a\nok 1 a\n# of b\nok 2 b\n"
                      "# of c\nok 3 c\n# of d\nok 4 d\n");
    fixture_tear_down(&f);
}

static void put_defect(Fixture *f, guint place, Outcome outcome)
{
    CaseResult *result = case_result_new("a");

    result->outcome = outcome;
    result->defect = g_strdup("walk-ends");
    result->reason = g_strdup("why");
    outbox_put(f->outbox, place, result);
}

/* The line of an expected failure has its defect's name. */
static void test_defect(void)
{
    Fixture f;

    fixture_set_up(&f);
    put_defect(&f, 0, OUTCOME_XFAIL);
    put_defect(&f, 1, OUTCOME_XPASS);
    check_written(&f, "not ok 1 a # XFAIL walk-ends: why\n"
                      "not ok 2 a # unexpected pass: walk-ends: why\n");
    fixture_tear_down(&f);
}

/* A case that never ended does not hold back the others in the end. */
static void test_gap(void)
{
    Fixture f;

    fixture_set_up(&f);
    put(&f, 3, "d", OUTCOME_PASS);
    put(&f, 1, "b", OUTCOME_PASS);
    g_clear_pointer(&f.outbox, outbox_free);
    check_written(&f, "# of b\nok 1 b\n# of d\nok 2 d\n");
    fixture_tear_down(&f);
}

static void add_audit(CaseResult *result)
{
    AuditRecord *record = g_new0(AuditRecord, 1);
    JudgedSurface *surface = g_new0(JudgedSurface, 1);

    surface->tag = 1;
    surface->format = g_strdup("BUFFER");
    surface->page_count = 2;
    surface->pages = g_new0(guint8, 2);
    record->surfaces = g_ptr_array_new();
    record->maps = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(record->surfaces, surface);
    g_ptr_array_add(result->audits, record);
}

static gboolean has_map(Fixture *f)
{
    g_autofree char *path = g_build_filename(f->dir, "maps", "a.1.1.png",
                                             NULL);

    return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* Maps are drawn when the main loop is idle, or at the end. */
static void test_maps(gconstpointer at_end)
{
    CaseResult *result = case_result_new("a");
    AuditRecord *record;
    Fixture f;

    fixture_set_up(&f);
    result->outcome = OUTCOME_FAIL;
    add_audit(result);
    outbox_put(f.outbox, 0, result);
    g_assert_false(has_map(&f));
    if (at_end) {
        g_clear_pointer(&f.outbox, outbox_free);
    } else {
        while (g_main_context_iteration(NULL, FALSE)) {
            continue;
        }
    }
    g_assert_true(has_map(&f));
    record = result->audits->pdata[0];
    g_assert_cmpstr(record->maps->pdata[0], ==, "maps/a.1.1.png");
    fixture_tear_down(&f);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/outbox/order", test_order);
    g_test_add_func("/outbox/defect", test_defect);
    g_test_add_func("/outbox/gap", test_gap);
    g_test_add_data_func("/outbox/maps/idle", NULL, test_maps);
    g_test_add_data_func("/outbox/maps/end", "", test_maps);
    return g_test_run();
}
