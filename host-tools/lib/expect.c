/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expectation files: which cases are known to fail on a kernel, and why. */

#include "expect.h"

#include "error.h"
#include "layers.h"

static const char *const expect_class_names[] = {
    [EXPECT_PLAIN] = "plain",
    [EXPECT_RACY] = "racy",
    [EXPECT_RARE] = "rare",
    [EXPECT_ISOLATED] = "isolated",
};

static void expectation_free(Expectation *expectation)
{
    g_clear_pointer(&expectation->regex, g_regex_unref);
    g_free(expectation->text);
    g_free(expectation->reason);
    g_free(expectation);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Expectation, expectation_free)

/* Cut the next word off *@rest; "" at the end. */
static char *expect_word(char **rest)
{
    char *word = *rest;
    gsize length = strcspn(word, " \t");

    *rest = word + length;
    if (word[length]) {
        word[length] = '\0';
        *rest = g_strchug(word + length + 1);
    }
    return word;
}

static gboolean expect_parse_class(const char *word, ExpectClass *class)
{
    for (guint i = 0; i < G_N_ELEMENTS(expect_class_names); i++) {
        if (g_str_equal(word, expect_class_names[i])) {
            *class = i;
            return TRUE;
        }
    }
    return FALSE;
}

/* "walker,helper" as bits. */
static gboolean expect_parse_layers(const char *names, guint *layers)
{
    g_auto(GStrv) list = g_strsplit(names, ",", -1);

    for (guint i = 0; list[i]; i++) {
        Layer layer = layer_parse(list[i]);

        if (layer == LAYER_NONE) {
            return FALSE;
        }
        *layers |= 1u << layer;
    }
    return *layers != 0;
}

/* The first word of a line: "racy", "plain:unmap" and the like. */
static gboolean expect_parse_kind(Expectation *expectation, const char *word)
{
    g_auto(GStrv) parts = g_strsplit(word, ":", 2);

    return parts[0] && expect_parse_class(parts[0], &expectation->class) &&
           (!parts[1] ||
            expect_parse_layers(parts[1], &expectation->layers));
}

static void expect_parse_text(Expectation *expectation, char *rest)
{
    char *end = *rest == '"' ? strchr(rest + 1, '"') : NULL;

    if (end) {
        expectation->text = g_strndup(rest + 1, end - rest - 1);
        rest = g_strchug(end + 1);
    }
    expectation->reason = g_strdup(rest);
}

static Expectation *expect_parse_line(char *line, GError **error)
{
    g_autoptr(Expectation) expectation = g_new0(Expectation, 1);
    g_autofree char *whole = NULL;
    char *rest = line;
    const char *word = expect_word(&rest);

    if (!expect_parse_kind(expectation, word)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "unknown class '%s'", word);
        return NULL;
    }
    whole = g_strdup_printf("^(?:%s)$", expect_word(&rest));
    expectation->regex = g_regex_new(whole, G_REGEX_OPTIMIZE, 0, error);
    if (!expectation->regex) {
        return NULL;
    }
    expect_parse_text(expectation, rest);
    if (!*expectation->reason) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "no reason given");
        return NULL;
    }
    return g_steal_pointer(&expectation);
}

GPtrArray *expect_parse(const char *text, const char *origin, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)expectation_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (guint i = 0; lines[i]; i++) {
        g_autoptr(GError) local = NULL;
        char *line = g_strstrip(lines[i]);
        Expectation *expectation;

        if (!*line || *line == '#') {
            continue;
        }
        expectation = expect_parse_line(line, &local);
        if (!expectation) {
            g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                        "%s:%u: %s", origin, i + 1, local->message);
            return NULL;
        }
        g_ptr_array_add(list, expectation);
    }
    return g_steal_pointer(&list);
}

GPtrArray *expect_load(const char *path, GError **error)
{
    g_autofree char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, error)) {
        return NULL;
    }
    return expect_parse(text, path, error);
}

const Expectation *expect_find(GPtrArray *expectations, const char *name)
{
    for (guint i = 0; i < expectations->len; i++) {
        const Expectation *expectation = expectations->pdata[i];

        if (g_regex_match(expectation->regex, name, 0, NULL)) {
            return expectation;
        }
    }
    return NULL;
}

gboolean expect_isolates(GPtrArray *expectations, const char *name)
{
    const Expectation *expectation = expect_find(expectations, name);

    return expectation && expectation->class == EXPECT_ISOLATED;
}
