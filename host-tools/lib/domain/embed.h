/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A private libvirt: the embedded QEMU driver in the run's directory. */

#ifndef SVGALAB_EMBED_H
#define SVGALAB_EMBED_H

#include <glib.h>
#include <libvirt/libvirt.h>

typedef struct Embed Embed;

/*
 * Reap dead runs, register this one and start libvirt in it. If @uri is NULL,
 * use the embedded driver; otherwise open @uri, which must be a QEMU driver of
 * a host that sees the file @emulator. @cache_dir keeps libvirt's capabilities
 * of emulators, shared by all runs. Call once per process, before it has
 * threads.
 */
Embed *embed_open(const char *uri, const char *emulator,
                  const char *cache_dir, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

virConnectPtr embed_connection(Embed *embed);
const char *embed_uri(Embed *embed);

/* TRUE: an external daemon; FALSE: the embedded driver. */
gboolean embed_is_remote(Embed *embed);

/* Directory for the files of this run, removed with it. */
const char *embed_run_dir(Embed *embed);

/* libvirt's log of the domain @name; NULL if a daemon keeps it. */
char *embed_log_path(Embed *embed, const char *name);

/* Number of guests of dead runs that embed_open() had to kill. */
guint embed_reaped(Embed *embed);

/* Close the connection; no guest and no file of the run remains. */
void embed_free(Embed *embed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Embed, embed_free)

#endif
