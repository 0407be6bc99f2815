/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expectation files. */

#include "expect.h"

#include "error.h"
#include "layers.h"

static void test_find(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) list = expect_parse(
        "# why\nplain store/(a|b)/.* the walk ends early\n"
        "racy thread/x  a window\nrare thread/y a slit\n", "stock.txt", &error);
    const Expectation *found;

    g_assert_no_error(error);
    g_assert_cmpuint(list->len, ==, 3);
    found = expect_find(list, "store/a/small");
    g_assert_nonnull(found);
    g_assert_cmpint(found->class, ==, EXPECT_PLAIN);
    g_assert_cmpstr(found->reason, ==, "the walk ends early");
    g_assert_cmpint(expect_find(list, "thread/x")->class, ==, EXPECT_RACY);
    g_assert_cmpint(expect_find(list, "thread/y")->class, ==, EXPECT_RARE);
    /* Whole names only. */
    g_assert_null(expect_find(list, "thread/xy"));
    g_assert_null(expect_find(list, "more/thread/x"));
}

static void test_isolated(void)
{
    g_autoptr(GPtrArray) list = expect_parse(
        "isolated a/b \"BUG: unable\" frees twice\nisolated c just dies\n",
        "stock.txt", NULL);
    const Expectation *first = expect_find(list, "a/b");
    const Expectation *second = expect_find(list, "c");

    g_assert_cmpstr(first->text, ==, "BUG: unable");
    g_assert_cmpstr(first->reason, ==, "frees twice");
    g_assert_true(expect_isolates(list, "a/b"));
    g_assert_false(expect_isolates(list, "b"));
    g_assert_null(second->text);
    g_assert_cmpstr(second->reason, ==, "just dies");
}

static void test_layers(void)
{
    g_autoptr(GPtrArray) list = expect_parse(
        "plain:walker a ends early\nracy:unmap,helper b zapped\nplain c x\n",
        "stock.txt", NULL);

    g_assert_cmpuint(expect_find(list, "a")->layers, ==, 1 << LAYER_WALKER);
    g_assert_cmpint(expect_find(list, "b")->class, ==, EXPECT_RACY);
    g_assert_cmpuint(expect_find(list, "b")->layers, ==,
                     1 << LAYER_UNMAP | 1 << LAYER_HELPER);
    g_assert_cmpuint(expect_find(list, "c")->layers, ==, 0);
}

static void test_bad(void)
{
    static const char *const texts[] = {
        "odd a reason\n", "plain\n", "plain a\n", "plain ( reason\n",
        "isolated a \"text\"\n", "plain:odd a reason\n",
        "plain: a reason\n",
    };

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(expect_parse(texts[i], "stock.txt", &error));
        g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
        g_assert_true(g_str_has_prefix(error->message, "stock.txt:1: "));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/expect/find", test_find);
    g_test_add_func("/expect/isolated", test_isolated);
    g_test_add_func("/expect/layers", test_layers);
    g_test_add_func("/expect/bad", test_bad);
    return g_test_run();
}
