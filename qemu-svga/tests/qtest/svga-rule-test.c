/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Invariants of the device against a hostile guest, one test each. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-send.h"
#include "hw/pci/pci_regs.h"

#define RAM QSVGA_PPN_RAM

#define RAM_END (256 * 1024 * 1024)

static void good(QSvga *d, uint32_t id, const uint32_t *body, uint32_t bytes)
{
    qsvga_send_3d(d, QSVGA_BY_CMDBUF, id, body, bytes, NULL);
}

/* MOB @mobid of @bytes at @gpa, and surface @mobid of 16x16 bound to it. */
static void bound_surface(QSvga *d, uint32_t mobid, uint64_t gpa,
                          uint32_t bytes)
{
    const uint32_t mob[] = {
        mobid, SVGA3D_MOBFMT_RANGE, gpa / QSVGA_PAGE, 0, bytes,
    };
    const uint32_t surface[] = {
        mobid, 0, SVGA3D_A8R8G8B8, 1, 0, 0, 16, 16, 1,
    };
    const uint32_t bind[] = { mobid, mobid };

    good(d, SVGA_3D_CMD_DEFINE_GB_MOB64, mob, sizeof(mob));
    good(d, SVGA_3D_CMD_DEFINE_GB_SURFACE, surface, sizeof(surface));
    good(d, SVGA_3D_CMD_BIND_GB_SURFACE, bind, sizeof(bind));
}

/*
 * A command that takes many slices, and a fence after it.  After the first
 * slice, the guest has no influence on either any more.
 */
static void test_copied_once(void)
{
    static const uint32_t fences[] = { SVGA_CMD_FENCE, 99, 99, 99, 99 };
    const uint32_t big[] = {
        1, 0, SVGA3D_A8R8G8B8, 1, 0, 0, 4096, 2048, 1,
    };
    const uint32_t bind[] = { 1, 1 };
    const uint32_t words[] = {
        SVGA_3D_CMD_UPDATE_GB_SURFACE, 4, 1, SVGA_CMD_FENCE, 7,
    };
    QSvga *d = qsvga_send_start(NULL);
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(d, sizeof(words));

    qsvga_mob(d, 1, 32 << 20, 1);
    qsvga_sync(d);
    good(d, SVGA_3D_CMD_DEFINE_GB_SURFACE, big, sizeof(big));
    good(d, SVGA_3D_CMD_BIND_GB_SURFACE, bind, sizeof(bind));
    qsvga_cmdbuf_fill(d, &cb, 1, words, sizeof(words));
    qsvga_cmdbuf_submit(d, &cb, SVGA_CB_CONTEXT_0);
    qsvga_read(d, SVGA_REG_BUSY);
    qtest_memwrite(d->qts, cb.body, fences, sizeof(fences));
    qsvga_cmdbuf_set(d, &cb, offsetof(SVGACBHeader, length), 0xffffffff);
    qsvga_wait_idle(d);
    g_assert_cmpuint(qsvga_cmdbuf_status(d, &cb), ==,
                     SVGA_CB_STATUS_COMPLETED);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_FENCE), ==, 7);
    g_assert_cmpuint(qsvga_stat(d, "stat-updates"), ==, 1);
    qsvga_stop(d);
}

/* Page tables and object tables are read only when they are named. */
static void test_tables_once(void)
{
    QSvga *d = qsvga_send_start(NULL);
    QSvgaMob mob = qsvga_mob(d, 1, 4 * QSVGA_PAGE, 0x11);
    const uint32_t surface[] = { 1, 0, SVGA3D_BUFFER, 1, 0, 0,
                                 4 * QSVGA_PAGE, 1, 1 };
    const uint32_t bind[] = { 1, 1 }, sid = 1;

    qsvga_sync(d);
    good(d, SVGA_3D_CMD_DEFINE_GB_SURFACE, surface, sizeof(surface));
    good(d, SVGA_3D_CMD_BIND_GB_SURFACE, bind, sizeof(bind));
    /* every entry now leads to the device's own memory */
    for (int i = 0; i < 4; i++) {
        qtest_writeq(d->qts, mob.base_ppn * QSVGA_PAGE + i * 8,
                     d->fifo.addr / QSVGA_PAGE);
    }
    good(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, &sid, sizeof(sid));
    qtest_memset(d->qts, mob.gpa, 0, mob.size);
    good(d, SVGA_3D_CMD_READBACK_GB_SURFACE, &sid, sizeof(sid));
    for (uint32_t at = 0; at < mob.size; at += 512) {
        g_assert_cmphex(qtest_readb(d->qts, mob.gpa + at), ==, 0x11);
    }
    qsvga_stop(d);
}

