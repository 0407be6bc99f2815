/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The layer to blame, from the kernel's records of a lost page. */

#include "judge/layers.h"

/* A surface of four pages, tag 1, sid 7, at page 0x100; one record per line. */
#define SURFACE "5 surface tag=1 first_page=256 page_count=4"
#define STORE "5 store tag=1 first_page=2 page_count=1 at=0x3000"
#define SUBMIT "5 submit tag=1 sub=1"
#define SUBMIT2 "5 submit tag=1 sub=2"
#define VISIT "5 visit from=0x1000 to=0x5000 start=0x1000 pgoff=0x100"
#define CLEAN(bits) \
    "5 clean first=0x100 nr=0x4 base=0x100 marked=0x1 method=0 bits=" bits
#define CLEAN_TRAPS(bits) \
    "5 clean first=0x100 nr=0x4 base=0x100 marked=0x0 method=1 bits=" bits
#define PROTECT(marked) "5 protect first=0x100 nr=0x4 marked=" marked
#define FAULT "5 fault pgoff=0x102"
#define RANGE "5 range sid=7 first=0x2 end=0x3"
#define SYNC "5 sync sid=7"
#define UNMAP "5 unmap start=0x100000 length=0x4000"

typedef struct Story {
    const char *name;
    guint unknown;          /* unreliable probes */
    guint64 submission;     /* that had to carry page 2 */
    const char *records[16];
    Layer layer;
} Story;

