/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Schema: what is wrong is found and named, and no keyword goes unheard. */

#include "schema.h"

#include "json.h"

static JsonNode *node_from(const char *text)
{
    g_autoptr(GError) error = NULL;
    JsonNode *node = json_from_string(text, &error);

    g_assert_no_error(error);
    return node;
}

/* @wanted: the error's text, or NULL for none. */
static void check(const char *rule, const char *document, gboolean strict,
                  const char *wanted)
{
    g_autoptr(JsonNode) schema = node_from(rule);
    g_autoptr(JsonNode) node = node_from(document);
    g_autoptr(GError) error = NULL;
    gboolean good = schema_check(json_node_get_object(schema), node, strict,
                                 &error);

    g_assert_cmpstr(error ? error->message : NULL, ==, wanted);
    g_assert_true(good == !wanted);
}

static void test_types(void)
{
    static const char *const documents[][2] = {
        { "string", "\"\"" }, { "integer", "1" }, { "boolean", "true" },
        { "array", "[]" }, { "object", "{}" },
    };

    for (guint i = 0; i < G_N_ELEMENTS(documents); i++) {
        g_autofree char *rule = g_strdup_printf("{\"type\":\"%s\"}",
                                                documents[i][0]);
        g_autofree char *wrong = g_strdup_printf("document: not of type %s",
                                                 documents[i][0]);

        for (guint j = 0; j < G_N_ELEMENTS(documents); j++) {
            check(rule, documents[j][1], TRUE, i == j ? NULL : wrong);
        }
        check(rule, "null", TRUE, wrong);
        check(rule, "1.5", TRUE, wrong);
    }
}

static void test_values(void)
{
    check("{\"const\":1}", "1", TRUE, NULL);
    check("{\"const\":1}", "2", TRUE, "document: not 1");
    check("{\"enum\":[\"a\",\"b\"]}", "\"b\"", TRUE, NULL);
    check("{\"enum\":[\"a\",\"b\"]}", "\"c\"", TRUE,
          "document: none of [\"a\",\"b\"]");
    check("{\"minimum\":0}", "0", TRUE, NULL);
    check("{\"minimum\":0}", "-1", TRUE, "document: less than 0");
    check("{\"maximum\":5}", "6", TRUE, "document: more than 5");
}

static void test_members(void)
{
    const char *rule = "{\"type\":\"object\",\"required\":[\"a\"],"
                       "\"properties\":{\"a\":{\"type\":\"integer\"}}}";
    const char *open = "{\"type\":\"object\",\"additionalProperties\":"
                       "{\"type\":\"integer\"}}";

    check(rule, "{\"a\":1}", TRUE, NULL);
    check(rule, "{}", TRUE, "document: no member a");
    check(rule, "{\"a\":\"\"}", TRUE, "a: not of type integer");
    check(rule, "{\"a\":1,\"b\":1}", FALSE, NULL);
    check(rule, "{\"a\":1,\"b\":1}", TRUE, "document: unknown member b");
    check(open, "{\"x\":1,\"y\":2}", TRUE, NULL);
    check(open, "{\"x\":1,\"y\":true}", TRUE, "y: not of type integer");
}

static void test_nested(void)
{
    const char *rule =
        "{\"properties\":{\"a\":{\"type\":\"array\",\"items\":"
        "{\"$ref\":\"#/$defs/b\"}}},\"$defs\":{\"b\":{\"type\":\"object\","
        "\"properties\":{\"c\":{\"type\":\"string\"}}}}}";

    check(rule, "{\"a\":[{\"c\":\"\"},{}]}", TRUE, NULL);
    check(rule, "{\"a\":[{},{\"c\":1}]}", TRUE,
          "a[1].c: not of type string");
}

static void test_bad_schema(void)
{
    check("{\"pattern\":\"x\"}", "1", FALSE,
          "document: the schema says pattern, which nobody checks");
    check("{\"$ref\":\"#/$defs/x\",\"$defs\":{}}", "1", FALSE,
          "document: the schema has no #/$defs/x");
}

static void test_own_schema(void)
{
    g_autoptr(JsonObject) schema = schema_results();

    g_assert_true(json_object_has_member(schema, "$defs"));
    g_assert_cmpstr(json_peek_string(schema, "type", ""), ==, "object");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/schema/types", test_types);
    g_test_add_func("/schema/values", test_values);
    g_test_add_func("/schema/members", test_members);
    g_test_add_func("/schema/nested", test_nested);
    g_test_add_func("/schema/bad-schema", test_bad_schema);
    g_test_add_func("/schema/own", test_own_schema);
    return g_test_run();
}
