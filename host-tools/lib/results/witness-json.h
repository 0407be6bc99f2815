/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The four witnesses of a surface, side by side, as JSON. */

#ifndef SVGALAB_WITNESS_JSON_H
#define SVGALAB_WITNESS_JSON_H

#include <json-glib/json-glib.h>

#include "judge/judge.h"

/* Add the member "witnesses"; see docs/report-format.md. */
void witness_add_json(JsonBuilder *builder, const JudgedSurface *surface);

#endif
