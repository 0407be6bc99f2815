/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Every command in the device's table: valid, too short, exact, too long. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-send.h"
#include "../../hw/display/svga/command/table.h"

#define ENTRY_2D(id, name, type, bytes, flags) \
    { id, bytes, flags, &#id[sizeof("SVGA_CMD_") - 1] },
#define ENTRY_3D(id, name, type, bytes, flags) \
    { id, bytes, flags, &#id[sizeof("SVGA_3D_CMD_") - 1] },

/* Generated from the device's own table, so that no new command is missed. */
static const struct Command {
    uint32_t id;
    uint32_t bytes;
    uint32_t flags;
    const char *name;
} commands[] = {
    SVGA_CMD_2D_LIST(ENTRY_2D)
    SVGA_CMD_3D_LIST(ENTRY_3D)
};

typedef struct Line {
    uint32_t id;
    uint32_t bytes;
    uint32_t body[24];
} Line;

#define LINE(id, ...) \
    { id, sizeof((uint32_t[]) { __VA_ARGS__ }), { __VA_ARGS__ } }
#define RAM QSVGA_PPN_RAM
#define NO_ID SVGA3D_INVALID_ID

/* Every command at least once, in an order in which none is refused. */
static const Line good[] = {
    LINE(SVGA_CMD_UPDATE, 0, 0, 800, 600),
    LINE(SVGA_CMD_DEFINE_CURSOR, 0, 0, 0, 32, 1, 1, 1, 0, 0xffffffff),
    LINE(SVGA_CMD_DEFINE_ALPHA_CURSOR, 0, 0, 0, 1, 2, 0xffffffff, 0),
    LINE(SVGA_CMD_FENCE, 5),
    { SVGA_3D_CMD_NOP, 0, { 0 } },
    LINE(SVGA_3D_CMD_NOP, 1, 2, 3),
    { SVGA_3D_CMD_NOP_ERROR, 0, { 0 } },
    LINE(SVGA_3D_CMD_NOP_ERROR, 1, 2, 3),
    { SVGA_3D_CMD_PRESENT_READBACK, 0, { 0 } },
    LINE(SVGA_3D_CMD_PRESENT_READBACK, 0, 0, 640, 480),
    LINE(SVGA_3D_CMD_SET_OTABLE_BASE, SVGA_OTABLE_SHADER, RAM, 4096, 0,
         SVGA3D_MOBFMT_RANGE),
    LINE(SVGA_3D_CMD_SET_OTABLE_BASE64, SVGA_OTABLE_SHADER, RAM, 0, 4096, 0,
         SVGA3D_MOBFMT_RANGE),
    LINE(SVGA_3D_CMD_GROW_OTABLE, SVGA_OTABLE_SHADER, RAM, 0, 8192, 4096,
         SVGA3D_MOBFMT_RANGE),
    LINE(SVGA_3D_CMD_READBACK_OTABLE, SVGA_OTABLE_SHADER),
    LINE(SVGA_3D_CMD_DEFINE_GB_MOB, 10, SVGA3D_MOBFMT_PT_0, RAM, 4096),
    LINE(SVGA_3D_CMD_DEFINE_GB_MOB64, 11, SVGA3D_MOBFMT_RANGE, RAM, 0, 8192),
    LINE(SVGA_3D_CMD_REDEFINE_GB_MOB64, 11, SVGA3D_MOBFMT_RANGE, RAM, 0,
         16384),
    LINE(SVGA_3D_CMD_UPDATE_GB_MOB_MAPPING, 11),
    LINE(SVGA_3D_CMD_DEFINE_GB_SURFACE, 20, 0, SVGA3D_A8R8G8B8, 1, 0, 0, 16,
         16, 1),
    LINE(SVGA_3D_CMD_DEFINE_GB_SURFACE, 21, 0, SVGA3D_A8R8G8B8, 1, 0, 0, 16,
         16, 1),
    LINE(SVGA_3D_CMD_BIND_GB_SURFACE, 20, 11),
    LINE(SVGA_3D_CMD_BIND_GB_SURFACE, 21, 11),
    LINE(SVGA_3D_CMD_UPDATE_GB_IMAGE, 20, 0, 0, 0, 0, 0, 16, 16, 1),
    LINE(SVGA_3D_CMD_UPDATE_GB_SURFACE, 20),
    LINE(SVGA_3D_CMD_INVALIDATE_GB_IMAGE, 21, 0, 0),
    LINE(SVGA_3D_CMD_INVALIDATE_GB_SURFACE, 21),
    LINE(SVGA_3D_CMD_SURFACE_COPY, 20, 0, 0, 21, 0, 0),
    LINE(SVGA_3D_CMD_SURFACE_COPY, 20, 0, 0, 21, 0, 0,
         0, 0, 0, 16, 16, 1, 0, 0, 0, 8, 0, 0, 4, 4, 1, 0, 0, 0),
    LINE(SVGA_3D_CMD_INTRA_SURFACE_COPY, 20, 0, 0, 0, 0, 0, 4, 4, 1, 8, 8,
         0),
    LINE(SVGA_3D_CMD_READBACK_GB_IMAGE, 20, 0, 0),
    LINE(SVGA_3D_CMD_READBACK_GB_IMAGE_PARTIAL, 20, 0, 0, 0, 0, 0, 4, 4, 1,
         0),
    LINE(SVGA_3D_CMD_INVALIDATE_GB_IMAGE_PARTIAL, 20, 0, 0, 8, 8, 0, 4, 4, 1,
         1),
    LINE(SVGA_3D_CMD_READBACK_GB_SURFACE, 21),
    LINE(SVGA_3D_CMD_DEFINE_GB_SCREENTARGET, 0, 16, 16, 0, 0,
         SVGA_STFLAG_PRIMARY, 0),
    LINE(SVGA_3D_CMD_BIND_GB_SCREENTARGET, 0, 20, 0, 0),
    LINE(SVGA_3D_CMD_UPDATE_GB_SCREENTARGET, 0, 0, 0, 16, 16),
    LINE(SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, 0),
    LINE(SVGA_3D_CMD_BIND_GB_SURFACE, 20, NO_ID),
    LINE(SVGA_3D_CMD_DESTROY_GB_SURFACE, 20),
    LINE(SVGA_3D_CMD_DESTROY_GB_SURFACE, 21),
    LINE(SVGA_3D_CMD_DESTROY_GB_MOB, 10),
    LINE(SVGA_3D_CMD_DESTROY_GB_MOB, 11),
};

static QSvgaWay way_of(gconstpointer data)
{
    return GPOINTER_TO_INT(data);
}

/* Legacy commands carry no length. */
static bool has_header(uint32_t id)
{
    return id >= SVGA_3D_CMD_BASE;
}

static char *send_command(QSvga *d, QSvgaWay way, uint32_t id,
                          const uint32_t *body, uint32_t bytes)
{
    g_autofree uint32_t *words = g_malloc(bytes + 8);
    uint32_t head = has_header(id) ? 2 : 1;

    words[0] = id;
    words[1] = bytes;
    memcpy(words + head, body, bytes);
    return qsvga_send(d, way, words, head * 4 + bytes);
}

static bool has_line(uint32_t id)
{
    for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
        if (good[i].id == id) {
            return true;
        }
    }
    return false;
}

static void test_good(gconstpointer data)
{
    QSvga *d = qsvga_send_start(NULL);
    uint64_t before = qsvga_stat(d, "stat-commands");

    for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
        g_test_message("%s", commands[i].name);
        g_assert_true(has_line(commands[i].id));
    }
    for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
        g_autofree char *got = NULL;

        g_test_message("line %zu, command %u", i, good[i].id);
        got = send_command(d, way_of(data), good[i].id, good[i].body,
                           good[i].bytes);
        g_assert_cmpstr(got, ==, NULL);
    }
    g_assert_cmpuint(qsvga_stat(d, "stat-commands"), ==,
                     before + ARRAY_SIZE(good));
    qsvga_stop(d);
}