static const Story stories[] = {
    { "boxes", 0, 1,
      { SURFACE, STORE, SUBMIT, VISIT, CLEAN("{0x4}"), RANGE, SYNC },
      LAYER_DRIVER_BOXES },
    { "forgotten", 0, 1,
      { SURFACE, STORE, SUBMIT, VISIT, CLEAN("{0x4}"), SYNC },
      LAYER_DRIVER_RECORD },
    { "other-surface", 0, 1,
      { SURFACE, STORE, SUBMIT, VISIT, CLEAN("{0x4}"),
        "5 range sid=8 first=0x2 end=0x3", "5 sync sid=8" },
      LAYER_DRIVER_RECORD },
    { "helper", 0, 1,
      { SURFACE, STORE, SUBMIT, VISIT, CLEAN("{0x1}"), SYNC },
      LAYER_HELPER },
    { "walker", 0, 1,
      { SURFACE, STORE, SUBMIT, CLEAN("{0x0}"), SYNC }, LAYER_WALKER },
    { "walker-elsewhere", 0, 1,
      { SURFACE, STORE, SUBMIT,
        "5 visit from=0x1000 to=0x2000 start=0x1000 pgoff=0x100",
        CLEAN("{0x1}"), SYNC }, LAYER_WALKER },
    { "visit-of-another-task", 0, 1,
      { SURFACE, STORE, SUBMIT,
        "6 visit from=0x1000 to=0x5000 start=0x1000 pgoff=0x100",
        CLEAN("{0x0}"), SYNC }, LAYER_WALKER },
    { "visit-of-the-call-before", 0, 1,
      { SURFACE, STORE, SUBMIT, VISIT, PROTECT("0x1"), CLEAN("{0x0}"), SYNC },
      LAYER_WALKER },
    { "visit-of-another-mapping", 0, 1,
      { SURFACE, STORE, SUBMIT,
        "5 visit from=0x7000 to=0xb000 start=0x7000 pgoff=0x100",
        CLEAN("{0x0}"), SYNC }, LAYER_WALKER },
    { "visit-of-both-mappings", 0, 1,
      { SURFACE, STORE, SUBMIT,
        "5 visit from=0x7000 to=0xb000 start=0x7000 pgoff=0x100", VISIT,
        CLEAN("{0x0}"), SYNC }, LAYER_HELPER },
    { "close-of-another-mapping", 0, 1,
      { SURFACE, STORE, "5 close start=0x7000 end=0xb000 pgoff=0x100", SUBMIT,
        VISIT, CLEAN("{0x0}"), SYNC }, LAYER_HELPER },
    { "no-visits", PROBE_BIT(PROBE_VISIT), 1,
      { SURFACE, STORE, SUBMIT, CLEAN("{0x0}"), SYNC },
      LAYER_WALKER_OR_HELPER },
    { "unmap", 0, 1,
      { SURFACE, STORE, SUBMIT, UNMAP, CLEAN("{0x0}"), SYNC }, LAYER_UNMAP },
    { "close", 0, 1,
      { SURFACE, STORE, "5 close start=0x1000 end=0x5000 pgoff=0x100", SUBMIT,
        VISIT, CLEAN("{0x0}"), SYNC }, LAYER_UNMAP },
    { "unmap-of-others", 0, 1,
      { SURFACE, STORE, SUBMIT, "5 unmap start=0x200000 length=0x4000",
        CLEAN("{0x0}"), SYNC }, LAYER_WALKER },
    { "unmap-before-store", 0, 1,
      { SURFACE, UNMAP, STORE, SUBMIT, CLEAN("{0x0}"), SYNC },
      LAYER_WALKER },
    { "unmap-after-scan", 0, 1,
      { SURFACE, STORE, SUBMIT, VISIT, CLEAN("{0x0}"), SYNC, UNMAP },
      LAYER_HELPER },
    { "never-scanned", 0, 1, { SURFACE, STORE, SUBMIT, SYNC },
      LAYER_DRIVER_RECORD },
    { "record-of-the-round-before", 0, 2,
      { SURFACE, STORE, SUBMIT, VISIT, CLEAN("{0x4}"), RANGE, SYNC, STORE,
        SUBMIT2, CLEAN("{0x0}"), SYNC }, LAYER_WALKER },
    { "trap-sprung", 0, 1,
      { SURFACE, CLEAN_TRAPS("{0x0}"), STORE, FAULT, SUBMIT, SYNC },
      LAYER_DRIVER_RECORD },
    { "trap-sprung-without-method", 0, 1,
      { SURFACE, STORE, FAULT, SUBMIT, VISIT, CLEAN("{0x0}"), SYNC },
      LAYER_HELPER },
    { "trap-not-set-again", 0, 2,
      { SURFACE, CLEAN_TRAPS("{0x0}"), STORE, FAULT, SUBMIT, PROTECT("0x0"),
        RANGE, SYNC, STORE, SUBMIT2, SYNC }, LAYER_WALKER },
    { "trap-set-badly", 0, 2,
      { SURFACE, CLEAN_TRAPS("{0x0}"), STORE, FAULT, SUBMIT, VISIT,
        PROTECT("0x0"), RANGE, SYNC, STORE, SUBMIT2, SYNC }, LAYER_HELPER },
    { "trap-not-sprung", 0, 2,
      { SURFACE, CLEAN_TRAPS("{0x0}"), STORE, FAULT, SUBMIT, VISIT,
        PROTECT("0x1"), RANGE, SYNC, STORE, SUBMIT2, SYNC },
      LAYER_DRIVER_RECORD },
    { "trap-sprung-too-early", 0, 2,
      { SURFACE, CLEAN_TRAPS("{0x0}"), SUBMIT, STORE, FAULT, PROTECT("0x0"),
        RANGE, SYNC, SUBMIT2, SYNC }, LAYER_DRIVER_RECORD },
    { "records-dropped", 0, 1,
      { SURFACE, STORE, SUBMIT, "0 lost", CLEAN("{0x0}"), SYNC },
      LAYER_UNKNOWN },
    { "dropped-before", 0, 1,
      { "0 lost", SURFACE, STORE, SUBMIT, CLEAN("{0x0}"), SYNC },
      LAYER_WALKER },
    { "of-another-case", 0, 1,
      { SURFACE, STORE, SUBMIT, RANGE, SYNC, SURFACE, STORE, SUBMIT,
        CLEAN("{0x0}"), SYNC }, LAYER_WALKER },
    { "nothing-known", 0, 1, { STORE, SUBMIT, SYNC }, LAYER_UNKNOWN },
    /* The mapping was not visited, but a wrong record says that it was. */
    { "wrong-visit", PROBE_BIT(PROBE_VISIT), 1,
      { SURFACE, STORE, SUBMIT, VISIT, CLEAN("{0x0}"), SYNC },
      LAYER_WALKER_OR_HELPER },
    { "wrong-visit-trapped", PROBE_BIT(PROBE_VISIT), 2,
      { SURFACE, CLEAN_TRAPS("{0x0}"), STORE, FAULT, SUBMIT, PROTECT("0x1"),
        RANGE, SYNC, STORE, SUBMIT2, SYNC }, LAYER_UNKNOWN },
    { "wrong-bits", PROBE_BIT(PROBE_CLEAN), 1,
      { SURFACE, STORE, SUBMIT, VISIT, CLEAN("{0x4}"), SYNC },
      LAYER_UNKNOWN },
    { "wrong-bits-and-boxes", PROBE_BIT(PROBE_CLEAN), 1,
      { SURFACE, STORE, SUBMIT, VISIT, CLEAN("{0x0}"), RANGE, SYNC },
      LAYER_DRIVER_BOXES },
    { "wrong-fault", PROBE_BIT(PROBE_FAULT), 1,
      { SURFACE, CLEAN_TRAPS("{0x0}"), STORE, FAULT, SUBMIT, SYNC },
      LAYER_UNKNOWN },
    { "wrong-range", PROBE_BIT(PROBE_RANGE), 1,
      { SURFACE, STORE, SUBMIT, VISIT, CLEAN("{0x0}"), RANGE, SYNC },
      LAYER_UNKNOWN },
    { "wrong-sync", PROBE_BIT(PROBE_SYNC), 2,
      { SURFACE, STORE, SUBMIT, VISIT, CLEAN("{0x4}"), RANGE, SYNC, STORE,
        SUBMIT2, RANGE }, LAYER_UNKNOWN },
    { "wrong-close", PROBE_BIT(PROBE_CLOSE), 1,
      { SURFACE, STORE, "5 close start=0x1000 end=0x5000 pgoff=0x100", SUBMIT,
        CLEAN("{0x0}"), SYNC }, LAYER_UNKNOWN },
    { "wrong-unmap", PROBE_BIT(PROBE_UNMAP), 1,
      { SURFACE, STORE, SUBMIT, UNMAP, CLEAN("{0x0}"), SYNC },
      LAYER_UNKNOWN },
    { "wrong-protect", PROBE_BIT(PROBE_PROTECT), 2,
      { SURFACE, CLEAN_TRAPS("{0x0}"), STORE, FAULT, SUBMIT, PROTECT("0x0"),
        RANGE, SYNC, STORE, SUBMIT2, SYNC }, LAYER_UNKNOWN },
    { "no-scan", PROBE_BIT(PROBE_SCAN), 1,
      { SURFACE, STORE, SUBMIT, "5 scan", CLEAN("{0x0}"), SYNC },
      LAYER_WALKER },
};

