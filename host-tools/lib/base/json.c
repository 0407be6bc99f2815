/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Typed, strict access to JSON objects of protocols and reports. */

#include "base/json.h"

#include <string.h>

#include "base/error.h"
#include "base/json-peek.h"

/* Several times what any document or protocol of ours has. */
#define JSON_DEPTH_MAX 64

/* The end of the string that starts at @quote. */
static const char *json_skip_string(const char *quote)
{
    const char *p = quote + 1;

    while (*p && *p != '"') {
        p += p[0] == '\\' && p[1] ? 2 : 1;
    }
    return p;
}

gboolean json_is_shallow(const char *text)
{
    guint depth = 0;

    for (const char *p = text; *p; p++) {
        if (*p == '"') {
            p = json_skip_string(p);
            if (!*p) {
                return FALSE;
            }
        } else if (strchr("'/#", *p)) {
            /* json-glib would skip these, and all quotes that they hold. */
            return FALSE;
        } else if (strchr("[{", *p)) {
            if (++depth > JSON_DEPTH_MAX) {
                return FALSE;
            }
        } else if (strchr("]}", *p) && depth) {
            depth--;
        }
    }
    return TRUE;
}

JsonObject *json_object_from_line(const char *line, GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    g_autoptr(GError) local = NULL;
    JsonNode *root;

    if (!json_is_shallow(line) ||
        !json_parser_load_from_data(parser, line, -1, &local)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "not JSON: %.80s", line);
        return NULL;
    }
    root = json_parser_get_root(parser);
    if (!root || !JSON_NODE_HOLDS_OBJECT(root)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "not a JSON object: %.80s", line);
        return NULL;
    }
    return json_object_ref(json_node_get_object(root));
}

char *json_line_from_object(JsonObject *object)
{
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);

    json_node_set_object(node, object);
    return json_to_string(node, FALSE);
}

static gboolean json_node_to_uint(JsonNode *node, guint64 max, guint64 *value)
{
    gint64 number;

    if (!node || !JSON_NODE_HOLDS_VALUE(node) ||
        json_node_get_value_type(node) != G_TYPE_INT64) {
        return FALSE;
    }
    number = json_node_get_int(node);
    if (number < 0 || (guint64)number > max) {
        return FALSE;
    }
    *value = number;
    return TRUE;
}

static gboolean json_missing(GError **error, const char *name,
                             const char *type)
{
    g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                "member \"%s\" is missing or not of type %s", name, type);
    return FALSE;
}

gboolean json_get_uint(JsonObject *object, const char *name, guint64 max,
                       guint64 *value, GError **error)
{
    JsonNode *node = json_object_get_member(object, name);

    if (!json_node_to_uint(node, max, value)) {
        return json_missing(error, name, "unsigned number in range");
    }
    return TRUE;
}

gboolean json_get_string(JsonObject *object, const char *name,
                         const char **value, GError **error)
{
    *value = json_peek_string(object, name, NULL);
    return *value ? TRUE : json_missing(error, name, "string");
}

gboolean json_get_array(JsonObject *object, const char *name,
                        JsonArray **value, GError **error)
{
    JsonNode *node = json_object_get_member(object, name);

    if (!node || !JSON_NODE_HOLDS_ARRAY(node)) {
        return json_missing(error, name, "array");
    }
    *value = json_node_get_array(node);
    return TRUE;
}

gboolean json_get_object(JsonObject *object, const char *name,
                         JsonObject **value, GError **error)
{
    JsonNode *node = json_object_get_member(object, name);

    if (!node || !JSON_NODE_HOLDS_OBJECT(node)) {
        return json_missing(error, name, "object");
    }
    *value = json_node_get_object(node);
    return TRUE;
}

gboolean json_array_get_uint(JsonArray *array, guint index, guint64 max,
                             guint64 *value, GError **error)
{
    if (index >= json_array_get_length(array) ||
        !json_node_to_uint(json_array_get_element(array, index), max, value)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "array element %u is missing or not an unsigned number in "
                    "range", index);
        return FALSE;
    }
    return TRUE;
}
