/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Tests of markup: any text stays text. */

#include "base/markup.h"

static void check(const char *text, const char *wanted)
{
    g_autoptr(GString) out = g_string_new(NULL);

    markup_append_text(out, text);
    g_assert_cmpstr(out->str, ==, wanted);
}

static void test_entities(void)
{
    check("plain", "plain");
    check("<script>&amp;\"'", "&lt;script&gt;&amp;amp;&quot;&#39;");
    check("tab\tand line\n", "tab\tand line\n");
}

static void test_controls(void)
{
    check("a\001b\033[31m", "a\357\277\275b\357\277\275[31m");
    check("\177", "\357\277\275");
    check("\302\205", "\357\277\275");              /* U+0085 */
    check("\342\200\256evil", "\357\277\275evil");   /* U+202E */
    check("\357\277\277", "\357\277\275");          /* U+FFFF */
}

static void test_not_utf8(void)
{
    check("a\377b", "a\357\277\275b");
    check("cut \303", "cut \357\277\275");
}

static void test_format(void)
{
    g_autoptr(GString) out = g_string_new("x");

    markup_append(out, "<a b=\"%s\">%s</a>", "%s\"", "<&>");
    g_assert_cmpstr(out->str, ==, "x<a b=\"%s&quot;\">&lt;&amp;&gt;</a>");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/markup/entities", test_entities);
    g_test_add_func("/markup/controls", test_controls);
    g_test_add_func("/markup/not-utf8", test_not_utf8);
    g_test_add_func("/markup/format", test_format);
    return g_test_run();
}
