/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The KTAP stream of a run: to a terminal or pipe, and to its file. */

#ifndef SVGALAB_STREAM_H
#define SVGALAB_STREAM_H

#include <glib.h>

#include "console/ktap.h"

typedef struct Stream Stream;

/*
 * Write to @fd and to a new file @path, unbuffered, line by line. @colour
 * affects only @fd; @quiet writes nothing to it.
 */
Stream *stream_open(int fd, const char *path, gboolean colour, gboolean quiet,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "KTAP version 1", and later the plan. */
void stream_version(Stream *stream);
void stream_plan(Stream *stream, guint count);

/* A "# " line, or several if the text has newlines. */
void stream_diagnostic(Stream *stream, const char *format, ...)
    G_GNUC_PRINTF(2, 3);

/* The next result; the stream numbers them. */
void stream_result(Stream *stream, const char *name, gboolean ok,
                   KtapDirective directive, const char *reason);

/* The last line. */
void stream_verdict(Stream *stream, gboolean good, const char *text);

/* FALSE once a write has failed: the reader is gone or the disk is full. */
gboolean stream_is_good(const Stream *stream);

/* Colour is for terminals, unless NO_COLOR is set or TERM is "dumb". */
gboolean stream_wants_colour(int fd);

void stream_free(Stream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stream, stream_free)

#endif
