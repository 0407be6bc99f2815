/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Injected faults: their syntax, when they fire, and what they do. */

#include "qemu/osdep.h"
#include "object/inject.h"

static void check_round_trip(const char *spec)
{
    SvgaInject inject = { 0 };
    g_autofree char *text = NULL;

    g_assert_true(svga_inject_parse(&inject, spec));
    text = svga_inject_format(&inject);
    g_assert_cmpstr(text, ==, spec);
}

static void test_parse(void)
{
    static const char *const bad[] = {
        "lose", "lose:", "lose:0", "lose:-1", "lose:+1", "lose: 1", "lose:1 ",
        "lose:1x", ":1", "los:1", "losee:1", "LOSE:1", "lose:4294967296",
        "lose:99999999999999999999999", "none:1", " ", "shift;1",
    };
    SvgaInject inject = { SVGA_INJECT_SHIFT, 7 };

    check_round_trip("");
    check_round_trip("lose:1");
    check_round_trip("shift:20");
    check_round_trip("truncate:4294967295");
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_assert_false(svga_inject_parse(&inject, bad[i]));
        g_assert_cmpint(inject.kind, ==, SVGA_INJECT_SHIFT);
        g_assert_cmpuint(inject.countdown, ==, 7);
    }
    g_assert_true(svga_inject_parse(&inject, ""));
    g_assert_cmpint(inject.kind, ==, SVGA_INJECT_NONE);
}

static void test_nth(void)
{
    SvgaInject inject = { 0 };
    g_autofree char *text = NULL;

    g_assert_cmpint(svga_inject_next(&inject), ==, SVGA_INJECT_NONE);
    g_assert_true(svga_inject_parse(&inject, "truncate:3"));
    g_assert_cmpint(svga_inject_next(&inject), ==, SVGA_INJECT_NONE);
    g_assert_cmpint(svga_inject_next(&inject), ==, SVGA_INJECT_NONE);
    g_assert_cmpint(svga_inject_next(&inject), ==, SVGA_INJECT_TRUNCATE);
    g_assert_cmpint(svga_inject_next(&inject), ==, SVGA_INJECT_NONE);
    text = svga_inject_format(&inject);
    g_assert_cmpstr(text, ==, "");
}

static uint64_t left_of(SvgaInjectKind kind, uint64_t row_bytes,
                        uint32_t rows, uint32_t slices)
{
    SvgaSpan span = { .row_bytes = row_bytes, .rows = rows,
                      .slices = slices };

    return svga_inject_cut(kind, &span) ? svga_span_bytes(&span) : 0;
}

static void test_cut(void)
{
    g_assert_cmpuint(left_of(SVGA_INJECT_NONE, 8, 3, 2), ==, 48);
    g_assert_cmpuint(left_of(SVGA_INJECT_SHIFT, 8, 3, 2), ==, 48);
    g_assert_cmpuint(left_of(SVGA_INJECT_LOSE, 8, 3, 2), ==, 0);
    g_assert_cmpuint(left_of(SVGA_INJECT_TRUNCATE, 8, 3, 2), ==, 24);
    g_assert_cmpuint(left_of(SVGA_INJECT_TRUNCATE, 8, 3, 1), ==, 8);
    g_assert_cmpuint(left_of(SVGA_INJECT_TRUNCATE, 9, 1, 1), ==, 4);
    g_assert_cmpuint(left_of(SVGA_INJECT_TRUNCATE, 1, 1, 1), ==, 0);
}

static void check_rotate(const char *from, const char *to, uint32_t block)
{
    const SvgaFormat format = { 1, 1, 1, block };
    g_autofree char *bytes = g_strdup(from);

    g_assert_true(svga_inject_rotate(SVGA_INJECT_SHIFT, &format,
                                     (uint8_t *)bytes, strlen(bytes)));
    g_assert_cmpstr(bytes, ==, to);
}

static void test_rotate(void)
{
    const SvgaFormat format = { 1, 1, 1, 4 };
    uint8_t one = 1;

    check_rotate("abcdefgh", "efghabcd", 4);
    check_rotate("abcd", "bcda", 4);
    check_rotate("ab", "ba", 4);
    check_rotate("abcdefghijklmnopq", "qabcdefghijklmnop", 16);
    g_assert_false(svga_inject_rotate(SVGA_INJECT_SHIFT, &format, &one, 1));
    g_assert_true(svga_inject_rotate(SVGA_INJECT_NONE, &format, &one, 1));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/inject/parse", test_parse);
    g_test_add_func("/svga/inject/nth", test_nth);
    g_test_add_func("/svga/inject/cut", test_cut);
    g_test_add_func("/svga/inject/rotate", test_rotate);
    return g_test_run();
}
