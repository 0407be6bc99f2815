/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Lenient JSON access: a default for what is missing or of another type. */

#ifndef SVGALAB_JSON_PEEK_H
#define SVGALAB_JSON_PEEK_H

#include <glib.h>
#include <json-glib/json-glib.h>

/* Members: @fallback if @name is missing or of another type. */
gboolean json_peek_boolean(JsonObject *object, const char *name,
                           gboolean fallback);
const char *json_peek_string(JsonObject *object, const char *name,
                             const char *fallback);

/* The same for integers, or 0. */
gint64 json_peek_int(JsonObject *object, const char *name);

/* The same for objects and arrays, or a shared empty one. */
JsonObject *json_peek_object(JsonObject *object, const char *name);
JsonArray *json_peek_array(JsonObject *object, const char *name);

/* Elements of arrays, likewise; NULL instead of a string. */
const char *json_array_peek_string(JsonArray *array, guint index);
JsonObject *json_array_peek_object(JsonArray *array, guint index);
JsonArray *json_array_peek_array(JsonArray *array, guint index);

/* The text of a QMP reply's "error" member. */
const char *json_error_description(JsonObject *reply);

#endif
