/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Recurring parts of the report page: outcomes, reasons, blocks of lines. */

#ifndef SVGALAB_HTML_PARTS_H
#define SVGALAB_HTML_PARTS_H

#include <glib.h>
#include <json-glib/json-glib.h>

/* An outcome such as "pass" as a coloured word, with a tooltip. */
void html_append_outcome(GString *page, const char *outcome);

/* The reason of a case's outcome; a defect's name links to its description. */
void html_append_reason(GString *page, JsonObject *root, JsonObject *result);

/* Lines as a block of text; nothing for NULL. */
void html_append_lines(GString *page, const char *title, GPtrArray *lines);

#endif
