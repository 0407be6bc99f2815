/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Emits finished cases in the order of the list. */

#include "results/outbox.h"

#include "results/pagemap.h"
#include "results/verdict.h"

struct Outbox {
    Results *results;
    Stream *stream;
    guint next;             /* place of the next case to emit */
    GTree *waiting;         /* place -> CaseResult */
    GQueue undrawn;         /* failures without maps, owned by the results */
    guint draw_source;
};

static gint outbox_compare(gconstpointer a, gconstpointer b)
{
    return GPOINTER_TO_UINT(a) < GPOINTER_TO_UINT(b) ? -1
           : GPOINTER_TO_UINT(a) > GPOINTER_TO_UINT(b);
}

Outbox *outbox_new(Results *results, Stream *stream)
{
    Outbox *outbox = g_new0(Outbox, 1);

    outbox->results = results;
    outbox->stream = stream;
    outbox->waiting = g_tree_new(outbox_compare);
    g_queue_init(&outbox->undrawn);
    return outbox;
}

static void outbox_draw_maps(Outbox *outbox, CaseResult *result)
{
    for (guint i = 0; i < result->audits->len; i++) {
        AuditRecord *record = result->audits->pdata[i];

        g_ptr_array_set_size(record->maps, 0);
        for (guint j = 0; j < record->surfaces->len; j++) {
            g_autoptr(GError) error = NULL;
            char *file = pagemap_write(outbox->results->dir, result->name,
                                       i + 1, record->surfaces->pdata[j],
                                       &error);

            if (!file) {
                stream_diagnostic(outbox->stream, "no page map: %s",
                                  error->message);
            }
            g_ptr_array_add(record->maps, file ? file : g_strdup(""));
        }
    }
}

static gboolean outbox_draw_next(gpointer opaque)
{
    Outbox *outbox = opaque;
    CaseResult *result = g_queue_pop_head(&outbox->undrawn);

    if (result) {
        outbox_draw_maps(outbox, result);
        return G_SOURCE_CONTINUE;
    }
    outbox->draw_source = 0;
    return G_SOURCE_REMOVE;
}

static void outbox_send(Outbox *outbox, CaseResult *result)
{
    static const KtapDirective directives[OUTCOME_COUNT] = {
        [OUTCOME_XFAIL] = KTAP_XFAIL,
        [OUTCOME_XPASS] = KTAP_XPASS,
        [OUTCOME_SKIP] = KTAP_SKIP,
    };
    gboolean ok = result->outcome == OUTCOME_PASS ||
                  result->outcome == OUTCOME_SKIP;
    g_autofree char *reason = verdict_case_reason(result);

    for (guint i = 0; i < result->diagnostics->len; i++) {
        stream_diagnostic(outbox->stream, "%s",
                          (const char *)result->diagnostics->pdata[i]);
    }
    stream_result(outbox->stream, result->name, ok,
                  directives[result->outcome], reason);
    g_ptr_array_add(outbox->results->cases, result);
    if (!ok) {
        g_queue_push_tail(&outbox->undrawn, result);
        if (!outbox->draw_source) {
            outbox->draw_source = g_idle_add(outbox_draw_next, outbox);
        }
    }
}

void outbox_put(Outbox *outbox, guint place, CaseResult *result)
{
    g_tree_insert(outbox->waiting, GUINT_TO_POINTER(place), result);
    while ((result = g_tree_lookup(outbox->waiting,
                                   GUINT_TO_POINTER(outbox->next)))) {
        g_tree_remove(outbox->waiting, GUINT_TO_POINTER(outbox->next));
        outbox->next++;
        outbox_send(outbox, result);
    }
}

static gboolean outbox_send_waiting(gpointer place, gpointer result,
                                    gpointer opaque)
{
    outbox_send(opaque, result);
    return FALSE;
}

void outbox_free(Outbox *outbox)
{
    g_tree_foreach(outbox->waiting, outbox_send_waiting, outbox);
    g_tree_unref(outbox->waiting);
    if (outbox->draw_source) {
        g_source_remove(outbox->draw_source);
    }
    while (outbox_draw_next(outbox)) {
        continue;
    }
    g_free(outbox);
}
