/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A guest's virtio-serial port as lines of text, in both directions. */

#ifndef SVGALAB_CHANNEL_H
#define SVGALAB_CHANNEL_H

#include <glib.h>
#include <libvirt/libvirt.h>

/* A line longer than this ends the channel; our guests never write one. */
#define CHANNEL_LINE_MAX (1024 * 1024)

typedef struct Channel Channel;

/* @line has no newline. Control characters are replaced by '?'. */
typedef void (*ChannelLineFunc)(const char *line, gpointer opaque);
/* The guest or QEMU is gone, or the line was too long (@reason not NULL). */
typedef void (*ChannelClosedFunc)(const char *reason, gpointer opaque);

typedef struct ChannelCallbacks {
    ChannelLineFunc line;
    ChannelClosedFunc closed;
} ChannelCallbacks;

/*
 * Connect to the port @name of @domain, which may still be paused. Callbacks
 * run from the main loop; they must not free the channel.
 */
Channel *channel_open(virDomainPtr domain, const char *name,
                      const ChannelCallbacks *callbacks, gpointer opaque,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Queue @line and a newline; the main loop sends them. */
void channel_send(Channel *channel, const char *line);

/* Close the host's side, which the guest sees as a hang-up. */
void channel_free(Channel *channel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Channel, channel_free)

#endif
