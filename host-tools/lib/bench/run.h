/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Boots both kernels under the instruction counter and collects the figures. */

#ifndef SVGALAB_BENCH_RUN_H
#define SVGALAB_BENCH_RUN_H

#include <glib.h>

#include "bench/bench.h"
#include "input/artifacts.h"

/*
 * Measure the mapping dirty helpers on stock and patched, one boot each, with
 * one emulated CPU. The guests' output goes to the directory @results_dir,
 * which is new or empty; NULL: one below the state directory.
 */
Bench *bench_run_walker(const Artifacts *artifacts, const char *results_dir,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The address of @symbol in the System.map at @path, in hexadecimal without a
 * prefix.
 */
char *bench_symbol(const char *path, const char *symbol, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

#endif
