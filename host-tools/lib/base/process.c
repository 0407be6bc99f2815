/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Identifies processes beyond their PID, which the kernel reuses. */

#include "base/process.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Field 22 of /proc/PID/stat, counted from the ')' that ends the name. */
#define STAT_START_TIME_AFTER_NAME 20

#define PROCESS_EXIT_WAIT_MS 5000

char *process_boot_id(void)
{
    char *text = NULL;

    if (!g_file_get_contents("/proc/sys/kernel/random/boot_id", &text, NULL,
                             NULL)) {
        return g_strdup("");
    }
    return g_strstrip(text);
}

guint64 process_start_time(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)pid);
    g_autofree char *text = NULL;
    g_auto(GStrv) fields = NULL;
    const char *name_end;

    if (!g_file_get_contents(path, &text, NULL, NULL)) {
        return 0;
    }
    name_end = strrchr(text, ')');
    if (!name_end) {
        return 0;
    }
    fields = g_strsplit(name_end + 1, " ", -1);
    if (g_strv_length(fields) <= STAT_START_TIME_AFTER_NAME) {
        return 0;
    }
    return g_ascii_strtoull(fields[STAT_START_TIME_AFTER_NAME], NULL, 10);
}

static gboolean process_is_emulator(const char *pid, const char *emulator,
                                    const char *directory)
{
    g_autofree char *path = g_strdup_printf("/proc/%s/cmdline", pid);
    g_autofree char *text = NULL;
    gboolean runs_emulator = FALSE;
    gboolean names_directory = FALSE;
    struct stat st;
    gsize length;

    if (!g_file_get_contents(path, &text, &length, NULL) ||
        stat(path, &st) < 0 || st.st_uid != geteuid()) {
        return FALSE;
    }
    for (const char *arg = text; arg < text + length;
         arg += strlen(arg) + 1) {
        if (g_str_equal(arg, emulator)) {
            runs_emulator = TRUE;
        } else if (strstr(arg, directory)) {
            names_directory = TRUE;
        }
    }
    return runs_emulator && names_directory;
}

static GArray *process_find(const char *emulator, const char *directory)
{
    GArray *pids = g_array_new(FALSE, FALSE, sizeof(pid_t));
    g_autoptr(GDir) proc = g_dir_open("/proc", 0, NULL);
    const char *name;

    while (proc && (name = g_dir_read_name(proc))) {
        pid_t pid = g_ascii_strtoll(name, NULL, 10);

        if (pid > 0 && pid != getpid() &&
            process_is_emulator(name, emulator, directory)) {
            g_array_append_val(pids, pid);
        }
    }
    return pids;
}

static void process_kill(pid_t pid)
{
    int fd = syscall(SYS_pidfd_open, pid, 0);
    struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

    kill(pid, SIGKILL);
    if (fd >= 0) {
        poll(&poll_fd, 1, PROCESS_EXIT_WAIT_MS);
        close(fd);
    }
}

guint process_kill_emulators(const char *emulator, const char *directory)
{
    g_autoptr(GArray) pids = process_find(emulator, directory);

    for (guint i = 0; i < pids->len; i++) {
        process_kill(g_array_index(pids, pid_t, i));
    }
    return pids->len;
}

guint process_count_emulators(const char *emulator, const char *directory)
{
    g_autoptr(GArray) pids = process_find(emulator, directory);

    return pids->len;
}
