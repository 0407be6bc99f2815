/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Cases of a boot: handed out, their result lines taken in and judged. */

#include "run/boot-internal.h"
#include "run/boot-witness.h"

#include "base/error.h"
#include "base/lines.h"
#include "console/ktap.h"

/* A racy expectation wants one loss in this many tries. */
#define BOOT_RACY_TRIES 5

/* The init ends a case at its timeout itself; this is for a stuck init. */
#define BOOT_GRACE_SECONDS 15

/* Programs that inject faults of their own; --inject leaves them alone. */
#define BOOT_FAULT_PROGRAM "fault/"

static gboolean boot_arm_fault(Boot *boot, const char *name, GError **error)
{
    const char *spec = boot->context->inject;

    if (!spec || g_str_has_prefix(name, BOOT_FAULT_PROGRAM)) {
        return TRUE;
    }
    return guest_set_property(boot->guest, "inject", spec, error);
}

static void boot_send_case(Boot *boot)
{
    g_autoptr(JsonObject) message = json_object_new();
    g_autofree char *line = NULL;
    GError *error = NULL;

    if (!boot_arm_fault(boot, boot->current->name, &error)) {
        boot_fail(boot, error);
        return;
    }
    json_object_set_string_member(message, "case", boot->current->name);
    json_object_set_int_member(message, "timeout",
                               boot->context->case_timeout);
    json_object_set_int_member(message, "seed", boot->context->seed);
    line = control_reply_line(g_steal_pointer(&message), NULL);
    boot_arm_deadline(boot, boot->context->case_timeout + BOOT_GRACE_SECONDS);
    guest_reply(boot->guest, line);
}

void boot_send_next(Boot *boot)
{
    CaseQueue *queue = boot->plan->queue;
    const TestCase *test;

    boot->next_waits = FALSE;
    boot_arm_deadline(boot, boot->context->case_timeout + BOOT_GRACE_SECONDS);
    if (!boot->again) {
        if (queue->next >= queue->cases->len) {
            guest_reply(boot->guest, "{\"done\":true}");
            return;
        }
        boot->index = queue->next++;
    }
    boot->again = FALSE;
    test = queue->cases->pdata[boot->index];
    boot->place = test->place;
    boot->current = case_result_new(test->name);
    boot->current->tries += boot->tries;
    boot->tries = 0;
    boot->expectation = expect_find(boot->context->expectations,
                                    test->name);
    boot_new_witness(boot);
    boot_send_case(boot);
}

/* Losses that came with the surfaces' end, after a clean audit. */
static gboolean boot_find_late_losses(CaseResult *result)
{
    gboolean found = FALSE;

    for (guint i = 0; i < result->audits->len; i++) {
        AuditRecord *record = result->audits->pdata[i];

        for (guint j = 0; record->blame == BLAME_NONE &&
             j < record->surfaces->len; j++) {
            JudgedSurface *surface = record->surfaces->pdata[j];

            if (judge_losses(surface)) {
                record->blame = MAX(record->blame, surface->blame);
                record->layer = judge_layer(surface);
                record->stale_bytes += surface->stale_bytes;
                g_free(record->detail);
                record->detail = judge_detail(surface);
                found = TRUE;
            }
        }
    }
    return found;
}

static Blame boot_case_blame(const CaseResult *result)
{
    Blame blame = BLAME_NONE;

    for (guint i = 0; i < result->audits->len; i++) {
        const AuditRecord *record = result->audits->pdata[i];

        blame = MAX(blame, record->blame);
    }
    return blame;
}

/* With what cannot be judged better where probes do not tell the truth. */
static guint boot_fitting_layers(guint layers)
{
    if (layers & (1u << LAYER_WALKER | 1u << LAYER_HELPER)) {
        layers |= 1u << LAYER_WALKER_OR_HELPER;
    }
    return layers | 1u << LAYER_UNKNOWN;
}

/* Whether pages were lost, every one in a layer that the expectation names. */
static gboolean boot_lost_here(const CaseResult *result,
                               const Expectation *expectation)
{
    guint layers = 0;

    for (guint i = 0; i < result->audits->len; i++) {
        const AuditRecord *record = result->audits->pdata[i];

        for (guint j = 0; j < record->surfaces->len; j++) {
            layers |= judge_layers(record->surfaces->pdata[j]);
        }
    }
    /* Where probes do not tell the truth nothing can be judged better. */
    return boot_case_blame(result) == BLAME_GUEST &&
           (!expectation->layers ||
            !(layers & ~boot_fitting_layers(expectation->layers)));
}

/* The console tells of it, and a loss has come with it if it is to. */
static gboolean boot_isolated_as_expected(Boot *boot,
                                          const CaseResult *result)
{
    const Expectation *expectation = boot->expectation;
    g_autofree char *line = NULL;

    if (!boot->plan->isolated || !expectation) {
        return FALSE;
    }
    line = lines_find(boot->console_path, expectation->text);
    return line != NULL && (!expectation->layers ||
                            boot_lost_here(result, expectation));
}

