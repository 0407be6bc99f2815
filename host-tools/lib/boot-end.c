/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a boot ends: its last picture, its counters, what must be right then. */

#include "boot-internal.h"

#include "error.h"
#include "json.h"
#include "screenshot.h"
#include "splat.h"

/* To the last byte of the power-off. */
#define BOOT_END_SECONDS 30

/*
 * Counters that a finished run records, and the one that must be what cases
 * have announced.
 */
#define BOOT_ERROR_COUNTER "stat-guest-errors"
static const char *const boot_counters[] = {
    "stat-commands", BOOT_ERROR_COUNTER, "stat-updates", "stat-readbacks",
    "stat-bytes-reported", "stat-clobbered", "stat-died-stale",
};

static void boot_record_counters(Boot *boot)
{
    for (guint i = 0; i < G_N_ELEMENTS(boot_counters); i++) {
        g_autoptr(JsonNode) value = guest_get_property(boot->guest,
                                                       boot_counters[i],
                                                       NULL);

        if (value) {
            g_hash_table_replace(boot->context->results->counters,
                                 g_strdup(boot_counters[i]),
                                 json_to_string(value, FALSE));
        }
    }
}

static gboolean boot_check_guest_errors(Boot *boot, GError **error)
{
    g_autoptr(JsonNode) count = guest_get_property(boot->guest,
                                                   BOOT_ERROR_COUNTER, error);
    g_autoptr(JsonNode) last = NULL;

    if (!count) {
        return FALSE;
    }
    if ((guint64)json_node_get_int(count) == boot->errors_announced) {
        return TRUE;
    }
    last = guest_get_property(boot->guest, "last-guest-error", NULL);
    g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_TEST,
                "the device counted %" G_GINT64_FORMAT " guest errors, "
                "announced were %" G_GUINT64_FORMAT ", the last one: %s",
                json_node_get_int(count), boot->errors_announced,
                last ? json_node_get_string(last) : "unknown");
    return FALSE;
}

static void boot_take_last_picture(Boot *boot)
{
    Results *results = boot->context->results;
    g_autofree char *path = g_build_filename(results->dir, "screenshot.png",
                                             NULL);
    g_autoptr(GError) error = NULL;
    g_auto(ScreenshotInfo) info = { 0 };

    if (boot->plan->number == 1 &&
        !screenshot_take(guest_domain(boot->guest), 0, path, &info, &error)) {
        stream_diagnostic(boot->context->stream, "%s", error->message);
    }
}

/* A kernel that looks at itself, or tests itself, is listened to. */
static gboolean boot_check_splats(Boot *boot, GError **error)
{
    const BootContext *context = boot->context;
    g_autofree char *line =
        context->kernel == KERNEL_DEBUG || context->kunit
        ? splat_find(boot->console_path) : NULL;

    if (line) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_TEST,
                    "the kernel complains on its console: %s", line);
    }
    return !line;
}

/* A case that does harm has a boot of its own; its kernel is tainted then. */
static gboolean boot_harm_was_expected(const Boot *boot)
{
    const GPtrArray *cases = boot->context->results->cases;
    const CaseResult *last;

    if (!boot->plan->isolated || !cases->len) {
        return FALSE;
    }
    last = cases->pdata[cases->len - 1];
    return last->outcome == OUTCOME_XFAIL;
}

static void boot_check_end(Boot *boot, GError **error)
{
    if (!boot->finish_complete || boot->next_case < boot->plan->cases->len) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_GUEST,
                    "the guest ended the run early, its kernel is tainted "
                    "(see console.log)");
        return;
    }
    if (boot->reports && reports_pump(boot->reports, error) &&
        boot_check_guest_errors(boot, error)) {
        boot_check_splats(boot, error);
    }
}

void boot_finish(Boot *boot)
{
    GError *error = NULL;

    boot->finish_waits = FALSE;
    boot_take_last_picture(boot);
    boot_record_counters(boot);
    if (boot_harm_was_expected(boot)) {
        /* Such a kernel may never power off. */
        boot->state = BOOT_OVER;
        guest_reply(boot->guest, "{\"ok\":true}");
        return;
    }
    boot_check_end(boot, &error);
    boot->state = BOOT_ENDING;
    if (error) {
        boot_fail(boot, error);
        return;
    }
    if (boot->context->keep) {
        /* No answer: the init waits, and so do we, for a signal. */
        stream_diagnostic(boot->context->stream,
                          "the guest stays until Ctrl-C; its screen is VNC "
                          "on the socket %s/" BOOT_VNC_SOCKET,
                          embed_run_dir(boot->context->embed));
        boot_arm_deadline(boot, 0);
        return;
    }
    boot_arm_deadline(boot, BOOT_END_SECONDS);
    guest_reply(boot->guest, "{\"ok\":true}");
}
