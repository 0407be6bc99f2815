/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* One running guest: started, watched, asked, ended. */

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
    /* The control port hung up: @reason NULL when the guest just ended. */
    ChannelClosedFunc control_closed;
    /* The guest has suspended itself to RAM. */
    GuestAsleepFunc asleep;
} GuestCallbacks;

/*
 * Start the guest of @spec. Its ports are connected before its first
 * instruction, so that nothing it says is lost. @callbacks may be NULL when
 * the spec has no channels.
 */
Guest *guest_start(Embed *embed, const DomainSpec *spec,
                   const GuestCallbacks *callbacks, gpointer opaque,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

virDomainPtr guest_domain(Guest *guest);

/* TRUE as long as QEMU runs. */
gboolean guest_is_running(Guest *guest);

/* Wake up a guest that is asleep. */
gboolean guest_wake_up(Guest *guest, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Send one line to the guest's control port. */
void guest_reply(Guest *guest, const char *line);

/* A property of the graphics device; the getter's result is to be unref'd. */
JsonNode *guest_get_property(Guest *guest, const char *name, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean guest_set_property(Guest *guest, const char *name, const char *value,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Kill what is left of it. */
/* Read its physical memory; FALSE if that is gone. */
gboolean guest_read_memory(Guest *guest, guint64 gpa, gpointer bytes,
                           gsize length);

void guest_free(Guest *guest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Guest, guest_free)

#endif