static gboolean boot_case_said(const CaseResult *result, const char *text)
{
    for (guint i = 0; i < result->diagnostics->len; i++) {
        if (strstr(result->diagnostics->pdata[i], text)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* The failure that was expected: a loss, or what its text tells. */
static gboolean boot_failed_as_expected(Boot *boot, const CaseResult *result)
{
    const Expectation *expectation = boot->expectation;

    if (!expectation || boot->context->kunit) {
        return expectation != NULL;
    }
    if (boot->plan->isolated) {
        return boot_isolated_as_expected(boot, result);
    }
    if (expectation->text) {
        return boot_case_blame(result) == BLAME_NONE &&
               boot_case_said(result, expectation->text);
    }
    return boot_lost_here(result, expectation);
}

/* The result is what the defect makes of the case. */
static void boot_note_defect(const Boot *boot, CaseResult *result)
{
    g_free(result->defect);
    g_free(result->reason);
    result->defect = g_strdup(boot->expectation->name);
    result->reason = g_strdup(boot->expectation->reason);
}

static void boot_judge_failure(Boot *boot, CaseResult *result)
{
    result->outcome = OUTCOME_FAIL;
    /*
     * Only a loss on the guest's side is the failure that was expected: not
     * the device's, and no case that crashed, hung or broke off. The kernel's
     * own tests have no device to ask.
     */
    if (boot_failed_as_expected(boot, result)) {
        result->outcome = OUTCOME_XFAIL;
        boot_note_defect(boot, result);
    }
}

static void boot_judge_pass(Boot *boot, CaseResult *result)
{
    result->outcome = OUTCOME_PASS;
    if (boot->expectation && boot->expectation->class != EXPECT_RARE) {
        result->outcome = OUTCOME_XPASS;
        boot_note_defect(boot, result);
    }
}

static void boot_emit(Boot *boot, CaseResult *result)
{
    result->duration = g_get_monotonic_time() - result->started;
    boot_write_pictures(boot);
    boot->harmed = boot->plan->isolated && result->outcome == OUTCOME_XFAIL;
    outbox_put(boot->context->outbox, boot->place, result);
}

/* Said with the case's result, by us or by the guest. */
static void boot_add_diagnostic(CaseResult *result, const char *text)
{
    g_ptr_array_add(result->diagnostics, g_strdup(text));
}

/* TRUE: a racy case passed and has tries left. */
static gboolean boot_wants_retry(Boot *boot, const KtapLine *line)
{
    return line->ok && !line->skip && boot->expectation &&
           boot->expectation->class == EXPECT_RACY &&
           boot->current->tries < BOOT_RACY_TRIES;
}

static void boot_take_result(Boot *boot, const KtapLine *line)
{
    CaseResult *result = boot->current;
    gboolean ok = line->ok;

    boot->sleep_announced = FALSE;
    if (ok && boot_find_late_losses(result)) {
        ok = FALSE;
        result->reason = g_strdup("stored bytes were lost with the surface");
        boot_add_diagnostic(result, result->reason);
    }
    if (ok && boot_wants_retry(boot, line)) {
        stream_diagnostic(boot->context->stream, "%s: try %u passed",
                          result->name, result->tries);
        /* The init asks for its next case: it gets this one again. */
        boot->again = TRUE;
        boot->tries = result->tries;
        g_clear_pointer(&boot->current, case_result_free);
        return;
    }
    boot->current = NULL;
    if (line->skip) {
        result->outcome = OUTCOME_SKIP;
        result->reason = g_strdup(line->text);
    } else if (ok) {
        boot_judge_pass(boot, result);
    } else {
        boot_judge_failure(boot, result);
    }
    boot_emit(boot, result);
}

static gboolean boot_check_result(Boot *boot, const KtapLine *line,
                                  GError **error)
{
    const char *running = boot->current ? boot->current->name : "no case";

    if (!boot->current || !g_str_equal(line->name, boot->current->name)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "the guest reports %s while %s runs", line->name,
                    running);
        return FALSE;
    }
    if (line->number != ++boot->guest_results) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "the guest's result %u of %s should be number %u",
                    line->number, line->name, boot->guest_results);
        return FALSE;
    }
    return !boot->reports || reports_pump(boot->reports, error);
}

static void boot_take_diagnostic(Boot *boot, const char *text)
{
    if (boot->current) {
        boot_add_diagnostic(boot->current, text);
    } else {
        stream_diagnostic(boot->context->stream, "%s", text);
    }
}

void boot_take_ktap(Boot *boot, const char *text)
{
    GError *error = NULL;
    g_autoptr(KtapLine) line = ktap_parse_line(text, &error);

    if (!line) {
        boot_fail(boot, error);
    } else if (line->kind == KTAP_DIAGNOSTIC) {
        boot_take_diagnostic(boot, line->text);
    } else if (line->kind == KTAP_RESULT) {
        if (!boot_check_result(boot, line, &error)) {
            boot_fail(boot, error);
            return;
        }
        boot_take_result(boot, line);
        if (boot->next_waits) {
            boot_send_next(boot);
        } else if (boot->finish_waits) {
            boot_finish(boot);
        }
    }
    /* The plan and the version line are ours to write, not the guest's. */
}

void boot_abandon_case(Boot *boot, const char *reason)
{
    CaseResult *result = g_steal_pointer(&boot->current);

    if (!result) {
        return;
    }
    if (boot_isolated_as_expected(boot, result)) {
        result->outcome = OUTCOME_XFAIL;
        boot_note_defect(boot, result);
        /* The guest's end is what was expected, not a failure of the run. */
        g_clear_error(&boot->failure);
    } else {
        result->outcome = OUTCOME_CRASH;
        g_free(result->reason);
        result->reason = g_strdup(reason);
        boot_add_diagnostic(result, reason);
    }
    boot_emit(boot, result);
}
