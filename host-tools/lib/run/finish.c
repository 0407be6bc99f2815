/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The end of a session: last picture, counters, final checks. */

#include "run/finish.h"

#include "base/error.h"
#include "base/json.h"
#include "console/splat.h"
#include "domain/screenshot.h"

/* Until the power-off is complete. */
#define FINISH_SECONDS 30

/*
 * Counters that a finished run records, and the one that must match what cases
 * have announced.
 */
#define FINISH_ERROR_COUNTER "stat-guest-errors"
static const char *const finish_counters[] = {
    "stat-commands", FINISH_ERROR_COUNTER, "stat-updates", "stat-readbacks",
    "stat-bytes-reported", "stat-clobbered", "stat-died-stale",
};

/* Add to the sum over all boots of the run. */
static void finish_record_counters(Session *session)
{
    GHashTable *counters = session->context->results->counters;
    Guest *guest = life_guest(session->life);

    for (guint i = 0; i < G_N_ELEMENTS(finish_counters); i++) {
        g_autoptr(JsonNode) value =
            guest_get_property(guest, finish_counters[i], NULL);
        const char *before = g_hash_table_lookup(counters, finish_counters[i]);

        if (value) {
            g_hash_table_replace(counters, g_strdup(finish_counters[i]),
                                 g_strdup_printf(
                                     "%" G_GINT64_FORMAT,
                                     json_node_get_int(value) +
                                     (before ? g_ascii_strtoll(before, NULL,
                                                               10) : 0)));
        }
    }
}

static gboolean finish_check_guest_errors(Session *session, GError **error)
{
    Guest *guest = life_guest(session->life);
    g_autoptr(JsonNode) count =
        guest_get_property(guest, FINISH_ERROR_COUNTER, error);
    g_autoptr(JsonNode) last = NULL;

    if (!count) {
        return FALSE;
    }
    if ((guint64)json_node_get_int(count) == session->errors_announced) {
        return TRUE;
    }
    last = guest_get_property(guest, "last-guest-error", NULL);
    g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_TEST,
                "the device counted %" G_GINT64_FORMAT " guest errors, "
                "announced were %" G_GUINT64_FORMAT ", the last one: %s",
                json_node_get_int(count), session->errors_announced,
                last ? json_node_get_string(last) : "unknown");
    return FALSE;
}

static void finish_take_last_picture(Session *session)
{
    Results *results = session->context->results;
    virDomainPtr domain = guest_domain(life_guest(session->life));
    g_autofree char *path = g_build_filename(results->dir, "screenshot.png",
                                             NULL);
    g_autoptr(GError) error = NULL;
    g_auto(ScreenshotInfo) info = { 0 };

    if (session->plan->number == 1 &&
        (!screenshot_take(domain, 0, path, &info, &error) ||
         !screenshot_write(&info, path, &error))) {
        stream_diagnostic(session->context->stream, "%s", error->message);
    }
}

/* The debug kernel and KUnit runs must not complain on the console. */
static gboolean finish_check_splats(Session *session, GError **error)
{
    const BootContext *context = session->context;
    g_autofree char *line =
        context->kernel == KERNEL_DEBUG || context->kunit
        ? splat_find(life_console(session->life)) : NULL;

    if (line) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_TEST,
                    "the kernel complained on its console: %s", line);
    }
    return !line;
}

static void finish_check_end(Session *session, GError **error)
{
    const CaseQueue *queue = session->plan->queue;
    Reports *reports = life_reports(session->life);

    if (!session->finish_complete || queue->next < queue->cases->len) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_GUEST,
                    "the guest ended the run early, its kernel is tainted "
                    "(see console.log)");
        return;
    }
    if (reports && reports_pump(reports, error) &&
        finish_check_guest_errors(session, error)) {
        finish_check_splats(session, error);
    }
}

void session_finish(Session *session)
{
    GError *error = NULL;

    session->finish_waits = FALSE;
    finish_take_last_picture(session);
    finish_record_counters(session);
    if (session->harmed) {
        /* such a kernel is tainted, and may never power off */
        life_enter(session->life, LIFE_OVER);
        guest_reply(life_guest(session->life), "{\"ok\":true}");
        return;
    }
    finish_check_end(session, &error);
    life_enter(session->life, LIFE_ENDING);
    if (error) {
        life_fail(session->life, error);
        return;
    }
    if (session->context->keep) {
        /* No reply: init waits, and so do we, for a signal. */
        stream_diagnostic(session->context->stream,
                          "the guest stays until Ctrl-C; its screen is VNC "
                          "on the socket %s/" LIFE_VNC_SOCKET,
                          embed_run_dir(session->context->embed));
        life_arm_deadline(session->life, 0);
        return;
    }
    life_arm_deadline(session->life, FINISH_SECONDS);
    guest_reply(life_guest(session->life), "{\"ok\":true}");
}
