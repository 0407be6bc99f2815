/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A libvirt of our own: the embedded QEMU driver in a run's directory. */

#ifndef SVGALAB_EMBED_H
#define SVGALAB_EMBED_H

#include <glib.h>
#include <libvirt/libvirt.h>

typedef struct Embed Embed;

/*
 * Reap dead runs, register this one and start libvirt in it. @uri NULL is the
 * embedded driver; any other is opened instead, and must be a QEMU driver of
 * a host that sees the file @emulator. @cache_dir keeps libvirt's knowledge of
 * emulators, shared by all runs. Once a process, before it has threads.
 */
Embed *embed_open(const char *uri, const char *emulator,
                  const char *cache_dir, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

virConnectPtr embed_connection(Embed *embed);
const char *embed_uri(Embed *embed);

/* TRUE: a daemon of somebody else's, FALSE: the embedded driver. */
gboolean embed_is_remote(Embed *embed);

/* Directory for files of this run, removed with it. */
const char *embed_run_dir(Embed *embed);

/* libvirt's log of the domain @name; NULL where a daemon keeps it. */
char *embed_log_path(Embed *embed, const char *name);

/* Guests of dead runs that had to be killed by embed_open(). */
guint embed_reaped(Embed *embed);

/* Close the connection; no guest and no file of the run is left. */
void embed_free(Embed *embed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Embed, embed_free)

#endif