static void expect_bad_size(QSvga *d, QSvgaWay way, const struct Command *cmd,
                            uint32_t bytes)
{
    g_autofree uint32_t *body = g_malloc0(bytes + 4);
    g_autofree char *want = g_strdup_printf("bad-size: %s", cmd->name);
    g_autofree char *got = NULL;

    g_test_message("%s with %u of %u bytes", cmd->name, bytes, cmd->bytes);
    got = send_command(d, way, cmd->id, body, bytes);
    g_assert_cmpstr(got, ==, want);
}

/* A body of zeros may be valid or not, but has the right length. */
static void expect_other(QSvga *d, QSvgaWay way, const struct Command *cmd)
{
    g_autofree uint32_t *body = g_malloc0(cmd->bytes + 4);
    g_autofree char *got = NULL;

    g_test_message("%s with %u bytes", cmd->name, cmd->bytes);
    got = send_command(d, way, cmd->id, body, cmd->bytes);
    g_assert_true(!got || !g_str_has_prefix(got, "bad-size"));
}

static void test_lengths(gconstpointer data)
{
    QSvga *d = qsvga_send_start(NULL);
    QSvgaWay way = way_of(data);

    for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
        const struct Command *cmd = &commands[i];

        if (has_header(cmd->id)) {
            for (uint32_t bytes = 0; bytes < cmd->bytes; bytes += 4) {
                expect_bad_size(d, way, cmd, bytes);
            }
            if (!(cmd->flags & SVGA_CMD_VARLEN)) {
                expect_bad_size(d, way, cmd, cmd->bytes + 4);
                expect_bad_size(d, way, cmd, 65536);
            }
            expect_other(d, way, cmd);
        } else if (way == QSVGA_BY_CMDBUF) {
            for (uint32_t bytes = 0; bytes < cmd->bytes; bytes += 4) {
                expect_bad_size(d, way, cmd, bytes);
            }
        }
    }
    qsvga_stop(d);
}

