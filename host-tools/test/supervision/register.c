/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The register of runs: live ones stay, dead ones are cleaned up. */

#include "supervision/register.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/tree.h"
#include "supervision/guardian.h"

#define EMULATOR "/nonexistent/qemu"

static char *make_base(void)
{
    return g_dir_make_tmp("svgalab-test-XXXXXX", NULL);
}

/* A run whose owner, a child of ours, has ended. */
static char *make_dead_run(const char *base)
{
    g_autofree char *run_dir = NULL;
    int fds[2];
    char text[512] = "";
    pid_t pid;

    g_assert_cmpint(pipe(fds), ==, 0);
    pid = fork();
    if (pid == 0) {
        run_dir = register_add(base, EMULATOR, NULL);
        _exit(write(fds[1], run_dir, strlen(run_dir)) < 0);
    }
    waitpid(pid, NULL, 0);
    close(fds[1]);
    g_assert_cmpint(read(fds[0], text, sizeof(text) - 1), >, 0);
    close(fds[0]);
    return g_strdup(text);
}

static void test_reap(void)
{
    g_autofree char *base = make_base();
    g_autofree char *mine = register_add(base, EMULATOR, NULL);
    g_autofree char *dead = make_dead_run(base);

    g_assert_true(g_file_test(mine, G_FILE_TEST_IS_DIR));
    g_assert_true(g_file_test(dead, G_FILE_TEST_IS_DIR));
    g_assert_cmpuint(register_reap(base), ==, 0);
    g_assert_true(g_file_test(mine, G_FILE_TEST_IS_DIR));
    g_assert_false(g_file_test(dead, G_FILE_TEST_EXISTS));
    register_clean(mine, EMULATOR);
    g_assert_false(g_file_test(mine, G_FILE_TEST_EXISTS));
    g_rmdir(base);
}

/* Same pid, but another boot or start time: not the owner. */
static void test_recycled_pid(void)
{
    static const char *const keys[] = { "boot-id", "start-time" };

    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autofree char *base = make_base();
        g_autofree char *run_dir = register_add(base, EMULATOR, NULL);
        g_autofree char *owner = g_build_filename(run_dir, "owner", NULL);
        g_autoptr(GKeyFile) file = g_key_file_new();

        g_assert_true(g_key_file_load_from_file(file, owner, 0, NULL));
        g_key_file_set_string(file, "owner", keys[i], "1");
        g_assert_true(g_key_file_save_to_file(file, owner, NULL));
        register_reap(base);
        g_assert_false(g_file_test(run_dir, G_FILE_TEST_EXISTS));
        g_rmdir(base);
    }
}

static void test_base(void)
{
    g_autofree char *runtime = g_dir_make_tmp("sgXXXXXX", NULL);
    g_autofree char *expected = g_build_filename(runtime, "svgalab", NULL);
    g_autofree char *long_dir =
        g_build_filename(runtime, "a-directory-much-too-long-for-sockets",
                         NULL);
    g_autofree char *short_base = NULL;
    g_autofree char *fallback = NULL;
    struct stat st;

    g_setenv("XDG_RUNTIME_DIR", runtime, TRUE);
    short_base = register_base(NULL);
    g_assert_cmpstr(short_base, ==, expected);
    g_assert_cmpint(stat(short_base, &st), ==, 0);
    g_assert_cmpuint(st.st_mode & 0777, ==, 0700);
    g_setenv("XDG_RUNTIME_DIR", long_dir, TRUE);
    fallback = register_base(NULL);
    g_assert_true(g_str_has_prefix(fallback, "/tmp/svgalab-"));
    remove_tree(runtime);
}

static void test_symlink(void)
{
    g_autofree char *base = make_base();
    g_autofree char *outside = make_base();
    g_autofree char *precious = g_build_filename(outside, "file", NULL);
    g_autofree char *link = g_build_filename(base, "link", NULL);

    g_assert_true(g_file_set_contents(precious, "x", 1, NULL));
    g_assert_cmpint(symlink(outside, link), ==, 0);
    remove_tree(base);
    g_assert_false(g_file_test(base, G_FILE_TEST_EXISTS));
    g_assert_true(g_file_test(precious, G_FILE_TEST_EXISTS));
    remove_tree(outside);
}

static void test_guardian(void)
{
    g_autofree char *base = make_base();
    g_autofree char *run_dir = register_add(base, EMULATOR, NULL);
    Guardian *guardian = guardian_start(run_dir, EMULATOR, NULL);

    g_assert_nonnull(guardian);
    g_assert_true(g_file_test(run_dir, G_FILE_TEST_IS_DIR));
    /* ends guests; the directory still belongs to the run */
    g_assert_cmpint(write(guardian_fd(guardian), "", 1), ==, 1);
    g_assert_true(g_file_test(run_dir, G_FILE_TEST_IS_DIR));
    guardian_free(guardian);
    g_assert_false(g_file_test(run_dir, G_FILE_TEST_EXISTS));
    g_rmdir(base);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/register/reap", test_reap);
    g_test_add_func("/register/recycled-pid", test_recycled_pid);
    g_test_add_func("/register/base", test_base);
    g_test_add_func("/register/symlink", test_symlink);
    g_test_add_func("/register/guardian", test_guardian);
    return g_test_run();
}
