/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The state of one boot, shared by the files that carry it. */

#ifndef SVGALAB_BOOT_INTERNAL_H
#define SVGALAB_BOOT_INTERNAL_H

#include "domain/control.h"
#include "domain/guest.h"
#include "judge/expect.h"
#include "judge/self-check.h"
#include "run/auditor.h"
#include "run/boot.h"
#include "witness/reports.h"

/* Name of a kept guest's display socket in the run's directory. */
#define BOOT_VNC_SOCKET "vnc"

typedef enum BootState {
    BOOT_STARTING,      /* until the init's first word */
    BOOT_RUNNING,       /* cases */
    BOOT_ENDING,        /* the success word came; until QEMU is gone */
    BOOT_OVER,
} BootState;

typedef struct Boot {
    const BootContext *context;
    const BootPlan *plan;
    BootState state;
    char *name;             /* of the domain */
    char *command_line;     /* of its kernel */
    char *console_path;
    char *reports_path;
    Guest *guest;
    Reports *reports;       /* NULL: the device has no report stream */
    GError *failure;
    gboolean hung;          /* which the failure says */
    guint deadline_source;
    gint64 started;         /* monotonic time */

    guint index;            /* of the current case in the plan's queue ... */
    guint place;            /* ... and its place in the output */
    gboolean again;         /* it is to be handed out once more */
    gboolean harmed;        /* the last one did the harm it was expected to */
    CaseResult *current;    /* between its "next" and its result line */
    const Expectation *expectation;     /* of the current case, or NULL */
    gboolean next_waits;    /* "next" came before the result line */
    gboolean finish_waits;  /* and the same for "finish" */
    gboolean finish_complete;
    guint tries;            /* of a racy case that is handed out again */
    guint guest_results;    /* result lines so far, for their numbers */
    guint64 errors_announced;   /* by cases, for the device's counter */
    gboolean sleep_announced;   /* by the current case, once */

    SelfCheck *self_check;  /* of the probes; NULL from the first case on */
    guint known;            /* PROBE_BIT()s of those that can be relied on */
    GPtrArray *pictures;    /* that the current case asked for, or NULL */
    Witness *witness;       /* of the current case; NULL: nothing is known */
    Auditor *auditor;       /* an audit in progress */
    guint audit_source;
} Boot;

extern const ControlOp boot_ops[];

/* Start a guest for @plan; what it says is taken in by the main loop. */
Boot *boot_begin(const BootContext *context, const BootPlan *plan,
                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The end of a boot that is over, or of one that is @cancelled: its guest is
 * gone and @boot is freed. FALSE when the run cannot go on.
 */
gboolean boot_conclude(Boot *boot, gboolean cancelled, GError **error);

/* End the boot with this error; the first one counts. Takes @error over. */
void boot_fail(Boot *boot, GError *error);

/* (Re)start the one deadline there is, @seconds from now. */
void boot_arm_deadline(Boot *boot, guint seconds);

/* The guest sleeps: wake it up if a case wanted that, else it is an error. */
void boot_take_sleep(Boot *boot);

/* Hand the next case out, or tell the init that there is none. */
void boot_send_next(Boot *boot);

/* The success word, once the last result is in. */
void boot_finish(Boot *boot);

/* One line of the guest's KTAP. */
void boot_take_ktap(Boot *boot, const char *line);

/* The operation screenshot. */
JsonObject *boot_op_screenshot(gpointer opaque, JsonObject *request,
                               GError **error);

/* Write what the case that has ended looked at. */
void boot_write_pictures(Boot *boot);

/* The current case will have no result line: the guest did not survive. */
void boot_abandon_case(Boot *boot, const char *reason);

#endif
