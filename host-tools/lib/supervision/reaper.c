/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The parent process of a tool that starts guests: reaps dead processes. */

#include "supervision/supervision.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

static const int reaper_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

static volatile sig_atomic_t reaper_child;

static void reaper_pass_on(int signum)
{
    kill(reaper_child, signum);
}

static void reaper_block_signals(int how)
{
    sigset_t set;

    sigemptyset(&set);
    for (guint i = 0; i < G_N_ELEMENTS(reaper_signals); i++) {
        sigaddset(&set, reaper_signals[i]);
    }
    sigprocmask(how, &set, NULL);
}

static G_GNUC_NORETURN void reaper_end_as(int status)
{
    if (WIFSIGNALED(status)) {
        signal(WTERMSIG(status), SIG_DFL);
        raise(WTERMSIG(status));
    }
    _exit(WEXITSTATUS(status));
}

/* The child dies before its own cleanup processes do. */
static G_GNUC_NORETURN void reaper_main(pid_t child)
{
    struct sigaction action = { .sa_handler = reaper_pass_on };
    int child_status = 0;
    int status;
    pid_t pid;

    reaper_child = child;
    for (guint i = 0; i < G_N_ELEMENTS(reaper_signals); i++) {
        sigaction(reaper_signals[i], &action, NULL);
    }
    reaper_block_signals(SIG_UNBLOCK);
    while ((pid = waitpid(-1, &status, 0)) > 0 || errno == EINTR) {
        if (pid == child) {
            child_status = status;
        }
    }
    reaper_end_as(child_status);
}

gboolean supervision_adopt(GError **error)
{
    pid_t parent = getpid();
    pid_t pid;

    /* Buffered output must not be written twice. */
    fflush(NULL);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    /* Block signals until there is a process to handle them. */
    reaper_block_signals(SIG_BLOCK);
    pid = fork();
    if (pid > 0) {
        reaper_main(pid);
    }
    if (pid == 0) {
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() != parent) {
            raise(SIGTERM);
        }
    }
    reaper_block_signals(SIG_UNBLOCK);
    if (pid < 0) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "fork: %s", g_strerror(errno));
    }
    return pid == 0;
}
