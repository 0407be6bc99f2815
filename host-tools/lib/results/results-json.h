/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A run's results as JSON, for other programs. */

/*
 * Keys are stable: within one "schema" number they are added to, never
 * renamed or removed. data/results.schema.json has them all, and the tests
 * hold every document against it.
 */

#ifndef SVGALAB_RESULTS_JSON_H
#define SVGALAB_RESULTS_JSON_H

#include <glib.h>

#include "results/results.h"
#include "results/verdict.h"

#define RESULTS_SCHEMA 2

/* The whole document, indented, with a line end. */
char *results_to_json(const Results *results, const Verdict *verdict);

#endif
