/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Blame: a surface of four pages, two submissions, and possible losses. */

#include "judge/judge.h"

#include "base/error.h"
#include "base/guest-page.h"

/*
 * Sequence numbers: define is 1; update for submission 1: 2; marker 1: 3;
 * update for submission 2: 4; marker 2: 5. The updates cover @covered1 and
 * @covered2.
 */
typedef struct Scene {
    ReportSurface surface;
    ReportBinding binding;
    AuditClaim claim;
    AuditSurface differences;
} Scene;

static void scene_init(Scene *scene)
{
    memset(scene, 0, sizeof(*scene));
    scene->surface.sid = 9;
    scene->surface.size = 4 * GUEST_PAGE_BYTES;
    scene->surface.define_seq = 1;
    scene->surface.format = (char *)"BUFFER";
    scene->surface.updates = g_array_new(FALSE, FALSE, sizeof(ReportUpdate));
    scene->surface.losses = g_ptr_array_new();
    scene->binding.case_name = (char *)"store/a";
    scene->binding.tag = 1;
    scene->binding.surface = &scene->surface;
    scene->binding.submissions = g_array_new(FALSE, FALSE,
                                             sizeof(ReportSubmission));
    scene->claim.tag = 1;
    scene->claim.size = scene->surface.size;
    scene->claim.written = g_array_new(FALSE, FALSE, sizeof(AuditPages));
    scene->claim.limits = g_array_new(FALSE, FALSE, sizeof(AuditLimit));
    scene->differences.sid = 9;
    scene->differences.differences = g_ptr_array_new();
}

static void scene_update(Scene *scene, guint64 seq, guint64 offset,
                         guint64 length)
{
    ReportUpdate update = {
        seq, { offset, length, 1, length, 1, length },
    };

    g_array_append_val(scene->surface.updates, update);
}

static void scene_submission(Scene *scene, guint64 number, guint64 seq)
{
    ReportSubmission submission = { number, seq };

    g_array_append_val(scene->binding.submissions, submission);
}

static void scene_written(Scene *scene, guint64 submission, guint64 first,
                          guint64 last)
{
    AuditPages pages = { submission, first, last };

    g_array_append_val(scene->claim.written, pages);
}

static void scene_differs(Scene *scene, AuditClass class, guint64 offset,
                          guint64 length)
{
    AuditDifference *difference = g_new0(AuditDifference, 1);
    ByteRange range = { offset, length };

    difference->class = class;
    difference->bytes = length;
    difference->ranges = g_array_new(FALSE, FALSE, sizeof(ByteRange));
    g_array_append_val(difference->ranges, range);
    g_ptr_array_add(scene->differences.differences, difference);
}

static ReportLoss *scene_loses(Scene *scene, guint64 seq, guint64 offset,
                               guint64 length)
{
    ReportLoss *loss = g_new0(ReportLoss, 1);
    ByteRange range = { offset, length };

    loss->seq = seq;
    loss->ranges = g_array_new(FALSE, FALSE, sizeof(ByteRange));
    g_array_append_val(loss->ranges, range);
    g_ptr_array_add(scene->surface.losses, loss);
    return loss;
}

static void scene_two_submissions(Scene *scene)
{
    scene_init(scene);
    scene_submission(scene, 1, 3);
    scene_submission(scene, 2, 5);
}

static JudgedSurface *scene_judge_with(Scene *scene, const Witness *witness)
{
    g_autoptr(GError) error = NULL;
    JudgedSurface *judged = judge_surface(&scene->claim, &scene->differences,
                                          &scene->binding, witness, &error);

    g_assert_no_error(error);
    return judged;
}

static JudgedSurface *scene_judge(Scene *scene)
{
    return scene_judge_with(scene, NULL);
}

static void scene_clear(Scene *scene)
{
    for (guint i = 0; i < scene->differences.differences->len; i++) {
        AuditDifference *difference =
            scene->differences.differences->pdata[i];

        g_array_unref(difference->ranges);
        g_free(difference);
    }
    for (guint i = 0; i < scene->surface.losses->len; i++) {
        ReportLoss *loss = scene->surface.losses->pdata[i];

        g_array_unref(loss->ranges);
        g_free(loss);
    }
    g_ptr_array_unref(scene->differences.differences);
    g_ptr_array_unref(scene->surface.losses);
    g_array_unref(scene->surface.updates);
    g_array_unref(scene->binding.submissions);
    g_array_unref(scene->claim.written);
    g_array_unref(scene->claim.limits);
}

