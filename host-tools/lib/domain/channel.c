/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A guest's virtio-serial port as lines of text, in both directions. */

#include "domain/channel.h"

#include "base/lines.h"
#include "domain/vir.h"

#define CHANNEL_CHUNK 65536

struct Channel {
    virStreamPtr stream;
    ChannelCallbacks callbacks;
    gpointer opaque;
    LineBuffer *input;
    GByteArray *output;
    gboolean open;
};

static void channel_close(Channel *channel, const char *reason)
{
    if (!channel->open) {
        return;
    }
    channel->open = FALSE;
    virStreamEventRemoveCallback(channel->stream);
    virStreamAbort(channel->stream);
    channel->callbacks.closed(reason, channel->opaque);
}

static void channel_deliver(Channel *channel)
{
    char *line;

    while ((line = line_buffer_next(channel->input))) {
        g_autofree char *owned = line;

        channel->callbacks.line(owned, channel->opaque);
    }
}

static void channel_receive(Channel *channel)
{
    g_autofree char *chunk = g_malloc(CHANNEL_CHUNK);
    int count = virStreamRecv(channel->stream, chunk, CHANNEL_CHUNK);

    if (count == -2) {
        return;     /* no data at the moment */
    }
    if (count <= 0) {
        channel_close(channel, NULL);
        return;
    }
    line_buffer_append(channel->input, chunk, count);
    channel_deliver(channel);
    if (line_buffer_pending(channel->input) > CHANNEL_LINE_MAX) {
        channel_close(channel, "a line without end");
    }
}

static void channel_update_events(Channel *channel)
{
    int events = VIR_STREAM_EVENT_READABLE | VIR_STREAM_EVENT_ERROR |
                 VIR_STREAM_EVENT_HANGUP;

    if (channel->output->len) {
        events |= VIR_STREAM_EVENT_WRITABLE;
    }
    virStreamEventUpdateCallback(channel->stream, events);
}

static void channel_transmit(Channel *channel)
{
    int count = virStreamSend(channel->stream,
                              (const char *)channel->output->data,
                              channel->output->len);

    if (count == -1) {
        channel_close(channel, NULL);
        return;
    }
    if (count > 0) {
        g_byte_array_remove_range(channel->output, 0, count);
    }
    channel_update_events(channel);
}

static void channel_event(virStreamPtr stream, int events, void *opaque)
{
    Channel *channel = opaque;

    if (events & VIR_STREAM_EVENT_READABLE) {
        channel_receive(channel);
    } else if (events & (VIR_STREAM_EVENT_ERROR | VIR_STREAM_EVENT_HANGUP)) {
        channel_close(channel, NULL);
    }
    if (channel->open && channel->output->len &&
        (events & VIR_STREAM_EVENT_WRITABLE)) {
        channel_transmit(channel);
    }
}

Channel *channel_open(virDomainPtr domain, const char *name,
                      const ChannelCallbacks *callbacks, gpointer opaque,
                      GError **error)
{
    g_autoptr(Channel) channel = g_new0(Channel, 1);

    channel->callbacks = *callbacks;
    channel->opaque = opaque;
    channel->input = line_buffer_new();
    channel->output = g_byte_array_new();
    channel->stream = virStreamNew(virDomainGetConnect(domain),
                                   VIR_STREAM_NONBLOCK);
    if (!channel->stream ||
        virDomainOpenChannel(domain, name, channel->stream, 0) < 0 ||
        virStreamEventAddCallback(channel->stream,
                                  VIR_STREAM_EVENT_READABLE |
                                  VIR_STREAM_EVENT_ERROR |
                                  VIR_STREAM_EVENT_HANGUP,
                                  channel_event, channel, NULL) < 0) {
        vir_set_error(error, name);
        return NULL;
    }
    channel->open = TRUE;
    return g_steal_pointer(&channel);
}

void channel_send(Channel *channel, const char *line)
{
    if (!channel->open) {
        return;
    }
    g_byte_array_append(channel->output, (const guint8 *)line, strlen(line));
    g_byte_array_append(channel->output, (const guint8 *)"\n", 1);
    channel_update_events(channel);
}

void channel_free(Channel *channel)
{
    if (channel->open) {
        virStreamEventRemoveCallback(channel->stream);
        virStreamAbort(channel->stream);
    }
    g_clear_pointer(&channel->stream, virStreamFree);
    line_buffer_free(channel->input);
    g_byte_array_unref(channel->output);
    g_free(channel);
}
