/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Device writes to guest memory, as told by the report stream. */

#include "witness/written.h"

#include "base/error.h"
#include "base/guest-page.h"
#include "base/json.h"

/* Command buffer headers have this alignment, and begin with the status. */
#define WRITTEN_HEADER_ALIGN 64
#define WRITTEN_ERROR_OFFSET 4

static gboolean written_add_run(GArray *runs, const WrittenRun *like,
                                JsonNode *node, GError **error)
{
    WrittenRun run = *like;
    JsonArray *pair;

    if (!JSON_NODE_HOLDS_ARRAY(node)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "a range is not a pair");
        return FALSE;
    }
    pair = json_node_get_array(node);
    /* 62 bits each, so that their sum fits into 64 bits. */
    if (!json_array_get_uint(pair, 0, G_MAXINT64 / 2, &run.gpa, error) ||
        !json_array_get_uint(pair, 1, G_MAXINT64 / 2, &run.bytes, error)) {
        return FALSE;
    }
    g_array_append_val(runs, run);
    return TRUE;
}

gboolean written_add(GArray *runs, guint64 seq, JsonObject *line,
                     GError **error)
{
    WrittenRun like = { .seq = seq };
    const char *kind;
    JsonArray *ranges;

    if (!json_get_string(line, "kind", &kind, error) ||
        !json_get_array(line, "byte_ranges", &ranges, error)) {
        return FALSE;
    }
    like.word = g_str_equal(kind, "word");
    for (guint i = 0; i < json_array_get_length(ranges); i++) {
        if (!written_add_run(runs, &like, json_array_get_element(ranges, i),
                             error)) {
            return FALSE;
        }
    }
    return TRUE;
}

WrittenPage written_page(const GArray *runs, guint64 page)
{
    guint64 begin = page * GUEST_PAGE_BYTES;
    WrittenPage found = { 0 };

    for (guint i = 0; i < runs->len; i++) {
        const WrittenRun *run = &g_array_index(runs, WrittenRun, i);

        if (run->gpa < begin + GUEST_PAGE_BYTES &&
            run->gpa + run->bytes > begin) {
            found.count++;
            found.last = *run;
        }
    }
    return found;
}

const char *written_means(const WrittenRun *run)
{
    guint64 within = run->gpa % WRITTEN_HEADER_ALIGN;

    return !run->word ? "a copy"
           : within == 0 ? "a command buffer's status"
           : within == WRITTEN_ERROR_OFFSET ? "a command buffer's error offset"
           : "a word";
}
