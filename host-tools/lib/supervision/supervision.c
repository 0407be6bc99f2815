/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* No guest outlives its run, and no call waits for one for ever. */

#include "supervision/supervision.h"

#include <unistd.h>

#include "base/tree.h"
#include "supervision/guardian.h"
#include "supervision/register.h"

struct Supervision {
    char *dir;
    Guardian *guardian;
    guint reaped;
};

Supervision *supervision_begin(const char *emulator, GError **error)
{
    g_autofree char *base = register_base(error);
    g_autofree char *dir = NULL;
    Supervision *supervision;
    Guardian *guardian;
    guint reaped;

    if (!base) {
        return NULL;
    }
    reaped = register_reap(base);
    dir = register_add(base, emulator, error);
    if (!dir) {
        return NULL;
    }
    guardian = guardian_start(dir, emulator, error);
    if (!guardian) {
        remove_tree(dir);
        return NULL;
    }
    guardian_limits(guardian_fd(guardian));
    supervision = g_new0(Supervision, 1);
    supervision->dir = g_steal_pointer(&dir);
    supervision->guardian = guardian;
    supervision->reaped = reaped;
    return supervision;
}

const char *supervision_dir(const Supervision *supervision)
{
    return supervision->dir;
}

guint supervision_reaped(const Supervision *supervision)
{
    return supervision->reaped;
}

void supervision_limit_begin(guint seconds)
{
    alarm(seconds);
}

void supervision_limit_end(void)
{
    alarm(0);
}

void supervision_end(Supervision *supervision)
{
    guardian_limits(-1);
    guardian_free(supervision->guardian);
    g_free(supervision->dir);
    g_free(supervision);
}
