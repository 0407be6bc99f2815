/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The directory for the files of a run. */

#include "results/resultdir.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/error.h"

/* Runs started within the same second get a number appended to their name. */
#define RESULTDIR_TRIES 100

static char *resultdir_fail(const char *path, const char *why, GError **error)
{
    g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                "result directory %s: %s", path, why);
    return NULL;
}

static char *resultdir_make_given(const char *path, GError **error)
{
    g_autofree char *absolute = g_canonicalize_filename(path, NULL);
    g_autoptr(GDir) dir = NULL;

    if (g_mkdir_with_parents(absolute, 0777) < 0) {
        return resultdir_fail(absolute, g_strerror(errno), error);
    }
    dir = g_dir_open(absolute, 0, NULL);
    if (!dir || access(absolute, W_OK) < 0) {
        return resultdir_fail(absolute, "cannot be written to", error);
    }
    if (g_dir_read_name(dir)) {
        return resultdir_fail(absolute, "is not empty", error);
    }
    return g_steal_pointer(&absolute);
}

/* The link is a convenience: failing to create it is no error. */
static void resultdir_link_latest(const char *base, const char *name)
{
    g_autofree char *link = g_build_filename(base, "latest", NULL);
    g_autofree char *fresh = g_strdup_printf("%s.%d", link, (int)getpid());

    if (symlink(name, fresh) == 0 && g_rename(fresh, link) < 0) {
        g_unlink(fresh);
    }
}

static char *resultdir_make_new(const char *label, GError **error)
{
    g_autofree char *base = g_build_filename(g_get_user_state_dir(),
                                             "svgalab", "results", NULL);
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *time = g_date_time_format(now, "%Y%m%dT%H%M%SZ");

    if (g_mkdir_with_parents(base, 0777) < 0) {
        return resultdir_fail(base, g_strerror(errno), error);
    }
    for (guint i = 1; i <= RESULTDIR_TRIES; i++) {
        g_autofree char *name =
            i == 1 ? g_strdup_printf("%s-%s", time, label)
                   : g_strdup_printf("%s-%s-%u", time, label, i);
        g_autofree char *path = g_build_filename(base, name, NULL);

        if (g_mkdir(path, 0777) == 0) {
            resultdir_link_latest(base, name);
            return g_steal_pointer(&path);
        }
        if (errno != EEXIST) {
            return resultdir_fail(path, g_strerror(errno), error);
        }
    }
    return resultdir_fail(base, "too many runs at once", error);
}

char *resultdir_make(const char *path, const char *label, GError **error)
{
    if (path) {
        return resultdir_make_given(path, error);
    }
    return resultdir_make_new(label, error);
}
