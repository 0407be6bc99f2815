/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Malformed commands: each is refused for its reason, without any effect. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-gb.h"

/* Placeholders for memory addresses known only at runtime. */
#define PPN_RAM 0xf0000001
#define PPN_VRAM 0xf0000002
#define PPN_FIFO 0xf0000003
#define PPN_OF_VRAM_TABLE 0xf0000004

#define ID SVGA3D_INVALID_ID
#define BIG 0xffffffff

/*
 * The machine for each line: MOBs 1 (64 bytes) and 2 (64 KiB), surface 1
 * (A8R8G8B8 16x16, bound to MOB 2), surface 2 (the same, unbound), surface 3 (a
 * buffer of 4096 bytes, bound to MOB 1, which is too small), surface 4
 * (LUMINANCE8 16x16, bound to MOB 2), screen target 0 (16x16, surface 1).
 */
typedef struct Malformed {
    uint32_t cmd;
    const char *name;
    const char *reason;
    uint32_t words;
    uint32_t body[16];
} Malformed;

#define LINE(id, reason, ...) \
    { SVGA_3D_CMD_##id, #id, reason, \
      sizeof((uint32_t[]) { __VA_ARGS__ }) / 4, { __VA_ARGS__ } }
#define BARE(id, reason) { SVGA_3D_CMD_##id, #id, reason, 0, { 0 } }

