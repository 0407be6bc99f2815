/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Wrappers around libvirt: automatic cleanup, and errors as GError. */

#ifndef SVGALAB_VIR_H
#define SVGALAB_VIR_H

#include <glib.h>
#include <json-glib/json-glib.h>
#include <libvirt/libvirt.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(virConnect, virConnectClose)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(virDomain, virDomainFree)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(virStream, virStreamFree)

/*
 * Start libvirt with its event loop on GLib's default main context and its
 * messages in @log_path instead of on stderr. Call once per process.
 */
gboolean vir_init(const char *log_path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Set @error (code ENVIRONMENT) to "@what: libvirt's last message". */
void vir_set_error(GError **error, const char *what);

/* Let libvirt and GLib handle events once, waiting for one. */
void vir_iterate(void);

/*
 * Send the QMP command @name with @arguments (NULL for none; consumed). Returns
 * the reply's "return" member, or NULL with @error.
 */
JsonNode *vir_monitor_command(virDomainPtr domain, const char *name,
                              JsonNode *arguments, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

#endif
