/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Tests of strict access to JSON objects. */

#include "base/json-peek.h"
#include "base/json.h"

#include "base/error.h"

static void test_line(void)
{
    static const char *const bad[] = { "", "1", "[]", "{", "nil" };
    g_autoptr(JsonObject) object = json_object_from_line("{\"a\":1}", NULL);
    g_autofree char *line = json_line_from_object(object);

    g_assert_cmpstr(line, ==, "{\"a\":1}");
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(json_object_from_line(bad[i], &error));
        g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    }
}

static void test_uint(void)
{
    g_autoptr(JsonObject) object = json_object_from_line(
        "{\"n\":7,\"minus\":-1,\"real\":1.5,\"text\":\"7\"}", NULL);
    guint64 value;

    g_assert_true(json_get_uint(object, "n", 7, &value, NULL));
    g_assert_cmpuint(value, ==, 7);
    g_assert_false(json_get_uint(object, "n", 6, &value, NULL));
    g_assert_false(json_get_uint(object, "minus", 100, &value, NULL));
    g_assert_false(json_get_uint(object, "real", 100, &value, NULL));
    g_assert_false(json_get_uint(object, "text", 100, &value, NULL));
    g_assert_false(json_get_uint(object, "absent", 100, &value, NULL));
}

static void test_others(void)
{
    g_autoptr(JsonObject) object = json_object_from_line(
        "{\"s\":\"x\",\"b\":true,\"a\":[1,\"y\"],\"o\":{}}", NULL);
    const char *text;
    JsonArray *array;
    JsonObject *child;
    guint64 value;

    g_assert_true(json_get_string(object, "s", &text, NULL));
    g_assert_cmpstr(text, ==, "x");
    g_assert_false(json_get_string(object, "b", &text, NULL));
    g_assert_true(json_peek_boolean(object, "b", FALSE));
    g_assert_true(json_peek_boolean(object, "s", TRUE));
    g_assert_true(json_get_array(object, "a", &array, NULL));
    g_assert_true(json_array_get_uint(array, 0, 9, &value, NULL));
    g_assert_false(json_array_get_uint(array, 1, 9, &value, NULL));
    g_assert_false(json_array_get_uint(array, 2, 9, &value, NULL));
    g_assert_true(json_get_object(object, "o", &child, NULL));
    g_assert_false(json_get_object(object, "a", &child, NULL));
}

static char *make_nested(const char *before, guint depth, const char *after)
{
    g_autofree char *opening = g_strnfill(depth, '[');
    g_autofree char *closing = g_strnfill(depth, ']');

    return g_strconcat(before, opening, closing, after, NULL);
}

static gboolean parses(const char *line)
{
    g_autoptr(JsonObject) object = json_object_from_line(line, NULL);

    return object != NULL;
}

/* The parser calls itself for each level: a guest must not say how often. */
static void test_nested(void)
{
    g_autofree char *few = make_nested("{\"a\":", 20, "}");
    g_autofree char *many = make_nested("{\"a\":", 1000000, "}");
    g_autofree char *text = make_nested("{\"a\":\"\\\"", 1000, "\"}");
    g_autofree char *hidden = make_nested("{\"a\":'\"',\"b\":", 1000000,
                                          ",\"c\":'\"'}");
    g_autofree char *comment = make_nested("{/*\"*/\"a\":", 1000000, "}");

    g_assert_true(parses(few));
    g_assert_true(parses(text));
    g_assert_false(parses(many));
    g_assert_false(parses(hidden));
    g_assert_false(parses(comment));
}

/* As many values beside each other as one likes. */
static void test_wide(void)
{
    g_autoptr(GString) line = g_string_new("{\"a\":[");

    for (guint i = 0; i < 10000; i++) {
        g_string_append(line, "[{}],");
    }
    g_string_append(line, "0]}");
    g_assert_true(parses(line->str));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/json/line", test_line);
    g_test_add_func("/json/uint", test_uint);
    g_test_add_func("/json/others", test_others);
    g_test_add_func("/json/nested", test_nested);
    g_test_add_func("/json/wide", test_wide);
    return g_test_run();
}
