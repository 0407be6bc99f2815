/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A result directory as one HTML page that needs nothing else. */

#ifndef SVGALAB_HTML_H
#define SVGALAB_HTML_H

#include <glib.h>

#include "html/resultfile.h"

/*
 * The whole page. It loads nothing and runs nothing, and says so to the
 * browser as well; all that came from a guest or a file is escaped.
 */
char *html_page(const ResultFile *file);

/* One case that did not simply pass, in full; @heading precedes its parts. */
void html_append_case(GString *page, const ResultFile *file,
                      JsonObject *result);

/* The four witnesses' views of one audited surface, side by side. */
void html_append_witnesses(GString *page, JsonObject *surface);

/* "pass" as a coloured word, with what it means as a tooltip. */
void html_append_outcome(GString *page, const char *outcome);

/* Why a case is what it is; its defect's name leads to its description. */
void html_append_reason(GString *page, JsonObject *root, JsonObject *result);

/* Lines as a block of text; nothing for NULL. */
void html_append_lines(GString *page, const char *title, GPtrArray *lines);

#endif
