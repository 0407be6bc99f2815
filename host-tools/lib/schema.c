/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Is a JSON document what its schema says? */

#include "schema.h"

#include "error.h"
#include "svgalab-data.h"

#define SCHEMA_RESULTS "/svgalab/results.schema.json"
#define SCHEMA_DEFS "#/$defs/"

/* Deeper than any schema of ours, and no danger for the stack. */
#define SCHEMA_DEPTH 32

typedef struct Schema {
    JsonObject *root;
    gboolean strict;
    GPtrArray *path;        /* of names and "[n]", to where we are */
    GError **error;
} Schema;

typedef gboolean (*SchemaCheck)(Schema *schema, JsonObject *rule,
                                JsonNode *value, JsonNode *node);

typedef struct SchemaKeyword {
    const char *name;
    SchemaCheck check;      /* NULL: says nothing about the document */
} SchemaKeyword;

static gboolean schema_check_node(Schema *schema, JsonObject *rule,
                                  JsonNode *node);

static gboolean schema_fail(Schema *schema, const char *format, ...)
    G_GNUC_PRINTF(2, 3);

static gboolean schema_fail(Schema *schema, const char *format, ...)
{
    g_autoptr(GString) where = g_string_new(NULL);
    g_autofree char *what = NULL;
    va_list args;

    va_start(args, format);
    what = g_strdup_vprintf(format, args);
    va_end(args);
    for (guint i = 0; i < schema->path->len; i++) {
        const char *part = schema->path->pdata[i];

        g_string_append_printf(where, "%s%s", i && *part != '[' ? "." : "",
                               part);
    }
    g_set_error(schema->error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                "%s: %s", where->len ? where->str : "document", what);
    return FALSE;
}

static gboolean schema_check_below(Schema *schema, JsonObject *rule,
                                   JsonNode *node, char *name)
{
    gboolean good;

    g_ptr_array_add(schema->path, name);
    good = schema->path->len < SCHEMA_DEPTH
           ? schema_check_node(schema, rule, node)
           : schema_fail(schema, "too deep");
    if (good) {
        g_ptr_array_set_size(schema->path, schema->path->len - 1);
    }
    return good;
}

static gboolean schema_is_type(JsonNode *node, const char *type)
{
    static const struct {
        const char *name;
        GType value;
    } values[] = {
        { "string", G_TYPE_STRING }, { "integer", G_TYPE_INT64 },
        { "boolean", G_TYPE_BOOLEAN },
    };

    if (JSON_NODE_HOLDS_OBJECT(node) || JSON_NODE_HOLDS_ARRAY(node)) {
        return g_str_equal(type, JSON_NODE_HOLDS_OBJECT(node) ? "object"
                                                              : "array");
    }
    for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
        if (g_str_equal(type, values[i].name)) {
            return JSON_NODE_HOLDS_VALUE(node) &&
                   json_node_get_value_type(node) == values[i].value;
        }
    }
    return FALSE;
}

static gboolean schema_check_type(Schema *schema, JsonObject *rule,
                                  JsonNode *value, JsonNode *node)
{
    const char *type = json_node_get_string(value);

    return schema_is_type(node, type) ||
           schema_fail(schema, "not of type %s", type);
}

static gboolean schema_check_const(Schema *schema, JsonObject *rule,
                                   JsonNode *value, JsonNode *node)
{
    g_autofree char *text = json_to_string(value, FALSE);

    return json_node_equal(value, node) ||
           schema_fail(schema, "not %s", text);
}

static gboolean schema_check_enum(Schema *schema, JsonObject *rule,
                                  JsonNode *value, JsonNode *node)
{
    JsonArray *choices = json_node_get_array(value);
    g_autofree char *text = json_to_string(value, FALSE);

    for (guint i = 0; i < json_array_get_length(choices); i++) {
        if (json_node_equal(json_array_get_element(choices, i), node)) {
            return TRUE;
        }
    }
    return schema_fail(schema, "none of %s", text);
}

static gboolean schema_check_minimum(Schema *schema, JsonObject *rule,
                                     JsonNode *value, JsonNode *node)
{
    return json_node_get_int(node) >= json_node_get_int(value) ||
           schema_fail(schema, "less than %" G_GINT64_FORMAT,
                       json_node_get_int(value));
}

static gboolean schema_check_maximum(Schema *schema, JsonObject *rule,
                                     JsonNode *value, JsonNode *node)
{
    return json_node_get_int(node) <= json_node_get_int(value) ||
           schema_fail(schema, "more than %" G_GINT64_FORMAT,
                       json_node_get_int(value));
}

static gboolean schema_check_required(Schema *schema, JsonObject *rule,
                                      JsonNode *value, JsonNode *node)
{
    JsonArray *names = json_node_get_array(value);

    for (guint i = 0; i < json_array_get_length(names); i++) {
        const char *name = json_array_get_string_element(names, i);

        if (!json_object_has_member(json_node_get_object(node), name)) {
            return schema_fail(schema, "no member %s", name);
        }
    }
    return TRUE;
}

