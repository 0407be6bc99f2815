/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A private libvirt: the embedded QEMU driver in the run's directory. */

#include "domain/embed.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <unistd.h>

#include "base/error.h"
#include "domain/vir.h"
#include "supervision/supervision.h"

/*
 * As root, libvirt would drop privileges and label files, neither of which is
 * needed here. stdio_handler "file": there is no virtlogd for the logs.
 */
#define EMBED_CONFIG \
    "security_driver = \"none\"\n" \
    "cgroup_controllers = []\n" \
    "namespaces = []\n" \
    "stdio_handler = \"file\"\n"
#define EMBED_CONFIG_ROOT \
    "user = \"root\"\n" \
    "group = \"root\"\n" \
    "dynamic_ownership = 0\n" \
    "remember_owner = 0\n"

/* The account that libvirt looks up as root, even if told to use another. */
#define LIBVIRT_ACCOUNT "libvirt-qemu"

struct Embed {
    Supervision *supervision;
    char *uri;
    virConnectPtr connection;
    gboolean remote;
};

static gboolean embed_write_config(Embed *embed, GError **error)
{
    g_autofree char *dir = g_build_filename(embed_run_dir(embed), "etc", NULL);
    g_autofree char *path = g_build_filename(dir, "qemu.conf", NULL);
    const char *text = geteuid() == 0 ? EMBED_CONFIG EMBED_CONFIG_ROOT
                                      : EMBED_CONFIG;

    if (g_mkdir_with_parents(dir, 0700) < 0) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "%s: %s", dir, g_strerror(errno));
        return FALSE;
    }
    return g_file_set_contents(path, text, -1, error);
}

/*
 * libvirt probes an emulator for a second or more and caches the result below
 * its root; a symlink makes the cache outlive the run.
 */
static gboolean embed_share_cache(Embed *embed, const char *cache_dir,
                                  GError **error)
{
    g_autofree char *target = g_build_filename(cache_dir, "libvirt", NULL);
    g_autofree char *link = g_build_filename(embed_run_dir(embed), "cache",
                                             NULL);

    if (g_mkdir_with_parents(target, 0700) < 0 || symlink(target, link) < 0) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "cache directory %s: %s", target, g_strerror(errno));
        return FALSE;
    }
    return TRUE;
}

static gboolean embed_check_account(GError **error)
{
    if (geteuid() != 0 || getpwnam(LIBVIRT_ACCOUNT)) {
        return TRUE;
    }
    g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                "libvirt started by root needs the account %s: "
                "adduser --system --group --no-create-home %s",
                LIBVIRT_ACCOUNT, LIBVIRT_ACCOUNT);
    return FALSE;
}

static gboolean embed_prepare(Embed *embed, const char *cache_dir,
                              GError **error)
{
    if (!embed_check_account(error) || !embed_write_config(embed, error) ||
        !embed_share_cache(embed, cache_dir, error)) {
        return FALSE;
    }
    embed->uri = g_strdup_printf("qemu:///embed?root=%s", embed_run_dir(embed));
    return TRUE;
}

/* A daemon must use the QEMU driver and see the emulator at the same path. */
static gboolean embed_check_remote(Embed *embed, const char *emulator,
                                   GError **error)
{
    const char *type = virConnectGetType(embed->connection);
    g_autofree char *capabilities = NULL;

    if (g_strcmp0(type, "QEMU") != 0) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "%s: its driver is %s, not QEMU", embed->uri,
                    type ? type : "unknown");
        return FALSE;
    }
    capabilities = virConnectGetDomainCapabilities(embed->connection,
                                                   emulator, NULL, NULL,
                                                   NULL, 0);
    if (!capabilities) {
        g_autofree char *what =
            g_strdup_printf("%s: that host cannot use %s of this one",
                            embed->uri, emulator);

        vir_set_error(error, what);
        return FALSE;
    }
    return TRUE;
}

static gboolean embed_connect(Embed *embed, const char *emulator,
                              GError **error)
{
    g_autofree char *log = g_build_filename(embed_run_dir(embed), "libvirt.log",
                                            NULL);

    if (!vir_init(log, error)) {
        return FALSE;
    }
    embed->connection = virConnectOpen(embed->uri);
    if (!embed->connection) {
        g_autofree char *what = g_strdup_printf("cannot connect to %s",
                                                embed->uri);

        vir_set_error(error, what);
        return FALSE;
    }
    return !embed->remote || embed_check_remote(embed, emulator, error);
}

Embed *embed_open(const char *uri, const char *emulator,
                  const char *cache_dir, GError **error)
{
    g_autoptr(Embed) embed = g_new0(Embed, 1);

    embed->supervision = supervision_begin(emulator, error);
    if (!embed->supervision) {
        return NULL;
    }
    if (uri) {
        embed->uri = g_strdup(uri);
        embed->remote = TRUE;
    } else if (!embed_prepare(embed, cache_dir, error)) {
        return NULL;
    }
    if (!embed_connect(embed, emulator, error)) {
        return NULL;
    }
    return g_steal_pointer(&embed);
}

virConnectPtr embed_connection(Embed *embed)
{
    return embed->connection;
}

const char *embed_uri(Embed *embed)
{
    return embed->uri;
}

gboolean embed_is_remote(Embed *embed)
{
    return embed->remote;
}

const char *embed_run_dir(Embed *embed)
{
    return supervision_dir(embed->supervision);
}

char *embed_log_path(Embed *embed, const char *name)
{
    return embed->remote ? NULL
                         : g_strdup_printf("%s/log/qemu/%s.log",
                                           embed_run_dir(embed), name);
}

guint embed_reaped(Embed *embed)
{
    return supervision_reaped(embed->supervision);
}

void embed_free(Embed *embed)
{
    if (embed->connection) {
        virConnectClose(embed->connection);
    }
    g_clear_pointer(&embed->supervision, supervision_end);
    g_free(embed->uri);
    g_free(embed);
}
