/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The command table: framing and dispatch of every entry, all lengths. */

#include "qemu/osdep.h"
#include "handlers.h"

typedef struct Entry {
    uint32_t id;
    const char *handler;
    uint32_t size;
    uint32_t flags;
} Entry;

#define ENTRY(id, name, type, bytes, flags) { id, #name, bytes, flags },

static const Entry entries[] = {
    SVGA_CMD_2D_LIST(ENTRY)
    SVGA_CMD_3D_LIST(ENTRY)
};

static const SvgaParts *const parts = (const SvgaParts *)0x1000;
static const uint32_t body[64];

static SvgaStatus dispatch(uint32_t id, size_t size)
{
    handler_call = (HandlerCall) { .status = SVGA_OK };
    return svga_cmd_dispatch(parts, id, body, size);
}

/* One case per entry: too short, exact, too long, and passed to its handler. */
static void test_entry(gconstpointer data)
{
    const Entry *entry = data;
    bool varlen = entry->flags & SVGA_CMD_VARLEN;
    g_autofree char *name = g_ascii_strup(entry->handler, -1);

    g_assert_true(g_str_has_prefix(name, "SVGA_CMD_"));
    g_assert_cmpstr(svga_cmd_name(entry->id), ==,
                    name + strlen("SVGA_CMD_"));
    if (entry->size) {
        g_assert_cmpint(dispatch(entry->id, entry->size - 1), ==,
                        SVGA_BAD_SIZE);
        g_assert_cmpint(dispatch(entry->id, 0), ==, SVGA_BAD_SIZE);
        g_assert_null(handler_call.name);
    }
    g_assert_cmpint(dispatch(entry->id, entry->size), ==, SVGA_OK);
    g_assert_cmpstr(handler_call.name, ==, entry->handler);
    g_assert_true(handler_call.parts == parts);
    g_assert_true(handler_call.body == body);
    g_assert_cmpuint(handler_call.size, ==, entry->size);

    g_assert_cmpint(dispatch(entry->id, entry->size + 4), ==,
                    varlen ? SVGA_OK : SVGA_BAD_SIZE);
    g_assert_cmpint(handler_call.name != NULL, ==, varlen);
}

static void test_status_passes(void)
{
    handler_call = (HandlerCall) { .status = SVGA_OVER_BUDGET };
    g_assert_cmpint(svga_cmd_dispatch(parts, SVGA_CMD_FENCE, body, 4), ==,
                    SVGA_OVER_BUDGET);
}

static void test_unknown(void)
{
    static const uint32_t ids[] = {
        0, 2, SVGA_CMD_RECT_COPY, SVGA_CMD_ESCAPE, SVGA_CMD_MAX, 1000,
        SVGA_3D_CMD_BASE, SVGA_3D_CMD_DEAD1, SVGA_3D_CMD_DX_DRAW,
        SVGA_3D_CMD_MAX, SVGA_3D_CMD_FUTURE_MAX, UINT32_MAX,
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_assert_cmpint(dispatch(ids[i], 16), ==, SVGA_BAD_COMMAND);
        g_assert_null(handler_call.name);
        g_assert_cmpstr(svga_cmd_name(ids[i]), ==, "unknown");
    }
}

static SvgaStatus frame(const uint32_t *words, size_t len, uint32_t header,
                        uint32_t bytes)
{
    SvgaCmdFrame got = { 0 };
    SvgaStatus status = svga_cmd_frame(words, len, &got);

    if (status == SVGA_OK) {
        g_assert_cmpuint(got.id, ==, words[0]);
        g_assert_cmpuint(got.header, ==, header);
        g_assert_cmpuint(got.body, ==, bytes);
    }
    return status;
}

static void test_frame_2d(void)
{
    const uint32_t fence[] = { SVGA_CMD_FENCE, 1 };
    const uint32_t cursor[] = { SVGA_CMD_DEFINE_ALPHA_CURSOR, 0, 0, 0, 64,
                                32 };
    const uint32_t wide[] = { SVGA_CMD_DEFINE_ALPHA_CURSOR, 0, 0, 0,
                              0x80000000u, 2 };
    const uint32_t huge[] = { SVGA_CMD_DEFINE_ALPHA_CURSOR, 0, 0, 0,
                              262144, 262144 };
    const uint32_t bad[] = { SVGA_CMD_RECT_COPY, 0 };

    g_assert_cmpint(frame(fence, 3, 0, 0), ==, SVGA_AGAIN);
    g_assert_cmpint(frame(fence, 4, 4, 4), ==, SVGA_OK);
    for (size_t len = 4; len < sizeof(cursor); len += 4) {
        g_assert_cmpint(frame(cursor, len, 0, 0), ==, SVGA_AGAIN);
    }
    g_assert_cmpint(frame(cursor, sizeof(cursor), 4, 20 + 64 * 32 * 4), ==,
                    SVGA_OK);
    g_assert_cmpint(frame(wide, sizeof(wide), 0, 0), ==, SVGA_BAD_SIZE);
    g_assert_cmpint(frame(huge, sizeof(huge), 0, 0), ==, SVGA_BAD_SIZE);
    g_assert_cmpint(frame(bad, sizeof(bad), 0, 0), ==, SVGA_BAD_COMMAND);
}

