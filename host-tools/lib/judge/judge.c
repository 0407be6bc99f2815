/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Judges claims, differences and reports: lost pages and who lost them. */

#include "judge/judge.h"

#include "base/error.h"
#include "base/guest-page.h"
#include "judge/coverage.h"

/* Runs of pages that a detail text lists; results.json lists all. */
#define JUDGE_DETAIL_RUNS 6

static const char *const blame_names[] = {
    [BLAME_NONE] = NULL,
    [BLAME_GUEST] = "guest",
    [BLAME_DEVICE] = "device",
};

const char *blame_name(Blame blame)
{
    return blame_names[blame];
}

void judged_surface_free(JudgedSurface *surface)
{
    g_free(surface->format);
    g_free(surface->excess);
    g_free(surface->pages);
    g_free(surface->submissions);
    g_array_unref(surface->faults);
    g_clear_pointer(&surface->view, witness_view_free);
    g_free(surface);
}

/*
 * The reports of submission K lie between the markers K-1 and K, so the window
 * of reports that cover a store made for K starts at marker K-1.
 */
static guint64 judge_window_start(const ReportBinding *binding,
                                  guint64 submission)
{
    guint64 seq = binding->surface->define_seq;

    for (guint i = 0; i < binding->submissions->len; i++) {
        const ReportSubmission *mark =
            &g_array_index(binding->submissions, ReportSubmission, i);

        if (mark->number < submission) {
            seq = MAX(seq, mark->seq);
        }
    }
    return seq;
}

static gboolean judge_take_claim(JudgedSurface *surface,
                                 const AuditClaim *claim, GError **error)
{
    for (guint i = 0; i < claim->written->len; i++) {
        const AuditPages *pages =
            &g_array_index(claim->written, AuditPages, i);

        if (pages->last >= surface->page_count) {
            g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                        "page %" G_GUINT64_FORMAT " is beyond the surface",
                        pages->last);
            return FALSE;
        }
        for (guint64 page = pages->first; page <= pages->last; page++) {
            surface->pages[page] |= PAGE_WRITTEN;
            surface->submissions[page] = pages->submission;
        }
    }
    return TRUE;
}

static void judge_mark_reported(JudgedSurface *surface)
{
    const ReportBinding *binding = surface->binding;
    guint64 submission = 0;
    guint64 after = judge_window_start(binding, 0);

    for (guint64 page = 0; page < surface->page_count; page++) {
        if (surface->submissions[page] != submission) {
            submission = surface->submissions[page];
            after = judge_window_start(binding, submission);
        }
        if (coverage_touches_page(binding->surface, page, after,
                                  G_MAXUINT64)) {
            surface->pages[page] |= PAGE_REPORTED;
        }
    }
}

/* Append a page's fault, or extend the last run if it is of the same kind. */
static void judge_add_fault(JudgedSurface *surface,
                            const JudgedPages *fault)
{
    JudgedPages *last;

    surface->pages[fault->first] |= PAGE_STALE;
    surface->stale_bytes += fault->bytes;
    surface->blame = MAX(surface->blame, fault->blame);
    if (surface->faults->len) {
        last = &g_array_index(surface->faults, JudgedPages,
                              surface->faults->len - 1);
        if ((last->last == fault->first || last->last + 1 == fault->first) &&
            last->layer == fault->layer && last->stored == fault->stored &&
            last->face == fault->face && last->mip == fault->mip) {
            last->last = fault->first;
            last->bytes += fault->bytes;
            return;
        }
    }
    g_array_append_val(surface->faults, *fault);
}

/* Differing bytes of one subresource; reports from @before on came too late. */
typedef struct JudgedRange {
    ByteRange bytes;
    guint64 face;
    guint64 mip;
    gboolean only_stored;   /* skip pages the case did not store to */
    guint64 before;
} JudgedRange;

