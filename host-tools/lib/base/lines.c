/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Splits a stream of bytes into lines; reads the last lines of a log file. */

#include "base/lines.h"

#include <string.h>

struct LineBuffer {
    GString *bytes;
    gsize start;        /* start of the first line not yet returned */
    gsize searched;     /* no newline between start and here */
};

LineBuffer *line_buffer_new(void)
{
    LineBuffer *buffer = g_new0(LineBuffer, 1);

    buffer->bytes = g_string_new(NULL);
    return buffer;
}

void line_buffer_append(LineBuffer *buffer, const char *data, gsize length)
{
    g_string_erase(buffer->bytes, 0, buffer->start);
    buffer->searched -= buffer->start;
    buffer->start = 0;
    g_string_append_len(buffer->bytes, data, length);
}

char *line_sanitize(char *text)
{
    const char *bad;

    while (!g_utf8_validate(text, -1, &bad)) {
        text[bad - text] = '?';
    }
    for (char *p = text; *p; p++) {
        if ((guchar)*p < ' ' || *p == 0x7f) {
            *p = *p == '\t' ? ' ' : '?';
        }
    }
    return text;
}

/* Strip CR and NUL: terminals and guests send them, but they are no content. */
static char *line_from_bytes(const char *data, gsize length)
{
    char *line;

    while (length && data[length - 1] == '\r') {
        length--;
    }
    line = g_malloc(length + 1);
    for (gsize i = 0; i < length; i++) {
        line[i] = data[i] ? data[i] : '?';
    }
    line[length] = '\0';
    return line_sanitize(line);
}

char *line_buffer_next(LineBuffer *buffer)
{
    const char *from = buffer->bytes->str + buffer->searched;
    gsize left = buffer->bytes->len - buffer->searched;
    const char *end = memchr(from, '\n', left);
    char *line;

    if (!end) {
        buffer->searched = buffer->bytes->len;
        return NULL;
    }
    line = line_from_bytes(buffer->bytes->str + buffer->start,
                           end - buffer->bytes->str - buffer->start);
    buffer->start = end - buffer->bytes->str + 1;
    buffer->searched = buffer->start;
    return line;
}

gsize line_buffer_pending(const LineBuffer *buffer)
{
    return buffer->bytes->len - buffer->start;
}

void line_buffer_free(LineBuffer *buffer)
{
    g_string_free(buffer->bytes, TRUE);
    g_free(buffer);
}

GPtrArray *lines_of_file(const char *path)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(LineBuffer) buffer = line_buffer_new();
    g_autofree char *text = NULL;
    gsize length;
    char *line;

    if (!g_file_get_contents(path, &text, &length, NULL)) {
        return lines;
    }
    line_buffer_append(buffer, text, length);
    line_buffer_append(buffer, "\n", 1);
    while ((line = line_buffer_next(buffer))) {
        g_ptr_array_add(lines, line);
    }
    return lines;
}

GStrv lines_tail(const char *path, guint count)
{
    g_autoptr(GPtrArray) lines = lines_of_file(path);
    g_autoptr(GStrvBuilder) tail = g_strv_builder_new();
    guint kept = 0;
    guint first = lines->len;

    while (first > 0 && kept < count) {
        first--;
        kept += *(const char *)lines->pdata[first] ? 1 : 0;
    }
    for (guint i = first; i < lines->len; i++) {
        if (*(const char *)lines->pdata[i]) {
            g_strv_builder_add(tail, lines->pdata[i]);
        }
    }
    return g_strv_builder_end(tail);
}

char *lines_find(const char *path, const char *needle)
{
    g_autoptr(GPtrArray) lines = lines_of_file(path);

    for (guint i = 0; i < lines->len; i++) {
        if (strstr(lines->pdata[i], needle)) {
            return g_strdup(lines->pdata[i]);
        }
    }
    return NULL;
}
