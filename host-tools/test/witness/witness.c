/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The kernel's records, line by line. */

#include "witness/witness.h"

#include "base/error.h"

static const WitnessEvent *feed(Witness *witness, const char *line)
{
    g_autoptr(GError) error = NULL;
    gboolean fed = witness_feed(witness, line, &error);

    g_assert_no_error(error);
    g_assert_true(fed);
    return &g_array_index(witness->events, WitnessEvent,
                          witness->events->len - 1);
}

static void test_notes(void)
{
    g_autoptr(Witness) witness = witness_new(PROBE_ALL);
    const WitnessEvent *event;

    event = feed(witness, "45 surface tag=2 first_page=1048580 page_count=32");
    g_assert_cmpint(event->kind, ==, WITNESS_SURFACE);
    g_assert_cmpuint(event->task, ==, 45);
    g_assert_cmpuint(event->id, ==, 2);
    g_assert_true(witness_covers(event, 1048580 + 31));
    g_assert_false(witness_covers(event, 1048580 + 32));
    event = feed(witness, "45 store tag=2 first_page=3 page_count=2 at=4096");
    g_assert_cmpuint(event->count, ==, 2);
    g_assert_cmpuint(event->address, ==, 4096);
    event = feed(witness, "45 submit tag=2 sub=7");
    g_assert_cmpuint(event->submission, ==, 7);
    g_assert_cmpint(feed(witness, "0 lost")->kind, ==, WITNESS_LOST);
}

static void test_helpers(void)
{
    g_autoptr(Witness) witness = witness_new(PROBE_ALL);
    const WitnessEvent *event;

    event = feed(witness, "9 protect first=0x100 nr=0x20 marked=0x3");
    g_assert_cmpint(event->kind, ==, WITNESS_PROTECT);
    g_assert_cmpuint(event->marked, ==, 3);
    event = feed(witness, "9 visit from=0x7f0000002000 to=0x7f0000004000 "
                          "start=0x7f0000001000 pgoff=0x100");
    g_assert_cmpuint(event->first, ==, 0x101);
    g_assert_cmpuint(event->count, ==, 2);
    event = feed(witness, "9 clean first=0x110 nr=0x10 base=0x100 marked=0x1 "
                          "method=1 bits={0x100000,0x0,0x2}");
    g_assert_true(event->traps);
    g_assert_true(witness_has_bit(event, 0x114));
    g_assert_true(witness_has_bit(event, 0x100 + 129));
    g_assert_false(witness_has_bit(event, 0x115));
    g_assert_false(witness_has_bit(event, 0x100 + 192));
    g_assert_false(witness_has_bit(event, 0xff));
    event = feed(witness, "9 clean first=0x0 nr=0x1 base=0x0 marked=0x0 "
                          "method=0 bits=(fault)");
    g_assert_null(event->bits);
}

static void test_driver(void)
{
    g_autoptr(Witness) witness = witness_new(PROBE_ALL);
    const WitnessEvent *event;

    event = feed(witness, "9 fault pgoff=0x102");
    g_assert_true(witness_covers(event, 0x102));
    event = feed(witness, "9 range sid=7 first=0x2 end=0x5");
    g_assert_cmpuint(event->id, ==, 7);
    g_assert_cmpuint(event->count, ==, 3);
    g_assert_cmpint(feed(witness, "9 scan")->kind, ==, WITNESS_SCAN);
    g_assert_cmpuint(feed(witness, "9 sync sid=7")->id, ==, 7);
    event = feed(witness, "9 unmap start=0x100000 length=0x2000");
    g_assert_true(witness_covers(event, 0x101));
    g_assert_false(witness_covers(event, 0x102));
    event = feed(witness, "9 unmap start=0x100000 length=0x0");
    g_assert_true(witness_covers(event, G_MAXUINT32));
    event = feed(witness, "9 close start=0x1000 end=0x3000 pgoff=0x50");
    g_assert_cmpint(event->kind, ==, WITNESS_UNMAP);
    g_assert_true(witness_covers(event, 0x51));
    g_assert_false(witness_covers(event, 0x52));
    g_assert_true(witness_reaches(event, 0x51, 0x2000));
    g_assert_true(witness_reaches(event, 0x51, 0));
    g_assert_false(witness_reaches(event, 0x51, 0x3000));
    g_assert_false(witness_reaches(event, 0x52, 0x2000));
}

static void test_bad(void)
{
    static const char *const lines[] = {
        "", "9", "9 odd", "9 fault", "9 fault pgoff=", "9 fault pgoff=x",
        "9 fault pgoff=1x", "9 range sid=1 first=2",
        "9 store tag=1 first_page=0",
    };

    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(Witness) witness = witness_new(PROBE_ALL);
        g_autoptr(GError) error = NULL;

        g_assert_false(witness_feed(witness, lines[i], &error));
        g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    }
}

/* Records of unreliable probes are ignored, even if they are invalid. */
static void test_unknown(void)
{
    static const char *const lines[] = {
        "9 visit from=1 to=2 start=(fault) pgoff=(fault)",
        "9 visit from=0x1000 to=0x2000 start=0x1000 pgoff=0x1", "9 visit",
    };
    g_autoptr(Witness) witness =
        witness_new(PROBE_ALL & ~PROBE_BIT(PROBE_VISIT));

    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_assert_true(witness_feed(witness, lines[i], NULL));
        g_assert_cmpuint(witness->events->len, ==, 0);
    }
    g_assert_cmpint(feed(witness, "9 fault pgoff=1")->probe, ==, PROBE_FAULT);
}

static void test_probes(void)
{
    g_assert_cmpint(probe_parse("close"), ==, PROBE_CLOSE);
    g_assert_cmpint(probe_parse("unmap"), ==, PROBE_UNMAP);
    g_assert_cmpint(probe_parse("store"), ==, PROBE_NONE);
    g_assert_cmpint(probe_parse("odd"), ==, PROBE_NONE);
    for (guint i = PROBE_NONE + 1; i < PROBE_COUNT; i++) {
        g_assert_cmpint(probe_parse(probe_name(i)), ==, i);
        g_assert_true(PROBE_ALL & PROBE_BIT(i));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/witness/notes", test_notes);
    g_test_add_func("/witness/helpers", test_helpers);
    g_test_add_func("/witness/driver", test_driver);
    g_test_add_func("/witness/bad", test_bad);
    g_test_add_func("/witness/unknown", test_unknown);
    g_test_add_func("/witness/probes", test_probes);
    return g_test_run();
}