static void test_story(gconstpointer data)
{
    const Story *story = data;
    g_autoptr(Witness) witness = witness_new(PROBE_ALL & ~story->unknown);
    g_autoptr(WitnessView) view = NULL;
    guint64 submissions[4] = { 0, 0, story->submission, 0 };

    for (guint i = 0; story->records[i]; i++) {
        g_assert_true(witness_feed(witness, story->records[i], NULL));
    }
    view = layers_view(witness, 1, 7, submissions, 4);
    g_assert_cmpstr(layer_name(view->layers[2]), ==,
                    layer_name(story->layer));
}

static void test_view(void)
{
    static const char *const records[] = {
        SURFACE, STORE, SUBMIT, "5 scan", VISIT, CLEAN("{0x4}"), RANGE, SYNC,
    };
    g_autoptr(Witness) witness = witness_new(PROBE_ALL);
    g_autoptr(WitnessView) view = NULL;
    guint64 submissions[4] = { 0, 0, 1, 0 };

    for (guint i = 0; i < G_N_ELEMENTS(records); i++) {
        g_assert_true(witness_feed(witness, records[i], NULL));
    }
    view = layers_view(witness, 1, 7, submissions, 4);
    g_assert_true(view->complete);
    g_assert_cmpuint(view->pages[1], ==,
                     SEEN_LOOKED | SEEN_SCANNED | SEEN_VISITED);
    g_assert_cmpuint(view->pages[2], ==, SEEN_LOOKED | SEEN_SCANNED |
                     SEEN_VISITED | SEEN_HELPER | SEEN_RANGE);
    g_assert_cmpuint(view->counts.scans, ==, 1);
    g_assert_cmpuint(view->counts.cleans, ==, 1);
    g_assert_cmpuint(view->counts.marked, ==, 1);
    g_assert_cmpuint(view->counts.ranges, ==, 1);
    g_assert_cmpuint(view->counts.syncs, ==, 1);
}

static void test_no_witness(void)
{
    guint64 submissions[4] = { 0 };
    g_autoptr(WitnessView) view = layers_view(NULL, 1, 7, submissions, 4);

    g_assert_false(view->complete);
    g_assert_cmpint(view->layers[0], ==, LAYER_UNKNOWN);
}

static void test_names(void)
{
    for (guint i = LAYER_NONE + 1; i < LAYER_COUNT; i++) {
        g_assert_cmpint(layer_parse(layer_name(i)), ==, i);
    }
    g_assert_cmpint(layer_parse("odd"), ==, LAYER_NONE);
}

/*
 * Whatever probes are missing, no set of records names a layer that it would
 * not name with all probes, except for the one that stands for two layers.
 */
static void test_never_wrong(gconstpointer data)
{
    const Story *story = data;
    guint64 submissions[4] = { 0, 0, story->submission, 0 };
    Layer whole = LAYER_NONE;

    for (guint unknown = 0; unknown <= PROBE_ALL;
         unknown += PROBE_BIT(PROBE_PROTECT)) {
        g_autoptr(Witness) witness = witness_new(PROBE_ALL & ~unknown);
        g_autoptr(WitnessView) view = NULL;
        Layer layer;

        for (guint i = 0; story->records[i]; i++) {
            g_assert_true(witness_feed(witness, story->records[i], NULL));
        }
        view = layers_view(witness, 1, 7, submissions, 4);
        layer = view->layers[2];
        whole = unknown ? whole : layer;
        if (layer == LAYER_WALKER_OR_HELPER) {
            g_assert_true(whole == LAYER_WALKER || whole == LAYER_HELPER);
        } else if (layer != LAYER_UNKNOWN) {
            g_assert_cmpstr(layer_name(layer), ==, layer_name(whole));
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(stories); i++) {
        g_autofree char *path = g_strconcat("/layers/", stories[i].name, NULL);
        g_autofree char *never = g_strconcat("/layers/never-wrong/",
                                             stories[i].name, NULL);

        g_test_add_data_func(path, &stories[i], test_story);
        g_test_add_data_func(never, &stories[i], test_never_wrong);
    }
    g_test_add_func("/layers/view", test_view);
    g_test_add_func("/layers/no-witness", test_no_witness);
    g_test_add_func("/layers/names", test_names);
    return g_test_run();
}
