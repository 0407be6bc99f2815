/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Is a JSON document what its schema says? */

#ifndef SVGALAB_SCHEMA_H
#define SVGALAB_SCHEMA_H

#include <glib.h>
#include <json-glib/json-glib.h>

/*
 * Check @document against @schema, a JSON Schema (2020-12) that keeps to
 * type, properties, required, additionalProperties, items, enum, const,
 * minimum, maximum and references into its own $defs; another keyword is an
 * error, so that nothing in a schema goes unchecked. With @strict members
 * that the schema does not name are errors as well. The error says where.
 */
gboolean schema_check(JsonObject *schema, JsonNode *document, gboolean strict,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The schema of results.json, which is part of the program. */
JsonObject *schema_results(void);

#endif
