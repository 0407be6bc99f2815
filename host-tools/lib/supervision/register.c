/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The register of runs: one short directory per run, with its owner. */

#include "supervision/register.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/process.h"
#include "base/tree.h"

/*
 * A socket path has at most 108 bytes; libvirt appends up to 80 to the run's
 * directory, which is 11 characters longer than the base.
 */
#define REGISTER_BASE_MAX 24

#define REGISTER_LOCK_DIR "/var/lock"
#define REGISTER_LOCK_PREFIX "LCK.."

#define OWNER_FILE "owner"
#define OWNER_GROUP "owner"

static gboolean register_base_check(const char *path, GError **error)
{
    struct stat st;

    if (mkdir(path, 0700) < 0 && errno != EEXIST) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "run directory %s: %s", path, g_strerror(errno));
        return FALSE;
    }
    if (lstat(path, &st) < 0 || !S_ISDIR(st.st_mode) ||
        st.st_uid != geteuid() || (st.st_mode & 022)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "run directory %s: not a directory that only this user "
                    "can write to", path);
        return FALSE;
    }
    return TRUE;
}

char *register_base(GError **error)
{
    const char *runtime = g_getenv("XDG_RUNTIME_DIR");
    g_autofree char *path = NULL;

    if (runtime && g_path_is_absolute(runtime)) {
        path = g_build_filename(runtime, "svgalab", NULL);
        if (strlen(path) <= REGISTER_BASE_MAX &&
            register_base_check(path, NULL)) {
            return g_steal_pointer(&path);
        }
        g_clear_pointer(&path, g_free);
    }
    path = g_strdup_printf("/tmp/svgalab-%u", (unsigned)geteuid());
    if (!register_base_check(path, error)) {
        return NULL;
    }
    return g_steal_pointer(&path);
}

static gboolean register_write_owner(const char *run_dir,
                                     const char *emulator, GError **error)
{
    g_autofree char *path = g_build_filename(run_dir, OWNER_FILE, NULL);
    g_autofree char *boot_id = process_boot_id();
    g_autoptr(GKeyFile) file = g_key_file_new();

    g_key_file_set_integer(file, OWNER_GROUP, "pid", getpid());
    g_key_file_set_uint64(file, OWNER_GROUP, "start-time",
                          process_start_time(getpid()));
    g_key_file_set_string(file, OWNER_GROUP, "boot-id", boot_id);
    g_key_file_set_string(file, OWNER_GROUP, "emulator", emulator);
    return g_key_file_save_to_file(file, path, error);
}

char *register_add(const char *base, const char *emulator, GError **error)
{
    g_autofree char *pending = g_build_filename(base, "new-XXXXXX", NULL);
    g_autofree char *run_dir = NULL;

    if (!g_mkdtemp(pending)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "run directory under %s: %s", base, g_strerror(errno));
        return NULL;
    }
    if (!register_write_owner(pending, emulator, error)) {
        remove_tree(pending);
        return NULL;
    }
    /*
     * A directory named run-* always has its owner, so nobody reaps it too
     * early.
     */
    run_dir = g_strdup_printf("%s/run-%s", base,
                              pending + strlen(pending) - 6);
    if (g_rename(pending, run_dir) < 0) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "run directory %s: %s", run_dir, g_strerror(errno));
        remove_tree(pending);
        return NULL;
    }
    return g_steal_pointer(&run_dir);
}

/*
 * libvirt locks a domain's ports like serial lines, by a file named after the
 * port's path; a killed process leaves it behind.
 */
static void register_remove_locks(const char *run_dir)
{
    g_autofree char *prefix = g_strconcat(REGISTER_LOCK_PREFIX, run_dir, NULL);
    g_autoptr(GDir) dir = g_dir_open(REGISTER_LOCK_DIR, 0, NULL);
    const char *name;

    g_strdelimit(prefix, "/", '_');
    while (dir && (name = g_dir_read_name(dir))) {
        if (g_str_has_prefix(name, prefix)) {
            g_autofree char *path = g_build_filename(REGISTER_LOCK_DIR, name,
                                                     NULL);

            g_unlink(path);
        }
    }
}

void register_clean(const char *run_dir, const char *emulator)
{
    process_kill_emulators(emulator, run_dir);
    register_remove_locks(run_dir);
    remove_tree(run_dir);
}

/* NULL if the owner lives, else the emulator that it started. */
static char *register_dead_emulator(const char *run_dir)
{
    g_autofree char *path = g_build_filename(run_dir, OWNER_FILE, NULL);
    g_autofree char *boot_id = process_boot_id();
    g_autofree char *owner_boot = NULL;
    g_autoptr(GKeyFile) file = g_key_file_new();
    guint64 start_time;
    int pid;

    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL)) {
        return NULL;
    }
    pid = g_key_file_get_integer(file, OWNER_GROUP, "pid", NULL);
    start_time = g_key_file_get_uint64(file, OWNER_GROUP, "start-time", NULL);
    owner_boot = g_key_file_get_string(file, OWNER_GROUP, "boot-id", NULL);
    if (pid > 0 && g_strcmp0(owner_boot, boot_id) == 0 &&
        start_time == process_start_time(pid)) {
        return NULL;
    }
    return g_key_file_get_string(file, OWNER_GROUP, "emulator", NULL);
}

guint register_reap(const char *base)
{
    g_autoptr(GDir) dir = g_dir_open(base, 0, NULL);
    const char *name;
    guint killed = 0;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *run_dir = g_build_filename(base, name, NULL);
        g_autofree char *emulator = NULL;

        if (!g_str_has_prefix(name, "run-")) {
            continue;
        }
        emulator = register_dead_emulator(run_dir);
        if (emulator) {
            killed += process_kill_emulators(emulator, run_dir);
            register_remove_locks(run_dir);
            remove_tree(run_dir);
        }
    }
    return killed;
}
