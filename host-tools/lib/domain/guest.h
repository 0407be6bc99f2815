/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A running guest: start, events, queries, end. */

#ifndef SVGALAB_GUEST_H
#define SVGALAB_GUEST_H

#include <glib.h>
#include <json-glib/json-glib.h>

#include "domain/channel.h"
#include "domain/domain.h"
#include "domain/embed.h"

typedef struct Guest Guest;

typedef void (*GuestAsleepFunc)(gpointer opaque);

typedef struct GuestCallbacks {
    ChannelLineFunc ktap_line;
    ChannelLineFunc control_line;
    /* The control port hung up; @reason is NULL if the guest just ended. */
    ChannelClosedFunc control_closed;
    /* The guest has suspended itself to RAM. */
    GuestAsleepFunc asleep;
} GuestCallbacks;

/*
 * Start the guest of @spec. Its ports are connected before its first
 * instruction, so that no output is lost. @callbacks may be NULL if the spec
 * has no channels.
 */
Guest *guest_start(Embed *embed, const DomainSpec *spec,
                   const GuestCallbacks *callbacks, gpointer opaque,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

virDomainPtr guest_domain(Guest *guest);

/* TRUE as long as QEMU runs. */
gboolean guest_is_running(Guest *guest);

/* Wake up a suspended guest. */
gboolean guest_wake_up(Guest *guest, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Send one line to the guest's control port. */
void guest_reply(Guest *guest, const char *line);

/* Access a property of the graphics device; unref the getter's result. */
JsonNode *guest_get_property(Guest *guest, const char *name, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean guest_set_property(Guest *guest, const char *name, const char *value,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Kill the guest if it still runs. */
/* Read its physical memory; FALSE if the guest is gone. */
gboolean guest_read_memory(Guest *guest, guint64 gpa, gpointer bytes,
                           gsize length);

void guest_free(Guest *guest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Guest, guest_free)

#endif
