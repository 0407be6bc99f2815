/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The expectations: the known defects, and the cases that fail by each. */

#ifndef SVGALAB_EXPECT_H
#define SVGALAB_EXPECT_H

#include <glib.h>

#include "input/artifacts.h"

/* What is expected of a case that a defect names. */
typedef enum ExpectClass {
    EXPECT_PLAIN,       /* fails always: a pass is an error */
    EXPECT_RACY,        /* tried several times: fails at least once */
    EXPECT_RARE,        /* the window is too small to be hit at will: either */
    EXPECT_ISOLATED,    /* fails in a boot of its own, may kill the guest */
} ExpectClass;

/* Cases that show a defect. */
typedef struct ExpectPattern {
    GRegex *regex;          /* matches whole names */
    guint kernels;          /* bits 1 << KernelKind: where they show it */
    guint line;             /* of the file */
} ExpectPattern;

/* One defect. */
typedef struct Expectation {
    char *name;
    char *reason;
    ExpectClass class;
    guint layers;           /* bits 1 << Layer that may lose it; 0: any */
    char *text;             /* what its failure must say; NULL: it is a loss */
    guint kernels;          /* bits 1 << KernelKind: that have it */
    GArray *versions;       /* of Linux that have it, of VersionRange ... */
    GArray *levels;         /* ... and levels of the device that show it */
    GPtrArray *patterns;    /* of ExpectPattern */
    guint line;             /* of the file */
} Expectation;

/* Where cases are to run; NULL: not known, so that any range holds. */
typedef struct ExpectPlace {
    KernelKind kernel;
    const char *release;    /* of the kernel */
    const char *level;      /* of the device */
} ExpectPlace;

/*
 * All defects of the file @path, of type Expectation; what a file looks like
 * is told at the top of guest-tests/expectations. A mistake in it is a usage
 * error that names the line. Free with g_ptr_array_unref().
 */
GPtrArray *expect_load(const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* The same for @text; @origin names it in errors. */
GPtrArray *expect_parse(const char *text, const char *origin, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/*
 * Each pattern names one of @cases, of TestCase, and no case fails by two
 * defects in the same place. A mistake is a usage error, as above.
 */
gboolean expect_check(GPtrArray *expectations, const char *origin,
                      GPtrArray *cases, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Take out what does not hold at @place. */
gboolean expect_narrow(GPtrArray *expectations, const ExpectPlace *place,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The defect by which the case @name fails, or NULL: it must pass. */
const Expectation *expect_find(GPtrArray *expectations, const char *name);

/* Whether that defect wants a boot of its own for the case. */
gboolean expect_isolates(GPtrArray *expectations, const char *name);

void expectation_free(Expectation *expectation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Expectation, expectation_free)

#endif
