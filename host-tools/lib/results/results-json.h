/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The results of a run as JSON, for other programs. */

/*
 * Keys are stable: within one "schema" number, keys may be added but not
 * renamed or removed. data/results.schema.json has all of them, and the tests
 * check every document against it.
 */

#ifndef SVGALAB_RESULTS_JSON_H
#define SVGALAB_RESULTS_JSON_H

#include <glib.h>

#include "results/results.h"
#include "results/verdict.h"

#define RESULTS_SCHEMA 2

/* The whole document, indented, with a final newline. */
char *results_to_json(const Results *results, const Verdict *verdict);

#endif
