/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Sessions with a simulated guest: replies and verdicts. */

#include "base/error.h"
#include "fixture.h"

static void test_outcomes(void)
{
    Fixture f;

    fixture_set_up(&f, "a b c d e", KNOWN("plain", "[cd]", ""));
    hello(&f);
    next(&f, "a");
    turns_take_ktap(f.session, "# a word");
    turns_take_ktap(f.session, "ok 1 a");
    check_outcome(&f, 0, OUTCOME_PASS);
    next(&f, "b");
    turns_take_ktap(f.session, "not ok 2 b");
    check_outcome(&f, 1, OUTCOME_FAIL);
    next(&f, "c");
    add_loss(&f, BLAME_GUEST);
    turns_take_ktap(f.session, "not ok 3 c");
    check_outcome(&f, 2, OUTCOME_XFAIL);
    next(&f, "d");
    turns_take_ktap(f.session, "ok 4 d");
    check_outcome(&f, 3, OUTCOME_XPASS);
    next(&f, "e");
    turns_take_ktap(f.session, "ok 5 e # SKIP no device");
    check_outcome(&f, 4, OUTCOME_SKIP);
    ask(&f, "{\"op\":\"next\"}", "{\"done\":true}");
    fixture_tear_down(&f);
}

/* The request for the next case overtakes the result line. */
static void test_overtaking(void)
{
    Fixture f;

    fixture_set_up(&f, "a b", "");
    ((TestCase *)f.queue.cases->pdata[1])->sole = TRUE;
    hello(&f);
    next(&f, "a");
    ask(&f, "{\"op\":\"next\"}", "");
    turns_take_ktap(f.session, "ok 1 a");
    g_assert_cmpstr(sent->str, ==,
                    "{\"case\":\"b\",\"timeout\":60,\"seed\":7,"
                    "\"sole\":true}\n");
    check_outcome(&f, 0, OUTCOME_PASS);
    fixture_tear_down(&f);
}

/*
 * A loss in the device is never the expected failure of the guest, nor is a
 * failure without a loss, for example by a hang.
 */
static void test_not_expected(gconstpointer by_device)
{
    Fixture f;

    fixture_set_up(&f, "a", KNOWN("plain", "a", ""));
    hello(&f);
    next(&f, "a");
    if (by_device) {
        add_loss(&f, BLAME_DEVICE);
    }
    turns_take_ktap(f.session, "not ok 1 a");
    check_outcome(&f, 0, OUTCOME_FAIL);
    fixture_tear_down(&f);
}

/* A window that cannot be hit at will: both outcomes are accepted. */
static void test_rare(void)
{
    Fixture f;

    fixture_set_up(&f, "a b c", KNOWN("rare", ".", ""));
    hello(&f);
    next(&f, "a");
    turns_take_ktap(f.session, "ok 1 a");
    check_outcome(&f, 0, OUTCOME_PASS);
    next(&f, "b");
    add_loss(&f, BLAME_GUEST);
    turns_take_ktap(f.session, "not ok 2 b");
    check_outcome(&f, 1, OUTCOME_XFAIL);
    next(&f, "c");
    add_loss(&f, BLAME_DEVICE);
    turns_take_ktap(f.session, "not ok 3 c");
    check_outcome(&f, 2, OUTCOME_FAIL);
    fixture_tear_down(&f);
}

static void test_racy(void)
{
    Fixture f;
    CaseResult *result;

    fixture_set_up(&f, "a b", KNOWN("racy", ".", ""));
    hello(&f);
    next(&f, "a");
    turns_take_ktap(f.session, "ok 1 a");
    next(&f, "a");
    add_loss(&f, BLAME_GUEST);
    turns_take_ktap(f.session, "not ok 2 a");
    check_outcome(&f, 0, OUTCOME_XFAIL);
    result = f.context.results->cases->pdata[0];
    g_assert_cmpuint(result->tries, ==, 2);
    for (guint i = 0; i < 5; i++) {
        g_autofree char *line = g_strdup_printf("ok %u b", i + 3);

        next(&f, "b");
        turns_take_ktap(f.session, line);
    }
    /* Five tries without a loss: the expectation is wrong. */
    check_outcome(&f, 1, OUTCOME_XPASS);
    ask(&f, "{\"op\":\"next\"}", "{\"done\":true}");
    fixture_tear_down(&f);
}