static const Malformed malformed[] = {
    /* too short, too long */
    BARE(SURFACE_COPY, "bad-size"),
    BARE(SET_OTABLE_BASE, "bad-size"),
    BARE(DEFINE_GB_MOB, "bad-size"),
    BARE(DESTROY_GB_MOB, "bad-size"),
    BARE(DEFINE_GB_SURFACE, "bad-size"),
    BARE(DESTROY_GB_SURFACE, "bad-size"),
    BARE(BIND_GB_SURFACE, "bad-size"),
    BARE(UPDATE_GB_IMAGE, "bad-size"),
    BARE(UPDATE_GB_SURFACE, "bad-size"),
    BARE(READBACK_GB_IMAGE, "bad-size"),
    BARE(READBACK_GB_SURFACE, "bad-size"),
    BARE(INVALIDATE_GB_IMAGE, "bad-size"),
    BARE(INVALIDATE_GB_SURFACE, "bad-size"),
    BARE(SET_OTABLE_BASE64, "bad-size"),
    BARE(DEFINE_GB_SCREENTARGET, "bad-size"),
    BARE(DESTROY_GB_SCREENTARGET, "bad-size"),
    BARE(BIND_GB_SCREENTARGET, "bad-size"),
    BARE(UPDATE_GB_SCREENTARGET, "bad-size"),
    BARE(DEFINE_GB_MOB64, "bad-size"),
    BARE(READBACK_OTABLE, "bad-size"),
    BARE(UPDATE_GB_MOB_MAPPING, "bad-size"),
    BARE(REDEFINE_GB_MOB64, "bad-size"),
    BARE(GROW_OTABLE, "bad-size"),
    BARE(INTRA_SURFACE_COPY, "bad-size"),
    BARE(READBACK_GB_IMAGE_PARTIAL, "bad-size"),
    BARE(INVALIDATE_GB_IMAGE_PARTIAL, "bad-size"),
    LINE(READBACK_GB_IMAGE_PARTIAL, "bad-size", 1, 0, 0, 0, 0, 0, 1, 1, 1),
    LINE(REDEFINE_GB_MOB64, "bad-size", 1, 4, PPN_RAM, 0, 4096, 0),
    LINE(READBACK_OTABLE, "bad-size", 1, 1),
    LINE(BIND_GB_SURFACE, "bad-size", 1),
    LINE(BIND_GB_SURFACE, "bad-size", 1, 2, 3),
    LINE(SURFACE_COPY, "bad-size", 1, 0, 0, 2, 0, 0, 7),

    /* tables: {type, base, base high, size, valid size, depth} */
    LINE(SET_OTABLE_BASE64, "bad-otable", 99, PPN_RAM, 0, 4096, 0, 4),
    LINE(SET_OTABLE_BASE64, "bad-otable", BIG, PPN_RAM, 0, 4096, 0, 4),
    LINE(SET_OTABLE_BASE64, "bad-otable", 1, PPN_RAM, 0, 4096, 64, 4),
    LINE(SET_OTABLE_BASE64, "bad-depth", 1, PPN_RAM, 0, 4096, 0, 77),
    LINE(SET_OTABLE_BASE64, "not-ram", 1, PPN_VRAM, 0, 4096, 0, 4),
    LINE(SET_OTABLE_BASE, "bad-otable", 99, PPN_RAM, 4096, 0, 0),
    LINE(GROW_OTABLE, "bad-otable", 99, PPN_RAM, 0, 65536, 0, 4),
    LINE(GROW_OTABLE, "bad-otable", 0, PPN_RAM, 0, 4096, 0, 4),
    LINE(GROW_OTABLE, "bad-otable", 2, PPN_RAM, 0, 4096, 0, 4),
    LINE(GROW_OTABLE, "bad-otable", 4, PPN_RAM, 0, 4096, 4097, 4),
    LINE(GROW_OTABLE, "bad-depth", 4, PPN_RAM, 0, 4096, 0, BIG),
    LINE(GROW_OTABLE, "bad-mob-size", 4, PPN_RAM, 0, BIG, 0, 6),
    LINE(GROW_OTABLE, "not-ram", 4, PPN_VRAM, 0, 4096, 0, 4),
    LINE(READBACK_OTABLE, "bad-otable", 2),
    LINE(READBACK_OTABLE, "bad-otable", 6),
    LINE(READBACK_OTABLE, "bad-otable", BIG),

    /* MOBs: {id, depth, base, base high, size} */
    LINE(DEFINE_GB_MOB64, "bad-id", 1024, 4, PPN_RAM, 0, 4096),
    LINE(DEFINE_GB_MOB64, "bad-id", ID, 4, PPN_RAM, 0, 4096),
    LINE(DEFINE_GB_MOB64, "mob-exists", 1, 4, PPN_RAM, 0, 4096),
    LINE(DEFINE_GB_MOB64, "bad-depth", 9, 7, PPN_RAM, 0, 4096),
    LINE(DEFINE_GB_MOB64, "bad-depth", 9, BIG, PPN_RAM, 0, 4096),
    LINE(DEFINE_GB_MOB64, "bad-mob-size", 9, 4, PPN_RAM, 0, 0),
    LINE(DEFINE_GB_MOB64, "bad-mob-size", 9, 4, PPN_RAM, 0, 4097),
    LINE(DEFINE_GB_MOB64, "bad-mob-size", 9, 5, PPN_RAM, 0, 513 * 4096),
    LINE(DEFINE_GB_MOB64, "bad-mob-size", 9, 6, PPN_RAM, 0, BIG),
    LINE(DEFINE_GB_MOB64, "not-ram", 9, 4, PPN_VRAM, 0, 4096),
    LINE(DEFINE_GB_MOB64, "not-ram", 9, 4, PPN_FIFO, 0, 4096),
    LINE(DEFINE_GB_MOB64, "not-ram", 9, 5, PPN_FIFO, 0, 8192),
    LINE(DEFINE_GB_MOB64, "not-ram", 9, 5, PPN_OF_VRAM_TABLE, 0, 8192),
    LINE(DEFINE_GB_MOB64, "not-ram", 9, 4, 0x8000000, 0, 4096),
    LINE(DEFINE_GB_MOB64, "bad-page", 9, 4, 0, BIG, 4096),
    LINE(DEFINE_GB_MOB64, "bad-page", 9, 5, 0, BIG, 8192),
    LINE(DEFINE_GB_MOB, "not-ram", 9, 0, PPN_VRAM, 4096),
    LINE(REDEFINE_GB_MOB64, "bad-mob", 77, 4, PPN_RAM, 0, 4096),
    LINE(REDEFINE_GB_MOB64, "bad-mob", ID, 4, PPN_RAM, 0, 4096),
    LINE(REDEFINE_GB_MOB64, "bad-depth", 1, 7, PPN_RAM, 0, 4096),
    LINE(REDEFINE_GB_MOB64, "bad-mob-size", 1, 4, PPN_RAM, 0, 0),
    LINE(REDEFINE_GB_MOB64, "bad-mob-size", 1, 6, PPN_RAM, 0, BIG),
    LINE(REDEFINE_GB_MOB64, "not-ram", 1, 4, PPN_FIFO, 0, 4096),
    LINE(REDEFINE_GB_MOB64, "not-ram", 1, 5, PPN_OF_VRAM_TABLE, 0, 8192),
    LINE(REDEFINE_GB_MOB64, "bad-page", 1, 4, 0, BIG, 4096),
    LINE(UPDATE_GB_MOB_MAPPING, "bad-mob", 77),
    LINE(UPDATE_GB_MOB_MAPPING, "bad-mob", ID),
    LINE(DESTROY_GB_MOB, "bad-mob", 77),
    LINE(DESTROY_GB_MOB, "bad-mob", ID),

    /* {sid, flags, format, mips, samples, autogen, w, h, d} */
    LINE(DEFINE_GB_SURFACE, "bad-id", 1024, 0, 2, 1, 0, 0, 4, 4, 1),
    LINE(DEFINE_GB_SURFACE, "bad-id", ID, 0, 2, 1, 0, 0, 4, 4, 1),
    LINE(DEFINE_GB_SURFACE, "surface-exists", 1, 0, 2, 1, 0, 0, 4, 4, 1),
    LINE(DEFINE_GB_SURFACE, "bad-format", 9, 0, 0, 1, 0, 0, 4, 4, 1),
    LINE(DEFINE_GB_SURFACE, "bad-format", 9, 0, BIG, 1, 0, 0, 4, 4, 1),
    LINE(DEFINE_GB_SURFACE, "bad-surface", 9, 0, 2, 0, 0, 0, 4, 4, 1),
    LINE(DEFINE_GB_SURFACE, "bad-surface", 9, 0, 2, BIG, 0, 0, 4, 4, 1),
    LINE(DEFINE_GB_SURFACE, "bad-surface", 9, 0, 2, 1, 4, 0, 4, 4, 1),
    LINE(DEFINE_GB_SURFACE, "bad-surface", 9, 0, 2, 1, 0, 0, 0, 4, 1),
    LINE(DEFINE_GB_SURFACE, "bad-surface", 9, 0, 2, 1, 0, 0, 4, 4, 0),
    LINE(DEFINE_GB_SURFACE, "bad-surface", 9, 0, 2, 1, 0, 0, BIG, BIG, BIG),
    LINE(DEFINE_GB_SURFACE, "bad-surface", 9, 0, 2, 1, 0, 0,
         0x10000, 0x10000, 1),
    LINE(DEFINE_GB_SURFACE, "bad-format", 9, 0, 23, 1, 0, 0, 4, 4, 1),
    LINE(DEFINE_GB_SURFACE, "bad-format", 9, 0, 45, 1, 0, 0, 4, 4, 1),
    LINE(DEFINE_GB_SURFACE, "bad-format", 9, 0, 154, 1, 0, 0, 4, 4, 1),
    LINE(DEFINE_GB_SURFACE, "bad-surface", 9, 0, SVGA3D_BUFFER, 1, 0, 0,
         4, 4, 1),
    LINE(DEFINE_GB_SURFACE, "bad-surface", 9, SVGA3D_SURFACE_CUBEMAP, 2, 1,
         0, 0, 4, 4, 4),
    LINE(DEFINE_GB_SURFACE, "bad-surface", 9, SVGA3D_SURFACE_1D, 2, 1,
         0, 0, 4, 4, 1),
    LINE(DEFINE_GB_SURFACE, "bad-surface", 9, SVGA3D_SURFACE_MOB_PITCH, 2, 1,
         0, 0, 4, 4, 1),
    LINE(DESTROY_GB_SURFACE, "bad-sid", 77),
    LINE(BIND_GB_SURFACE, "bad-sid", 77, 1),
    LINE(BIND_GB_SURFACE, "bad-mob", 1, 77),

    /* {sid, face, mip, x, y, z, w, h, d} */
    LINE(UPDATE_GB_IMAGE, "bad-sid", 77, 0, 0, 0, 0, 0, 1, 1, 1),
    LINE(UPDATE_GB_IMAGE, "bad-image", 1, 1, 0, 0, 0, 0, 1, 1, 1),
    LINE(UPDATE_GB_IMAGE, "bad-image", 1, 0, 1, 0, 0, 0, 1, 1, 1),
    LINE(UPDATE_GB_IMAGE, "bad-image", 1, BIG, BIG, 0, 0, 0, 1, 1, 1),
    LINE(UPDATE_GB_IMAGE, "bad-box", 1, 0, 0, 0, 0, 0, 17, 1, 1),
    LINE(UPDATE_GB_IMAGE, "bad-box", 1, 0, 0, 16, 0, 0, 1, 1, 1),
    LINE(UPDATE_GB_IMAGE, "bad-box", 1, 0, 0, 0, 0, 0, 0, 1, 1),
    LINE(UPDATE_GB_IMAGE, "bad-box", 1, 0, 0, 1, 0, 0, BIG, 1, 1),
    LINE(UPDATE_GB_IMAGE, "bad-box", 1, 0, 0, 0, BIG, 0, 1, 2, 1),
    LINE(UPDATE_GB_IMAGE, "bad-box", 1, 0, 0, 0, 0, 1, 1, 1, 1),
    LINE(UPDATE_GB_IMAGE, "not-bound", 2, 0, 0, 0, 0, 0, 1, 1, 1),
    LINE(UPDATE_GB_IMAGE, "mob-too-small", 3, 0, 0, 0, 0, 0, 65, 1, 1),
    LINE(UPDATE_GB_SURFACE, "bad-sid", 77),
    LINE(UPDATE_GB_SURFACE, "not-bound", 2),
    LINE(UPDATE_GB_SURFACE, "mob-too-small", 3),
    LINE(READBACK_GB_IMAGE, "bad-sid", 77, 0, 0),
    LINE(READBACK_GB_IMAGE, "bad-image", 1, 6, 0),
    LINE(READBACK_GB_IMAGE, "not-bound", 2, 0, 0),
    LINE(READBACK_GB_SURFACE, "bad-sid", 77),
    LINE(READBACK_GB_SURFACE, "not-bound", 2),
    LINE(READBACK_GB_SURFACE, "mob-too-small", 3),
    LINE(READBACK_GB_IMAGE_PARTIAL, "bad-sid", 77, 0, 0,
         0, 0, 0, 1, 1, 1, 0),
    LINE(READBACK_GB_IMAGE_PARTIAL, "bad-image", 1, 0, 1,
         0, 0, 0, 1, 1, 1, 0),
    LINE(READBACK_GB_IMAGE_PARTIAL, "bad-box", 1, 0, 0,
         0, 0, 0, 1, 17, 1, 0),
    LINE(READBACK_GB_IMAGE_PARTIAL, "bad-box", 1, 0, 0,
         2, 0, 0, BIG, 1, 1, 1),
    LINE(READBACK_GB_IMAGE_PARTIAL, "not-bound", 2, 0, 0,
         0, 0, 0, 1, 1, 1, 0),
    LINE(READBACK_GB_IMAGE_PARTIAL, "mob-too-small", 3, 0, 0,
         0, 0, 0, 64, 1, 1, 1),
    LINE(INVALIDATE_GB_IMAGE_PARTIAL, "bad-sid", 77, 0, 0,
         0, 0, 0, 1, 1, 1, 0),
    LINE(INVALIDATE_GB_IMAGE_PARTIAL, "bad-image", 1, 1, 0,
         0, 0, 0, 1, 1, 1, 1),
    LINE(INVALIDATE_GB_IMAGE_PARTIAL, "bad-box", 1, 0, 0,
         0, 0, 0, 0, 1, 1, 1),
    LINE(INVALIDATE_GB_IMAGE, "bad-sid", 77, 0, 0),
    LINE(INVALIDATE_GB_IMAGE, "bad-image", 1, 0, 32),
    LINE(INVALIDATE_GB_SURFACE, "bad-sid", 77),

    /* {src sid, face, mip, dst sid, face, mip, boxes} */
    LINE(SURFACE_COPY, "bad-sid", 77, 0, 0, 1, 0, 0),
    LINE(SURFACE_COPY, "bad-sid", 1, 0, 0, 77, 0, 0),
    LINE(SURFACE_COPY, "bad-image", 1, 1, 0, 2, 0, 0),
    LINE(SURFACE_COPY, "format-mismatch", 1, 0, 0, 4, 0, 0,
         0, 0, 0, 1, 1, 1, 0, 0, 0),
    LINE(SURFACE_COPY, "bad-box", 1, 0, 0, 2, 0, 0,
         0, 0, 0, 17, 1, 1, 0, 0, 0),
    LINE(SURFACE_COPY, "bad-box", 1, 0, 0, 2, 0, 0,
         0, 0, 0, 1, 1, 1, 16, 0, 0),
    LINE(SURFACE_COPY, "bad-box", 1, 0, 0, 2, 0, 0,
         BIG, 0, 0, 2, 1, 1, 0, 0, 0),
    LINE(INTRA_SURFACE_COPY, "bad-sid", 77, 0, 0,
         0, 0, 0, 1, 1, 1, 0, 0, 0),
    LINE(INTRA_SURFACE_COPY, "bad-image", 1, 0, 1,
         0, 0, 0, 1, 1, 1, 0, 0, 0),
    LINE(INTRA_SURFACE_COPY, "bad-box", 1, 0, 0,
         0, 0, 0, 2, 1, 1, 15, 0, 0),

    /* {stid, width, height, x, y, flags, dpi} */
    LINE(DEFINE_GB_SCREENTARGET, "bad-id", 8, 16, 16, 0, 0, 0, 0),
    LINE(DEFINE_GB_SCREENTARGET, "bad-id", ID, 16, 16, 0, 0, 0, 0),
    LINE(DEFINE_GB_SCREENTARGET, "screen-exists", 0, 16, 16, 0, 0, 1, 0),
    LINE(DEFINE_GB_SCREENTARGET, "bad-screen", 1, 0, 16, 0, 0, 0, 0),
    LINE(DEFINE_GB_SCREENTARGET, "bad-screen", 1, 8193, 1, 0, 0, 0, 0),
    LINE(DEFINE_GB_SCREENTARGET, "bad-screen", 1, 8192, 8192, 0, 0, 0, 0),
    LINE(DEFINE_GB_SCREENTARGET, "bad-screen", 1, 16, 16, 0, 0, 2, 0),
    LINE(DESTROY_GB_SCREENTARGET, "bad-screen", 3),
    LINE(DESTROY_GB_SCREENTARGET, "bad-id", 8),
    LINE(BIND_GB_SCREENTARGET, "bad-screen", 3, 1, 0, 0),
    LINE(BIND_GB_SCREENTARGET, "bad-id", 99, 1, 0, 0),
    LINE(BIND_GB_SCREENTARGET, "bad-sid", 0, 77, 0, 0),
    LINE(BIND_GB_SCREENTARGET, "bad-image", 0, 1, 1, 0),
    LINE(BIND_GB_SCREENTARGET, "bad-format", 0, 4, 0, 0),
    LINE(UPDATE_GB_SCREENTARGET, "bad-screen", 3, 0, 0, 1, 1),
    LINE(UPDATE_GB_SCREENTARGET, "bad-id", ID, 0, 0, 1, 1),
    LINE(UPDATE_GB_SCREENTARGET, "bad-box", 0, 0, 0, 17, 1),
    LINE(UPDATE_GB_SCREENTARGET, "bad-box", 0, 1, 0, BIG, 1),
    LINE(UPDATE_GB_SCREENTARGET, "bad-box", 0, 0, BIG, 1, 1),
    LINE(UPDATE_GB_SCREENTARGET, "bad-box", 0, 0, 0, 0, 1),
};

