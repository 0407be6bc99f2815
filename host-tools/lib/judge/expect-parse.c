/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Parses the expectations file: a section per defect, with keys and values. */

#include "judge/expect.h"

#include "base/error.h"
#include "base/versions.h"
#include "judge/layers.h"

static const char *const expect_class_names[] = {
    [EXPECT_PLAIN] = "plain",
    [EXPECT_RACY] = "racy",
    [EXPECT_RARE] = "rare",
    [EXPECT_ISOLATED] = "isolated",
};

typedef struct ExpectKey ExpectKey;

typedef struct ExpectParser {
    GPtrArray *list;
    Expectation *current;   /* current section; NULL: before the first */
    guint seen;             /* keys seen in it, bits of their index */
    const ExpectKey *key;   /* kernels in brackets after the key, or 0 */
    guint line;
    guint kernels;          /* those in brackets behind the key, or 0 */
} ExpectParser;

typedef enum ExpectKeyFlags {
    KEY_PLAIN = 0,
    KEY_NEEDED = 1 << 0,
    KEY_GOES_ON = 1 << 1,   /* continued in indented lines */
} ExpectKeyFlags;

/* Takes one line of a key's value; sets @error if it is invalid. */
struct ExpectKey {
    const char *name;
    gboolean (*take)(ExpectParser *parser, const char *value, GError **error);
    ExpectKeyFlags flags;
};

static gboolean expect_refuse(GError **error, const char *what,
                              const char *word)
{
    g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE, "%s '%s'", what,
                word);
    return FALSE;
}

static gboolean take_reason(ExpectParser *parser, const char *value,
                            GError **error)
{
    char *before = parser->current->reason;

    parser->current->reason = before ? g_strconcat(before, " ", value, NULL)
                                     : g_strdup(value);
    g_free(before);
    return TRUE;
}

static gboolean take_class(ExpectParser *parser, const char *value,
                           GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(expect_class_names); i++) {
        if (g_str_equal(value, expect_class_names[i])) {
            parser->current->class = i;
            return TRUE;
        }
    }
    return expect_refuse(error, "unknown class", value);
}

static gboolean take_layers(ExpectParser *parser, const char *value,
                            GError **error)
{
    g_auto(GStrv) list = g_strsplit(value, ",", -1);

    for (guint i = 0; list[i]; i++) {
        Layer layer = layer_parse(g_strstrip(list[i]));

        if (layer == LAYER_NONE) {
            return expect_refuse(error, "unknown layer", list[i]);
        }
        parser->current->layers |= 1u << layer;
    }
    return TRUE;
}

static gboolean take_text(ExpectParser *parser, const char *value,
                          GError **error)
{
    parser->current->text = g_strdup(value);
    return TRUE;
}

static gboolean expect_parse_kernels(const char *value, guint *kernels,
                                     GError **error)
{
    g_auto(GStrv) list = g_strsplit(value, ",", -1);

    for (guint i = 0; list[i]; i++) {
        KernelKind kernel;

        if (!kernel_kind_parse(g_strstrip(list[i]), &kernel, error)) {
            return FALSE;
        }
        if (kernel_kind_judged_as(kernel) != kernel) {
            g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                        "what is true of %s is true of '%s'",
                        kernel_kind_name(kernel_kind_judged_as(kernel)),
                        list[i]);
            return FALSE;
        }
        *kernels |= 1u << kernel;
    }
    return TRUE;
}

static gboolean take_kernels(ExpectParser *parser, const char *value,
                             GError **error)
{
    return expect_parse_kernels(value, &parser->current->kernels, error);
}

static gboolean take_linux(ExpectParser *parser, const char *value,
                           GError **error)
{
    return version_ranges_parse(value, "", parser->current->versions, error);
}

static gboolean take_level(ExpectParser *parser, const char *value,
                           GError **error)
{
    return version_ranges_parse(value, "L", parser->current->levels, error);
}

static void pattern_free(gpointer opaque)
{
    ExpectPattern *pattern = opaque;

    g_regex_unref(pattern->regex);
    g_free(pattern);
}

static gboolean take_cases(ExpectParser *parser, const char *value,
                           GError **error)
{
    g_autofree char *whole = g_strdup_printf("^(?:%s)$", value);
    GRegex *regex = g_regex_new(whole, G_REGEX_OPTIMIZE, 0, error);
    ExpectPattern *pattern;

    if (!regex) {
        return FALSE;
    }
    pattern = g_new0(ExpectPattern, 1);
    pattern->regex = regex;
    pattern->kernels = parser->kernels;
    pattern->line = parser->line;
    g_ptr_array_add(parser->current->patterns, pattern);
    return TRUE;
}

static const ExpectKey expect_keys[] = {
    { "reason", take_reason, KEY_NEEDED | KEY_GOES_ON },
    { "class", take_class, KEY_NEEDED },
    { "layers", take_layers, KEY_PLAIN },
    { "text", take_text, KEY_PLAIN },
    { "kernels", take_kernels, KEY_NEEDED },
    { "linux", take_linux, KEY_PLAIN },
    { "level", take_level, KEY_PLAIN },
    { "cases", take_cases, KEY_GOES_ON },
};

static gboolean expect_is_name(const char *name)
{
    return g_ascii_islower(*name) &&
           !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")];
}

/* Patterns without kernels of their own get those of the defect. */
static gboolean expect_spread_kernels(ExpectParser *parser, GError **error)
{
    Expectation *current = parser->current;

    for (guint i = 0; i < current->patterns->len; i++) {
        ExpectPattern *pattern = current->patterns->pdata[i];

        if (pattern->kernels & ~current->kernels) {
            parser->line = pattern->line;
            return expect_refuse(error, "cases on a kernel without the defect",
                                 current->name);
        }
        pattern->kernels = pattern->kernels ? pattern->kernels
                                            : current->kernels;
    }
    return TRUE;
}