/* Sums at their limit, and one beyond: where 32-bit sums would overflow. */
static void test_arithmetic(void)
{
    const uint32_t words[] = { SVGA_3D_CMD_NOP, 0 };
    QSvga *d = qsvga_send_start(NULL);
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(d, sizeof(words));
    static const struct {
        uint32_t offset;
        bool fits;
    } offsets[] = {
        { 0, true }, { QSVGA_PAGE - 8, true }, { QSVGA_PAGE - 4, false },
        { QSVGA_PAGE, false }, { 0x80000000, false }, { 0xfffffff8, false },
        { 0xfffffffc, false },
    };
    QSvgaMob mob = qsvga_mob(d, 1, QSVGA_PAGE, 0);

    qsvga_sync(d);
    for (int i = 0; i < QSVGA_PAGE; i += 8) {
        qtest_memwrite(d->qts, mob.gpa + i, words, sizeof(words));
    }
    for (size_t i = 0; i < ARRAY_SIZE(offsets); i++) {
        qsvga_cmdbuf_fill(d, &cb, 1, words, sizeof(words));
        qsvga_cmdbuf_set(d, &cb, offsetof(SVGACBHeader, flags),
                         SVGA_CB_FLAG_MOB);
        qsvga_cmdbuf_set(d, &cb, offsetof(SVGACBHeader, ptr), 1);
        qsvga_cmdbuf_set(d, &cb, offsetof(SVGACBHeader, ptr) + 4,
                         offsets[i].offset);
        qsvga_cmdbuf_submit(d, &cb, SVGA_CB_CONTEXT_0);
        qsvga_wait_idle(d);
        g_assert_cmpuint(qsvga_cmdbuf_status(d, &cb), ==, offsets[i].fits ?
                         SVGA_CB_STATUS_COMPLETED :
                         SVGA_CB_STATUS_CB_HEADER_ERROR);
        if (!offsets[i].fits) {
            qsvga_expect_error(d, "mob-too-small", "command buffer");
        }
    }
    qsvga_stop(d);
}

/*
 * A guest that creates objects for ever hits a limit, and so does freeing them.
 */
static void test_memory(void)
{
    QSvga *d = qsvga_send_start("host-memory=1M");
    uint32_t made = 0, refused = 0;

    for (uint32_t i = 1; i < 1000; i++) {
        const uint32_t words[] = {
            SVGA_3D_CMD_DEFINE_GB_SURFACE, 36, i, 0, SVGA3D_BUFFER, 1, 0, 0,
            QSVGA_RAM_BYTES, 1, 1,
            SVGA_3D_CMD_DEFINE_GB_MOB64, 20, i, SVGA3D_MOBFMT_RANGE, RAM, 0,
            QSVGA_RAM_BYTES,
            SVGA_3D_CMD_BIND_GB_SURFACE, 8, i, i,
            SVGA_3D_CMD_UPDATE_GB_SURFACE, 4, i,
        };
        uint64_t errors = qsvga_stat(d, "stat-guest-errors");
        g_autofree char *last = NULL;

        if (refused == 3) {
            break;
        }
        d->errors_expected = errors;
        last = qsvga_send(d, QSVGA_BY_FIFO, words, sizeof(words));
        made += !last;
        refused += last != NULL;
        g_assert_true(!last || g_str_has_prefix(last, "over-budget"));
        g_assert_cmpuint(qsvga_stat(d, "host-memory-used"), <=, 1 << 20);
    }
    g_assert_cmpuint(made, >, 4);
    g_assert_cmpuint(refused, ==, 3);
    qtest_system_reset(d->qts);
    qsvga_expect_memory(d, 0);
    d->errors_expected = qsvga_stat(d, "stat-guest-errors");
    qsvga_stop(d);
}

/* This many commands take this many slices, with no more in any of them. */
static void test_bounded_runs(void)
{
    enum { COMMANDS = 10 * 1024 };
    g_autofree uint32_t *nops = g_new0(uint32_t, 2 * COMMANDS);
    QSvga *d = qsvga_send_start(NULL);
    uint64_t slices = qsvga_stat(d, "stat-slices");

    for (int i = 0; i < COMMANDS; i++) {
        nops[2 * i] = SVGA_3D_CMD_NOP;
    }
    qsvga_queue(d, nops, 8 * COMMANDS);
    qsvga_sync(d);
    g_assert_cmpuint(qsvga_stat(d, "stat-slices") - slices, >=, 10);
    qsvga_stop(d);
}

