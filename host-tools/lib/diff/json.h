/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What differs between two runs as JSON, for other programs. */

#ifndef SVGALAB_DIFF_JSON_H
#define SVGALAB_DIFF_JSON_H

#include "diff/diff.h"

#define DIFF_SCHEMA 1

/* The whole document, indented, with a final newline. */
char *diff_to_json(const Diff *diff);

#endif