static void judge_page(JudgedSurface *surface, const JudgedRange *range,
                       guint64 page, guint from, guint to)
{
    guint64 submission = surface->submissions[page];
    JudgedPages fault = {
        .first = page, .last = page, .bytes = to - from,
        .stored = submission > 0, .blame = BLAME_DEVICE,
        .layer = LAYER_DEVICE, .face = range->face, .mip = range->mip,
    };
    Coverage coverage;

    if (fault.stored) {
        coverage_of_page(&coverage, surface->binding->surface, page,
                         judge_window_start(surface->binding, submission),
                         range->before);
        if (memchr(coverage.covered + from, 0, to - from)) {
            fault.blame = BLAME_GUEST;
            fault.layer = surface->view->layers[page];
        }
    }
    judge_add_fault(surface, &fault);
}

/* Judge the part of @range that lies in each page. */
static void judge_range(JudgedSurface *surface, const JudgedRange *range)
{
    guint64 offset = range->bytes.offset;
    guint64 end = MIN(range->bytes.offset + range->bytes.length,
                      surface->page_count * GUEST_PAGE_BYTES);

    while (offset < end) {
        guint64 page = offset / GUEST_PAGE_BYTES;
        guint64 next = MIN((page + 1) * GUEST_PAGE_BYTES, end);

        if (surface->submissions[page] || !range->only_stored) {
            judge_page(surface, range, page, offset % GUEST_PAGE_BYTES,
                       next - page * GUEST_PAGE_BYTES);
        }
        offset = next;
    }
}

static void judge_differences(JudgedSurface *surface,
                              const AuditSurface *audit)
{
    for (guint i = 0; i < audit->differences->len; i++) {
        const AuditDifference *difference = audit->differences->pdata[i];
        JudgedRange range = {
            .face = difference->face, .mip = difference->mip,
            .only_stored = difference->class == AUDIT_UNDEFINED,
            .before = G_MAXUINT64,
        };

        if (difference->class == AUDIT_DEVICE_NEWER) {
            continue;
        }
        for (guint j = 0; j < difference->ranges->len; j++) {
            range.bytes = g_array_index(difference->ranges, ByteRange, j);
            judge_range(surface, &range);
        }
    }
}

/*
 * Bytes that an unbind found stale may be bound and reported again: an evicted
 * surface comes back with a transfer of the whole. Bytes overwritten by a
 * readback do not come back.
 */
static gboolean judge_came_back(const JudgedSurface *surface,
                                const ReportLoss *loss, guint64 page,
                                const ByteRange *bytes)
{
    guint64 from = bytes->offset - page * GUEST_PAGE_BYTES;
    Coverage coverage;

    if (loss->clobbered) {
        return FALSE;
    }
    coverage_of_page(&coverage, surface->binding->surface, page, loss->seq,
                     G_MAXUINT64);
    return !memchr(coverage.covered + from, 0, bytes->length);
}

/*
 * A loss counts for pages whose last store came before it; pages stored to
 * again afterwards are judged by later reports.
 */
static void judge_loss(JudgedSurface *surface, const ReportLoss *loss)
{
    for (guint i = 0; i < loss->ranges->len; i++) {
        const ByteRange *range = &g_array_index(loss->ranges, ByteRange, i);
        guint64 page = range->offset / GUEST_PAGE_BYTES;
        guint64 last = (range->offset + MAX(range->length, 1) - 1) /
                       GUEST_PAGE_BYTES;

        for (; page <= last && page < surface->page_count; page++) {
            guint64 start = MAX(range->offset, page * GUEST_PAGE_BYTES);
            guint64 end = MIN(range->offset + range->length,
                              (page + 1) * GUEST_PAGE_BYTES);
            JudgedRange part = {
                .bytes = { start, end - start }, .face = loss->face,
                .mip = loss->mip, .only_stored = TRUE, .before = loss->seq,
            };

            if (judge_window_start(surface->binding,
                                   surface->submissions[page]) < loss->seq &&
                !judge_came_back(surface, loss, page, &part.bytes)) {
                judge_range(surface, &part);
            }
        }
    }
}

gboolean judge_losses(JudgedSurface *surface)
{
    GPtrArray *losses = surface->binding->surface->losses;
    guint faults = surface->faults->len;

    for (guint i = 0; i < losses->len; i++) {
        ReportLoss *loss = losses->pdata[i];

        if (!loss->judged) {
            loss->judged = TRUE;
            judge_loss(surface, loss);
        }
    }
    return surface->faults->len > faults;
}

