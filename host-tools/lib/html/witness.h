/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The four witnesses of a surface on the report page. */

#ifndef SVGALAB_HTML_WITNESS_H
#define SVGALAB_HTML_WITNESS_H

#include <glib.h>
#include <json-glib/json-glib.h>

/* The four witnesses' views of one audited surface, side by side. */
void html_append_witnesses(GString *page, JsonObject *surface);

#endif