static void test_clean(void)
{
    Scene scene;
    g_autoptr(JudgedSurface) judged = NULL;
    g_autofree char *detail = NULL;

    scene_two_submissions(&scene);
    scene_update(&scene, 2, 0, 2 * GUEST_PAGE_BYTES);
    scene_written(&scene, 1, 0, 0);
    scene_written(&scene, 2, 2, 2);
    judged = scene_judge(&scene);
    detail = judge_detail(judged);
    g_assert_cmpint(judged->blame, ==, BLAME_NONE);
    g_assert_cmpstr(detail, ==, "");
    g_assert_cmpuint(judged->pages[0], ==, PAGE_WRITTEN | PAGE_REPORTED);
    g_assert_cmpuint(judged->pages[1], ==, PAGE_REPORTED);
    /* Stored for the second submission, covered by no report. */
    g_assert_cmpuint(judged->pages[2], ==, PAGE_WRITTEN);
    g_assert_cmpuint(judged->pages[3], ==, 0);
    scene_clear(&scene);
}

static void test_guest(void)
{
    Scene scene;
    g_autoptr(JudgedSurface) judged = NULL;
    g_autofree char *detail = NULL;

    scene_two_submissions(&scene);
    /*
     * Covered for the first submission only, which is too early for the second.
     */
    scene_update(&scene, 2, 0, 4 * GUEST_PAGE_BYTES);
    scene_written(&scene, 2, 1, 2);
    scene_differs(&scene, AUDIT_STALE, GUEST_PAGE_BYTES + 10,
                  GUEST_PAGE_BYTES);
    judged = scene_judge(&scene);
    detail = judge_detail(judged);
    g_assert_cmpint(judged->blame, ==, BLAME_GUEST);
    g_assert_cmpuint(judged->stale_bytes, ==, GUEST_PAGE_BYTES);
    g_assert_cmpuint(judged->faults->len, ==, 1);
    g_assert_cmpuint(judged->pages[1], ==, PAGE_WRITTEN | PAGE_STALE);
    g_assert_cmpstr(detail, ==, "pages 1-2 of surface 9 stale (4096 bytes), no "
                                "report covered them (guest side)");
    scene_clear(&scene);
}

/* One page missed by the walk, one forgotten by the driver, one reported. */
static void test_layers(void)
{
    static const char *const records[] = {
        "5 surface tag=1 first_page=256 page_count=4",
        "5 store tag=1 first_page=1 page_count=3 at=0",
        "5 submit tag=1 sub=1",
        "5 visit from=0x3000 to=0x5000 start=0x3000 pgoff=0x102",
        "5 clean first=0x100 nr=0x4 base=0x100 marked=0x1 method=0 "
            "bits={0x4}",
        "5 sync sid=9",
    };
    Scene scene;
    g_autoptr(Witness) witness = witness_new(PROBE_ALL);
    g_autoptr(JudgedSurface) judged = NULL;
    g_autofree char *detail = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(records); i++) {
        g_assert_true(witness_feed(witness, records[i], NULL));
    }
    scene_two_submissions(&scene);
    scene_written(&scene, 1, 1, 3);
    scene_differs(&scene, AUDIT_STALE, GUEST_PAGE_BYTES,
                  2 * GUEST_PAGE_BYTES - 8);
    judged = scene_judge_with(&scene, witness);
    detail = judge_detail(judged);
    g_assert_cmpuint(judge_layers(judged), ==,
                     1 << LAYER_WALKER | 1 << LAYER_DRIVER_RECORD);
    /* the layer with the most bytes */
    g_assert_cmpint(judge_layer(judged), ==, LAYER_WALKER);
    g_assert_cmpstr(detail, ==, "page 1 of surface 9 stale (4096 bytes), no "
                    "report covered them (guest side, walker: the walk did "
                    "not come to their mapping); page 2 of surface 9 stale "
                    "(4088 bytes), no report covered them (guest side, "
                    "driver-record: the driver has no record of them, or "
                    "forgot it)");
    scene_clear(&scene);
}

