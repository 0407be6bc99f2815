/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Reads the results.json of a finished run. */

#include "results/reader.h"

#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "judge/case.h"
#include "results/results-json.h"

static char *reader_fail(GError **error, const char *path, const char *why)
{
    g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT, "%s: %s",
                path, why);
    return NULL;
}

static gboolean reader_check_case(JsonArray *cases, guint index,
                                  GError **error)
{
    JsonNode *node = json_array_get_element(cases, index);
    const char *outcome = NULL;
    const char *name;

    if (!JSON_NODE_HOLDS_OBJECT(node)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "cases[%u]: not an object", index);
        return FALSE;
    }
    if (!json_get_string(json_node_get_object(node), "name", &name, error) ||
        !json_get_string(json_node_get_object(node), "outcome", &outcome,
                         error)) {
        g_prefix_error(error, "cases[%u]: ", index);
        return FALSE;
    }
    for (Outcome known = 0; known < OUTCOME_COUNT; known++) {
        if (g_str_equal(outcome_name(known), outcome)) {
            return TRUE;
        }
    }
    g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                "cases[%u]: unknown outcome %s", index, outcome);
    return FALSE;
}

/*
 * Checks what makes the file one of ours: its schema number and its large
 * parts. Errors within these read as missing, see json-peek.h. Missing parts
 * are reported last: they mean another version, which the number does not tell.
 */
static gboolean reader_check(JsonNode *document, GError **error)
{
    static const char *const texts[] = {
        "verdict", "verdict_text", "started",
    };
    static const char *const objects[] = {
        "environment", "reproduce", "summary", "device",
    };
    JsonObject *root;
    JsonObject *object;
    JsonArray *array;
    const char *text;
    guint64 schema;

    if (!JSON_NODE_HOLDS_OBJECT(document)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "not an object");
        return FALSE;
    }
    root = json_node_get_object(document);
    if (!json_get_uint(root, "schema", G_MAXUINT32, &schema, error)) {
        return FALSE;
    }
    if (schema != RESULTS_SCHEMA) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "schema %" G_GUINT64_FORMAT ", not %d", schema,
                    RESULTS_SCHEMA);
        return FALSE;
    }
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (!json_get_string(root, texts[i], &text, error)) {
            return FALSE;
        }
    }
    for (guint i = 0; i < G_N_ELEMENTS(objects); i++) {
        if (!json_get_object(root, objects[i], &object, error)) {
            return FALSE;
        }
    }
    if (!json_get_array(root, "screenshots", &array, error) ||
        !json_get_array(root, "cases", &array, error)) {
        return FALSE;
    }
    for (guint i = 0; i < json_array_get_length(array); i++) {
        if (!reader_check_case(array, i, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

/* The name of the file to read, which is there. */
static char *reader_find(const char *path, GError **error)
{
    g_autofree char *inside = NULL;

    if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
        return g_file_test(path, G_FILE_TEST_IS_REGULAR)
               ? g_strdup(path)
               : reader_fail(error, path, "no such directory or file");
    }
    inside = g_build_filename(path, "results.json", NULL);
    return g_file_test(inside, G_FILE_TEST_IS_REGULAR)
           ? g_steal_pointer(&inside)
           : reader_fail(error, path, "has no results.json: not a result "
                         "directory, or its run has not ended");
}

JsonNode *reader_load(const char *path, GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(JsonNode) document = NULL;
    g_autofree char *file = reader_find(path, error);
    g_autofree char *text = NULL;
    gsize length;

    if (!file || !g_file_get_contents(file, &text, &length, error)) {
        return NULL;
    }
    if (strlen(text) < length || !json_is_shallow(text) ||
        !json_parser_load_from_data(parser, text, length, NULL) ||
        !json_parser_get_root(parser)) {
        reader_fail(error, file, "is not JSON, or only the beginning of it");
        return NULL;
    }
    document = json_parser_steal_root(parser);
    if (!reader_check(document, error)) {
        g_prefix_error(error, "%s: ", file);
        return NULL;
    }
    return g_steal_pointer(&document);
}
