/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Every error that the device can report is provoked, both ways. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-send.h"
#include "hw/pci/pci_regs.h"
#include "../../hw/display/svga/base/status.h"

#define RAM QSVGA_PPN_RAM
#define BIG 0xffffffff

/* The objects for the lines below, made by these commands, all valid. */
static const QSvgaCommand setup[] = {
#define SETUP(id, ...) \
    { SVGA_3D_CMD_##id, sizeof((uint32_t[]) { __VA_ARGS__ }), { __VA_ARGS__ } }
    SETUP(DEFINE_GB_MOB64, 1, SVGA3D_MOBFMT_RANGE, RAM, 0, 64),
    SETUP(DEFINE_GB_MOB64, 2, SVGA3D_MOBFMT_RANGE, 0x2000, 0, 4 << 20),
    SETUP(DEFINE_GB_SURFACE, 1, 0, SVGA3D_A8R8G8B8, 1, 0, 0, 16, 16, 1),
    SETUP(DEFINE_GB_SURFACE, 2, 0, SVGA3D_A8R8G8B8, 1, 0, 0, 16, 16, 1),
    SETUP(DEFINE_GB_SURFACE, 3, 0, SVGA3D_LUMINANCE8, 1, 0, 0, 16, 16, 1),
    SETUP(DEFINE_GB_SURFACE, 4, 0, SVGA3D_A8R8G8B8, 1, 0, 0, 1024, 1024, 1),
    SETUP(BIND_GB_SURFACE, 1, 1),
    SETUP(BIND_GB_SURFACE, 4, 2),
    SETUP(DEFINE_GB_SCREENTARGET, 0, 16, 16, 0, 0, SVGA_STFLAG_PRIMARY, 0),
};

static QSvga *start(void)
{
    /* the small ones just fit; surface 4 does not */
    QSvga *d = qsvga_send_start("host-memory=1M");

    qsvga_send_all(d, setup, ARRAY_SIZE(setup));
    return d;
}

/* Errors of commands with a 3D header: {error, command, body}. */
static const struct Wrong {
    SvgaStatus status;
    uint32_t id;
    const char *name;
    uint32_t bytes;
    uint32_t body[16];
} wrong[] = {
#define WRONG(status, id, ...) \
    { SVGA_##status, SVGA_3D_CMD_##id, #id, \
      sizeof((uint32_t[]) { __VA_ARGS__ }), { __VA_ARGS__ } }
    { SVGA_BAD_COMMAND, SVGA_3D_CMD_DX_DRAW, "unknown", 8, { 0, 0 } },
    WRONG(BAD_SIZE, UPDATE_GB_SURFACE, 1, 2),
    WRONG(BAD_OTABLE, SET_OTABLE_BASE64, 99, RAM, 0, 4096, 0, 4),
    WRONG(BAD_ID, DEFINE_GB_MOB64, BIG, SVGA3D_MOBFMT_RANGE, RAM, 0, 4096),
    WRONG(BAD_DEPTH, DEFINE_GB_MOB64, 9, 77, RAM, 0, 4096),
    WRONG(BAD_PAGE, DEFINE_GB_MOB64, 9, SVGA3D_MOBFMT_RANGE, 0, BIG, 4096),
    WRONG(NOT_RAM, DEFINE_GB_MOB64, 9, SVGA3D_MOBFMT_RANGE, QSVGA_PPN_VRAM,
          0, 4096),
    WRONG(BAD_MOB, BIND_GB_SURFACE, 2, 77),
    WRONG(MOB_EXISTS, DEFINE_GB_MOB64, 1, SVGA3D_MOBFMT_RANGE, RAM, 0, 4096),
    WRONG(BAD_MOB_SIZE, DEFINE_GB_MOB64, 9, SVGA3D_MOBFMT_RANGE, RAM, 0, 0),
    WRONG(MOB_TOO_SMALL, UPDATE_GB_SURFACE, 1),
    WRONG(BAD_SID, UPDATE_GB_SURFACE, 77),
    WRONG(SURFACE_EXISTS, DEFINE_GB_SURFACE, 1, 0, SVGA3D_A8R8G8B8, 1, 0, 0,
          16, 16, 1),
    WRONG(BAD_FORMAT, DEFINE_GB_SURFACE, 9, 0, BIG, 1, 0, 0, 16, 16, 1),
    WRONG(BAD_SURFACE, DEFINE_GB_SURFACE, 9, 0, SVGA3D_A8R8G8B8, 1, 0, 0, 0,
          16, 1),
    WRONG(BAD_IMAGE, READBACK_GB_IMAGE, 1, 9, 0),
    WRONG(BAD_BOX, UPDATE_GB_IMAGE, 1, 0, 0, 0, 0, 0, 17, 1, 1),
    WRONG(NOT_BOUND, UPDATE_GB_SURFACE, 2),
    WRONG(FORMAT_MISMATCH, SURFACE_COPY, 1, 0, 0, 3, 0, 0,
          0, 0, 0, 1, 1, 1, 0, 0, 0),
    WRONG(OVER_BUDGET, UPDATE_GB_SURFACE, 4),
    WRONG(BAD_SCREEN, UPDATE_GB_SCREENTARGET, 3, 0, 0, 1, 1),
    WRONG(SCREEN_EXISTS, DEFINE_GB_SCREENTARGET, 0, 16, 16, 0, 0,
          SVGA_STFLAG_PRIMARY, 0),
};

/* Errors that no such command can cause. */

static void expect(QSvga *d, QSvgaWay way, const uint32_t *words,
                   uint32_t bytes, const char *want)
{
    g_autofree char *got = qsvga_send(d, way, words, bytes);

    g_assert_cmpstr(got, ==, want);
}

static void provoke_bad_cursor(QSvga *d, QSvgaWay way)
{
    const uint32_t words[] = { SVGA_CMD_DEFINE_ALPHA_CURSOR, 0, 0, 0, 0, 4 };

    expect(d, way, words, sizeof(words), "bad-cursor: DEFINE_ALPHA_CURSOR");
}

/* A FIFO without room for the fence register. */
static void provoke_bad_fifo(QSvga *d, QSvgaWay way)
{
    const uint32_t words[] = { SVGA_CMD_FENCE, 1 };

    qsvga_fifo_init_window(d, 16, QSVGA_FIFO_BYTES);
    expect(d, way, words, sizeof(words), "bad-fifo: FENCE");
    qsvga_fifo_init(d);
}

/* Without bus mastering no memory can be reached, not even for a buffer. */
static void provoke_dma_error(QSvga *d, QSvgaWay way)
{
    uint16_t command = qpci_config_readw(d->dev, PCI_COMMAND);
    const uint32_t bind[] = { 2, 2 };
    const uint32_t sid = 2;

    qsvga_send_3d(d, way, SVGA_3D_CMD_BIND_GB_SURFACE, bind, sizeof(bind),
                  NULL);
    qpci_config_writew(d->dev, PCI_COMMAND, command & ~PCI_COMMAND_MASTER);
    /* command buffers would wait */
    qsvga_send_3d(d, QSVGA_BY_FIFO, SVGA_3D_CMD_UPDATE_GB_SURFACE, &sid,
                  sizeof(sid), "dma-error: UPDATE_GB_SURFACE");
    qpci_config_writew(d->dev, PCI_COMMAND, command);
}

static void provoke_bad_register(QSvga *d, QSvgaWay way)
{
    qsvga_write(d, SVGA_REG_CAPABILITIES, 0);
    qsvga_expect_error(d, "bad-register", "CAPABILITIES");
}

static void provoke_bad_cmdbuf(QSvga *d, QSvgaWay way)
{
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(d, QSVGA_PAGE);

    qsvga_cmdbuf_fill(d, &cb, 1, NULL, 0);
    qsvga_cmdbuf_set(d, &cb, offsetof(SVGACBHeader, flags), BIG);
    qsvga_cmdbuf_submit(d, &cb, SVGA_CB_CONTEXT_0);
    qsvga_expect_error(d, "bad-cmdbuf", "command buffer");
}

static void provoke_bad_context(QSvga *d, QSvgaWay way)
{
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(d, QSVGA_PAGE);

    qsvga_cmdbuf_fill(d, &cb, 1, NULL, 0);
    qsvga_cmdbuf_submit(d, &cb, SVGA_CB_CONTEXT_1);
    qsvga_expect_error(d, "bad-context", "command buffer");
}

static void (*const provoke[SVGA_STATUS_MAX])(QSvga *d, QSvgaWay way) = {
    [SVGA_BAD_CURSOR] = provoke_bad_cursor,
    [SVGA_BAD_FIFO] = provoke_bad_fifo,
    [SVGA_DMA_ERROR] = provoke_dma_error,
    [SVGA_BAD_REGISTER] = provoke_bad_register,
    [SVGA_BAD_CMDBUF] = provoke_bad_cmdbuf,
    [SVGA_BAD_CONTEXT] = provoke_bad_context,
};

static void test_every(gconstpointer data)
{
    QSvgaWay way = GPOINTER_TO_INT(data);
    bool seen[SVGA_STATUS_MAX] = { [SVGA_OK] = true, [SVGA_AGAIN] = true };
    QSvga *d = start();

    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        g_autofree char *want = g_strdup_printf(
            "%s: %s", svga_status_name(wrong[i].status), wrong[i].name);

        qsvga_send_3d(d, way, wrong[i].id, wrong[i].body, wrong[i].bytes,
                      want);
        seen[wrong[i].status] = true;
    }
    for (int status = 0; status < SVGA_STATUS_MAX; status++) {
        g_test_message("%s", svga_status_name(status));
        if (provoke[status]) {
            provoke[status](d, way);
            seen[status] = true;
        }
        g_assert_true(seen[status]);
    }
    qsvga_stop(d);
}