/* Two guests share the list; the one that must retry keeps its case. */
static void test_sharing(void)
{
    Life life = { .phase = LIFE_RUNNING };
    Session *first;
    Fixture f;

    fixture_set_up(&f, "a b c", KNOWN("racy", "a", ""));
    hello(&f);
    next(&f, "a");
    turns_take_ktap(f.session, "ok 1 a");
    first = f.session;
    f.session = session_new(&f.context, &f.plan);
    f.session->life = &life;
    next(&f, "b");
    turns_take_ktap(f.session, "ok 1 b");
    g_assert_cmpuint(f.context.results->cases->len, ==, 0);
    session_free(f.session);
    f.session = first;
    next(&f, "a");
    add_loss(&f, BLAME_GUEST);
    turns_take_ktap(f.session, "not ok 2 a");
    check_outcome(&f, 0, OUTCOME_XFAIL);
    check_outcome(&f, 1, OUTCOME_PASS);
    next(&f, "c");
    fixture_tear_down(&f);
}

static void test_bad_lines(void)
{
    static const char *const lines[] = {
        "ok 1 b", "ok 2 a", "not ok 1 a # XFAIL mine", "junk",
    };

    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        Fixture f;

        fixture_set_up(&f, "a b", "");
        hello(&f);
        next(&f, "a");
        turns_take_ktap(f.session, lines[i]);
        g_assert_error(f.life.failure, SVGALAB_ERROR,
                       SVGALAB_ERROR_ENVIRONMENT);
        fixture_tear_down(&f);
    }
}

static void check_refused(Fixture *f, const char *line)
{
    g_autofree char *reply = control_handle(line, dialogue_ops, f->session);

    g_assert_nonnull(reply);
    g_assert_true(g_str_has_prefix(reply, "{\"ok\":false"));
}

