/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A child process that cleans up after a run whose owner has died. */

#include "supervision/guardian.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/process.h"
#include "supervision/register.h"

struct Guardian {
    pid_t pid;
    int owner_fd;       /* open as long as the owner lives */
};

static void guardian_detach(int owner_fd)
{
    int null_fd = open("/dev/null", O_RDWR);

    /* Ctrl-C and a closing terminal are handled by the owner. */
    setsid();
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    for (int fd = 0; fd <= STDERR_FILENO; fd++) {
        dup2(null_fd, fd);
    }
    for (int fd = STDERR_FILENO + 1; fd < 256; fd++) {
        if (fd != owner_fd) {
            close(fd);
        }
    }
}

static G_GNUC_NORETURN void guardian_main(int owner_fd, const char *run_dir,
                                          const char *emulator)
{
    ssize_t count;
    char byte;

    guardian_detach(owner_fd);
    while ((count = read(owner_fd, &byte, 1)) != 0) {
        if (count > 0) {
            process_kill_emulators(emulator, run_dir);
        } else if (errno != EINTR) {
            break;
        }
    }
    register_clean(run_dir, emulator);
    _exit(0);
}

Guardian *guardian_start(const char *run_dir, const char *emulator,
                         GError **error)
{
    Guardian *guardian;
    int fds[2];
    pid_t pid;

    if (!g_unix_open_pipe(fds, FD_CLOEXEC, error)) {
        return NULL;
    }
    pid = fork();
    if (pid < 0) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "fork: %s", g_strerror(errno));
        close(fds[0]);
        close(fds[1]);
        return NULL;
    }
    if (pid == 0) {
        close(fds[1]);
        guardian_main(fds[0], run_dir, emulator);
    }
    close(fds[0]);
    guardian = g_new0(Guardian, 1);
    guardian->pid = pid;
    guardian->owner_fd = fds[1];
    return guardian;
}

int guardian_fd(const Guardian *guardian)
{
    return guardian->owner_fd;
}

/* The guardian's fd, as long as it may end guests. */
static volatile sig_atomic_t guardian_limit_fd = -1;

static void guardian_limit_reached(int signum)
{
    if (guardian_limit_fd >= 0 && write(guardian_limit_fd, "", 1) < 0) {
        return;     /* the guardian is gone: nothing left to end */
    }
}

void guardian_limits(int fd)
{
    struct sigaction action = {
        .sa_handler = guardian_limit_reached, .sa_flags = SA_RESTART,
    };

    guardian_limit_fd = fd;
    sigaction(SIGALRM, &action, NULL);
}

void guardian_free(Guardian *guardian)
{
    close(guardian->owner_fd);
    while (waitpid(guardian->pid, NULL, 0) < 0 && errno == EINTR) {
        continue;
    }
    g_free(guardian);
}
