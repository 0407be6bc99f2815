/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Reads the result directory of a finished run. */

#ifndef SVGALAB_RESULTFILE_H
#define SVGALAB_RESULTFILE_H

#include <glib.h>
#include <json-glib/json-glib.h>

typedef struct ResultFile {
    char *dir;
    JsonNode *document;     /* results.json, checked to have all parts */
    GPtrArray *consoles;    /* of GPtrArray of printable lines, by boot */
} ResultFile;

/*
 * Read the result directory @dir, whose contents are not trusted. A missing
 * directory, an unfinished run and an invalid results.json are errors.
 */
ResultFile *resultfile_open(const char *dir, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

JsonObject *resultfile_root(const ResultFile *file);

/*
 * The picture @name of the directory as a data URI. NULL if there is no such
 * PNG; nothing outside the directory is ever read.
 */
char *resultfile_picture(const ResultFile *file, const char *name);

/*
 * The console output of the case @name, with a few lines before it: an array of
 * lines, or NULL if no console has the case.
 */
GPtrArray *resultfile_console(const ResultFile *file, const char *name);

/* The last @count lines of the last boot's console, or NULL. */
GPtrArray *resultfile_console_end(const ResultFile *file, guint count);

void resultfile_free(ResultFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ResultFile, resultfile_free)

#endif
