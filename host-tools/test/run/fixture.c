/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A simulated guest and its life, for the tests of a session. */

#include "fixture.h"

#include "base/error.h"
#include "base/tree.h"

GString *sent;
char *injected;
guint woken;
gint64 guest_errors;

void guest_reply(Guest *guest, const char *line)
{
    g_string_append_printf(sent, "%s\n", line);
}

gboolean guest_wake_up(Guest *guest, GError **error)
{
    woken++;
    return TRUE;
}

gboolean guest_set_property(Guest *guest, const char *name, const char *value,
                            GError **error)
{
    g_free(injected);
    injected = g_strdup_printf("%s=%s", name, value);
    return TRUE;
}

JsonNode *guest_get_property(Guest *guest, const char *name, GError **error)
{
    return g_str_equal(name, "last-guest-error") ?
           json_node_init_string(json_node_alloc(), "bad-box: SURFACE_COPY") :
           json_node_init_int(json_node_alloc(), guest_errors);
}

virDomainPtr guest_domain(Guest *guest)
{
    return NULL;
}

Life *life_begin(const BootContext *context, const BootPlan *plan,
                 const LifeEvents *events, gpointer opaque, GError **error)
{
    g_assert_not_reached();
}

gboolean life_conclude(Life *life, gboolean cancelled, GError **error)
{
    g_assert_not_reached();
}

Guest *life_guest(const Life *life)
{
    return NULL;
}

Reports *life_reports(const Life *life)
{
    return life->reports;
}

const char *life_console(const Life *life)
{
    return life->console_path;
}

LifePhase life_phase(const Life *life)
{
    return life->phase;
}

void life_enter(Life *life, LifePhase phase)
{
    life->phase = phase;
}

void life_fail(Life *life, GError *error)
{
    g_clear_error(&life->failure);
    life->failure = error;
    life->phase = LIFE_OVER;
}

void life_forgive(Life *life)
{
    g_clear_error(&life->failure);
}

void life_arm_deadline(Life *life, guint seconds)
{
}

void fixture_set_up(Fixture *f, const char *cases,
                    const char *expectations)
{
    g_autofree char *list = g_strdup(cases);
    g_autofree char *ktap = NULL;

    memset(f, 0, sizeof(*f));
    sent = g_string_new(NULL);
    f->dir = g_dir_make_tmp("svgalab-test-XXXXXX", NULL);
    ktap = g_build_filename(f->dir, "ktap", NULL);
    f->plan.number = 1;
    f->plan.queue = &f->queue;
    f->queue.cases = cases_parse(g_strdelimit(list, " ", '\n'), "test", NULL);
    f->queue.cpus = 1;
    for (guint i = 0; i < f->queue.cases->len; i++) {
        ((TestCase *)f->queue.cases->pdata[i])->place = i;
    }
    f->context.artifacts = &f->artifacts;
    f->context.case_timeout = 60;
    f->context.seed = 7;
    f->context.expectations = expect_parse(expectations, "test", NULL);
    g_assert_nonnull(f->context.expectations);
    f->context.results = results_new(f->dir);
    f->context.stream = stream_open(-1, ktap, FALSE, TRUE, NULL);
    f->context.outbox = outbox_new(f->context.results, f->context.stream);
    f->life.console_path = g_build_filename(f->dir, "console.log", NULL);
    f->session = session_new(&f->context, &f->plan);
    f->session->life = &f->life;
}

void fixture_tear_down(Fixture *f)
{
    session_free(f->session);
    g_clear_error(&f->life.failure);
    g_free(f->life.console_path);
    outbox_free(f->context.outbox);
    stream_free(f->context.stream);
    results_free(f->context.results);
    g_ptr_array_unref(f->context.expectations);
    g_ptr_array_unref(f->queue.cases);
    remove_tree(f->dir);
    g_free(f->dir);
    g_string_free(sent, TRUE);
    g_clear_pointer(&injected, g_free);
    woken = 0;
}

void ask(Fixture *f, const char *line, const char *reply)
{
    g_autofree char *direct = control_handle(line, dialogue_ops, f->session);
    g_autofree char *all = g_strdup_printf("%s%s%s", sent->str,
                                           direct ? direct : "",
                                           direct ? "\n" : "");
    g_autofree char *wanted = g_strdup_printf("%s%s", reply,
                                              *reply ? "\n" : "");

    g_assert_cmpstr(all, ==, wanted);
    g_string_truncate(sent, 0);
}

void hello(Fixture *f)
{
    g_autofree char *reply =
        g_strdup_printf("{\"ok\":true,\"cases\":%u}", f->queue.cases->len);

    ask(f, "{\"op\":\"hello\",\"protocol\":2,\"release\":\"6.12\","
           "\"boot_ms\":1}", reply);
}

void next(Fixture *f, const char *name)
{
    g_autofree char *reply =
        g_strdup_printf("{\"case\":\"%s\",\"timeout\":60,\"seed\":7,"
                        "\"sole\":false}", name);

    ask(f, "{\"op\":\"next\"}", reply);
}

void check_outcome(Fixture *f, guint index, Outcome outcome)
{
    CaseResult *result;

    g_assert_no_error(f->life.failure);
    g_assert_cmpuint(f->context.results->cases->len, >, index);
    result = f->context.results->cases->pdata[index];
    g_assert_cmpstr(outcome_name(result->outcome), ==,
                    outcome_name(outcome));
    /* Expected failures, and only these, have the name of their defect. */
    g_assert_cmpstr(result->defect, ==,
                    outcome == OUTCOME_XFAIL || outcome == OUTCOME_XPASS
                    ? "known" : NULL);
}

void add_loss(Fixture *f, Blame blame)
{
    AuditRecord *record = g_new0(AuditRecord, 1);

    record->blame = blame;
    record->detail = g_strdup("page 1");
    record->surfaces = g_ptr_array_new();
    record->maps = g_ptr_array_new();
    g_ptr_array_add(f->session->current->audits, record);
}
