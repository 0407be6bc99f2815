/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Figures of the mapping dirty helpers on both kernels, and their targets. */

#ifndef SVGALAB_BENCH_H
#define SVGALAB_BENCH_H

#include <glib.h>

#include "input/artifacts.h"

/* What one call of a helper took: the round with the fewest instructions. */
typedef struct BenchFigure {
    guint rounds;
    guint agree;            /* rounds with exactly as many instructions */
    guint64 instructions;
    guint64 held;           /* of them with the rwsem held, longest stretch */
    guint64 flushes;        /* TLB flushes */
    guint64 flush_pages;    /* pages of all of them */
    guint64 flush_longest;  /* pages of the longest */
} BenchFigure;

typedef struct BenchResult {
    const char *name;
    const char *what;
    double target;          /* patched / stock; 0: none but the common one */
    guint64 entries;        /* pages times mappings */
    BenchFigure figures[KERNEL_COUNT];
} BenchResult;

typedef struct Bench {
    GArray *results;        /* of BenchResult, in the order of the table */
    char *versions[KERNEL_COUNT];
} Bench;

Bench *bench_new(void);

/*
 * Join what the guest said on @kernel, "window NAME ENTRIES" for each call it
 * made ("-": one that does not count), with the counter's lines in the file
 * @path. A call without its window, a window without its call, an unknown
 * name and a case that was not measured are errors.
 */
gboolean bench_take(Bench *bench, KernelKind kernel, GPtrArray *said,
                    const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Both kernels' figures are within what the case allows. */
gboolean bench_target_is_met(const BenchResult *result);

/* As tables for people, and for programs. */
char *bench_to_text(const Bench *bench);
char *bench_to_json(const Bench *bench);

void bench_free(Bench *bench);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bench, bench_free)

#endif
