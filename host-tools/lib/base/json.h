/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Typed, strict access to JSON objects of protocols and reports. */

#ifndef SVGALAB_JSON_H
#define SVGALAB_JSON_H

#include <glib.h>
#include <json-glib/json-glib.h>

/*
 * True if no value of @text is nested so deep that a parser that calls itself
 * for each level would run out of stack. What is no JSON for sure, such as a
 * comment, is not shallow.
 */
gboolean json_is_shallow(const char *text);

/* Parse one line of text as one JSON object; anything else is an error. */
JsonObject *json_object_from_line(const char *line, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* @object as one line, without the newline. */
char *json_line_from_object(JsonObject *object);

/*
 * Required members: FALSE with @error if @name is missing or of another type.
 * Unsigned numbers must be integers in 0..@max.
 */
gboolean json_get_uint(JsonObject *object, const char *name, guint64 max,
                       guint64 *value, GError **error);
gboolean json_get_string(JsonObject *object, const char *name,
                         const char **value, GError **error);
gboolean json_get_array(JsonObject *object, const char *name,
                        JsonArray **value, GError **error);
gboolean json_get_object(JsonObject *object, const char *name,
                         JsonObject **value, GError **error);

/* Element @index of @array as an unsigned number in 0..@max. */
gboolean json_array_get_uint(JsonArray *array, guint index, guint64 max,
                             guint64 *value, GError **error);

#endif
