/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A result directory as one self-contained HTML page. */

#ifndef SVGALAB_HTML_H
#define SVGALAB_HTML_H

#include <glib.h>

#include "html/resultfile.h"

/*
 * The whole page. It loads nothing and runs no script, and tells the browser
 * so; everything that came from a guest or a file is escaped.
 */
char *html_page(const ResultFile *file);

#endif