static QSvga *start(void)
{
    const SVGA3dCmdDefineGBScreenTarget target = {
        .stid = 0, .width = 16, .height = 16, .flags = SVGA_STFLAG_PRIMARY,
    };
    const SVGA3dCmdBindGBScreenTarget bind = { 0, { 1, 0, 0 } };
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    qsvga_otables(d);
    qsvga_mob(d, 1, 64, 0);
    qsvga_mob(d, 2, 65536, 0);
    qsvga_surface(d, 1, SVGA3D_A8R8G8B8, 0, 16, 16, 1, 1);
    qsvga_surface(d, 2, SVGA3D_A8R8G8B8, 0, 16, 16, 1, 1);
    qsvga_surface(d, 3, SVGA3D_BUFFER, 0, 4096, 1, 1, 1);
    qsvga_surface(d, 4, SVGA3D_LUMINANCE8, 0, 16, 16, 1, 1);
    qsvga_bind(d, 1, 2);
    qsvga_bind(d, 3, 1);
    qsvga_bind(d, 4, 2);
    qsvga_cmd(d, SVGA_3D_CMD_DEFINE_GB_SCREENTARGET, &target, sizeof(target));
    qsvga_cmd(d, SVGA_3D_CMD_BIND_GB_SCREENTARGET, &bind, sizeof(bind));
    qsvga_sync(d);
    return d;
}

