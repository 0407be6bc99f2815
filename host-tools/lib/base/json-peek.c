/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Lenient JSON access: a default for what is missing or of another type. */

#include "base/json-peek.h"

/* @node if it is a value of @type, else NULL. */
static JsonNode *json_peek_value(JsonNode *node, GType type)
{
    return node && JSON_NODE_HOLDS_VALUE(node) &&
           json_node_get_value_type(node) == type ? node : NULL;
}

static JsonObject *json_peek_node_object(JsonNode *node)
{
    static JsonObject *empty;

    if (node && JSON_NODE_HOLDS_OBJECT(node)) {
        return json_node_get_object(node);
    }
    if (!empty) {
        empty = json_object_new();
    }
    return empty;
}

static JsonArray *json_peek_node_array(JsonNode *node)
{
    static JsonArray *empty;

    if (node && JSON_NODE_HOLDS_ARRAY(node)) {
        return json_node_get_array(node);
    }
    if (!empty) {
        empty = json_array_new();
    }
    return empty;
}

static JsonNode *json_array_peek(JsonArray *array, guint index)
{
    return index < json_array_get_length(array)
           ? json_array_get_element(array, index) : NULL;
}

gboolean json_peek_boolean(JsonObject *object, const char *name,
                           gboolean fallback)
{
    JsonNode *node = json_peek_value(json_object_get_member(object, name),
                                     G_TYPE_BOOLEAN);

    return node ? json_node_get_boolean(node) : fallback;
}

const char *json_peek_string(JsonObject *object, const char *name,
                             const char *fallback)
{
    JsonNode *node = json_peek_value(json_object_get_member(object, name),
                                     G_TYPE_STRING);

    return node ? json_node_get_string(node) : fallback;
}

gint64 json_peek_int(JsonObject *object, const char *name)
{
    JsonNode *node = json_peek_value(json_object_get_member(object, name),
                                     G_TYPE_INT64);

    return node ? json_node_get_int(node) : 0;
}

JsonObject *json_peek_object(JsonObject *object, const char *name)
{
    return json_peek_node_object(json_object_get_member(object, name));
}

JsonArray *json_peek_array(JsonObject *object, const char *name)
{
    return json_peek_node_array(json_object_get_member(object, name));
}

const char *json_array_peek_string(JsonArray *array, guint index)
{
    JsonNode *node = json_peek_value(json_array_peek(array, index),
                                     G_TYPE_STRING);

    return node ? json_node_get_string(node) : NULL;
}

JsonObject *json_array_peek_object(JsonArray *array, guint index)
{
    return json_peek_node_object(json_array_peek(array, index));
}

JsonArray *json_array_peek_array(JsonArray *array, guint index)
{
    return json_peek_node_array(json_array_peek(array, index));
}

const char *json_error_description(JsonObject *reply)
{
    return json_peek_string(json_peek_object(reply, "error"), "desc",
                            "no reason given");
}
