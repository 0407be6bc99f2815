/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Finds submissions whose reports cover more than the claim allows. */

#include "judge/judge.h"

/* Sequence number of the surface's marker @number; 0 if there is none. */
static guint64 judge_marker(const ReportBinding *binding, guint64 number)
{
    for (guint i = 0; i < binding->submissions->len; i++) {
        const ReportSubmission *mark =
            &g_array_index(binding->submissions, ReportSubmission, i);

        if (mark->number == number) {
            return mark->seq;
        }
    }
    return 0;
}

/* The last marker before the one at @seq, or the surface's definition. */
static guint64 judge_marker_before(const ReportBinding *binding, guint64 seq)
{
    guint64 before = binding->surface->define_seq;

    for (guint i = 0; i < binding->submissions->len; i++) {
        const ReportSubmission *mark =
            &g_array_index(binding->submissions, ReportSubmission, i);

        if (mark->seq < seq) {
            before = MAX(before, mark->seq);
        }
    }
    return before;
}

static guint64 judge_reported_bytes(const ReportBinding *binding,
                                    guint64 submission)
{
    guint64 end = judge_marker(binding, submission);
    guint64 start = judge_marker_before(binding, end);
    GArray *updates = binding->surface->updates;
    guint64 bytes = 0;

    for (guint i = 0; i < updates->len; i++) {
        const ReportUpdate *update = &g_array_index(updates, ReportUpdate, i);
        const ReportSpan *span = &update->span;

        if (update->seq > start && update->seq < end) {
            bytes += span->row_bytes * span->rows * span->slices;
        }
    }
    return bytes;
}

void judge_limits(JudgedSurface *surface, const AuditClaim *claim)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < claim->limits->len; i++) {
        const AuditLimit *limit = &g_array_index(claim->limits, AuditLimit,
                                                 i);
        guint64 bytes = judge_reported_bytes(surface->binding,
                                             limit->submission);

        if (bytes > limit->bytes) {
            g_string_append_printf(
                text, "%ssubmission %" G_GUINT64_FORMAT " of surface %"
                G_GUINT64_FORMAT " reported %" G_GUINT64_FORMAT
                " bytes, %" G_GUINT64_FORMAT " at most were due (guest side)",
                text->len ? "; " : "", limit->submission, surface->sid,
                bytes, limit->bytes);
        }
    }
    if (text->len) {
        surface->excess = g_string_free(g_steal_pointer(&text), FALSE);
        surface->blame = MAX(surface->blame, BLAME_GUEST);
    }
}