static void test_device(void)
{
    Scene scene;
    g_autoptr(JudgedSurface) judged = NULL;
    g_autofree char *detail = NULL;

    scene_two_submissions(&scene);
    scene_update(&scene, 4, GUEST_PAGE_BYTES, GUEST_PAGE_BYTES);
    scene_written(&scene, 2, 1, 1);
    scene_differs(&scene, AUDIT_STALE, GUEST_PAGE_BYTES, 1);
    judged = scene_judge(&scene);
    detail = judge_detail(judged);
    g_assert_cmpint(judged->blame, ==, BLAME_DEVICE);
    g_assert_cmpstr(detail, ==, "page 1 of surface 9 stale (1 bytes), "
                                "although reported (device side)");
    scene_clear(&scene);
}

/* One differing byte outside the report is enough: the guest lost it. */
static void test_partly_covered(void)
{
    Scene scene;
    g_autoptr(JudgedSurface) judged = NULL;

    scene_two_submissions(&scene);
    scene_update(&scene, 4, 0, 99);
    scene_written(&scene, 2, 0, 0);
    scene_differs(&scene, AUDIT_STALE, 0, 100);
    judged = scene_judge(&scene);
    g_assert_cmpint(judged->blame, ==, BLAME_GUEST);
    scene_clear(&scene);
}

/* A report later than due still counts. */
static void test_covered_later(void)
{
    Scene scene;
    g_autoptr(JudgedSurface) judged = NULL;

    scene_two_submissions(&scene);
    scene_update(&scene, 4, 0, 100);
    scene_written(&scene, 1, 0, 0);
    scene_differs(&scene, AUDIT_STALE, 0, 100);
    judged = scene_judge(&scene);
    g_assert_cmpint(judged->blame, ==, BLAME_DEVICE);
    scene_clear(&scene);
}

static void test_classes(void)
{
    Scene scene;
    g_autoptr(JudgedSurface) judged = NULL;

    scene_two_submissions(&scene);
    scene_written(&scene, 1, 0, 0);
    scene_differs(&scene, AUDIT_DEVICE_NEWER, 0, 100);
    scene_differs(&scene, AUDIT_UNDEFINED, GUEST_PAGE_BYTES, 100);
    scene_differs(&scene, AUDIT_UNDEFINED, 0, 7);
    judged = scene_judge(&scene);
    /* Undefined bytes count where the case stored, device-newer ones never. */
    g_assert_cmpuint(judged->stale_bytes, ==, 7);
    g_assert_cmpint(judged->blame, ==, BLAME_GUEST);
    scene_clear(&scene);
}

/* Only the second submission's reports count for its limit. */
static void test_limits(void)
{
    static const AuditLimit exact = { 2, 300 }, less = { 2, 299 };
    Scene scene;
    g_autoptr(JudgedSurface) within = NULL;
    g_autoptr(JudgedSurface) above = NULL;
    g_autofree char *detail = NULL;

    scene_two_submissions(&scene);
    scene_update(&scene, 2, 0, 4 * GUEST_PAGE_BYTES);
    scene_update(&scene, 4, 0, 100);
    scene_update(&scene, 4, 50, 200);
    scene_update(&scene, 6, 0, 1000);
    g_array_append_val(scene.claim.limits, exact);
    within = scene_judge(&scene);
    g_assert_cmpint(within->blame, ==, BLAME_NONE);
    g_array_append_val(scene.claim.limits, less);
    above = scene_judge(&scene);
    detail = judge_detail(above);
    g_assert_cmpint(above->blame, ==, BLAME_GUEST);
    g_assert_cmpstr(detail, ==, "submission 2 of surface 9 reported 300 "
                                "bytes, 299 at most were due (guest side)");
    scene_clear(&scene);
}

static void test_not_stored(void)
{
    Scene scene;
    g_autoptr(JudgedSurface) judged = NULL;
    JudgedPages *fault;

    scene_two_submissions(&scene);
    scene_differs(&scene, AUDIT_STALE, 3 * GUEST_PAGE_BYTES, 8);
    judged = scene_judge(&scene);
    g_assert_cmpint(judged->blame, ==, BLAME_DEVICE);
    fault = &g_array_index(judged->faults, JudgedPages, 0);
    g_assert_false(fault->stored);
    scene_clear(&scene);
}

