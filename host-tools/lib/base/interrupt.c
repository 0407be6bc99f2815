/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* SIGINT, SIGTERM and SIGHUP as a flag that loops check. */

#include "base/interrupt.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t interrupt_signal;
static int interrupt_fds[2] = { -1, -1 };

static const int interrupt_signals[] = { SIGINT, SIGTERM, SIGHUP };

static void interrupt_handler(int signum)
{
    if (interrupt_signal) {
        _exit(128 + signum);
    }
    interrupt_signal = signum;
    if (write(interrupt_fds[1], "", 1) < 0) {
        return;     /* the loop sees the flag at its next event */
    }
}

/* Does nothing: it only wakes the loop, which then checks the flag. */
static gboolean interrupt_wake(int fd, GIOCondition condition, gpointer opaque)
{
    return G_SOURCE_REMOVE;
}

gboolean interrupt_install(GError **error)
{
    struct sigaction action = { .sa_handler = interrupt_handler };

    if (!g_unix_open_pipe(interrupt_fds, FD_CLOEXEC, error)) {
        return FALSE;
    }
    g_unix_fd_add(interrupt_fds[0], G_IO_IN, interrupt_wake, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(interrupt_signals); i++) {
        sigaction(interrupt_signals[i], &action, NULL);
    }
    signal(SIGPIPE, SIG_IGN);
    return TRUE;
}

int interrupt_pending(void)
{
    return interrupt_signal;
}

void interrupt_die(void)
{
    signal(interrupt_signal, SIG_DFL);
    raise(interrupt_signal);
}
