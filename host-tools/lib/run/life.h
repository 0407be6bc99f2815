/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The life of one guest: started, waited for, examined when it has died. */

#ifndef SVGALAB_LIFE_H
#define SVGALAB_LIFE_H

#include "domain/guest.h"
#include "run/context.h"
#include "witness/reports.h"

/* Name of a kept guest's display socket in the run's directory. */
#define LIFE_VNC_SOCKET "vnc"

typedef enum LifePhase {
    LIFE_STARTING,      /* until the init's first word */
    LIFE_RUNNING,       /* cases */
    LIFE_ENDING,        /* the success word came; until QEMU is gone */
    LIFE_OVER,
} LifePhase;

/* What a life tells; it knows nothing of cases. */
typedef struct LifeEvents {
    void (*ktap)(const char *line, gpointer opaque);
    void (*control)(const char *line, gpointer opaque);
    void (*asleep)(gpointer opaque);
    /* It ends too early, and why. life_forgive() if that was expected. */
    void (*died)(const char *reason, gpointer opaque);
    /* What the guest is busy with, for people; NULL: nothing. */
    const char *(*busy)(gpointer opaque);
} LifeEvents;

typedef struct Life Life;

/* Start a guest for @plan; events come from the main loop. */
Life *life_begin(const BootContext *context, const BootPlan *plan,
                 const LifeEvents *events, gpointer opaque, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

Guest *life_guest(const Life *life);

/* Of its device; NULL: that has no report stream. */
Reports *life_reports(const Life *life);

/* The file of its console. */
const char *life_console(const Life *life);

LifePhase life_phase(const Life *life);
void life_enter(Life *life, LifePhase phase);

/* (Re)start the one deadline there is, @seconds from now; 0: none. */
void life_arm_deadline(Life *life, guint seconds);

/* It is over with this error; the first one counts. Takes @error over. */
void life_fail(Life *life, GError *error);
void life_forgive(Life *life);

/*
 * The end of a life that is over, or of one that is @cancelled: the guest is
 * gone and @life is freed. FALSE when the run cannot go on.
 */
gboolean life_conclude(Life *life, gboolean cancelled, GError **error);

/* The domain XML of a boot with these settings. */
char *life_domain_xml(const BootContext *context, const BootPlan *plan);

#endif