/*
 * The guest and the device both lose pages of a surface: the device is blamed.
 */
static void test_mixed(void)
{
    Scene scene;
    g_autoptr(JudgedSurface) judged = NULL;

    scene_two_submissions(&scene);
    scene_update(&scene, 4, 0, GUEST_PAGE_BYTES);
    scene_written(&scene, 2, 0, 3);
    scene_differs(&scene, AUDIT_STALE, 0, 4 * GUEST_PAGE_BYTES);
    judged = scene_judge(&scene);
    g_assert_cmpint(judged->blame, ==, BLAME_DEVICE);
    g_assert_cmpuint(judged->faults->len, ==, 2);
    scene_clear(&scene);
}

static void test_late_loss(void)
{
    Scene scene;
    g_autoptr(JudgedSurface) judged = NULL;

    scene_two_submissions(&scene);
    scene_written(&scene, 2, 1, 1);
    judged = scene_judge(&scene);
    g_assert_cmpint(judged->blame, ==, BLAME_NONE);
    g_assert_false(judge_losses(judged));
    /* A page that the case never stored to. */
    scene_loses(&scene, 8, 0, 4);
    g_assert_false(judge_losses(judged));
    scene_loses(&scene, 9, GUEST_PAGE_BYTES - 4, 8);
    g_assert_true(judge_losses(judged));
    g_assert_cmpint(judged->blame, ==, BLAME_GUEST);
    g_assert_cmpuint(judged->stale_bytes, ==, 4);
    g_assert_false(judge_losses(judged));
    scene_clear(&scene);
}

/* A page clobbered, then stored and carried again, is not lost. */
static void test_early_loss(void)
{
    Scene scene;
    g_autoptr(JudgedSurface) judged = NULL;

    scene_two_submissions(&scene);
    scene_written(&scene, 2, 1, 1);
    scene_loses(&scene, 2, GUEST_PAGE_BYTES, 8);
    judged = scene_judge(&scene);
    g_assert_cmpint(judged->blame, ==, BLAME_NONE);
    scene_clear(&scene);
}

/* An eviction ends with a full transfer: only what was clobbered is lost. */
static void test_came_back(void)
{
    Scene scene;
    g_autoptr(JudgedSurface) judged = NULL;
    g_autoptr(JudgedSurface) clobbered = NULL;
    ReportLoss *loss;

    scene_two_submissions(&scene);
    scene_written(&scene, 3, 1, 1);
    loss = scene_loses(&scene, 6, GUEST_PAGE_BYTES, 8);
    scene_update(&scene, 7, 0, 4 * GUEST_PAGE_BYTES);
    judged = scene_judge(&scene);
    g_assert_cmpint(judged->blame, ==, BLAME_NONE);
    loss->judged = FALSE;
    loss->clobbered = TRUE;
    clobbered = scene_judge(&scene);
    g_assert_cmpint(clobbered->blame, ==, BLAME_GUEST);
    scene_clear(&scene);
}

static void test_bad_claim(void)
{
    Scene scene;
    g_autoptr(GError) error = NULL;

    scene_two_submissions(&scene);
    scene_written(&scene, 1, 2, 4);
    g_assert_null(judge_surface(&scene.claim, &scene.differences,
                                &scene.binding, NULL, &error));
    g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    scene_clear(&scene);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/judge/clean", test_clean);
    g_test_add_func("/judge/guest", test_guest);
    g_test_add_func("/judge/layers", test_layers);
    g_test_add_func("/judge/device", test_device);
    g_test_add_func("/judge/partly-covered", test_partly_covered);
    g_test_add_func("/judge/covered-later", test_covered_later);
    g_test_add_func("/judge/classes", test_classes);
    g_test_add_func("/judge/limits", test_limits);
    g_test_add_func("/judge/not-stored", test_not_stored);
    g_test_add_func("/judge/mixed", test_mixed);
    g_test_add_func("/judge/late-loss", test_late_loss);
    g_test_add_func("/judge/early-loss", test_early_loss);
    g_test_add_func("/judge/came-back", test_came_back);
    g_test_add_func("/judge/bad-claim", test_bad_claim);
    return g_test_run();
}