/* The length in the header compared with the bytes really there. */
static void test_headers(gconstpointer data)
{
    static const uint32_t lengths[] = {
        1, 2, 3, 0x7ffffffc, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff,
    };
    QSvga *d = qsvga_send_start(NULL);

    for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
        const struct Command *cmd = &commands[i];
        g_autofree char *want = g_strdup_printf("bad-size: %s", cmd->name);

        for (size_t j = 0; has_header(cmd->id) && j < ARRAY_SIZE(lengths);
             j++) {
            const uint32_t words[] = { cmd->id, lengths[j], 0, 0, 0, 0 };
            g_autofree char *got = qsvga_send(d, way_of(data), words,
                                              sizeof(words));

            g_assert_cmpstr(got, ==, want);
        }
    }
    qsvga_stop(d);
}

/* All other ids, in the headers and around them, are refused. */
static void test_unknown(gconstpointer data)
{
    QSvga *d = qsvga_send_start(NULL);
    uint32_t id = 0;

    while (id < SVGA_3D_CMD_MAX + 8) {
        bool known = false;

        for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
            known |= commands[i].id == id;
        }
        if (!known) {
            const uint32_t words[] = { id, 4, 0 };
            g_autofree char *got = qsvga_send(d, way_of(data), words,
                                              sizeof(words));

            g_assert_cmpstr(got, ==, "bad-command: unknown");
        }
        id = id == SVGA_CMD_MAX + 8 ? SVGA_3D_CMD_BASE - 8 : id + 1;
    }
    qsvga_stop(d);
}

static void add(const char *name, void (*test)(gconstpointer))
{
    static const char *const ways[] = { "fifo", "cmdbuf" };

    for (int way = 0; way < QSVGA_WAYS; way++) {
        g_autofree char *path = g_strdup_printf("/svga/cmd-%s-%s", name,
                                                ways[way]);

        qtest_add_data_func(path, GINT_TO_POINTER(way), test);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add("good", test_good);
    add("lengths", test_lengths);
    add("headers", test_headers);
    add("unknown", test_unknown);
    return g_test_run();
}
