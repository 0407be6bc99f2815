/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Plans the guests of a run, and the cases for each of them. */

#include "run/plans.h"

#include "judge/expect.h"

/* More parallel guests only on request. */
#define PLANS_GUESTS_MAX 4

/* Number of cases that take as long as a boot. */
#define PLANS_CASES_WORTH_A_GUEST 50

static void plans_free_queue(gpointer opaque)
{
    CaseQueue *queue = opaque;

    g_ptr_array_unref(queue->cases);
    g_free(queue);
}

static CaseQueue *plans_add_queue(Plans *plans)
{
    CaseQueue *queue = g_new0(CaseQueue, 1);

    queue->cases = g_ptr_array_new();
    queue->cpus = 1;
    g_ptr_array_add(plans->queues, queue);
    return queue;
}

static void queue_add(CaseQueue *queue, TestCase *test)
{
    g_ptr_array_add(queue->cases, test);
    queue->cpus = MAX(queue->cpus, test->cpus);
}

static void plans_add_boot(Plans *plans, CaseQueue *queue, gboolean isolated)
{
    BootPlan plan = {
        .number = plans->boots->len + 1, .queue = queue,
        .isolated = isolated,
    };

    g_array_append_val(plans->boots, plan);
}

/* Number the cases from @place on; returns the next place. */
static guint plans_set_places(GPtrArray *cases, guint place)
{
    for (guint i = 0; i < cases->len; i++) {
        ((TestCase *)cases->pdata[i])->place = place++;
    }
    return place;
}

/* Cases that share guests come first in the output. */
static void plans_sort(GPtrArray *cases, GPtrArray *expectations,
                       GPtrArray *together, GPtrArray *alone)
{
    guint place;

    for (guint i = 0; i < cases->len; i++) {
        TestCase *test = cases->pdata[i];

        g_ptr_array_add(expect_isolates(expectations, test->name)
                        ? alone : together, test);
    }
    place = plans_set_places(together, 0);
    plans_set_places(alone, place);
}

/*
 * An emulated guest is faster with one CPU than with two, so cases that do not
 * need a second CPU get guests without it if that is worth another boot. The
 * others come first, since their boot takes longest.
 */
static void plans_share(Plans *plans, GPtrArray *together)
{
    CaseQueue *wide = plans_add_queue(plans);
    CaseQueue *narrow = wide;
    guint single = 0;

    for (guint i = 0; i < together->len; i++) {
        single += ((TestCase *)together->pdata[i])->cpus == 1;
    }
    if (plans->at_once > 1 && single < together->len &&
        single >= PLANS_CASES_WORTH_A_GUEST) {
        plans_add_boot(plans, wide, FALSE);
        narrow = plans_add_queue(plans);
    }
    for (guint i = 0; i < together->len; i++) {
        TestCase *test = together->pdata[i];

        queue_add(test->cpus > 1 ? wide : narrow, test);
    }
}

/* Guests that take cases from a common queue. */
static guint plans_sharing(const Plans *plans, const CaseQueue *queue,
                           guint guests)
{
    guint cases = queue->cases->len;

    if (!guests && cases) {
        cases = 1 + cases / PLANS_CASES_WORTH_A_GUEST;
    }
    return MIN(plans->at_once, cases);
}

Plans *plans_new(GPtrArray *cases, GPtrArray *expectations, guint guests,
                 guint processors)
{
    g_autoptr(GPtrArray) together = g_ptr_array_new();
    g_autoptr(GPtrArray) alone = g_ptr_array_new();
    Plans *plans = g_new0(Plans, 1);
    CaseQueue *last;
    guint sharing;

    plans->boots = g_array_new(FALSE, FALSE, sizeof(BootPlan));
    plans->queues = g_ptr_array_new_with_free_func(plans_free_queue);
    plans->at_once = guests ? guests : MIN(processors, PLANS_GUESTS_MAX);
    plans_sort(cases, expectations, together, alone);
    plans_share(plans, together);
    last = plans->queues->pdata[plans->queues->len - 1];
    sharing = plans_sharing(plans, last, guests);
    for (guint i = 0; i < sharing; i++) {
        plans_add_boot(plans, last, FALSE);
    }
    for (guint i = 0; i < alone->len; i++) {
        CaseQueue *queue = plans_add_queue(plans);

        queue_add(queue, alone->pdata[i]);
        plans_add_boot(plans, queue, TRUE);
    }
    return plans;
}

void plans_free(Plans *plans)
{
    g_array_unref(plans->boots);
    g_ptr_array_unref(plans->queues);
    g_free(plans);
}
