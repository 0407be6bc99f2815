/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Passes the report stream on to a reader who may be slow or absent. */

#include "qemu/osdep.h"
#include "system/runstate-action.h"
#include "system/runstate.h"
#include "stream.h"

/* Number of times QEMU waits a millisecond for the reader before it exits. */
#define SVGA_STREAM_LAST_WAITS 1000

/* A socket without a connected client would accept lines and lose them. */
static bool svga_stream_has_reader(SvgaStream *stream)
{
    return qemu_chr_fe_backend_open(&stream->chr) ||
           !qemu_chr_has_feature(qemu_chr_fe_get_driver(&stream->chr),
                                 QEMU_CHAR_FEATURE_RECONNECTABLE);
}

/* Bytes written; -1 if waiting for room will not help. */
static ssize_t svga_stream_write(SvgaStream *stream, const char *text,
                                 size_t len)
{
    int done;

    if (!svga_stream_has_reader(stream)) {
        return -1;
    }
    errno = 0;
    done = qemu_chr_fe_write(&stream->chr, (const uint8_t *)text, len);
    return done < 0 && errno == EAGAIN ? 0 : done;
}

/*
 * Write some of the queue; true if there is more to write once there is room.
 */
static bool svga_stream_push(SvgaStream *stream)
{
    GString *block = g_queue_peek_head(&stream->blocks);
    ssize_t done;

    if (!block) {
        return false;
    }
    done = svga_stream_write(stream, block->str + stream->sent,
                             block->len - stream->sent);
    stream->sent += MAX(done, 0);
    if (stream->sent == block->len) {
        g_queue_pop_head(&stream->blocks);
        stream->bytes -= block->len;
        stream->sent = 0;
        g_string_free(block, TRUE);
    }
    return done >= 0 && stream->bytes;
}

static gboolean svga_stream_writable(void *chan, GIOCondition cond,
                                     void *opaque)
{
    SvgaStream *stream = opaque;

    if (svga_stream_push(stream)) {
        return G_SOURCE_CONTINUE;
    }
    stream->watch = 0;
    return G_SOURCE_REMOVE;
}

static void svga_stream_go_on(SvgaStream *stream)
{
    if (!stream->watch && svga_stream_push(stream)) {
        stream->watch = qemu_chr_fe_add_watch(&stream->chr,
                                                G_IO_OUT | G_IO_HUP,
                                                svga_stream_writable, stream);
    }
}

static void svga_stream_append(SvgaStream *stream, const char *line,
                               size_t len)
{
    GString *block = g_queue_peek_tail(&stream->blocks);

    if (!block || block->len + len > SVGA_STREAM_BLOCK_BYTES) {
        block = g_string_sized_new(SVGA_STREAM_BLOCK_BYTES);
        g_queue_push_tail(&stream->blocks, block);
    }
    g_string_append_len(block, line, len);
    stream->bytes += len;
}

/*
 * Lines are written at once if possible, so that the file has what QEMU did
 * before a crash.  Otherwise a line is queued if it fits into the queue as a
 * whole.
 */
static bool svga_stream_line(void *opaque, const char *line, size_t len)
{
    SvgaStream *stream = opaque;
    ssize_t done;

    if (stream->bytes + len > SVGA_STREAM_BYTES_MAX) {
        svga_stream_go_on(stream);
    }
    if (stream->bytes) {
        if (stream->bytes + len > SVGA_STREAM_BYTES_MAX) {
            return false;
        }
        svga_stream_append(stream, line, len);
    } else {
        done = svga_stream_write(stream, line, len);
        if (done == (ssize_t)len) {
            return true;
        }
        svga_stream_append(stream, line, len);
        stream->sent = MAX(done, 0);
    }
    svga_stream_go_on(stream);
    return true;
}

/* Restart a line that the previous reader got only part of. */
static void svga_stream_rewind(SvgaStream *stream)
{
    const GString *block = g_queue_peek_head(&stream->blocks);

    while (stream->sent && block->str[stream->sent - 1] != '\n') {
        stream->sent--;
    }
}

static void svga_stream_unwatch(SvgaStream *stream)
{
    if (stream->watch) {
        g_source_remove(stream->watch);
        stream->watch = 0;
    }
}

static void svga_stream_event(void *opaque, QEMUChrEvent event)
{
    SvgaStream *stream = opaque;

    if (event == CHR_EVENT_OPENED) {
        svga_stream_go_on(stream);
    } else if (event == CHR_EVENT_CLOSED) {
        svga_stream_unwatch(stream);
        svga_stream_rewind(stream);
    }
}

/* Last chance to flush the queue: the main loop is about to end. */
static void svga_stream_shutdown(Notifier *notifier, void *data)
{
    SvgaStream *stream = container_of(notifier, SvgaStream, shutdown);
    unsigned waits = 0;

    if (shutdown_action == SHUTDOWN_ACTION_PAUSE) {
        return;
    }
    while (waits < SVGA_STREAM_LAST_WAITS) {
        uint64_t bytes = stream->bytes;
        size_t sent = stream->sent;

        if (!svga_stream_push(stream)) {
            break;
        }
        if (bytes == stream->bytes && sent == stream->sent) {
            waits++;
            g_usleep(G_USEC_PER_SEC / 1000);
        }
    }
}

void svga_stream_realize(SvgaStream *stream, SvgaReport *report)
{
    bool on = qemu_chr_fe_backend_connected(&stream->chr);
    const SvgaReportSink sink = {
        .opaque = stream,
        .write = on ? svga_stream_line : NULL,
    };

    g_queue_init(&stream->blocks);
    stream->shutdown.notify = svga_stream_shutdown;
    qemu_register_shutdown_notifier(&stream->shutdown);
    qemu_chr_fe_set_handlers(&stream->chr, NULL, NULL, svga_stream_event, NULL,
                             stream, NULL, true);
    stream->report = report;
    svga_report_realize(report, &sink);
}

static void svga_stream_free_block(void *block)
{
    g_string_free(block, TRUE);
}

void svga_stream_unrealize(SvgaStream *stream)
{
    svga_report_unrealize(stream->report);
    qemu_chr_fe_set_handlers(&stream->chr, NULL, NULL, NULL, NULL, NULL, NULL,
                             true);
    notifier_remove(&stream->shutdown);
    svga_stream_unwatch(stream);
    g_queue_clear_full(&stream->blocks, svga_stream_free_block);
}
