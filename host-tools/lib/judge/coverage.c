/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Bytes of a page that were covered by the reports of a surface. */

#include "judge/coverage.h"

#include "base/guest-page.h"

#include <string.h>

typedef struct PageWindow {
    guint64 start;
    guint64 end;
} PageWindow;

static void coverage_mark_run(Coverage *coverage, const PageWindow *window,
                              guint64 start, guint64 length)
{
    guint64 from = MAX(start, window->start);
    guint64 to = MIN(start + length, window->end);

    if (from < to) {
        memset(coverage->covered + (from - window->start), 1, to - from);
        coverage->any = TRUE;
    }
}

/* The first index whose run, of runs @pitch apart, may end after @start. */
static guint64 coverage_first_index(guint64 base, guint64 length,
                                    guint64 pitch, guint64 start)
{
    if (!pitch || base + length > start) {
        return 0;
    }
    return (start - base - length) / pitch;
}

static void coverage_mark_slice(Coverage *coverage, const PageWindow *window,
                                const ReportSpan *span, guint64 base)
{
    guint64 row = coverage_first_index(base, span->row_bytes,
                                       span->row_pitch, window->start);

    for (; row < span->rows; row++) {
        guint64 start = base + row * span->row_pitch;

        if (start >= window->end) {
            break;
        }
        coverage_mark_run(coverage, window, start, span->row_bytes);
    }
}

static guint64 coverage_slice_bytes(const ReportSpan *span)
{
    return span->rows ? (span->rows - 1) * span->row_pitch + span->row_bytes
                      : 0;
}

static void coverage_mark_span(Coverage *coverage, const PageWindow *window,
                               const ReportSpan *span)
{
    guint64 slice = coverage_first_index(span->offset,
                                         coverage_slice_bytes(span),
                                         span->slice_pitch, window->start);

    for (; slice < span->slices; slice++) {
        guint64 base = span->offset + slice * span->slice_pitch;

        if (base >= window->end) {
            break;
        }
        coverage_mark_slice(coverage, window, span, base);
    }
}

static gboolean coverage_span_is_near(const ReportSpan *span,
                                      const PageWindow *window)
{
    guint64 end;

    if (!span->slices || !span->rows || span->offset >= window->end) {
        return FALSE;
    }
    end = span->offset + (span->slices - 1) * span->slice_pitch +
          coverage_slice_bytes(span);
    return end > window->start;
}

void coverage_of_page(Coverage *coverage, const ReportSurface *surface,
                      guint64 page, guint64 after, guint64 before)
{
    guint64 start = page * GUEST_PAGE_BYTES;
    PageWindow window = { start, start + GUEST_PAGE_BYTES };

    memset(coverage, 0, sizeof(*coverage));
    coverage->page = page;
    for (guint i = 0; i < surface->updates->len; i++) {
        const ReportUpdate *update =
            &g_array_index(surface->updates, ReportUpdate, i);

        if (update->seq > after && update->seq < before &&
            coverage_span_is_near(&update->span, &window)) {
            coverage_mark_span(coverage, &window, &update->span);
        }
    }
}

gboolean coverage_touches_page(const ReportSurface *surface, guint64 page,
                               guint64 after, guint64 before)
{
    Coverage coverage;

    coverage_of_page(&coverage, surface, page, after, before);
    return coverage.any;
}
