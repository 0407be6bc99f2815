/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Several boots of one run, some of them in parallel. */

#include "run/boots.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "domain/vir.h"
#include "run/dialogue.h"
#include "run/turns.h"

typedef struct Boots {
    const BootContext *context;
    const BootPlan *plans;
    guint count;
    guint at_once;
    guint begun;
    GPtrArray *running;     /* of Session */
} Boots;

static void boot_ktap(const char *line, gpointer opaque)
{
    turns_take_ktap(opaque, line);
}

static void boot_control(const char *line, gpointer opaque)
{
    Session *session = opaque;
    g_autofree char *reply = control_handle(line, dialogue_ops, session);

    if (reply) {
        guest_reply(life_guest(session->life), reply);
    }
}

static void boot_asleep(gpointer opaque)
{
    dialogue_take_sleep(opaque);
}

static void boot_died(const char *reason, gpointer opaque)
{
    turns_abandon(opaque, reason);
}

static const char *boot_busy(gpointer opaque)
{
    const Session *session = opaque;

    return session->current ? session->current->name : NULL;
}

static Session *boot_begin(const BootContext *context, const BootPlan *plan,
                           GError **error)
{
    static const LifeEvents events = {
        boot_ktap, boot_control, boot_asleep, boot_died, boot_busy,
    };
    g_autoptr(Session) session = session_new(context, plan);

    session->life = life_begin(context, plan, &events, session, error);
    return session->life ? g_steal_pointer(&session) : NULL;
}

static gboolean boot_conclude(Session *session, gboolean cancelled,
                              GError **error)
{
    gboolean good;

    session_stop_audit(session);
    good = life_conclude(session->life, cancelled, error);
    session_free(session);
    return good;
}

static gboolean boots_begin(Boots *boots, GError **error)
{
    while (boots->running->len < boots->at_once &&
           boots->begun < boots->count) {
        const BootPlan *plan = &boots->plans[boots->begun++];
        Session *session;

        /* Other guests took all the cases before this one was started. */
        if (plan->queue->next == plan->queue->cases->len) {
            continue;
        }
        session = boot_begin(boots->context, plan, error);
        if (!session) {
            return FALSE;
        }
        g_ptr_array_add(boots->running, session);
    }
    return TRUE;
}

static gboolean boots_conclude(Boots *boots, GError **error)
{
    for (guint i = boots->running->len; i-- > 0;) {
        Session *session = boots->running->pdata[i];

        if (life_phase(session->life) == LIFE_OVER) {
            g_ptr_array_remove_index(boots->running, i);
            if (!boot_conclude(session, FALSE, error)) {
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
    /* For a run that cannot go on, or was interrupted. */
    for (guint i = 0; i < boots.running->len; i++) {
        boot_conclude(boots.running->pdata[i], TRUE, NULL);
    }
    g_ptr_array_unref(boots.running);
    return good;
}
