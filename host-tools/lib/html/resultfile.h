/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A finished run's result directory, read again. */

#ifndef SVGALAB_RESULTFILE_H
#define SVGALAB_RESULTFILE_H

#include <glib.h>
#include <json-glib/json-glib.h>

typedef struct ResultFile {
    char *dir;
    JsonNode *document;     /* results.json, with the parts that all have */
    GPtrArray *consoles;    /* of GPtrArray of printable lines, by boot */
} ResultFile;

/*
 * Read the result directory @dir. Everything in it counts as untrusted. No
 * such directory, a run that has not ended, and a results.json that is not
 * one are errors.
 */
ResultFile *resultfile_open(const char *dir, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

JsonObject *resultfile_root(const ResultFile *file);

/*
 * The picture @name of the directory as a data URI. NULL when there is no
 * such PNG; nothing outside the directory is ever read.
 */
char *resultfile_picture(const ResultFile *file, const char *name);

/*
 * What the guest's console said while the case @name ran, with a few lines
 * before it; an array of lines, or NULL when no console knows of the case.
 */
GPtrArray *resultfile_console(const ResultFile *file, const char *name);

/* The last @count lines of the last boot's console, or NULL. */
GPtrArray *resultfile_console_end(const ResultFile *file, guint count);

void resultfile_free(ResultFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ResultFile, resultfile_free)

#endif
