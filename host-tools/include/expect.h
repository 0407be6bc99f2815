/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expectation files: which cases are known to fail on a kernel, and why. */

#ifndef SVGALAB_EXPECT_H
#define SVGALAB_EXPECT_H

#include <glib.h>

/* What is expected of a case that a line of the file names. */
typedef enum ExpectClass {
    EXPECT_PLAIN,       /* fails always: a pass is an error */
    EXPECT_RACY,        /* tried several times: fails at least once */
    EXPECT_RARE,        /* the window is too small to be hit at will: either */
    EXPECT_ISOLATED,    /* fails in a boot of its own, may kill the guest */
} ExpectClass;

typedef struct Expectation {
    ExpectClass class;
    guint layers;           /* bits 1 << Layer that may lose it; 0: any */
    GRegex *regex;          /* matches whole case names */
    char *text;             /* what its failure must say, or NULL */
    char *reason;
} Expectation;

/*
 * Lines are "CLASS[:LAYER[,LAYER...]] REGEX REASON...", '#' starts a comment
 * line. With layers, a loss in any other one is not what is expected. The
 * reason may begin with a "quoted" text, for failures that are no losses: an
 * isolated case's console must show it, any other case must have printed it.
 * Returns an array of Expectation; free with g_ptr_array_unref().
 */
GPtrArray *expect_load(const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *expect_parse(const char *text, const char *origin, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* The first expectation that names the case @name, or NULL: it must pass. */
const Expectation *expect_find(GPtrArray *expectations, const char *name);

/* Whether that expectation wants a boot of its own for the case. */
gboolean expect_isolates(GPtrArray *expectations, const char *name);

#endif
