/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Planning boots for lists of cases: their number and their CPUs. */

#include "run/plans.h"

#include "judge/expect.h"

#define PROCESSORS 2

typedef struct Fixture {
    GPtrArray *cases;
    GPtrArray *expectations;
    Plans *plans;
} Fixture;

/*
 * @narrow cases with one CPU, @wide ones with two, and an isolated one between.
 */
static void fixture_set_up(Fixture *f, guint narrow, guint wide, guint guests)
{
    g_autoptr(GString) list = g_string_new(NULL);

    for (guint i = 0; i < narrow; i++) {
        g_string_append_printf(list, "narrow/%u\n", i);
    }
    g_string_append(list, "alone/a\n");
    for (guint i = 0; i < wide; i++) {
        g_string_append_printf(list, "wide/%u cpus=2\n", i);
    }
    f->cases = cases_parse(list->str, "test", NULL);
    f->expectations = expect_parse(
        "[ends]\nreason = it ends its guest\nclass = isolated\ntext = BUG\n"
        "kernels = stock\ncases = alone/a\n", "test", NULL);
    g_assert_nonnull(f->expectations);
    f->plans = plans_new(f->cases, f->expectations, guests, PROCESSORS);
}

static void fixture_tear_down(Fixture *f)
{
    plans_free(f->plans);
    g_ptr_array_unref(f->expectations);
    g_ptr_array_unref(f->cases);
}

static const BootPlan *boot_at(const Fixture *f, guint index)
{
    g_assert_cmpuint(index, <, f->plans->boots->len);
    return &g_array_index(f->plans->boots, BootPlan, index);
}

static void check_boot(const Fixture *f, guint index, guint cases, guint cpus)
{
    const BootPlan *boot = boot_at(f, index);

    g_assert_cmpuint(boot->number, ==, index + 1);
    g_assert_cmpuint(boot->queue->cases->len, ==, cases);
    g_assert_cmpuint(boot->queue->cpus, ==, cpus);
}

/* The isolated case is alone in the last boot, and last in the output. */
static void check_alone(const Fixture *f, guint boots)
{
    const BootPlan *boot = boot_at(f, boots - 1);
    const TestCase *test = boot->queue->cases->pdata[0];

    g_assert_cmpuint(f->plans->boots->len, ==, boots);
    check_boot(f, boots - 1, 1, 1);
    g_assert_true(boot->isolated);
    g_assert_cmpstr(test->name, ==, "alone/a");
    g_assert_cmpuint(test->place, ==, f->cases->len - 1);
}

/* Every case has one place and is in one queue. */
static void check_places(const Fixture *f)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    guint queued = 0;

    for (guint i = 0; i < f->plans->queues->len; i++) {
        const CaseQueue *queue = f->plans->queues->pdata[i];

        for (guint j = 0; j < queue->cases->len; j++, queued++) {
            const TestCase *test = queue->cases->pdata[j];

            g_assert_cmpuint(test->place, <, f->cases->len);
            g_assert_true(g_hash_table_add(seen,
                                           GUINT_TO_POINTER(test->place)));
        }
    }
    g_assert_cmpuint(queued, ==, f->cases->len);
}

static void test_many(void)
{
    Fixture f;

    fixture_set_up(&f, 300, 40, 0);
    g_assert_cmpuint(f.plans->at_once, ==, PROCESSORS);
    check_boot(&f, 0, 40, 2);
    check_boot(&f, 1, 300, 1);
    check_boot(&f, 2, 300, 1);
    g_assert_true(boot_at(&f, 1)->queue == boot_at(&f, 2)->queue);
    check_alone(&f, 4);
    check_places(&f);
    fixture_tear_down(&f);
}

static void test_few(void)
{
    Fixture f;

    fixture_set_up(&f, 4, 2, 0);
    check_boot(&f, 0, 6, 2);
    check_alone(&f, 2);
    check_places(&f);
    fixture_tear_down(&f);
}

static void test_no_second_cpu(void)
{
    Fixture f;

    fixture_set_up(&f, 40, 0, 0);
    check_boot(&f, 0, 40, 1);
    check_alone(&f, 2);
    fixture_tear_down(&f);
}

static void test_one_guest(void)
{
    Fixture f;

    fixture_set_up(&f, 300, 40, 1);
    g_assert_cmpuint(f.plans->at_once, ==, 1);
    check_boot(&f, 0, 340, 2);
    check_alone(&f, 2);
    check_places(&f);
    fixture_tear_down(&f);
}

static void test_wanted_guests(void)
{
    Fixture f;

    fixture_set_up(&f, 10, 0, 3);
    g_assert_cmpuint(f.plans->at_once, ==, 3);
    check_boot(&f, 2, 10, 1);
    check_alone(&f, 4);
    fixture_tear_down(&f);
}

static void test_only_alone(void)
{
    Fixture f;

    fixture_set_up(&f, 0, 0, 0);
    check_alone(&f, 1);
    check_places(&f);
    fixture_tear_down(&f);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/plans/many", test_many);
    g_test_add_func("/plans/few", test_few);
    g_test_add_func("/plans/no-second-cpu", test_no_second_cpu);
    g_test_add_func("/plans/one-guest", test_one_guest);
    g_test_add_func("/plans/wanted-guests", test_wanted_guests);
    g_test_add_func("/plans/only-alone", test_only_alone);
    return g_test_run();
}
