/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* How a case ended in one of two runs, and whether that is the same. */

#include "diff/ending.h"

#include "base/json-peek.h"

/* What is masked: hexadecimal, also without 0x if it is long, and decimal. */
#define ENDING_NUMBERS "0x[0-9a-f]+|\\b[0-9a-f]{8,}\\b|[0-9]+"

/* A document of another version may have layers that we do not know. */
static guint ending_layer_bit(JsonObject *object)
{
    Layer layer = layer_parse(json_peek_string(object, "layer", ""));

    return layer == LAYER_NONE ? 0 : 1u << layer;
}

static guint ending_audit_layers(JsonObject *audit)
{
    JsonArray *surfaces = json_peek_array(audit, "surfaces");
    guint layers = ending_layer_bit(audit);

    for (guint i = 0; i < json_array_get_length(surfaces); i++) {
        JsonArray *lost =
            json_peek_array(json_array_peek_object(surfaces, i), "lost");

        for (guint j = 0; j < json_array_get_length(lost); j++) {
            layers |= ending_layer_bit(json_array_peek_object(lost, j));
        }
    }
    return layers;
}

static const char *ending_last_diagnostic(JsonObject *result)
{
    JsonArray *lines = json_peek_array(result, "diagnostics");
    guint count = json_array_get_length(lines);

    return count ? json_array_peek_string(lines, count - 1) : NULL;
}

/*
 * The last audit's word, or the host's, or the guest's. The reason of a known
 * defect is that of all its cases and tells nothing of this one.
 */
static const char *ending_message(JsonObject *result, const Ending *ending)
{
    JsonArray *audits = json_peek_array(result, "audits");
    const char *message = NULL;

    for (guint i = json_array_get_length(audits); i-- > 0 && !message;) {
        message = json_peek_string(json_array_peek_object(audits, i),
                                   "detail", NULL);
    }
    if (!message && !ending->defect) {
        message = json_peek_string(result, "reason", NULL);
    }
    return message ? message : ending_last_diagnostic(result);
}

static Outcome ending_outcome(JsonObject *result)
{
    const char *name = json_peek_string(result, "outcome", "");
    Outcome outcome = OUTCOME_PASS;

    while (!g_str_equal(outcome_name(outcome), name)) {
        outcome++;
        g_assert(outcome < OUTCOME_COUNT); /* the reader checked it */
    }
    return outcome;
}

Ending *ending_new(JsonObject *result)
{
    Ending *ending = g_new0(Ending, 1);
    JsonArray *audits = json_peek_array(result, "audits");

    ending->outcome = ending_outcome(result);
    ending->defect = json_peek_string(result, "defect", "");
    ending->defect = *ending->defect ? ending->defect : NULL;
    if (ending_passes(ending)) {
        return ending;
    }
    for (guint i = 0; i < json_array_get_length(audits); i++) {
        ending->layers |=
            ending_audit_layers(json_array_peek_object(audits, i));
    }
    ending->message = ending_message(result, ending);
    return ending;
}

gboolean ending_passes(const Ending *ending)
{
    return ending->outcome == OUTCOME_PASS || ending->outcome == OUTCOME_XPASS;
}

gboolean ending_fails(const Ending *ending)
{
    return !ending_passes(ending) && ending->outcome != OUTCOME_SKIP;
}

static gboolean ending_same_words(const char *a, const char *b)
{
    g_autoptr(GRegex) numbers =
        g_regex_new(ENDING_NUMBERS, G_REGEX_CASELESS | G_REGEX_RAW, 0, NULL);
    g_autofree char *masked_a =
        g_regex_replace_literal(numbers, a ? a : "", -1, 0, "#", 0, NULL);
    g_autofree char *masked_b =
        g_regex_replace_literal(numbers, b ? b : "", -1, 0, "#", 0, NULL);

    return g_strcmp0(masked_a, masked_b) == 0;
}

gboolean ending_equal(const Ending *a, const Ending *b)
{
    if (a->outcome != b->outcome || a->layers != b->layers ||
        g_strcmp0(a->defect, b->defect) != 0) {
        return FALSE;
    }
    return a->layers || ending_same_words(a->message, b->message);
}
