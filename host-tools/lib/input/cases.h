/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The list of test cases, and selecting from it. */

#ifndef SVGALAB_CASES_H
#define SVGALAB_CASES_H

#include <glib.h>

typedef struct TestCase {
    char *name;
    guint cpus;             /* number its guest must have */
    gboolean sole;          /* init must not hold the device meanwhile */
    guint place;            /* in the output; set by the planner */
} TestCase;

/* More CPUs than any case could use. */
#define TEST_CASE_CPUS_MAX 8

/*
 * The cases of the file @path, of type TestCase, in order: one name per line,
 * followed by "cpus=N" if one CPU is not enough and by "sole" if nobody else
 * may have the device open; '#' comments and empty lines are skipped. A
 * malformed line or a repeated name is an error. Free with
 * g_ptr_array_unref().
 */
GPtrArray *cases_load(const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* The same for @text; @origin names it in errors. */
GPtrArray *cases_parse(const char *text, const char *origin, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/*
 * Keep the @cases that match one of @include (NULL: all) and none of @exclude,
 * which are regular expressions that may match anywhere in the name. A bad
 * expression is a usage error, an empty result the error NOTHING.
 */
gboolean cases_select(GPtrArray *cases, const char *const *include,
                      const char *const *exclude, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Keep the @cases for which @keep, called with @opaque, returns true. */
void cases_filter(GPtrArray *cases,
                  gboolean (*keep)(const TestCase *, gconstpointer),
                  gconstpointer opaque);

void case_free(gpointer test);

/* True for path components of [a-z0-9_]+ separated by slashes. */
gboolean case_name_is_valid(const char *name);

#endif