static void test_commands(void)
{
    QSvga *d = start();
    uint64_t memory = qsvga_stat(d, "host-memory-used");
    uint64_t ram = guest_alloc(&d->alloc, 2 * QSVGA_PAGE);

    /* A valid page table, but its second page is the device's own VRAM. */
    qtest_writeq(d->qts, ram, ram / QSVGA_PAGE);
    qtest_writeq(d->qts, ram + 8, d->vram.addr / QSVGA_PAGE);
    for (size_t i = 0; i < ARRAY_SIZE(malformed); i++) {
        const Malformed *m = &malformed[i];
        uint32_t body[16];

        for (uint32_t j = 0; j < m->words; j++) {
            uint32_t w = m->body[j];

            body[j] = w == PPN_RAM || w == PPN_OF_VRAM_TABLE ?
                      ram / QSVGA_PAGE :
                      w == PPN_VRAM ? d->vram.addr / QSVGA_PAGE :
                      w == PPN_FIFO ? d->fifo.addr / QSVGA_PAGE : w;
        }
        g_test_message("%zu: %s %s", i, m->name, m->reason);
        qsvga_cmd(d, m->cmd, body, m->words * sizeof(uint32_t));
        qsvga_expect_error(d, m->reason, m->name);
    }
    /* None of them had any effect, and a valid command still works. */
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
    qsvga_sync(d);
    g_assert_cmpuint(qsvga_stat(d, "stat-updates"), ==, 1);
    g_assert_cmpuint(qsvga_stat(d, "host-memory-used"), <=, memory + 8192);
    qsvga_stop(d);
}

