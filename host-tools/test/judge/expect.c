/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The expectations: parsing, where they apply, and mistakes in the file. */

#include "judge/expect.h"

#include "base/error.h"
#include "input/cases.h"
#include "judge/layers.h"

/* A minimal defect, plus the lines of @more. */
#define DEFECT(name, class, kernels, cases, more) \
    "[" name "]\nreason = why of " name "\nclass = " class "\n" \
    "kernels = " kernels "\n" more "cases = " cases "\n"

static GPtrArray *parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *list = expect_parse(text, "file", &error);

    g_assert_no_error(error);
    return list;
}

static void narrow(GPtrArray *list, KernelKind kernel, const char *release,
                   const char *level)
{
    const ExpectPlace place = {
        .kernel = kernel, .release = release, .level = level,
    };
    g_autoptr(GError) error = NULL;

    g_assert_true(expect_narrow(list, &place, &error));
    g_assert_no_error(error);
}

/* "" means none. */
static void check_defect(GPtrArray *list, const char *name,
                         const char *defect)
{
    const Expectation *found = expect_find(list, name);

    g_assert_cmpstr(found ? found->name : "", ==, defect);
}

static void test_find(void)
{
    g_autoptr(GPtrArray) list = parse(
        "# why\n\n"
        "[walk-ends]\n"
        "reason  = the walk\n"
        "          ends early\n"
        "class   = plain\n"
        "kernels = stock, patched\n"
        "cases   = store/(a|b)/.*\n"
        "          # with a fork\n"
        "          fork/a\n"
        "[window]\nreason=a window\nclass=racy\nkernels=stock\n"
        "cases=thread/x\n"
        "[slit]\nreason=a = b\nclass=rare\nkernels=stock\ncases=thread/y\n");
    const Expectation *found = expect_find(list, "store/a/small");

    g_assert_cmpuint(list->len, ==, 3);
    g_assert_nonnull(found);
    g_assert_cmpstr(found->name, ==, "walk-ends");
    g_assert_cmpint(found->class, ==, EXPECT_PLAIN);
    g_assert_cmpstr(found->reason, ==, "the walk ends early");
    g_assert_null(found->text);
    g_assert_cmpuint(found->layers, ==, 0);
    check_defect(list, "fork/a", "walk-ends");
    g_assert_cmpint(expect_find(list, "thread/x")->class, ==, EXPECT_RACY);
    found = expect_find(list, "thread/y");
    g_assert_cmpint(found->class, ==, EXPECT_RARE);
    g_assert_cmpstr(found->reason, ==, "a = b");
    /* patterns match whole names only */
    check_defect(list, "thread/xy", "");
    check_defect(list, "more/thread/x", "");
}

static void test_isolated(void)
{
    g_autoptr(GPtrArray) list = parse(
        DEFECT("twice", "isolated", "stock", "a/b", "text = BUG: \"un\"\n")
        DEFECT("leak", "plain", "stock", "c", "text = none left\n")
        DEFECT("both", "isolated", "stock", "d",
               "layers = unmap\ntext = oops\n"));
    const Expectation *found = expect_find(list, "a/b");

    g_assert_cmpstr(found->text, ==, "BUG: \"un\"");
    g_assert_cmpstr(found->reason, ==, "why of twice");
    g_assert_true(expect_isolates(list, "a/b"));
    g_assert_false(expect_isolates(list, "b"));
    g_assert_false(expect_isolates(list, "c"));
    g_assert_cmpstr(expect_find(list, "c")->text, ==, "none left");
    g_assert_cmpuint(expect_find(list, "d")->layers, ==, 1 << LAYER_UNMAP);
}

static void test_layers(void)
{
    g_autoptr(GPtrArray) list = parse(
        DEFECT("one", "plain", "stock", "a", "layers = walker\n")
        DEFECT("two", "racy", "stock", "b", "layers = unmap, helper\n"));

    g_assert_cmpuint(expect_find(list, "a")->layers, ==, 1 << LAYER_WALKER);
    g_assert_cmpuint(expect_find(list, "b")->layers, ==,
                     1 << LAYER_UNMAP | 1 << LAYER_HELPER);
}

/* On a kernel without the defect, its cases must pass. */
static void check_kernel(KernelKind kernel, const char *everywhere,
                         const char *stock, const char *some)
{
    g_autoptr(GPtrArray) list = parse(
        DEFECT("everywhere", "plain", "stock, patched, faulty", "a", "")
        DEFECT("stock", "plain", "stock", "b", "")
        DEFECT("some", "plain", "stock, patched", "c",
               "cases[patched] = d\n  e\ncases[stock, patched] = f\n"));

    narrow(list, kernel, "6.12.117", "L1");
    check_defect(list, "a", everywhere);
    check_defect(list, "b", stock);
    check_defect(list, "c", some);
    check_defect(list, "d", *stock ? "" : some);
    check_defect(list, "e", *stock ? "" : some);
    check_defect(list, "f", some);
}

