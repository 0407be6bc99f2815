/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The list of test cases, and selecting from it. */

#include "input/cases.h"

#include "base/error.h"

gboolean case_name_is_valid(const char *name)
{
    gboolean component_empty = TRUE;

    for (const char *p = name; *p; p++) {
        if (*p == '/') {
            if (component_empty) {
                return FALSE;
            }
            component_empty = TRUE;
        } else if (g_ascii_islower(*p) || g_ascii_isdigit(*p) || *p == '_') {
            component_empty = FALSE;
        } else {
            return FALSE;
        }
    }
    return !component_empty;
}

void case_free(gpointer opaque)
{
    TestCase *test = opaque;

    g_free(test->name);
    g_free(test);
}

static gboolean case_take_cpus(TestCase *test, const char *word)
{
    guint64 value;

    if (test->cpus || !g_str_has_prefix(word, "cpus=") ||
        !g_ascii_string_to_unsigned(word + strlen("cpus="), 10, 1,
                                    TEST_CASE_CPUS_MAX, &value, NULL)) {
        return FALSE;
    }
    test->cpus = value;
    return TRUE;
}

static gboolean case_take_sole(TestCase *test, const char *word)
{
    if (test->sole || !g_str_equal(word, "sole")) {
        return FALSE;
    }
    test->sole = TRUE;
    return TRUE;
}

/* What the case needs, each word at most once. */
static gboolean case_take_needs(TestCase *test, char **words)
{
    for (; *words; words++) {
        if (!case_take_cpus(test, *words) && !case_take_sole(test, *words)) {
            return FALSE;
        }
    }
    test->cpus = MAX(test->cpus, 1);
    return TRUE;
}

/* NULL for a malformed line. */
static TestCase *case_parse(const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    TestCase *test;

    if (!case_name_is_valid(words[0])) {
        return NULL;
    }
    test = g_new0(TestCase, 1);
    test->name = g_strdup(words[0]);
    if (!case_take_needs(test, words + 1)) {
        case_free(test);
        return NULL;
    }
    return test;
}

GPtrArray *cases_parse(const char *text, const char *origin, GError **error)
{
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func(case_free);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (guint i = 0; lines[i]; i++) {
        char *line = g_strstrip(lines[i]);
        TestCase *test;

        if (!*line || *line == '#') {
            continue;
        }
        test = case_parse(line);
        if (test) {
            g_ptr_array_add(cases, test);
        }
        if (!test || !g_hash_table_add(seen, test->name)) {
            g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                        "%s:%u: bad or repeated case '%s'", origin, i + 1,
                        line);
            return NULL;
        }
    }
    return g_steal_pointer(&cases);
}

GPtrArray *cases_load(const char *path, GError **error)
{
    g_autofree char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, error)) {
        return NULL;
    }
    return cases_parse(text, path, error);
}

static GPtrArray *cases_compile(const char *const *patterns, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_regex_unref);

    for (guint i = 0; patterns && patterns[i]; i++) {
        g_autoptr(GError) local = NULL;
        GRegex *regex = g_regex_new(patterns[i], G_REGEX_OPTIMIZE, 0, &local);

        if (!regex) {
            g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                        "bad regular expression '%s': %s", patterns[i],
                        local->message);
            return NULL;
        }
        g_ptr_array_add(list, regex);
    }
    return g_steal_pointer(&list);
}

static gboolean cases_match(GPtrArray *regexes, const char *name)
{
    for (guint i = 0; i < regexes->len; i++) {
        if (g_regex_match(regexes->pdata[i], name, 0, NULL)) {
            return TRUE;
        }
    }
    return FALSE;
}

void cases_filter(GPtrArray *cases,
                  gboolean (*keep)(const TestCase *, gconstpointer),
                  gconstpointer opaque)
{
    for (guint i = cases->len; i-- > 0;) {
        if (!keep(cases->pdata[i], opaque)) {
            g_ptr_array_remove_index(cases, i);
        }
    }
}

typedef struct Selection {
    GPtrArray *wanted;
    GPtrArray *unwanted;
} Selection;

static gboolean case_is_selected(const TestCase *test, gconstpointer opaque)
{
    const Selection *selection = opaque;

    return (!selection->wanted->len ||
            cases_match(selection->wanted, test->name)) &&
           !cases_match(selection->unwanted, test->name);
}

gboolean cases_select(GPtrArray *cases, const char *const *include,
                      const char *const *exclude, GError **error)
{
    g_autoptr(GPtrArray) wanted = cases_compile(include, error);
    g_autoptr(GPtrArray) unwanted = NULL;
    guint all = cases->len;

    if (!wanted) {
        return FALSE;
    }
    unwanted = cases_compile(exclude, error);
    if (!unwanted) {
        return FALSE;
    }
    cases_filter(cases, case_is_selected, &(Selection) { wanted, unwanted });
    if (!cases->len) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_NOTHING,
                    "none of the %u cases is selected", all);
        return FALSE;
    }
    return TRUE;
}