/* Known size, unknown meaning: reported and skipped. */
static void test_unknown_3d(void)
{
    static const uint32_t ids[] = {
        SVGA_3D_CMD_BASE, SVGA_3D_CMD_SURFACE_DEFINE,
        SVGA_3D_CMD_DRAW_PRIMITIVES, SVGA_3D_CMD_DX_DEFINE_CONTEXT,
        SVGA_3D_CMD_SURFACE_STRETCHBLT, SVGA_3D_CMD_PRESENT,
    };
    QSvga *d = start();

    for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
        uint32_t body[8] = { 0 };

        qsvga_cmd(d, ids[i], body, sizeof(body));
        qsvga_expect_error(d, "bad-command", "unknown");
        qsvga_sync(d);
    }
    qsvga_stop(d);
}

/* The next command's start is unknown: the FIFO stops until reconfigured. */
static void test_unframed(void)
{
    static const struct {
        uint32_t words[2];
        const char *reason;
    } unframed[] = {
        { { SVGA_CMD_INVALID_CMD, 0 }, "bad-command" },
        { { SVGA_CMD_RECT_COPY, 0 }, "bad-command" },
        { { SVGA_CMD_MAX, 0 }, "bad-command" },
        { { 999, 0 }, "bad-command" },
        { { 0x7fffffff, 0 }, "bad-command" },
        { { 0xffffffff, 0 }, "bad-command" },
        { { SVGA_3D_CMD_NOP, 3 }, "bad-size" },
        { { SVGA_3D_CMD_NOP, 0xfffffffc }, "bad-size" },
        { { SVGA_3D_CMD_NOP, QSVGA_FIFO_BYTES }, "bad-size" },
    };
    QSvga *d = start();

    for (size_t i = 0; i < ARRAY_SIZE(unframed); i++) {
        const char *name = unframed[i].words[0] == SVGA_3D_CMD_NOP ?
                           "NOP" : "unknown";

        qsvga_fifo_init(d);
        qsvga_queue(d, unframed[i].words, sizeof(unframed[i].words));
        qsvga_expect_error(d, unframed[i].reason, name);
    }
    qsvga_fifo_init(d);
    qsvga_sync(d);
    qsvga_stop(d);
}

