/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A case on the report page: its messages, its audits, the console. */

#ifndef SVGALAB_HTML_CASE_H
#define SVGALAB_HTML_CASE_H

#include <glib.h>
#include <json-glib/json-glib.h>

#include "html/resultfile.h"

/* A case that did not simply pass, with all details. */
void html_append_case(GString *page, const ResultFile *file,
                      JsonObject *result);

#endif
