/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Splits a stream of bytes into lines; reads the last lines of a log file. */

#ifndef SVGALAB_LINES_H
#define SVGALAB_LINES_H

#include <glib.h>

typedef struct LineBuffer LineBuffer;

LineBuffer *line_buffer_new(void);
void line_buffer_append(LineBuffer *buffer, const char *data, gsize length);

/*
 * The next complete line without its newline, or NULL. Control characters and
 * bytes that are not UTF-8 become '?', because the text goes to terminals.
 */
char *line_buffer_next(LineBuffer *buffer);

/* Number of bytes of the incomplete last line. */
gsize line_buffer_pending(const LineBuffer *buffer);

void line_buffer_free(LineBuffer *buffer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LineBuffer, line_buffer_free)

/* Make @text printable in place, as line_buffer_next() does. */
char *line_sanitize(char *text);

/*
 * All lines of the file @path, made printable; none if it cannot be read. Free
 * with g_ptr_array_unref().
 */
GPtrArray *lines_of_file(const char *path);

/* The last @count non-empty lines of the file @path, made printable. */
GStrv lines_tail(const char *path, guint count);

/* The first line of the file @path that contains @needle, or NULL. */
char *lines_find(const char *path, const char *needle);

#endif