/*
 * Every command with bodies of plausible and implausible words, the same on
 * each run: whatever their interactions, the device survives and responds.
 */
static void test_random(void)
{
    enum { ROUNDS = 200, COMMANDS = 40, WORDS = 16 };
    g_autoptr(GRand) rand = g_rand_new_with_seed(20240601);
    QSvga *d = start();
    uint64_t ram = guest_alloc(&d->alloc, 4 * QSVGA_PAGE);
    const uint32_t words[] = {
        0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 17, 64, 4096, 65536, BIG,
        0x7fffffff, 0x80000000, ram / QSVGA_PAGE, d->vram.addr / QSVGA_PAGE,
    };

    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < COMMANDS; i++) {
            uint32_t which = g_rand_int_range(rand, 0, ARRAY_SIZE(malformed));
            const Malformed *m = &malformed[which];
            uint32_t body[WORDS];

            for (int j = 0; j < WORDS; j++) {
                body[j] = words[g_rand_int_range(rand, 0,
                                                 ARRAY_SIZE(words))];
            }
            qsvga_cmd(d, m->cmd, body, m->words * sizeof(uint32_t));
        }
        qsvga_sync(d);
        qobject_unref(qsvga_audit(d, NULL));
    }
    d->errors_expected = qsvga_stat(d, "stat-guest-errors");
    g_assert_cmpuint(d->errors_expected, >, ROUNDS);
    g_assert_cmpuint(qsvga_stat(d, "stat-commands"), >,
                     d->errors_expected + ROUNDS);
    qtest_system_reset(d->qts);
    qsvga_expect_memory(d, 0);
    qsvga_stop(d);
}

