/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The user's properties of the device: which are taken, and what becomes. */

#include "domain/property.h"

#include "base/error.h"

static void test_refused(void)
{
    static const char *const refused[] = {
        "", "=", "=1", "level", "Level=1", "a b=1", "le'vel=1", "level=\n",
        "level=a\tb", "level=\x7f", "level=\xc2\x85", "level=\xff",
        "id=x", "driver=VGA", "reports=x",
    };

    for (guint i = 0; i < G_N_ELEMENTS(refused); i++) {
        char *const given[] = { "max_outputs=1", (char *)refused[i], NULL };
        g_autoptr(GError) error = NULL;

        g_assert_null(properties_parse(given, &error));
        g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE);
        g_assert_null(strchr(error->message, '\n'));
    }
}

static void test_taken(void)
{
    char *const given[] = {
        "level=L0", "host-memory=5", "level-2=x", "level=a=b \xc3\xa4", NULL
    };
    g_auto(GStrv) taken = properties_parse(given, NULL);
    g_auto(GStrv) none = properties_parse(NULL, NULL);
    g_autofree char *all = g_strjoinv(";", taken);

    g_assert_cmpstr(all, ==, "host-memory=5;level-2=x;level=a=b \xc3\xa4");
    g_assert_cmpuint(g_strv_length(none), ==, 0);
}

static void test_value(void)
{
    const char *const properties[] = { "level-2=x", "level=L1", "a=", NULL };

    g_assert_cmpstr(properties_value(properties, "level"), ==, "L1");
    g_assert_cmpstr(properties_value(properties, "a"), ==, "");
    g_assert_null(properties_value(properties, "leve"));
    g_assert_null(properties_value(NULL, "level"));
}

static void test_options(void)
{
    const char *const properties[] = { "max_outputs=1", "level=it's", "a=",
                                       NULL };
    g_autofree char *options = properties_options(properties);
    g_autofree char *none = properties_options(NULL);
    g_auto(GStrv) words = NULL;

    g_assert_true(g_shell_parse_argv(options, NULL, &words, NULL));
    g_assert_cmpuint(g_strv_length(words), ==, 6);
    g_assert_cmpstr(words[0], ==, "--device-property");
    g_assert_cmpstr(words[1], ==, "max_outputs=1");
    g_assert_cmpstr(words[3], ==, "level=it's");
    g_assert_cmpstr(words[5], ==, "a=");
    g_assert_cmpstr(none, ==, "");
}

/* QEMU takes no number for a string, and no string for a number. */
static void test_types(void)
{
    static const struct {
        const char *property;
        const char *wanted;
    } rows[] = {
        { "a=16", "type='unsigned' value='16'" },
        { "a=-16", "type='signed' value='-16'" },
        { "a=on", "type='bool' value='true'" },
        { "a=false", "type='bool' value='false'" },
        { "a=L1", "type='string' value='L1'" },
        { "a=16M", "type='string' value='16M'" },
        { "a=-", "type='string' value='-'" },
        { "a=", "type='string' value=''" },
        { "a=1=<", "type='string' value='1=&lt;'" },
    };

    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *const properties[] = { rows[i].property, NULL };
        g_autoptr(GString) xml = g_string_new(NULL);
        g_autofree char *wanted =
            g_strdup_printf("<qemu:property name='a' %s/>", rows[i].wanted);

        properties_append_xml(xml, properties);
        g_assert_cmpstr(xml->str, ==, wanted);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/property/refused", test_refused);
    g_test_add_func("/property/taken", test_taken);
    g_test_add_func("/property/value", test_value);
    g_test_add_func("/property/options", test_options);
    g_test_add_func("/property/types", test_types);
    return g_test_run();
}