/* The rule for a member: its own, the one for all others, or none. */
static JsonObject *schema_member_rule(JsonObject *rule, const char *name)
{
    JsonObject *own = NULL;

    if (json_object_has_member(rule, "properties")) {
        JsonObject *all = json_object_get_object_member(rule, "properties");

        own = json_object_has_member(all, name)
              ? json_object_get_object_member(all, name) : NULL;
    }
    if (!own && json_object_has_member(rule, "additionalProperties")) {
        own = json_object_get_object_member(rule, "additionalProperties");
    }
    return own;
}

static gboolean schema_check_members(Schema *schema, JsonObject *rule,
                                     JsonNode *value, JsonNode *node)
{
    JsonObject *object = json_node_get_object(node);
    g_autoptr(GList) names = json_object_get_members(object);

    for (GList *l = names; l; l = l->next) {
        JsonObject *below = schema_member_rule(rule, l->data);

        if (!below && schema->strict) {
            return schema_fail(schema, "unknown member %s",
                               (char *)l->data);
        }
        if (below &&
            !schema_check_below(schema, below,
                                json_object_get_member(object, l->data),
                                g_strdup(l->data))) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean schema_check_items(Schema *schema, JsonObject *rule,
                                   JsonNode *value, JsonNode *node)
{
    JsonArray *array = json_node_get_array(node);

    for (guint i = 0; i < json_array_get_length(array); i++) {
        if (!schema_check_below(schema, json_node_get_object(value),
                                json_array_get_element(array, i),
                                g_strdup_printf("[%u]", i))) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean schema_check_ref(Schema *schema, JsonObject *rule,
                                 JsonNode *value, JsonNode *node)
{
    const char *name = json_node_get_string(value);
    JsonObject *defs = json_object_get_object_member(schema->root, "$defs");

    if (!g_str_has_prefix(name, SCHEMA_DEFS) ||
        !json_object_has_member(defs, name + strlen(SCHEMA_DEFS))) {
        return schema_fail(schema, "the schema has no %s", name);
    }
    name += strlen(SCHEMA_DEFS);
    return schema_check_node(schema,
                             json_object_get_object_member(defs, name), node);
}

/*
 * The type comes first: the others rely on it. That a member is missing comes
 * last: of another version that says less than the version itself.
 */
static const SchemaKeyword schema_keywords[] = {
    { "$ref", schema_check_ref },
    { "type", schema_check_type },
    { "const", schema_check_const },
    { "enum", schema_check_enum },
    { "minimum", schema_check_minimum },
    { "maximum", schema_check_maximum },
    { "properties", schema_check_members },
    { "additionalProperties", schema_check_members },
    { "items", schema_check_items },
    { "required", schema_check_required },
    { "$schema", NULL },
    { "$id", NULL },
    { "$defs", NULL },
    { "title", NULL },
    { "description", NULL },
};

static gboolean schema_check_keywords(Schema *schema, JsonObject *rule)
{
    g_autoptr(GList) names = json_object_get_members(rule);

    for (GList *l = names; l; l = l->next) {
        gboolean known = FALSE;

        for (guint i = 0; i < G_N_ELEMENTS(schema_keywords); i++) {
            known |= g_str_equal(l->data, schema_keywords[i].name);
        }
        if (!known) {
            return schema_fail(schema, "the schema says %s, which nobody "
                               "checks", (char *)l->data);
        }
    }
    return TRUE;
}

static gboolean schema_check_node(Schema *schema, JsonObject *rule,
                                  JsonNode *node)
{
    if (!schema_check_keywords(schema, rule)) {
        return FALSE;
    }
    for (guint i = 0; i < G_N_ELEMENTS(schema_keywords); i++) {
        const SchemaKeyword *keyword = &schema_keywords[i];
        JsonNode *value = json_object_get_member(rule, keyword->name);

        if (value && keyword->check &&
            !keyword->check(schema, rule, value, node)) {
            return FALSE;
        }
    }
    return TRUE;
}

gboolean schema_check(JsonObject *schema, JsonNode *document, gboolean strict,
                      GError **error)
{
    g_autoptr(GPtrArray) path = g_ptr_array_new_with_free_func(g_free);
    Schema state = {
        .root = schema, .strict = strict, .path = path, .error = error,
    };

    return schema_check_node(&state, schema, document);
}

JsonObject *schema_results(void)
{
    g_autoptr(GBytes) bytes = g_resource_lookup_data(
        svgalab_data_get_resource(), SCHEMA_RESULTS, 0, NULL);
    g_autoptr(JsonParser) parser = json_parser_new();

    if (!json_parser_load_from_data(parser, g_bytes_get_data(bytes, NULL),
                                    g_bytes_get_size(bytes), NULL)) {
        g_error("the schema of results.json is no JSON");
    }
    return json_object_ref(json_node_get_object(
        json_parser_get_root(parser)));
}
