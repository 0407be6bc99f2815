/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Figures of the mapping dirty helpers on both kernels, and their targets. */

#ifndef SVGALAB_BENCH_H
#define SVGALAB_BENCH_H

#include <glib.h>

#include "input/artifacts.h"

/* Cost of one call of a helper, in the round with the fewest instructions. */
typedef struct BenchFigure {
    guint rounds;
    guint agree;            /* rounds with exactly this count */
    guint64 instructions;
    guint64 held;           /* longest stretch with the rwsem held */
    guint64 flushes;        /* TLB flushes */
    guint64 flush_pages;    /* sum of pages over all flushes */
    guint64 flush_longest;  /* pages of the longest flush */
} BenchFigure;

typedef struct BenchResult {
    const char *name;
    const char *what;
    double target;          /* patched / stock; 0: only the common limit */
    guint64 entries;        /* pages times mappings */
    BenchFigure figures[KERNEL_COUNT];
} BenchResult;

typedef struct Bench {
    GArray *results;        /* of BenchResult, in table order */
    char *versions[KERNEL_COUNT];
} Bench;

Bench *bench_new(void);

/*
 * Match the output of the guest on @kernel, "window NAME ENTRIES" per call
 * ("-": a call that does not count), with the counter's lines in the file
 * @path. A call without a window, a window without a call, an unknown name and
 * a case without a measurement are errors.
 */
gboolean bench_take(Bench *bench, KernelKind kernel, GPtrArray *said,
                    const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* True if both kernels' figures are within the limits of the case. */
gboolean bench_target_is_met(const BenchResult *result);

/* Format as tables for people, and as JSON for programs. */
char *bench_to_text(const Bench *bench);
char *bench_to_json(const Bench *bench);

void bench_free(Bench *bench);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bench, bench_free)

#endif
