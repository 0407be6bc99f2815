/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Reads the results.json of a finished run. */

#ifndef SVGALAB_READER_H
#define SVGALAB_READER_H

#include <glib.h>
#include <json-glib/json-glib.h>

/*
 * Read results.json of the result directory @path, or @path itself if it is a
 * file. It is not trusted: what is missing, not JSON, of another schema or
 * without one of the large parts is an error. What these parts hold is not
 * checked, except for the names and outcomes of the cases.
 */
JsonNode *reader_load(const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

#endif