/* {id, hot x, hot y, width, height, texels} */
static void test_cursor(void)
{
    static const struct {
        uint32_t hot_x;
        uint32_t hot_y;
        uint32_t width;
        uint32_t height;
    } cursors[] = {
        { 0, 0, 0, 4 }, { 0, 0, 4, 0 }, { 4, 0, 4, 4 }, { 0, 4, 4, 4 },
        { 0, 0, 257, 1 }, { 0, 0, 1, 257 }, { BIG, BIG, 4, 4 },
    };
    QSvga *d = start();

    for (size_t i = 0; i < ARRAY_SIZE(cursors); i++) {
        const uint32_t head[] = {
            SVGA_CMD_DEFINE_ALPHA_CURSOR, 0, cursors[i].hot_x,
            cursors[i].hot_y, cursors[i].width, cursors[i].height,
        };
        uint32_t texels = cursors[i].width * cursors[i].height;
        g_autofree uint32_t *zeros = g_new0(uint32_t, texels + 1);

        qsvga_queue(d, head, sizeof(head));
        qsvga_queue(d, zeros, texels * sizeof(uint32_t));
        qsvga_expect_error(d, "bad-cursor", "DEFINE_ALPHA_CURSOR");
    }
    qsvga_sync(d);
    qsvga_stop(d);
}

static void test_cursor_overflow(void)
{
    const uint32_t head[] = {
        SVGA_CMD_DEFINE_ALPHA_CURSOR, 0, 0, 0, 0x10000, 0x10000,
    };
    QSvga *d = start();

    qsvga_queue(d, head, sizeof(head));
    qsvga_expect_error(d, "bad-size", "DEFINE_ALPHA_CURSOR");
    qsvga_stop(d);
}

static void test_legacy_update(void)
{
    static const uint32_t rects[][4] = {
        { 0, 0, 801, 1 }, { 800, 0, 1, 1 }, { 0, 0, 1, 601 },
        { 1, 0, BIG, 1 }, { 0, BIG, 1, 2 }, { 0, 0, 0, 0 },
    };
    QSvga *d = start();

    for (size_t i = 0; i < ARRAY_SIZE(rects); i++) {
        uint32_t update[] = {
            SVGA_CMD_UPDATE, rects[i][0], rects[i][1], rects[i][2],
            rects[i][3],
        };

        qsvga_queue(d, update, sizeof(update));
        qsvga_expect_error(d, "bad-box", "UPDATE");
    }
    qsvga_stop(d);
}

/* Without bus mastering the device reaches no memory at all. */
static void test_no_bus_master(void)
{
    QSvga *d = start();
    uint16_t command = qpci_config_readw(d->dev, 4);

    qpci_config_writew(d->dev, 4, command & ~4);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
    qsvga_expect_error(d, "dma-error", "UPDATE_GB_SURFACE");
    qpci_config_writew(d->dev, 4, command);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
    qsvga_sync(d);
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/malformed-commands", test_commands);
    qtest_add_func("/svga/malformed-unknown-3d", test_unknown_3d);
    qtest_add_func("/svga/malformed-unframed", test_unframed);
    qtest_add_func("/svga/malformed-random", test_random);
    qtest_add_func("/svga/malformed-cursor", test_cursor);
    qtest_add_func("/svga/malformed-cursor-overflow", test_cursor_overflow);
    qtest_add_func("/svga/malformed-legacy-update", test_legacy_update);
    qtest_add_func("/svga/malformed-no-bus-master", test_no_bus_master);
    return g_test_run();
}