/* There is no answer: the guest is at its end. */
static void test_no_driver(void)
{
    static const char request[] =
        "{\"op\":\"hello\",\"protocol\":2,\"driver\":false}";
    Fixture f;

    fixture_set_up(&f, "a", "");
    ask(&f, request, "");
    g_assert_error(f.life.failure, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    g_assert_nonnull(strstr(f.life.failure->message, "CONFIG_DRM_VMWGFX"));
    fixture_tear_down(&f);
    fixture_set_up(&f, "a", "");
    f.context.kunit = TRUE;
    ask(&f, request, "{\"ok\":true,\"cases\":1}");
    g_assert_no_error(f.life.failure);
    fixture_tear_down(&f);
}

static void test_refused(void)
{
    Fixture f;

    fixture_set_up(&f, "a", "");
    check_refused(&f, "{\"op\":\"next\"}");
    check_refused(&f, "{\"op\":\"finish\",\"complete\":true}");
    check_refused(&f, "{\"op\":\"hello\",\"protocol\":3}");
    hello(&f);
    check_refused(&f, "{\"op\":\"hello\",\"protocol\":2}");
    check_refused(&f, "{\"op\":\"audit\",\"case\":\"a\",\"surfaces\":[]}");
    check_refused(&f, "{\"op\":\"screenshot\",\"name\":\"../up\"}");
    check_refused(&f, "{\"op\":\"inject\"}");
    check_refused(&f, "{\"op\":\"records\"}");
    check_refused(&f, "{\"op\":\"property\"}");
    check_refused(&f, "{\"op\":\"announce\"}");
    check_refused(&f, "{\"op\":\"announce\",\"guest_errors\":-1}");
    fixture_tear_down(&f);
}

static void test_inject(void)
{
    Fixture f;

    fixture_set_up(&f, "fault/a store/b", "");
    f.context.inject = "lose:1";
    hello(&f);
    next(&f, "fault/a");
    g_assert_null(injected);
    turns_take_ktap(f.session, "ok 1 fault/a");
    next(&f, "store/b");
    g_assert_cmpstr(injected, ==, "inject=lose:1");
    ask(&f, "{\"op\":\"inject\",\"spec\":\"shift:2\"}", "{\"ok\":true}");
    g_assert_cmpstr(injected, ==, "inject=shift:2");
    fixture_tear_down(&f);
}

/* Errors counted by the device must have been announced, and vice versa. */
static void check_errors(gint64 announced, gint64 counted)
{
    g_autofree char *request =
        g_strdup_printf("{\"op\":\"announce\",\"guest_errors\":%"
                        G_GINT64_FORMAT "}", announced);
    gboolean good = counted == 2 + announced;
    Fixture f;

    fixture_set_up(&f, "a", "");
    f.plan.number = 2;
    f.life.reports = reports_new("/nonexistent");
    hello(&f);
    next(&f, "a");
    ask(&f, "{\"op\":\"announce\",\"guest_errors\":2}", "{\"ok\":true}");
    ask(&f, request, "{\"ok\":true}");
    turns_take_ktap(f.session, "ok 1 a");
    guest_errors = counted;
    ask(&f, "{\"op\":\"finish\",\"complete\":true}",
        good ? "{\"ok\":true}" : "");
    if (!good) {
        g_assert_error(f.life.failure, SVGALAB_ERROR, SVGALAB_ERROR_TEST);
        g_assert_nonnull(strstr(f.life.failure->message, "SURFACE_COPY"));
    }
    guest_errors = 0;
    reports_free(f.life.reports);
    fixture_tear_down(&f);
}

static void test_guest_errors(void)
{
    check_errors(0, 2);
    check_errors(1, 3);
    check_errors(1, 2);
    check_errors(0, 3);
    check_errors(0, 0);
}

/* A guest is woken up once per announcement, which expires with its case. */
static void check_suspend(guint announced, gboolean ended)
{
    Fixture f;

    fixture_set_up(&f, "a b", "");
    check_refused(&f, "{\"op\":\"suspend\"}");
    hello(&f);
    next(&f, "a");
    for (guint i = 0; i < announced; i++) {
        ask(&f, "{\"op\":\"suspend\"}", "{\"ok\":true}");
        if (!ended) {
            dialogue_take_sleep(f.session);
        }
    }
    turns_take_ktap(f.session, "ok 1 a");
    next(&f, "b");
    g_assert_no_error(f.life.failure);
    dialogue_take_sleep(f.session);
    g_assert_cmpuint(woken, ==, ended ? 0 : announced);
    g_assert_error(f.life.failure, SVGALAB_ERROR, SVGALAB_ERROR_GUEST);
    fixture_tear_down(&f);
}

static void test_suspend(void)
{
    check_suspend(0, FALSE);
    check_suspend(2, FALSE);
    check_suspend(1, TRUE);
}

/* Outcomes of a case that killed its guest, or that the guest survived. */
static void check_harm(const char *console, gboolean isolated, gboolean died,
                       Outcome outcome)
{
    Fixture f;

    fixture_set_up(&f, "a", KNOWN("isolated", "a",
                                   "text = BUG: bad\n"));
    f.plan.isolated = isolated;
    g_assert_true(g_file_set_contents(f.life.console_path, console, -1,
                                      NULL));
    hello(&f);
    next(&f, "a");
    if (died) {
        f.life.failure = g_error_new(SVGALAB_ERROR, SVGALAB_ERROR_GUEST,
                                     "died");
        turns_abandon(f.session, "died");
        g_assert_true((f.life.failure == NULL) == (outcome == OUTCOME_XFAIL));
        g_clear_error(&f.life.failure);
    } else {
        turns_take_ktap(f.session, "not ok 1 a");
    }
    check_outcome(&f, 0, outcome);
    fixture_tear_down(&f);
}

static void test_abandoned(void)
{
    check_harm("BUG: bad page\n", TRUE, TRUE, OUTCOME_XFAIL);
    check_harm("all is well\n", TRUE, TRUE, OUTCOME_CRASH);
    check_harm("BUG: bad page\n", FALSE, TRUE, OUTCOME_CRASH);
}

/* Harm that the guest survives must still show on its console. */
static void test_survived(void)
{
    check_harm("BUG: bad page\n", TRUE, FALSE, OUTCOME_XFAIL);
    check_harm("all is well\n", TRUE, FALSE, OUTCOME_FAIL);
    check_harm("BUG: bad page\n", FALSE, FALSE, OUTCOME_FAIL);
}

/* Harm together with a loss: the console alone does not suffice. */
static void check_harm_and_loss(const char *console, Blame blame,
                                gboolean died, Outcome outcome)
{
    Fixture f;

    fixture_set_up(&f, "a", KNOWN("isolated", "a", "text = BUG: bad\n"
                                  "layers = driver-record\n"));
    f.plan.isolated = TRUE;
    g_assert_true(g_file_set_contents(f.life.console_path, console, -1,
                                      NULL));
    hello(&f);
    next(&f, "a");
    if (blame != BLAME_NONE) {
        add_loss(&f, blame);
    }
    if (died) {
        turns_abandon(f.session, "died");
    } else {
        turns_take_ktap(f.session, "not ok 1 a");
    }
    check_outcome(&f, 0, outcome);
    fixture_tear_down(&f);
}

static void test_harm_and_loss(void)
{
    check_harm_and_loss("BUG: bad\n", BLAME_GUEST, FALSE, OUTCOME_XFAIL);
    check_harm_and_loss("BUG: bad\n", BLAME_DEVICE, FALSE, OUTCOME_FAIL);
    check_harm_and_loss("BUG: bad\n", BLAME_NONE, FALSE, OUTCOME_FAIL);
    check_harm_and_loss("BUG: other\n", BLAME_GUEST, FALSE, OUTCOME_FAIL);
    check_harm_and_loss("BUG: bad\n", BLAME_NONE, TRUE, OUTCOME_CRASH);
}

/* A failure that is not a loss is recognised by the case's output. */
static void check_told(const char *printed, Blame blame, Outcome outcome)
{
    Fixture f;

    fixture_set_up(&f, "a", KNOWN("plain", "a", "text = none left\n"));
    hello(&f);
    next(&f, "a");
    turns_take_ktap(f.session, printed);
    if (blame != BLAME_NONE) {
        add_loss(&f, blame);
    }
    turns_take_ktap(f.session, "not ok 1 a");
    check_outcome(&f, 0, outcome);
    fixture_tear_down(&f);
}

static void test_told(void)
{
    check_told("# there are none left", BLAME_NONE, OUTCOME_XFAIL);
    check_told("# cannot go on", BLAME_NONE, OUTCOME_FAIL);
    check_told("# there are none left", BLAME_GUEST, OUTCOME_FAIL);
    check_told("# there are none left", BLAME_DEVICE, OUTCOME_FAIL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/session/outcomes", test_outcomes);
    g_test_add_func("/session/overtaking", test_overtaking);
    g_test_add_data_func("/session/device-fault", "", test_not_expected);
    g_test_add_data_func("/session/other-failure", NULL, test_not_expected);
    g_test_add_func("/session/rare", test_rare);
    g_test_add_func("/session/racy", test_racy);
    g_test_add_func("/session/sharing", test_sharing);
    g_test_add_func("/session/bad-lines", test_bad_lines);
    g_test_add_func("/session/refused", test_refused);
    g_test_add_func("/session/no-driver", test_no_driver);
    g_test_add_func("/session/inject", test_inject);
    g_test_add_func("/session/guest-errors", test_guest_errors);
    g_test_add_func("/session/suspend", test_suspend);
    g_test_add_func("/session/abandoned", test_abandoned);
    g_test_add_func("/session/survived", test_survived);
    g_test_add_func("/session/harm-and-loss", test_harm_and_loss);
    g_test_add_func("/session/told", test_told);
    return g_test_run();
}
