/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Parents of tools: they pass on exit codes and signals, and reap orphans. */

#include "supervision/supervision.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define POLL_US 1000

/* Fork a tool; returns true in the child that supervision_adopt() creates. */
static gboolean tool_forks(pid_t *pid)
{
    *pid = fork();
    g_assert_cmpint(*pid, >=, 0);
    return *pid == 0 && supervision_adopt(NULL);
}

static int tool_status(pid_t pid)
{
    int status;

    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    return status;
}

static pid_t pid_from(int fd)
{
    pid_t pid = -1;

    g_assert_cmpint(read(fd, &pid, sizeof(pid)), ==, sizeof(pid));
    return pid;
}

static void pid_to(int fd)
{
    pid_t pid = getpid();

    if (write(fd, &pid, sizeof(pid)) != sizeof(pid)) {
        _exit(99);
    }
}

static void test_exit_code(void)
{
    pid_t pid;
    int status;

    if (tool_forks(&pid)) {
        _exit(7);
    }
    status = tool_status(pid);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 7);
}

static void test_death(void)
{
    pid_t pid;
    int status;

    if (tool_forks(&pid)) {
        raise(SIGKILL);
    }
    status = tool_status(pid);
    g_assert_true(WIFSIGNALED(status));
    g_assert_cmpint(WTERMSIG(status), ==, SIGKILL);
}

/* The parent gets the signal, and the child stops. */
static void test_signal(void)
{
    int fds[2];
    pid_t pid;
    int status;

    g_assert_cmpint(pipe(fds), ==, 0);
    if (tool_forks(&pid)) {
        pid_to(fds[1]);
        pause();
        _exit(98);
    }
    pid_from(fds[0]);
    kill(pid, SIGINT);
    status = tool_status(pid);
    g_assert_true(WIFSIGNALED(status));
    g_assert_cmpint(WTERMSIG(status), ==, SIGINT);
    close(fds[0]);
    close(fds[1]);
}

/* A process whose parent has died leaves no zombie while the tool runs. */
static void test_orphan(void)
{
    int fds[2];
    pid_t pid;

    g_assert_cmpint(pipe(fds), ==, 0);
    if (tool_forks(&pid)) {
        pid_t orphan;

        if (fork() == 0) {
            if (fork() == 0) {
                pid_to(fds[1]);
            }
            _exit(0);
        }
        wait(NULL);
        orphan = pid_from(fds[0]);
        while (kill(orphan, 0) == 0) {
            g_usleep(POLL_US);
        }
        _exit(errno == ESRCH ? 0 : 1);
    }
    g_assert_cmpint(tool_status(pid), ==, 0);
    close(fds[0]);
    close(fds[1]);
}

/* The parent waits for processes that outlive the tool. */
static void test_survivor(void)
{
    int fds[2];
    pid_t pid;

    g_assert_cmpint(pipe(fds), ==, 0);
    if (tool_forks(&pid)) {
        if (fork() == 0) {
            /* Wait until the tool is gone. */
            while (getppid() != pid && kill(getppid(), 0) == 0 &&
                   getpgid(getppid()) == getpgid(0)) {
                g_usleep(POLL_US);
            }
            pid_to(fds[1]);
            _exit(0);
        }
        _exit(3);
    }
    g_assert_cmpint(WEXITSTATUS(tool_status(pid)), ==, 3);
    /* written before the parent ended, so the read does not block */
    close(fds[1]);
    g_assert_cmpint(pid_from(fds[0]), >, 0);
    close(fds[0]);
}

static void test_parent_killed(void)
{
    int fds[2];
    pid_t pid;
    char byte;

    g_assert_cmpint(pipe(fds), ==, 0);
    if (tool_forks(&pid)) {
        pid_to(fds[1]);
        pause();
        _exit(98);
    }
    close(fds[1]);
    pid_from(fds[0]);
    kill(pid, SIGKILL);
    tool_status(pid);
    /* end of the pipe: the child is gone, too */
    g_assert_cmpint(read(fds[0], &byte, 1), ==, 0);
    close(fds[0]);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reaper/exit-code", test_exit_code);
    g_test_add_func("/reaper/death", test_death);
    g_test_add_func("/reaper/signal", test_signal);
    g_test_add_func("/reaper/orphan", test_orphan);
    g_test_add_func("/reaper/survivor", test_survivor);
    g_test_add_func("/reaper/parent-killed", test_parent_killed);
    return g_test_run();
}
