/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A whole run: from the selection of cases to the verdict. */

#ifndef SVGALAB_RUN_H
#define SVGALAB_RUN_H

#include <glib.h>

#include "input/artifacts.h"
#include "input/cases.h"

typedef struct RunOptions {
    KernelKind kernel;
    char *kernel_words;     /* the options that select it */
    char **include;         /* regular expressions, or NULL */
    char **exclude;
    int case_timeout;       /* seconds */
    int boot_timeout;       /* seconds */
    char *uri;              /* NULL: the embedded driver */
    char *inject;           /* injected in every case, or NULL */
    char **properties;      /* of the device, as KEY=VALUE, or NULL */
    char *results_dir;      /* NULL: a new one below the state directory */
    char *json;             /* file, "-" for standard output, or NULL */
    char *junit;            /* the same */
    gboolean kunit;         /* KUnit tests */
    int seed;               /* for random numbers; 0: a new one */
    gboolean all;           /* also cases with boots of their own */
    int guests;             /* in parallel; 0: as many as useful */
    gboolean keep;
    gboolean dry_run;
    char *command_line;     /* command that repeats this run */
} RunOptions;

/*
 * The cases of @artifacts that the options select, of TestCase. Free with
 * g_ptr_array_unref().
 */
GPtrArray *run_select(const RunOptions *options, const Artifacts *artifacts,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The expectations that apply to a kernel, an array of Expectation. */
GPtrArray *run_expectations(const Artifacts *artifacts, KernelKind kernel,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Carry out the run. Returns the exit code, or -1 with @error if it did not get
 * far enough to be called a run.
 */
int run_execute(const RunOptions *options, const Artifacts *artifacts,
                GError **error);

/* Check a device fault given to --inject, with its number; usage errors. */
char *run_parse_inject(const char *text, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

#endif