JudgedSurface *judge_surface(const AuditClaim *claim,
                             const AuditSurface *differences,
                             const ReportBinding *binding,
                             const Witness *witness, GError **error)
{
    g_autoptr(JudgedSurface) surface = g_new0(JudgedSurface, 1);

    surface->tag = claim->tag;
    surface->sid = binding->surface->sid;
    surface->size = binding->surface->size;
    surface->format = g_strdup(binding->surface->format);
    surface->binding = binding;
    surface->reports = binding->surface->updates->len;
    surface->page_count = (surface->size + GUEST_PAGE_BYTES - 1) /
                          GUEST_PAGE_BYTES;
    surface->pages = g_new0(guint8, surface->page_count);
    surface->submissions = g_new0(guint64, surface->page_count);
    surface->faults = g_array_new(FALSE, FALSE, sizeof(JudgedPages));
    if (!judge_take_claim(surface, claim, error)) {
        return NULL;
    }
    surface->view = layers_view(witness, surface->tag, surface->sid,
                                surface->submissions, surface->page_count);
    judge_mark_reported(surface);
    if (differences) {
        judge_differences(surface, differences);
    }
    judge_losses(surface);
    judge_limits(surface, claim);
    return g_steal_pointer(&surface);
}

guint judge_layers(const JudgedSurface *surface)
{
    guint layers = 0;

    for (guint i = 0; i < surface->faults->len; i++) {
        layers |= 1u << g_array_index(surface->faults, JudgedPages, i).layer;
    }
    return layers;
}

Layer judge_layer(const JudgedSurface *surface)
{
    guint64 bytes[LAYER_COUNT] = { 0 };
    Layer most = LAYER_NONE;

    for (guint i = 0; i < surface->faults->len; i++) {
        const JudgedPages *fault =
            &g_array_index(surface->faults, JudgedPages, i);

        if (fault->blame == surface->blame) {
            bytes[fault->layer] += fault->bytes;
            if (bytes[fault->layer] > bytes[most]) {
                most = fault->layer;
            }
        }
    }
    return most;
}

static void judge_detail_cause(GString *text, const JudgedPages *fault)
{
    const char *explanation = layer_explanation(fault->layer);

    if (fault->blame == BLAME_GUEST && *explanation) {
        g_string_append_printf(text, "no report covered them (guest side, %s: "
                               "%s)", layer_name(fault->layer), explanation);
    } else if (fault->blame == BLAME_GUEST) {
        g_string_append(text, "no report covered them (guest side)");
    } else if (fault->stored) {
        g_string_append(text, "although reported (device side)");
    } else {
        g_string_append(text, "although nothing was stored there "
                              "(device side)");
    }
}

static void judge_detail_run(GString *text, const JudgedSurface *surface,
                             const JudgedPages *fault)
{
    if (fault->first == fault->last) {
        g_string_append_printf(text, "page %" G_GUINT64_FORMAT, fault->first);
    } else {
        g_string_append_printf(text, "pages %" G_GUINT64_FORMAT "-%"
                               G_GUINT64_FORMAT, fault->first, fault->last);
    }
    g_string_append_printf(text, " of surface %" G_GUINT64_FORMAT,
                           surface->sid);
    if (fault->face || fault->mip) {
        g_string_append_printf(text, " in face %" G_GUINT64_FORMAT
                               ", mip %" G_GUINT64_FORMAT, fault->face,
                               fault->mip);
    }
    g_string_append_printf(text, " stale (%" G_GUINT64_FORMAT " bytes), ",
                           fault->bytes);
    judge_detail_cause(text, fault);
}

char *judge_detail(const JudgedSurface *surface)
{
    g_autoptr(GString) text = g_string_new(NULL);
    guint shown = MIN(surface->faults->len, JUDGE_DETAIL_RUNS);

    for (guint i = 0; i < shown; i++) {
        if (i) {
            g_string_append(text, "; ");
        }
        judge_detail_run(text, surface,
                         &g_array_index(surface->faults, JudgedPages, i));
    }
    if (surface->faults->len > shown) {
        g_string_append_printf(text, "; and %u more runs of pages",
                               surface->faults->len - shown);
    }
    if (surface->excess) {
        g_string_append_printf(text, "%s%s", text->len ? "; " : "",
                               surface->excess);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}
