/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Tests of finding and killing exactly the processes of one run. */

#include "base/process.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define EMULATOR "/bin/sleep"

/* A process whose arguments name the emulator and @directory. */
static pid_t start_impostor(const char *emulator, const char *directory)
{
    char *argv[] = {
        (char *)emulator, (char *)"60", (char *)directory, NULL,
    };
    g_auto(GStrv) full = NULL;
    GPid pid;

    /* sh keeps our arguments in its command line while sleep waits. */
    full = g_new0(char *, 7);
    full[0] = g_strdup("/bin/sh");
    full[1] = g_strdup("-c");
    full[2] = g_strdup("read -r line");
    full[3] = g_strdup(argv[0]);
    full[4] = g_strconcat("path=", argv[2], "/monitor.sock", NULL);
    g_assert_true(g_spawn_async_with_pipes(NULL, full, NULL,
                                           G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                                           NULL, &pid, &(int){ 0 }, NULL,
                                           NULL, NULL));
    return pid;
}

static void test_identity(void)
{
    g_autofree char *boot_id = process_boot_id();

    g_assert_cmpuint(strlen(boot_id), ==, 36);
    g_assert_cmpuint(process_start_time(getpid()), >, 0);
    g_assert_cmpuint(process_start_time(getpid()), ==,
                     process_start_time(getpid()));
    g_assert_cmpuint(process_start_time(G_MAXINT32), ==, 0);
}

static void test_kill(void)
{
    const char *mine = "/tmp/svgalab-test/run-mine";
    const char *other = "/tmp/svgalab-test/run-other";
    pid_t target = start_impostor(EMULATOR, mine);
    pid_t neighbour = start_impostor(EMULATOR, other);
    pid_t stranger = start_impostor("/bin/cat", mine);
    int status;

    while (process_count_emulators(EMULATOR, mine) < 1) {
        g_thread_yield();
    }
    g_assert_cmpuint(process_kill_emulators(EMULATOR, mine), ==, 1);
    g_assert_cmpint(waitpid(target, &status, 0), ==, target);
    g_assert_true(WIFSIGNALED(status));
    g_assert_cmpuint(process_count_emulators(EMULATOR, mine), ==, 0);
    g_assert_cmpint(waitpid(neighbour, &status, WNOHANG), ==, 0);
    g_assert_cmpint(waitpid(stranger, &status, WNOHANG), ==, 0);
    kill(neighbour, SIGKILL);
    kill(stranger, SIGKILL);
    waitpid(neighbour, &status, 0);
    waitpid(stranger, &status, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/process/identity", test_identity);
    g_test_add_func("/process/kill", test_kill);
    return g_test_run();
}
