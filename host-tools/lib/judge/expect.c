/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The expectations: the defects that apply, and the cases that show them. */

#include "judge/expect.h"

#include "base/error.h"
#include "base/versions.h"
#include "input/cases.h"

void expectation_free(Expectation *expectation)
{
    g_free(expectation->name);
    g_free(expectation->reason);
    g_free(expectation->text);
    g_array_unref(expectation->versions);
    g_array_unref(expectation->levels);
    g_ptr_array_unref(expectation->patterns);
    g_free(expectation);
}

static gboolean pattern_matches(const ExpectPattern *pattern,
                                const char *name)
{
    return g_regex_match(pattern->regex, name, 0, NULL);
}

static gboolean expect_check_used(const Expectation *expectation,
                                  const char *origin, GPtrArray *cases,
                                  GError **error)
{
    for (guint i = 0; i < expectation->patterns->len; i++) {
        const ExpectPattern *pattern = expectation->patterns->pdata[i];
        guint found = 0;

        while (found < cases->len &&
               !pattern_matches(pattern, ((TestCase *)
                                          cases->pdata[found])->name)) {
            found++;
        }
        if (found == cases->len) {
            g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                        "%s:%u: no case has such a name", origin,
                        pattern->line);
            return FALSE;
        }
    }
    return TRUE;
}

/* The kernels on which the case @name shows the defect. */
static guint expect_kernels(const Expectation *expectation, const char *name,
                            guint *line)
{
    guint kernels = 0;

    for (guint i = 0; i < expectation->patterns->len; i++) {
        const ExpectPattern *pattern = expectation->patterns->pdata[i];

        if (pattern_matches(pattern, name)) {
            kernels |= pattern->kernels;
            *line = pattern->line;
        }
    }
    return kernels;
}

static gboolean expect_check_case(GPtrArray *expectations, const char *origin,
                                  const char *name, GError **error)
{
    for (guint i = 0; i < expectations->len; i++) {
        const Expectation *one = expectations->pdata[i];
        guint first = 0;
        guint kernels = expect_kernels(one, name, &first);

        for (guint j = i + 1; kernels && j < expectations->len; j++) {
            const Expectation *other = expectations->pdata[j];
            guint second = 0;

            if ((kernels & expect_kernels(other, name, &second)) &&
                version_ranges_overlap(one->versions, other->versions) &&
                version_ranges_overlap(one->levels, other->levels)) {
                g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                            "%s:%u: %s already fails by %s (line %u)",
                            origin, second, name, one->name, first);
                return FALSE;
            }
        }
    }
    return TRUE;
}

gboolean expect_check(GPtrArray *expectations, const char *origin,
                      GPtrArray *cases, GError **error)
{
    for (guint i = 0; i < expectations->len; i++) {
        if (!expect_check_used(expectations->pdata[i], origin, cases,
                               error)) {
            return FALSE;
        }
    }
    for (guint i = 0; i < cases->len; i++) {
        const TestCase *test = cases->pdata[i];

        if (!expect_check_case(expectations, origin, test->name, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

/* TRUE if @text, NULL or a version, is in one of @ranges. */
static gboolean expect_in(const GArray *ranges, const char *text,
                          const char *prefix, gboolean *in, GError **error)
{
    guint64 version = 0;

    if (!text) {
        return TRUE;
    }
    if (!version_parse(text, prefix, &version)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "'%s' is not a kernel version or device level",
                    text);
        return FALSE;
    }
    *in = *in && version_ranges_have(ranges, version);
    return TRUE;
}

static void expect_drop_patterns(Expectation *expectation, KernelKind kernel)
{
    for (guint i = expectation->patterns->len; i-- > 0;) {
        const ExpectPattern *pattern = expectation->patterns->pdata[i];

        if (!(pattern->kernels & 1u << kernel)) {
            g_ptr_array_remove_index(expectation->patterns, i);
        }
    }
}

gboolean expect_narrow(GPtrArray *expectations, const ExpectPlace *place,
                       GError **error)
{
    KernelKind kernel = kernel_kind_judged_as(place->kernel);

    for (guint i = expectations->len; i-- > 0;) {
        Expectation *expectation = expectations->pdata[i];
        gboolean holds = TRUE;

        if (!expect_in(expectation->versions, place->release, "", &holds,
                       error) ||
            !expect_in(expectation->levels, place->level, "L", &holds,
                       error)) {
            return FALSE;
        }
        expect_drop_patterns(expectation, kernel);
        if (!holds) {
            g_ptr_array_remove_index(expectations, i);
        }
    }
    return TRUE;
}

const Expectation *expect_find(GPtrArray *expectations, const char *name)
{
    for (guint i = 0; i < expectations->len; i++) {
        const Expectation *expectation = expectations->pdata[i];

        for (guint j = 0; j < expectation->patterns->len; j++) {
            if (pattern_matches(expectation->patterns->pdata[j], name)) {
                return expectation;
            }
        }
    }
    return NULL;
}

gboolean expect_isolates(GPtrArray *expectations, const char *name)
{
    const Expectation *expectation = expect_find(expectations, name);

    return expectation && expectation->class == EXPECT_ISOLATED;
}