/* {id, hot x, hot y, width, height, depths of AND mask and XOR mask} */
static void test_frame_cursor(void)
{
    uint32_t cursor[] = { SVGA_CMD_DEFINE_CURSOR, 0, 0, 0, 33, 2, 1, 32 };

    for (size_t len = 4; len < sizeof(cursor); len += 4) {
        g_assert_cmpint(frame(cursor, len, 0, 0), ==, SVGA_AGAIN);
    }
    g_assert_cmpint(frame(cursor, sizeof(cursor), 4,
                          28 + 2 * 8 + 2 * 33 * 4), ==, SVGA_OK);
    /* Depths that are refused later must not lead past the next command. */
    cursor[7] = 24;
    g_assert_cmpint(frame(cursor, sizeof(cursor), 4,
                          28 + 2 * 8 + 2 * 25 * 4), ==, SVGA_OK);
    cursor[7] = 33;
    g_assert_cmpint(frame(cursor, sizeof(cursor), 0, 0), ==, SVGA_BAD_SIZE);
    cursor[7] = 1;
    cursor[4] = 0x80000000u;
    g_assert_cmpint(frame(cursor, sizeof(cursor), 0, 0), ==, SVGA_BAD_SIZE);
    cursor[4] = cursor[5] = SVGA_CMD_MAX_DATASIZE;
    cursor[6] = 32;
    g_assert_cmpint(frame(cursor, sizeof(cursor), 0, 0), ==, SVGA_BAD_SIZE);
}

/* A 3D command, known or not, is as long as its header says. */
static void test_frame_3d(void)
{
    uint32_t words[] = { SVGA_3D_CMD_DX_DRAW, 400 };

    g_assert_cmpint(frame(words, 4, 0, 0), ==, SVGA_AGAIN);
    g_assert_cmpint(frame(words, 8, 8, 400), ==, SVGA_OK);
    words[1] = 0;
    g_assert_cmpint(frame(words, 8, 8, 0), ==, SVGA_OK);
    words[1] = 402;
    g_assert_cmpint(frame(words, 8, 0, 0), ==, SVGA_BAD_SIZE);
    words[1] = 0xfffffffc;
    g_assert_cmpint(frame(words, 8, 0, 0), ==, SVGA_BAD_SIZE);
    words[0] = SVGA_3D_CMD_FUTURE_MAX;
    words[1] = 4;
    g_assert_cmpint(frame(words, 8, 0, 0), ==, SVGA_BAD_COMMAND);
    words[0] = SVGA_3D_CMD_BASE;
    g_assert_cmpint(frame(words, 8, 8, 4), ==, SVGA_OK);
    words[0] = SVGA_3D_CMD_BASE - 1;
    g_assert_cmpint(frame(words, 8, 0, 0), ==, SVGA_BAD_COMMAND);
}

static void test_table_sorted(void)
{
    for (size_t i = 1; i < G_N_ELEMENTS(entries); i++) {
        g_assert_cmpuint(entries[i - 1].id, <, entries[i].id);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(entries); i++) {
        g_autofree char *path = g_strdup_printf("/svga/cmd/entry/%s",
                                                entries[i].handler +
                                                strlen("svga_cmd_"));

        g_test_add_data_func(path, &entries[i], test_entry);
    }
    g_test_add_func("/svga/cmd/status-passes", test_status_passes);
    g_test_add_func("/svga/cmd/unknown", test_unknown);
    g_test_add_func("/svga/cmd/frame-2d", test_frame_2d);
    g_test_add_func("/svga/cmd/frame-cursor", test_frame_cursor);
    g_test_add_func("/svga/cmd/frame-3d", test_frame_3d);
    g_test_add_func("/svga/cmd/table-sorted", test_table_sorted);
    return g_test_run();
}
