/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Properties of the graphics device that the user sets, as KEY=VALUE. */

#include "domain/property.h"

#include <string.h>

#include "base/error.h"

#define PROPERTY_KEY_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789_-"

/* With other values there would be no such device, or nothing to judge it by */
static const char *const property_ours[] = { "driver", "id", "reports", NULL };

typedef struct PropertyType {
    const char *pattern;        /* of the values */
    const char *type;           /* libvirt's name */
    const char *value;          /* NULL: as it is */
} PropertyType;

/* The first row that matches counts. */
static const PropertyType property_types[] = {
    { "^[0-9]{1,19}$", "unsigned", NULL },
    { "^-[0-9]{1,18}$", "signed", NULL },
    { "^(on|true)$", "bool", "true" },
    { "^(off|false)$", "bool", "false" },
    { "", "string", NULL },
};

static gboolean property_is_printable(const char *text)
{
    if (!g_utf8_validate(text, -1, NULL)) {
        return FALSE;
    }
    while (*text && !g_unichar_iscntrl(g_utf8_get_char(text))) {
        text = g_utf8_next_char(text);
    }
    return *text == '\0';
}

static gboolean property_check(const char *text, GError **error)
{
    gsize length = strspn(text, PROPERTY_KEY_CHARACTERS);
    g_autofree char *key = g_strndup(text, length);

    if (length == 0 || text[length] != '=' || !property_is_printable(text)) {
        g_autofree char *shown = g_strescape(text, NULL);

        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                    "--device-property wants KEY=VALUE, KEY of a-z, 0-9, _ "
                    "and -, not '%s'", shown);
        return FALSE;
    }
    if (g_strv_contains(property_ours, key)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                    "--device-property: %s is set by svgalab itself", key);
        return FALSE;
    }
    return TRUE;
}

/* Whether @text sets the same property as @other. */
static gboolean property_is_same(const char *text, const char *other)
{
    gsize length = strcspn(text, "=") + 1;

    return strncmp(text, other, length) == 0;
}

static gboolean property_comes_again(char *const *property)
{
    for (char *const *later = property + 1; *later; later++) {
        if (property_is_same(*property, *later)) {
            return TRUE;
        }
    }
    return FALSE;
}

char **properties_parse(char *const *given, GError **error)
{
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);

    for (char *const *next = given; next && *next; next++) {
        if (!property_check(*next, error)) {
            return NULL;
        }
        if (!property_comes_again(next)) {
            g_ptr_array_add(kept, g_strdup(*next));
        }
    }
    g_ptr_array_add(kept, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&kept), FALSE);
}

const char *properties_value(const char *const *properties, const char *key)
{
    gsize length = strlen(key);

    for (; properties && *properties; properties++) {
        if (g_str_has_prefix(*properties, key) &&
            (*properties)[length] == '=') {
            return *properties + length + 1;
        }
    }
    return NULL;
}

char *properties_options(const char *const *properties)
{
    g_autoptr(GString) options = g_string_new(NULL);

    for (; properties && *properties; properties++) {
        const char *value = strchr(*properties, '=') + 1;
        gboolean plain = g_regex_match_simple("^[-_.,:/@%+A-Za-z0-9]+$",
                                              value, 0, 0);
        g_autofree char *quoted = plain ? g_strdup(value)
                                        : g_shell_quote(value);

        g_string_append_printf(options, " --device-property %.*s%s",
                               (int)(value - *properties), *properties,
                               quoted);
    }
    return g_string_free(g_steal_pointer(&options), FALSE);
}

static const PropertyType *property_type(const char *value)
{
    const PropertyType *type = property_types;

    while (!g_regex_match_simple(type->pattern, value,
                                 G_REGEX_DOLLAR_ENDONLY, 0)) {
        type++;
    }
    return type;
}

void properties_append_xml(GString *xml, const char *const *properties)
{
    for (; properties && *properties; properties++) {
        const char *value = strchr(*properties, '=') + 1;
        const PropertyType *type = property_type(value);
        g_autofree char *key = g_strndup(*properties,
                                         value - 1 - *properties);
        g_autofree char *line = g_markup_printf_escaped(
            "<qemu:property name='%s' type='%s' value='%s'/>", key,
            type->type, type->value ? type->value : value);

        g_string_append(xml, line);
    }
}
