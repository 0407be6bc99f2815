/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A limit for calls that wait for QEMU and have none of their own. */

#include "patience.h"

#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t patience_fd = -1;

static void patience_handler(int signum)
{
    if (patience_fd >= 0 && write(patience_fd, "", 1) < 0) {
        return;     /* its reader is gone, and with it all it could end */
    }
}

void patience_install(int fd)
{
    struct sigaction action = {
        .sa_handler = patience_handler, .sa_flags = SA_RESTART,
    };

    patience_fd = fd;
    sigaction(SIGALRM, &action, NULL);
}

void patience_begin(guint seconds)
{
    alarm(seconds);
}

void patience_end(void)
{
    alarm(0);
}