static void test_kernels(void)
{
    check_kernel(KERNEL_STOCK, "everywhere", "stock", "some");
    check_kernel(KERNEL_PATCHED, "everywhere", "", "some");
    check_kernel(KERNEL_DEBUG, "everywhere", "", "some");
    check_kernel(KERNEL_FAULTY, "everywhere", "", "");
    check_kernel(KERNEL_IMAGE, "everywhere", "stock", "some");
}

/* A case may fail because of another defect in another version or level. */
static void check_range(const char *release, const char *level,
                        const char *a, const char *b)
{
    g_autoptr(GPtrArray) cases = cases_parse("a\nb\n", "list", NULL);
    g_autoptr(GPtrArray) list = parse(
        DEFECT("old", "plain", "stock", "a", "linux = ..6.1, 6.12\n")
        DEFECT("new", "isolated", "stock", "a",
               "linux = 6.13..\ntext = oops\n")
        DEFECT("low", "plain", "stock", "b", "level = L1\n")
        DEFECT("high", "plain", "stock", "b",
               "linux = 6.12..\nlevel = L2..\n"));
    g_autoptr(GError) error = NULL;

    g_assert_true(expect_check(list, "file", cases, &error));
    g_assert_no_error(error);
    narrow(list, KERNEL_STOCK, release, level);
    check_defect(list, "a", a);
    check_defect(list, "b", b);
    g_assert_true(expect_isolates(list, "a") == g_str_equal(a, "new"));
}

static void test_ranges(void)
{
    check_range("6.1.140", "L1", "old", "low");
    check_range("6.6.3", "L1", "", "low");
    check_range("6.12.117+deb13", "L2", "old", "high");
    check_range("6.13.0-rc1", "L3", "new", "high");
    check_range("6.6", "L2", "", "");
    /* Unknown versions and levels exclude nothing. */
    check_range(NULL, "L1", "old", "low");
    check_range("6.13", NULL, "new", "low");
}

static void test_no_version(void)
{
    static const ExpectPlace places[] = {
        { .release = "unknown" }, { .level = "1" },
    };

    for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autoptr(GPtrArray) list =
            parse(DEFECT("one", "plain", "stock", "a", ""));
        g_autoptr(GError) error = NULL;

        g_assert_false(expect_narrow(list, &places[i], &error));
        g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    }
}

typedef struct Mistake {
    const char *text;
    const char *message;        /* "LINE: " and required text */
} Mistake;

static void check_mistake(const Mistake *mistake, const GError *error)
{
    const char *colon = strchr(mistake->message, ' ') + 1;
    g_autofree char *begin = g_strdup_printf(
        "file:%.*s", (int)(colon - mistake->message), mistake->message);

    g_test_message("%s", error ? error->message : "accepted");
    g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE);
    g_assert_true(g_str_has_prefix(error->message, begin));
    g_assert_nonnull(strstr(error->message, colon));
    g_assert_null(strchr(error->message, '\n'));
}

static const Mistake mistakes_of_form[] = {
    { "reason = x\n", "1: not in a defect" },
    { "\n[Bad]\n", "2: bad name of a defect '[Bad]'" },
    { "[\n", "1: bad name" },
    { "[]\n", "1: bad name" },
    { "[a]b\n", "1: bad name" },
    { DEFECT("a", "plain", "stock", "x", "cause = y\n"),
      "5: unknown key 'cause'" },
    { DEFECT("a", "plain", "stock", "x", "reason[stock] = y\n"),
      "5: unknown key" },
    { DEFECT("a", "plain", "stock", "x", "class = rare\n"),
      "5: a second 'class'" },
    { DEFECT("a", "plain", "stock", "x", "cases = y\n"),
      "6: a second 'cases'" },
    { DEFECT("a", "plain", "stock", "x", "text =\n"),
      "5: no value for 'text'" },
    { DEFECT("a", "plain", "stock", "x", "text\n"), "5: no key" },
    { DEFECT("a", "plain", "stock", "x", "text = y\n  z\n"),
      "6: nothing goes on here: 'z'" },
    { "[a]\n  b\n", "2: nothing goes on here" },
    { DEFECT("a", "odd", "stock", "x", ""), "3: unknown class 'odd'" },
    { DEFECT("a", "plain", "odd", "x", ""), "4: unknown kernel 'odd'" },
    { DEFECT("a", "plain", "stock,", "x", ""), "4: unknown kernel ''" },
    { DEFECT("a", "plain", "debug", "x", ""),
      "4: what is true of patched is true of 'debug'" },
    { DEFECT("a", "plain", "image", "x", ""),
      "4: what is true of stock is true of 'image'" },
    { DEFECT("a", "plain", "stock", "x", "cases[patched] = y\n"),
      "5: cases on a kernel without the defect 'a'" },
    { DEFECT("a", "plain", "stock", "x", "cases[odd] = y\n"),
      "5: unknown kernel 'odd'" },
    { DEFECT("a", "plain", "stock", "x", "layers = walker, odd\n"),
      "5: unknown layer 'odd'" },
    { DEFECT("a", "plain", "stock", "x", "layers = walker,\n"),
      "5: unknown layer ''" },
    { DEFECT("a", "plain", "stock", "x", "linux = 6.13..6.1\n"),
      "5: bad range '6.13..6.1'" },
    { DEFECT("a", "plain", "stock", "x", "level = 1..\n"),
      "5: bad range '1..'" },
    { DEFECT("a", "plain", "stock", "(", ""), "5: " },
    { DEFECT("a", "plain", "stock", "x\n  (", ""), "6: " },
    { DEFECT("a", "plain", "stock", "\377", ""), "5: this is not 'UTF-8'" },
    { "[a]\nclass = plain\nkernels = stock\ncases = x\n",
      "1: 'a' has no key 'reason'" },
    { "[a]\nreason = y\nkernels = stock\ncases = x\n",
      "1: 'a' has no key 'class'" },
    { "[a]\nreason = y\nclass = plain\ncases = x\n",
      "1: 'a' has no key 'kernels'" },
    { "[a]\nreason = y\nclass = plain\nkernels = stock\n",
      "1: no cases show 'a'" },
    { "\n" DEFECT("a", "isolated", "stock", "x", ""),
      "2: isolated needs the console's text: 'a'" },
    { DEFECT("a", "plain", "stock", "x", "layers = unmap\ntext = y\n"),
      "1: layers are for a loss" },
    { DEFECT("a", "plain", "stock", "x", "")
      DEFECT("a", "plain", "patched", "y", ""), "6: a second defect 'a'" },
    { "[a]\n" DEFECT("b", "plain", "stock", "x", ""),
      "1: 'a' has no key 'reason'" },
};

