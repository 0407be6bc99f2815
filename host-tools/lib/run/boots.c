/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Several boots of one run, some of them at the same time. */

#include "run/boot-internal.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "domain/vir.h"

typedef struct Boots {
    const BootContext *context;
    const BootPlan *plans;
    guint count;
    guint at_once;
    guint begun;
    GPtrArray *running;     /* of Boot */
} Boots;

static gboolean boots_begin(Boots *boots, GError **error)
{
    while (boots->running->len < boots->at_once &&
           boots->begun < boots->count) {
        const BootPlan *plan = &boots->plans[boots->begun++];
        Boot *boot;

        /* Others were faster than it took to get to this one's turn. */
        if (plan->queue->next == plan->queue->cases->len) {
            continue;
        }
        boot = boot_begin(boots->context, plan, error);
        if (!boot) {
            return FALSE;
        }
        g_ptr_array_add(boots->running, boot);
    }
    return TRUE;
}

static gboolean boots_conclude(Boots *boots, GError **error)
{
    for (guint i = boots->running->len; i-- > 0;) {
        Boot *boot = boots->running->pdata[i];

        if (boot->state == BOOT_OVER) {
            g_ptr_array_remove_index(boots->running, i);
            if (!boot_conclude(boot, FALSE, error)) {
                return FALSE;
            }
        }
    }
    return TRUE;
}

static gboolean boots_check_output(const Boots *boots, GError **error)
{
    if (!stream_is_good(boots->context->stream)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "the output cannot be written");
        return FALSE;
    }
    return TRUE;
}

gboolean boots_run(const BootContext *context, const BootPlan *plans,
                   guint count, guint at_once, GError **error)
{
    Boots boots = {
        .context = context, .plans = plans, .count = count,
        .at_once = at_once, .running = g_ptr_array_new(),
    };
    gboolean good = boots_begin(&boots, error);

    while (good && boots.running->len && !interrupt_pending()) {
        vir_iterate();
        good = boots_check_output(&boots, error) &&
               boots_conclude(&boots, error) && boots_begin(&boots, error);
    }
    /* Of a run that cannot go on, or was interrupted. */
    for (guint i = 0; i < boots.running->len; i++) {
        boot_conclude(boots.running->pdata[i], TRUE, NULL);
    }
    g_ptr_array_unref(boots.running);
    return good;
}