/*
 * Of two surfaces that do not both fit, define the second after the first is
 * gone.
 */
static void use_both(QSvga *d, QSvgaWay way)
{
    const uint32_t sid = 5;
    const uint32_t small[] = { 5, 0, SVGA3D_A8R8G8B8, 1, 0, 0, 400, 400, 1 };
    const uint32_t other[] = { 6, 0, SVGA3D_A8R8G8B8, 1, 0, 0, 400, 400, 1 };
    const uint32_t bind[] = { 5, 2 }, bind_other[] = { 6, 2 };
    const uint32_t sid_other = 6;

    qsvga_send_3d(d, way, SVGA_3D_CMD_DEFINE_GB_SURFACE, small,
                  sizeof(small), NULL);
    qsvga_send_3d(d, way, SVGA_3D_CMD_DEFINE_GB_SURFACE, other,
                  sizeof(other), NULL);
    qsvga_send_3d(d, way, SVGA_3D_CMD_BIND_GB_SURFACE, bind, sizeof(bind),
                  NULL);
    qsvga_send_3d(d, way, SVGA_3D_CMD_BIND_GB_SURFACE, bind_other,
                  sizeof(bind_other), NULL);
    qsvga_send_3d(d, way, SVGA_3D_CMD_UPDATE_GB_SURFACE, &sid, 4, NULL);
    for (int i = 0; i < 10; i++) {
        qsvga_send_3d(d, way, SVGA_3D_CMD_UPDATE_GB_SURFACE, &sid_other, 4,
                      "over-budget: UPDATE_GB_SURFACE");
    }
    g_assert_cmpuint(qsvga_stat(d, "host-memory-used"), <=, 1 << 20);
    qsvga_send_3d(d, way, SVGA_3D_CMD_DESTROY_GB_SURFACE, &sid, 4, NULL);
    qsvga_send_3d(d, way, SVGA_3D_CMD_UPDATE_GB_SURFACE, &sid_other, 4,
                  NULL);
    qsvga_send_3d(d, way, SVGA_3D_CMD_DESTROY_GB_SURFACE, &sid_other, 4,
                  NULL);
}

/*
 * A definition that does not fit is refused without a leak: room helps at once.
 * Small blocks share a slab, which stays while one of them is in use.
 */
static void test_budget(gconstpointer data)
{
    QSvgaWay way = GPOINTER_TO_INT(data);
    QSvga *d = start();
    uint64_t used;

    use_both(d, way);
    qsvga_sync(d);
    used = qsvga_stat(d, "host-memory-used");
    g_assert_cmpuint(used, <, 16 * 1024);
    use_both(d, way);
    qsvga_expect_memory(d, used);
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_data_func("/svga/status-every-fifo",
                        GINT_TO_POINTER(QSVGA_BY_FIFO), test_every);
    qtest_add_data_func("/svga/status-every-cmdbuf",
                        GINT_TO_POINTER(QSVGA_BY_CMDBUF), test_every);
    qtest_add_data_func("/svga/status-budget-fifo",
                        GINT_TO_POINTER(QSVGA_BY_FIFO), test_budget);
    qtest_add_data_func("/svga/status-budget-cmdbuf",
                        GINT_TO_POINTER(QSVGA_BY_CMDBUF), test_budget);
    return g_test_run();
}