/* At the end of a section: check that it is complete. */
static gboolean expect_end_section(ExpectParser *parser, GError **error)
{
    Expectation *current = parser->current;

    if (!current) {
        return TRUE;
    }
    parser->line = current->line;
    for (guint i = 0; i < G_N_ELEMENTS(expect_keys); i++) {
        if ((expect_keys[i].flags & KEY_NEEDED) &&
            !(parser->seen & 1u << i)) {
            g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                        "'%s' has no key '%s'", current->name,
                        expect_keys[i].name);
            return FALSE;
        }
    }
    if (!current->patterns->len) {
        return expect_refuse(error, "no cases show", current->name);
    }
    if (current->class == EXPECT_ISOLATED && !current->text) {
        return expect_refuse(error, "isolated needs the console's text:",
                             current->name);
    }
    if (current->class != EXPECT_ISOLATED && current->layers &&
        current->text) {
        return expect_refuse(error, "layers are for a loss, a text for what "
                             "is none:", current->name);
    }
    return expect_spread_kernels(parser, error);
}

static gboolean expect_begin_section(ExpectParser *parser, const char *line,
                                     GError **error)
{
    g_autofree char *name = g_strdup(line + 1);
    char *end = strchr(name, ']');
    guint begin = parser->line;

    if (end) {
        *end++ = '\0';
    }
    if (!end || *end || !expect_is_name(name)) {
        return expect_refuse(error, "bad name of a defect", line);
    }
    if (!expect_end_section(parser, error)) {
        return FALSE;
    }
    parser->line = begin;
    for (guint i = 0; i < parser->list->len; i++) {
        if (g_str_equal(((Expectation *)parser->list->pdata[i])->name, name)) {
            return expect_refuse(error, "a second defect", name);
        }
    }
    parser->current = g_new0(Expectation, 1);
    parser->current->name = g_steal_pointer(&name);
    parser->current->line = begin;
    parser->current->versions = g_array_new(FALSE, FALSE,
                                            sizeof(VersionRange));
    parser->current->levels = g_array_new(FALSE, FALSE, sizeof(VersionRange));
    parser->current->patterns = g_ptr_array_new_with_free_func(pattern_free);
    g_ptr_array_add(parser->list, parser->current);
    parser->key = NULL;
    parser->seen = 0;
    return TRUE;
}

/* "cases[stock]": shown on stock only. Strips the brackets. */
static gboolean expect_cut_kernels(ExpectParser *parser, char *key,
                                   GError **error)
{
    char *bracket = strchr(key, '[');
    gsize length = strlen(key);

    parser->kernels = 0;
    if (!bracket) {
        return TRUE;
    }
    if (!g_str_has_prefix(key, "cases[") || key[length - 1] != ']') {
        return expect_refuse(error, "unknown key", key);
    }
    key[length - 1] = '\0';
    *bracket = '\0';
    return expect_parse_kernels(bracket + 1, &parser->kernels, error);
}

static gboolean expect_find_key(ExpectParser *parser, const char *name,
                                GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(expect_keys); i++) {
        if (g_str_equal(expect_keys[i].name, name)) {
            /* "cases" may be repeated for other kernels. */
            if ((parser->seen & 1u << i) && !parser->kernels) {
                return expect_refuse(error, "a second", name);
            }
            parser->seen |= parser->kernels ? 0 : 1u << i;
            parser->key = &expect_keys[i];
            return TRUE;
        }
    }
    return expect_refuse(error, "unknown key", name);
}

static gboolean expect_take_key(ExpectParser *parser, char *line,
                                GError **error)
{
    char *equals = strchr(line, '=');
    char *value;

    if (!parser->current) {
        return expect_refuse(error, "not in a defect's section:", line);
    }
    if (!equals) {
        return expect_refuse(error, "no key and value:", line);
    }
    *equals = '\0';
    value = g_strstrip(equals + 1);
    g_strchomp(line);
    if (!expect_cut_kernels(parser, line, error) ||
        !expect_find_key(parser, line, error)) {
        return FALSE;
    }
    if (!*value) {
        return expect_refuse(error, "no value for", line);
    }
    return parser->key->take(parser, value, error);
}

static gboolean expect_take_line(ExpectParser *parser, char *line,
                                 GError **error)
{
    gboolean indented = g_ascii_isspace(*line);
    char *text = g_strstrip(line);

    if (!*text || *text == '#') {
        return TRUE;
    }
    if (indented) {
        return parser->key && (parser->key->flags & KEY_GOES_ON)
               ? parser->key->take(parser, text, error)
               : expect_refuse(error, "nothing goes on here:", text);
    }
    return *text == '[' ? expect_begin_section(parser, text, error)
                        : expect_take_key(parser, text, error);
}

static gboolean expect_take_text(ExpectParser *parser, const char *text,
                                 GError **error)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (guint i = 0; lines[i]; i++) {
        parser->line = i + 1;
        if (!g_utf8_validate(lines[i], -1, NULL)) {
            return expect_refuse(error, "this is not", "UTF-8");
        }
        if (!expect_take_line(parser, lines[i], error)) {
            return FALSE;
        }
    }
    return expect_end_section(parser, error);
}

GPtrArray *expect_parse(const char *text, const char *origin, GError **error)
{
    g_autoptr(GPtrArray) list =
        g_ptr_array_new_with_free_func((GDestroyNotify)expectation_free);
    g_autoptr(GError) local = NULL;
    ExpectParser parser = { .list = list };

    if (!expect_take_text(&parser, text, &local)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE, "%s:%u: %s",
                    origin, parser.line, local->message);
        return NULL;
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
