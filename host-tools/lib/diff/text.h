/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What differs between two runs, for people. */

#ifndef SVGALAB_DIFF_TEXT_H
#define SVGALAB_DIFF_TEXT_H

#include "diff/diff.h"

/* Several lines, the sums last. All that the documents say is printable. */
char *diff_to_text(const Diff *diff);

#endif