/* Every byte must be RAM, including the last one, and accessible. */
static void test_only_ram(void)
{
    const uint32_t sid = 1, words[] = { SVGA_3D_CMD_NOP, 0 };
    QSvga *d = qsvga_send_start(NULL);
    uint16_t command = qpci_config_readw(d->dev, PCI_COMMAND);
    uint64_t table = guest_alloc(&d->alloc, QSVGA_PAGE);
    uint64_t page = guest_alloc(&d->alloc, QSVGA_PAGE);
    const uint32_t mixed[] = {
        9, SVGA3D_MOBFMT_PT64_1, table / QSVGA_PAGE, 0, 2 * QSVGA_PAGE,
    };
    const uint32_t beyond[] = {
        9, SVGA3D_MOBFMT_RANGE, RAM_END / QSVGA_PAGE - 1, 0, 2 * QSVGA_PAGE,
    };
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(d, sizeof(words));

    qtest_writeq(d->qts, table, page / QSVGA_PAGE);
    qtest_writeq(d->qts, table + 8, d->vram.addr / QSVGA_PAGE);
    qsvga_send_3d(d, QSVGA_BY_CMDBUF, SVGA_3D_CMD_DEFINE_GB_MOB64, mixed,
                  sizeof(mixed), "not-ram: DEFINE_GB_MOB64");
    qsvga_send_3d(d, QSVGA_BY_CMDBUF, SVGA_3D_CMD_DEFINE_GB_MOB64, beyond,
                  sizeof(beyond), "not-ram: DEFINE_GB_MOB64");
    qsvga_cmdbuf_fill(d, &cb, 1, words, sizeof(words));
    qsvga_cmdbuf_set(d, &cb, offsetof(SVGACBHeader, ptr), RAM_END - 4);
    qsvga_cmdbuf_submit(d, &cb, SVGA_CB_CONTEXT_0);
    qsvga_expect_error(d, "not-ram", "command buffer");

    bound_surface(d, 1, page, QSVGA_PAGE);
    good(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, &sid, sizeof(sid));
    qtest_memset(d->qts, page, 0x77, QSVGA_PAGE);
    qpci_config_writew(d->dev, PCI_COMMAND, command & ~PCI_COMMAND_MASTER);
    qsvga_send_3d(d, QSVGA_BY_FIFO, SVGA_3D_CMD_READBACK_GB_SURFACE, &sid, 4,
                  "dma-error: READBACK_GB_SURFACE");
    qpci_config_writew(d->dev, PCI_COMMAND, command);
    g_assert_cmphex(qtest_readb(d->qts, page), ==, 0x77);
    good(d, SVGA_3D_CMD_READBACK_GB_SURFACE, &sid, sizeof(sid));
    g_assert_cmphex(qtest_readb(d->qts, page), ==, 0);
    qsvga_stop(d);
}

/* A MOB lives as long as it is used; its destruction unbinds its users. */
static void test_mob_lifetime(void)
{
    const uint32_t one = 1, two = 2, bind[] = { 1, 2 };
    QSvga *d = qsvga_send_start(NULL);
    uint64_t used = qsvga_stat(d, "host-memory-used");
    uint64_t ram = guest_alloc(&d->alloc, 2 * QSVGA_PAGE);

    bound_surface(d, 1, ram, QSVGA_PAGE);
    bound_surface(d, 2, ram + QSVGA_PAGE, QSVGA_PAGE);
    good(d, SVGA_3D_CMD_BIND_GB_SURFACE, bind, sizeof(bind));
    good(d, SVGA_3D_CMD_DESTROY_GB_MOB, &one, 4);
    good(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, &one, 4);
    good(d, SVGA_3D_CMD_DESTROY_GB_MOB, &two, 4);
    qsvga_send_3d(d, QSVGA_BY_CMDBUF, SVGA_3D_CMD_UPDATE_GB_SURFACE, &one, 4,
                  "not-bound: UPDATE_GB_SURFACE");
    qsvga_send_3d(d, QSVGA_BY_CMDBUF, SVGA_3D_CMD_UPDATE_GB_SURFACE, &two, 4,
                  "not-bound: UPDATE_GB_SURFACE");
    good(d, SVGA_3D_CMD_DESTROY_GB_SURFACE, &one, 4);
    good(d, SVGA_3D_CMD_DESTROY_GB_SURFACE, &two, 4);
    qsvga_expect_memory(d, used);
    qsvga_stop(d);
}

/* An unknown command is refused, not skipped: the next one does not run. */
static void test_unknown_refused(void)
{
    const uint32_t words[] = {
        SVGA_CMD_FENCE, 1, SVGA_3D_CMD_DX_DRAW, 8, 0, 0, SVGA_CMD_FENCE, 2,
    };
    QSvga *d = qsvga_send_start(NULL);
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(d, sizeof(words));

    g_assert_cmpuint(qsvga_cmdbuf_run(d, &cb, words, sizeof(words)), ==,
                     SVGA_CB_STATUS_COMMAND_ERROR);
    g_assert_cmpuint(qsvga_cmdbuf_error_offset(d, &cb), ==, 8);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_FENCE), ==, 1);
    qsvga_expect_error(d, "bad-command", "unknown");
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/rule-commands-are-copied-once", test_copied_once);
    qtest_add_func("/svga/rule-tables-are-read-once", test_tables_once);
    qtest_add_func("/svga/rule-arithmetic-is-checked", test_arithmetic);
    qtest_add_func("/svga/rule-memory-is-limited", test_memory);
    qtest_add_func("/svga/rule-runs-are-bounded", test_bounded_runs);
    qtest_add_func("/svga/rule-only-ram", test_only_ram);
    qtest_add_func("/svga/rule-mobs-live-while-used", test_mob_lifetime);
    qtest_add_func("/svga/rule-unknown-is-refused", test_unknown_refused);
    return g_test_run();
}
