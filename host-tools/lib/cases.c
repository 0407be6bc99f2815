/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of test cases and the selection of some of them. */

#include "cases.h"

#include "error.h"

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

GPtrArray *cases_parse(const char *text, const char *origin, GError **error)
{
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (guint i = 0; lines[i]; i++) {
        char *name = g_strstrip(lines[i]);

        if (!*name || *name == '#') {
            continue;
        }
        if (!case_name_is_valid(name) || !g_hash_table_add(seen, name)) {
            g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                        "%s:%u: bad or repeated case name '%s'", origin,
                        i + 1, name);
            return NULL;
        }
        g_ptr_array_add(cases, g_strdup(name));
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

GPtrArray *cases_select(GPtrArray *cases, const char *const *include,
                        const char *const *exclude, GError **error)
{
    g_autoptr(GPtrArray) wanted = cases_compile(include, error);
    g_autoptr(GPtrArray) unwanted = NULL;
    g_autoptr(GPtrArray) selected = g_ptr_array_new_with_free_func(g_free);

    if (!wanted) {
        return NULL;
    }
    unwanted = cases_compile(exclude, error);
    if (!unwanted) {
        return NULL;
    }
    for (guint i = 0; i < cases->len; i++) {
        const char *name = cases->pdata[i];

        if ((!wanted->len || cases_match(wanted, name)) &&
            !cases_match(unwanted, name)) {
            g_ptr_array_add(selected, g_strdup(name));
        }
    }
    if (!selected->len) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_NOTHING,
                    "none of the %u cases is selected", cases->len);
        return NULL;
    }
    return g_steal_pointer(&selected);
}
