/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The expectations: known defects, and the cases that fail because of each. */

#ifndef SVGALAB_EXPECT_H
#define SVGALAB_EXPECT_H

#include <glib.h>

#include "input/artifacts.h"

/* Expected behaviour of a case with a defect. */
typedef enum ExpectClass {
    EXPECT_PLAIN,       /* always fails: a pass is an error */
    EXPECT_RACY,        /* tried several times, fails at least once */
    EXPECT_RARE,        /* may fail or pass: the window is too small */
    EXPECT_ISOLATED,    /* fails in its own boot, may kill the guest */
} ExpectClass;

/* Cases that show the defect. */
typedef struct ExpectPattern {
    GRegex *regex;          /* matches whole names */
    guint kernels;          /* bits 1 << KernelKind that show it */
    guint line;             /* line in the file */
} ExpectPattern;

/* One defect. */
typedef struct Expectation {
    char *name;
    char *reason;
    ExpectClass class;
    guint layers;           /* bits 1 << Layer of the loss; 0: any */
    char *text;             /* text of the failure; NULL: a loss */
    guint kernels;          /* bits 1 << KernelKind that have it */
    GArray *versions;       /* VersionRanges of Linux that have it ... */
    GArray *levels;         /* ... and of device levels that show it */
    GPtrArray *patterns;    /* of ExpectPattern */
    guint line;             /* line in the file */
} Expectation;

/* The environment of the cases; a NULL matches any range. */
typedef struct ExpectPlace {
    KernelKind kernel;
    const char *release;    /* of Linux */
    const char *level;      /* of the device */
} ExpectPlace;

/*
 * All defects of the file @path, of type Expectation; the top of
 * guest-tests/expectations describes the format. A mistake in the file is a
 * usage error that names the line. Free with g_ptr_array_unref().
 */
GPtrArray *expect_load(const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* The same for @text; @origin names it in errors. */
GPtrArray *expect_parse(const char *text, const char *origin, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/*
 * Check that each pattern names one of @cases, of TestCase, and that no case
 * fails because of two defects in the same place. A mistake is a usage error,
 * as above.
 */
gboolean expect_check(GPtrArray *expectations, const char *origin,
                      GPtrArray *cases, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Remove the expectations that do not hold at @place. */
gboolean expect_narrow(GPtrArray *expectations, const ExpectPlace *place,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The defect because of which the case @name fails; NULL: it must pass. */
const Expectation *expect_find(GPtrArray *expectations, const char *name);

/* True if that defect needs a boot of its own for the case. */
gboolean expect_isolates(GPtrArray *expectations, const char *name);

void expectation_free(Expectation *expectation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Expectation, expectation_free)

#endif