static void test_bad(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(mistakes_of_form); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(expect_parse(mistakes_of_form[i].text, "file",
                                   &error));
        check_mistake(&mistakes_of_form[i], error);
    }
}

/* Mistakes that only show together with the list of cases. */
static void test_bad_cases(void)
{
    static const Mistake mistakes[] = {
        { DEFECT("a", "plain", "stock", "x/1\n  x/3", ""),
          "6: no case has such a name" },
        { DEFECT("a", "plain", "stock", "x/.", "")
          DEFECT("b", "plain", "stock, patched", "x/2", ""),
          "10: x/2 already fails by a (line 5)" },
        { DEFECT("a", "plain", "stock, patched", "x/1", "")
          DEFECT("b", "plain", "stock, patched", "x/2",
                 "cases[patched] = x/1\n"), "10: x/1 already fails by a" },
        { DEFECT("a", "plain", "stock", "x/1", "linux = ..6.12\n")
          DEFECT("b", "plain", "stock", "x/1", "linux = 6.12.9..\n"),
          "12: x/1 already fails by a (line 6)" },
        { DEFECT("a", "plain", "stock", "x/1", "linux = ..6.12\n")
          DEFECT("b", "plain", "stock", "x/1", "level = L2..\n"),
          "12: x/1 already fails by a (line 6)" },
    };
    g_autoptr(GPtrArray) cases = cases_parse("x/1\nx/2\n", "list", NULL);

    for (guint i = 0; i < G_N_ELEMENTS(mistakes); i++) {
        g_autoptr(GPtrArray) list = parse(mistakes[i].text);
        g_autoptr(GError) error = NULL;

        g_assert_false(expect_check(list, "file", cases, &error));
        check_mistake(&mistakes[i], error);
    }
}

/* The same case, but never in the same place. */
static void test_apart(void)
{
    static const char *const texts[] = {
        "",
        DEFECT("a", "plain", "stock", "x/.", "")
        DEFECT("b", "plain", "patched", "x/1", ""),
        DEFECT("a", "plain", "stock, patched", "x/2", "cases[stock] = x/1\n")
        DEFECT("b", "plain", "patched", "x/1", ""),
        DEFECT("a", "plain", "stock", "x/1", "linux = ..6.12\n")
        DEFECT("b", "plain", "stock", "x/1", "linux = 6.13..\n"),
        DEFECT("a", "plain", "stock", "x/1", "level = L1\n")
        DEFECT("b", "plain", "stock", "x/1", "level = L2\n"),
    };
    g_autoptr(GPtrArray) cases = cases_parse("x/1\nx/2\n", "list", NULL);

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GPtrArray) list = parse(texts[i]);
        g_autoptr(GError) error = NULL;

        g_assert_true(expect_check(list, "file", cases, &error));
        g_assert_no_error(error);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/expect/find", test_find);
    g_test_add_func("/expect/isolated", test_isolated);
    g_test_add_func("/expect/layers", test_layers);
    g_test_add_func("/expect/kernels", test_kernels);
    g_test_add_func("/expect/ranges", test_ranges);
    g_test_add_func("/expect/no-version", test_no_version);
    g_test_add_func("/expect/bad", test_bad);
    g_test_add_func("/expect/bad-cases", test_bad_cases);
    g_test_add_func("/expect/apart", test_apart);
    return g_test_run();
}
