/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* How a boot ends: its last picture, its counters, what must be right then. */

#include "run/boot-internal.h"

#include "base/error.h"
#include "base/json.h"
#include "console/splat.h"
#include "domain/screenshot.h"

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

/* The sum over all boots of the run. */
static void boot_record_counters(Boot *boot)
{
    GHashTable *counters = boot->context->results->counters;

    for (guint i = 0; i < G_N_ELEMENTS(boot_counters); i++) {
        g_autoptr(JsonNode) value = guest_get_property(boot->guest,
                                                       boot_counters[i],
                                                       NULL);
        const char *before = g_hash_table_lookup(counters, boot_counters[i]);

        if (value) {
            g_hash_table_replace(counters, g_strdup(boot_counters[i]),
                                 g_strdup_printf(
                                     "%" G_GINT64_FORMAT,
                                     json_node_get_int(value) +
                                     (before ? g_ascii_strtoll(before, NULL,
                                                               10) : 0)));
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
        (!screenshot_take(guest_domain(boot->guest), 0, path, &info, &error) ||
         !screenshot_write(&info, path, &error))) {
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

static void boot_check_end(Boot *boot, GError **error)
{
    const CaseQueue *queue = boot->plan->queue;

    if (!boot->finish_complete || queue->next < queue->cases->len) {
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
    if (boot->harmed) {
        /* Such a kernel is tainted, and may never power off. */
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
