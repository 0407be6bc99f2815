/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The life of a guest: start, waiting, post-mortem. */

#ifndef SVGALAB_LIFE_H
#define SVGALAB_LIFE_H

#include "domain/guest.h"
#include "run/context.h"
#include "witness/reports.h"

/* Name of a kept guest's display socket in the run's directory. */
#define LIFE_VNC_SOCKET "vnc"

typedef enum LifePhase {
    LIFE_STARTING,      /* until init's hello */
    LIFE_RUNNING,       /* running cases */
    LIFE_ENDING,        /* from the success word to QEMU's end */
    LIFE_OVER,
} LifePhase;

/* Events of a life, which knows nothing of cases. */
typedef struct LifeEvents {
    void (*ktap)(const char *line, gpointer opaque);
    void (*control)(const char *line, gpointer opaque);
    void (*asleep)(gpointer opaque);
    /* The guest ends too early; life_forgive() if that was expected. */
    void (*died)(const char *reason, gpointer opaque);
    /* The guest's current activity, for messages; NULL: none. */
    const char *(*busy)(gpointer opaque);
} LifeEvents;

typedef struct Life Life;

/* Start a guest for @plan; events are delivered from the main loop. */
Life *life_begin(const BootContext *context, const BootPlan *plan,
                 const LifeEvents *events, gpointer opaque, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

Guest *life_guest(const Life *life);

/* The device's reports; NULL if it has no report stream. */
Reports *life_reports(const Life *life);

/* The log file of its console. */
const char *life_console(const Life *life);

LifePhase life_phase(const Life *life);
void life_enter(Life *life, LifePhase phase);

/* (Re)start the only deadline, @seconds from now; 0: none. */
void life_arm_deadline(Life *life, guint seconds);

/* End with this error; only the first one counts. Takes ownership of @error. */
void life_fail(Life *life, GError *error);
void life_forgive(Life *life);

/*
 * Finish a life that has ended or is @cancelled: the guest is ended and @life
 * is freed. FALSE if the run cannot go on.
 */
gboolean life_conclude(Life *life, gboolean cancelled, GError **error);

/* The domain XML of a boot with these settings. */
char *life_domain_xml(const BootContext *context, const BootPlan *plan);

#endif
