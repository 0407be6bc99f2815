/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The KTAP stream of a run: to a terminal or pipe, and to its file. */

#include "results/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"

#define COLOUR_GOOD "\033[32m"
#define COLOUR_BAD "\033[31m"
#define COLOUR_EXPECTED "\033[33m"
#define COLOUR_DIM "\033[2m"
#define COLOUR_RESET "\033[0m"

struct Stream {
    int fd;
    int file_fd;
    gboolean colour;
    gboolean quiet;
    gboolean good;
    guint results;
};

Stream *stream_open(int fd, const char *path, gboolean colour, gboolean quiet,
                    GError **error)
{
    Stream *stream;
    int file_fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

    if (file_fd < 0) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT, "%s: %s",
                    path, g_strerror(errno));
        return NULL;
    }
    stream = g_new0(Stream, 1);
    stream->fd = fd;
    stream->file_fd = file_fd;
    stream->colour = colour;
    stream->quiet = quiet;
    stream->good = TRUE;
    return stream;
}

static void stream_write(Stream *stream, int fd, const char *text)
{
    gsize left = strlen(text);

    while (left) {
        ssize_t count = write(fd, text, left);

        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            stream->good = FALSE;
            return;
        }
        text += count;
        left -= count;
    }
}

static void stream_line(Stream *stream, const char *colour, const char *text)
{
    g_autofree char *plain = g_strconcat(text, "\n", NULL);
    g_autofree char *coloured = NULL;

    stream_write(stream, stream->file_fd, plain);
    if (stream->quiet) {
        return;
    }
    if (colour && stream->colour) {
        coloured = g_strconcat(colour, text, COLOUR_RESET "\n", NULL);
    }
    stream_write(stream, stream->fd, coloured ? coloured : plain);
}

void stream_version(Stream *stream)
{
    stream_line(stream, NULL, "KTAP version 1");
}

void stream_plan(Stream *stream, guint count)
{
    g_autofree char *line = g_strdup_printf("1..%u", count);

    stream_line(stream, NULL, line);
}

void stream_diagnostic(Stream *stream, const char *format, ...)
{
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;
    va_list args;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        g_autofree char *line = g_strconcat("# ", lines[i], NULL);

        stream_line(stream, COLOUR_DIM, line);
    }
}

void stream_result(Stream *stream, const char *name, gboolean ok,
                   KtapDirective directive, const char *reason)
{
    g_autofree char *line = ktap_format_result(++stream->results, name, ok,
                                               directive, reason);
    const char *colour = ok ? COLOUR_GOOD : COLOUR_BAD;

    if (directive == KTAP_XFAIL || directive == KTAP_SKIP) {
        colour = COLOUR_EXPECTED;
    }
    stream_line(stream, colour, line);
}

void stream_verdict(Stream *stream, gboolean good, const char *text)
{
    g_autofree char *line = g_strconcat("verdict: ", text, NULL);

    stream_line(stream, good ? COLOUR_GOOD : COLOUR_BAD, line);
}

gboolean stream_is_good(const Stream *stream)
{
    return stream->good;
}

gboolean stream_wants_colour(int fd)
{
    const char *no_colour = g_getenv("NO_COLOR");

    return isatty(fd) && !(no_colour && *no_colour) &&
           g_strcmp0(g_getenv("TERM"), "dumb") != 0;
}

void stream_free(Stream *stream)
{
    close(stream->file_fd);
    g_free(stream);
}
