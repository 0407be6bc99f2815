/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The KTAP that a run streams: to a terminal or pipe, and to its file. */

#ifndef SVGALAB_STREAM_H
#define SVGALAB_STREAM_H

#include <glib.h>

#include "console/ktap.h"

typedef struct Stream Stream;

/*
 * Write to @fd and to a new file @path, line by line, nothing held back.
 * @colour colours what goes to @fd; @quiet sends nothing there.
 */
Stream *stream_open(int fd, const char *path, gboolean colour, gboolean quiet,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "KTAP version 1", then later the plan. */
void stream_version(Stream *stream);
void stream_plan(Stream *stream, guint count);

/* A "# " line; line ends in the text make it several. */
void stream_diagnostic(Stream *stream, const char *format, ...)
    G_GNUC_PRINTF(2, 3);

/* The next result; numbers are counted here. */
void stream_result(Stream *stream, const char *name, gboolean ok,
                   KtapDirective directive, const char *reason);

/* The last line. */
void stream_verdict(Stream *stream, gboolean good, const char *text);

/* FALSE once a write failed: the reader is gone or the disk is full. */
gboolean stream_is_good(const Stream *stream);

/* Colour is for terminals, unless NO_COLOR is set or TERM is "dumb". */
gboolean stream_wants_colour(int fd);

void stream_free(Stream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stream, stream_free)

#endif
