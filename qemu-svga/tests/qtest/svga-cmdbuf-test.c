/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Command buffers: statuses, interrupts, order with the FIFO, recovery. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-cmdbuf.h"

#define COMPLETED SVGA_CB_STATUS_COMPLETED
#define IRQ_DONE SVGA_IRQFLAG_COMMAND_BUFFER
#define IRQ_ERROR (SVGA_IRQFLAG_COMMAND_BUFFER | SVGA_IRQFLAG_ERROR)

static QSvga *start(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    qsvga_write(d, SVGA_REG_IRQMASK, 0x3f);
    qsvga_cmdbuf_start(d, true);
    qsvga_irq_acknowledge(d, 0x3f);
    return d;
}

static uint32_t irqs(QSvga *d)
{
    uint32_t status = qsvga_irq_status(d);

    qsvga_irq_acknowledge(d, status);
    return status & (SVGA_IRQFLAG_COMMAND_BUFFER | SVGA_IRQFLAG_ERROR);
}

static uint32_t fence(QSvga *d)
{
    return qsvga_fifo_read(d, SVGA_FIFO_FENCE);
}

/* Queued buffers prevent the audit. */
static bool is_quiet(QSvga *d)
{
    QDict *audit = qsvga_audit(d, NULL);
    bool quiet = qdict_get_bool(audit, "quiet");

    qobject_unref(audit);
    return quiet;
}

/* Device context commands complete before the register write returns. */
static void test_device_context(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    g_assert_cmpuint(qsvga_cmdbuf_device(d, SVGA_DC_CMD_START_STOP_CONTEXT,
                                         1, SVGA_CB_CONTEXT_0), ==,
                     COMPLETED);
    g_assert_cmpuint(qsvga_cmdbuf_device(d, SVGA_DC_CMD_START_STOP_CONTEXT,
                                         1, SVGA_CB_CONTEXT_1), ==,
                     SVGA_CB_STATUS_COMMAND_ERROR);
    qsvga_expect_error(d, "bad-context", "DC_START_STOP_CONTEXT");
    g_assert_cmpuint(qsvga_cmdbuf_device(d, SVGA_DC_CMD_START_QUEUE, 0, 0),
                     ==, SVGA_CB_STATUS_COMMAND_ERROR);
    qsvga_expect_error(d, "bad-command", "unknown");
    qsvga_stop(d);
}

/* A fence in a buffer, the buffer's own interrupt, and none with NO_IRQ. */
static void test_completion(void)
{
    const uint32_t words[] = { SVGA_CMD_FENCE, 11 };
    QSvga *d = start();
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(d, sizeof(words));

    g_assert_cmpuint(qsvga_cmdbuf_run(d, &cb, words, sizeof(words)), ==,
                     COMPLETED);
    g_assert_cmpuint(fence(d), ==, 11);
    g_assert_true(qsvga_irq_line(d));
    g_assert_cmphex(qsvga_irq_status(d), ==,
                    IRQ_DONE | SVGA_IRQFLAG_ANY_FENCE);
    irqs(d);
    qsvga_cmdbuf_fill(d, &cb, 1, words, sizeof(words));
    qsvga_cmdbuf_set(d, &cb, offsetof(SVGACBHeader, flags),
                     SVGA_CB_FLAG_NO_IRQ);
    qsvga_cmdbuf_submit(d, &cb, SVGA_CB_CONTEXT_0);
    qsvga_wait_idle(d);
    g_assert_cmpuint(qsvga_cmdbuf_status(d, &cb), ==, COMPLETED);
    g_assert_cmphex(irqs(d), ==, 0);
    qsvga_stop(d);
}

/* The largest body, in RAM away from the header's. */
static void test_largest(void)
{
    enum { SIZE = 512 * 1024 };
    g_autofree uint32_t *words = g_new0(uint32_t, SIZE / 4);
    QSvga *d = start();
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(d, SIZE + 8);

    for (int i = 0; i < SIZE / 4; i += 2) {
        words[i] = SVGA_CMD_FENCE;
        words[i + 1] = i + 1;
    }
    g_assert_cmpuint(qsvga_cmdbuf_run(d, &cb, words, SIZE), ==, COMPLETED);
    g_assert_cmpuint(fence(d), ==, SIZE / 4 - 1);
    g_assert_cmpuint(qsvga_stat(d, "stat-commands"), ==, SIZE / 8);
    qsvga_cmdbuf_set(d, &cb, offsetof(SVGACBHeader, status), 0);
    qsvga_cmdbuf_set(d, &cb, offsetof(SVGACBHeader, length), SIZE + 8);
    qsvga_cmdbuf_submit(d, &cb, SVGA_CB_CONTEXT_0);
    g_assert_cmpuint(qsvga_cmdbuf_status(d, &cb), ==,
                     SVGA_CB_STATUS_CB_HEADER_ERROR);
    qsvga_expect_error(d, "bad-cmdbuf", "command buffer");
    qsvga_stop(d);
}

/* Thirty-two may be queued; the next gets an error status and loses nothing. */
static void test_queue_full(void)
{
    enum { COUNT = SVGA_CB_MAX_QUEUED_PER_CONTEXT };
    QSvga *d = start();
    QSvgaCmdbuf cbs[COUNT + 1];

    qtest_qmp_assert_success(d->qts, "{ 'execute': 'stop' }");
    for (uint32_t i = 0; i <= COUNT; i++) {
        const uint32_t words[] = { SVGA_CMD_FENCE, i + 1 };

        cbs[i] = qsvga_cmdbuf_new(d, sizeof(words));
        qsvga_cmdbuf_fill(d, &cbs[i], i, words, sizeof(words));
        qsvga_cmdbuf_submit(d, &cbs[i], SVGA_CB_CONTEXT_0);
        g_assert_cmpuint(qsvga_cmdbuf_status(d, &cbs[i]), ==, i < COUNT ?
                         SVGA_CB_STATUS_NONE : SVGA_CB_STATUS_QUEUE_FULL);
    }
    g_assert_cmphex(irqs(d), ==, 0);
    g_assert_cmpuint(qsvga_read(d, SVGA_REG_BUSY), ==, 1);
    g_assert_false(is_quiet(d));
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'cont' }");
    qsvga_wait_idle(d);
    for (uint32_t i = 0; i < COUNT; i++) {
        g_assert_cmpuint(qsvga_cmdbuf_status(d, &cbs[i]), ==, COMPLETED);
    }
    g_assert_cmpuint(fence(d), ==, COUNT);
    g_assert_cmphex(irqs(d), ==, IRQ_DONE);
    g_assert_true(is_quiet(d));
    qsvga_stop(d);
}

/* Each line breaks one word of the header. */
static void test_bad_headers(void)
{
    static const struct {
        size_t offset;
        uint32_t value;
        const char *reason;
    } bad[] = {
        { offsetof(SVGACBHeader, flags), SVGA_CB_FLAG_DX_CONTEXT,
          "bad-cmdbuf" },
        { offsetof(SVGACBHeader, flags), 0xfffffff8, "bad-cmdbuf" },
        { offsetof(SVGACBHeader, flags), SVGA_CB_FLAG_MOB, "bad-mob" },
        { offsetof(SVGACBHeader, length), 0xffffffff, "bad-cmdbuf" },
        { offsetof(SVGACBHeader, offset), 8, "bad-cmdbuf" },
        { offsetof(SVGACBHeader, dxContext), 1, "bad-cmdbuf" },
        { offsetof(SVGACBHeader, mustBeZero) + 20, 1, "bad-cmdbuf" },
        { offsetof(SVGACBHeader, ptr), 0xfffffffc, "not-ram" },
        { offsetof(SVGACBHeader, ptr) + 4, 0xffffffff, "not-ram" },
    };
    const uint32_t words[] = { SVGA_CMD_FENCE, 1 };
    QSvga *d = start();
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(d, sizeof(words));

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        qsvga_cmdbuf_fill(d, &cb, 1, words, sizeof(words));
        qsvga_cmdbuf_set(d, &cb, bad[i].offset, bad[i].value);
        qsvga_cmdbuf_submit(d, &cb, SVGA_CB_CONTEXT_0);
        qsvga_expect_error(d, bad[i].reason, "command buffer");
        g_assert_cmpuint(qsvga_cmdbuf_status(d, &cb), ==,
                         SVGA_CB_STATUS_CB_HEADER_ERROR);
        g_assert_cmphex(irqs(d), ==, IRQ_ERROR);
    }
    g_assert_cmpuint(qsvga_stat(d, "stat-commands"), ==, 0);
    g_assert_cmpuint(qsvga_cmdbuf_run(d, &cb, words, sizeof(words)), ==,
                     COMPLETED);
    qsvga_stop(d);
}

/* Contexts that do not exist, and headers outside of memory. */
static void test_bad_submissions(void)
{
    const uint32_t words[] = { SVGA_CMD_FENCE, 1 };
    QSvga *d = start();
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(d, sizeof(words));
    const uint64_t nowhere[] = {
        d->vram.addr, d->fifo.addr + QSVGA_PAGE, 0x8000000000,
        0xffffffffffffffc0,
    };

    for (uint32_t context = 1; context < 0x3f; context += 0x3d) {
        qsvga_cmdbuf_fill(d, &cb, 1, words, sizeof(words));
        qsvga_cmdbuf_submit(d, &cb, context);
        g_assert_cmpuint(qsvga_cmdbuf_status(d, &cb), ==,
                         SVGA_CB_STATUS_SUBMISSION_ERROR);
        qsvga_expect_error(d, "bad-context", "command buffer");
    }
    for (size_t i = 0; i < ARRAY_SIZE(nowhere); i++) {
        const QSvgaCmdbuf bad = { .header = nowhere[i] };

        qsvga_cmdbuf_submit(d, &bad, SVGA_CB_CONTEXT_0);
        qsvga_expect_error(d, "not-ram", "command buffer");
        qsvga_cmdbuf_submit(d, &bad, SVGA_CB_CONTEXT_DEVICE);
        qsvga_expect_error(d, "not-ram", "command buffer");
    }
    qsvga_cmdbuf_start(d, false);
    qsvga_cmdbuf_fill(d, &cb, 1, words, sizeof(words));
    qsvga_cmdbuf_submit(d, &cb, SVGA_CB_CONTEXT_0);
    g_assert_cmpuint(qsvga_cmdbuf_status(d, &cb), ==,
                     SVGA_CB_STATUS_SUBMISSION_ERROR);
    qsvga_expect_error(d, "bad-context", "command buffer");
    qsvga_stop(d);
}

/* An invalid command in the middle, and vmwgfx's recovery. */
static void test_recovery(void)
{
    const uint32_t words[] = {
        SVGA_CMD_FENCE, 1, SVGA_3D_CMD_UPDATE_GB_SURFACE, 4, 77,
        SVGA_CMD_FENCE, 2,
    };
    const uint32_t more[] = { SVGA_CMD_FENCE, 3 };
    QSvga *d = start();
    QSvgaCmdbuf bad = qsvga_cmdbuf_new(d, sizeof(words));
    QSvgaCmdbuf next = qsvga_cmdbuf_new(d, sizeof(more));

    qsvga_cmdbuf_fill(d, &bad, 1, words, sizeof(words));
    qsvga_cmdbuf_fill(d, &next, 2, more, sizeof(more));
    qsvga_cmdbuf_submit(d, &bad, SVGA_CB_CONTEXT_0);
    qsvga_cmdbuf_submit(d, &next, SVGA_CB_CONTEXT_0);
    qsvga_expect_error(d, "bad-sid", "UPDATE_GB_SURFACE");
    g_assert_cmpuint(qsvga_cmdbuf_status(d, &bad), ==,
                     SVGA_CB_STATUS_COMMAND_ERROR);
    g_assert_cmpuint(qsvga_cmdbuf_error_offset(d, &bad), ==, 8);
    g_assert_cmphex(irqs(d), ==, IRQ_ERROR);
    g_assert_cmpuint(fence(d), ==, 1);
    g_assert_cmpuint(qsvga_cmdbuf_status(d, &next), ==, SVGA_CB_STATUS_NONE);

    qsvga_cmdbuf_preempt(d);
    g_assert_cmpuint(qsvga_cmdbuf_status(d, &next), ==,
                     SVGA_CB_STATUS_PREEMPTED);
    qsvga_cmdbuf_set(d, &next, 0, SVGA_CB_STATUS_NONE);
    qsvga_cmdbuf_set(d, &bad, 0, SVGA_CB_STATUS_NONE);
    qsvga_cmdbuf_set(d, &bad, offsetof(SVGACBHeader, ptr), bad.body + 20);
    qsvga_cmdbuf_set(d, &bad, offsetof(SVGACBHeader, length), 8);
    qsvga_cmdbuf_submit(d, &bad, SVGA_CB_CONTEXT_0);
    qsvga_cmdbuf_submit(d, &next, SVGA_CB_CONTEXT_0);
    g_assert_cmpuint(qsvga_read(d, SVGA_REG_BUSY), ==, 0);
    g_assert_cmpuint(fence(d), ==, 1);
    qsvga_cmdbuf_start(d, true);
    qsvga_wait_idle(d);
    g_assert_cmpuint(qsvga_cmdbuf_status(d, &bad), ==, COMPLETED);
    g_assert_cmpuint(qsvga_cmdbuf_status(d, &next), ==, COMPLETED);
    g_assert_cmpuint(fence(d), ==, 3);
    qsvga_stop(d);
}

/* Commands in a MOB that an earlier buffer defines. */
static void test_mob(void)
{
    const uint32_t words[] = { SVGA_CMD_FENCE, 21 };
    QSvga *d = start();
    QSvgaMob mob = qsvga_mob_prepare(d, 5, 3 * QSVGA_PAGE, 0, 0);
    const struct {
        SVGA3dCmdHeader header;
        SVGA3dCmdDefineGBMob64 body;
    } define = {
        { SVGA_3D_CMD_DEFINE_GB_MOB64, sizeof(define.body) },
        { 5, mob.depth, mob.base_ppn, mob.size },
    };
    QSvgaCmdbuf first = qsvga_cmdbuf_new(d, sizeof(define));
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(d, sizeof(words));

    qsvga_otables(d);
    qsvga_sync(d);
    qtest_memwrite(d->qts, mob.gpa + 2 * QSVGA_PAGE - 4, words,
                   sizeof(words));
    qsvga_cmdbuf_fill(d, &first, 1, &define, sizeof(define));
    qsvga_cmdbuf_fill(d, &cb, 2, words, sizeof(words));
    qsvga_cmdbuf_set(d, &cb, offsetof(SVGACBHeader, flags),
                     SVGA_CB_FLAG_MOB);
    qsvga_cmdbuf_set(d, &cb, offsetof(SVGACBHeader, ptr), 5);
    qsvga_cmdbuf_set(d, &cb, offsetof(SVGACBHeader, ptr) + 4,
                     2 * QSVGA_PAGE - 4);
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'stop' }");
    qsvga_cmdbuf_submit(d, &first, SVGA_CB_CONTEXT_0);
    qsvga_cmdbuf_submit(d, &cb, SVGA_CB_CONTEXT_0);
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'cont' }");
    qsvga_wait_idle(d);
    g_assert_cmpuint(qsvga_cmdbuf_status(d, &first), ==, COMPLETED);
    g_assert_cmpuint(qsvga_cmdbuf_status(d, &cb), ==, COMPLETED);
    g_assert_cmpuint(fence(d), ==, 21);

    qsvga_cmdbuf_set(d, &cb, 0, SVGA_CB_STATUS_NONE);
    qsvga_cmdbuf_set(d, &cb, offsetof(SVGACBHeader, ptr) + 4,
                     3 * QSVGA_PAGE - 4);
    qsvga_cmdbuf_submit(d, &cb, SVGA_CB_CONTEXT_0);
    qsvga_expect_error(d, "mob-too-small", "command buffer");
    g_assert_cmpuint(qsvga_cmdbuf_status(d, &cb), ==,
                     SVGA_CB_STATUS_CB_HEADER_ERROR);
    qsvga_stop(d);
}

/*
 * Commands alternate between the FIFO and buffers, all queued before the device
 * does anything.  Each defines its surface or destroys the previous one; in any
 * other order some would fail.
 */
static void test_fifo_order(void)
{
    enum { PAIRS = 10 };
    QSvga *d = start();
    QSvgaCmdbuf cbs[PAIRS];

    qsvga_otables(d);
    qsvga_sync(d);
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'stop' }");
    for (int i = 0; i < PAIRS; i++) {
        const uint32_t words[] = {
            SVGA_3D_CMD_DESTROY_GB_SURFACE, 4, 3, SVGA_CMD_FENCE, 100 + i,
        };

        cbs[i] = qsvga_cmdbuf_new(d, sizeof(words));
        qsvga_cmdbuf_fill(d, &cbs[i], i, words, sizeof(words));
        qsvga_surface(d, 3, SVGA3D_A8R8G8B8, 0, 4, 4, 1, 1);
        qsvga_ring(d);
        qsvga_cmdbuf_submit(d, &cbs[i], SVGA_CB_CONTEXT_0);
    }
    qsvga_surface(d, 3, SVGA3D_A8R8G8B8, 0, 4, 4, 1, 1);
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'cont' }");
    qsvga_ring(d);
    qsvga_wait_idle(d);
    for (int i = 0; i < PAIRS; i++) {
        g_assert_cmpuint(qsvga_cmdbuf_status(d, &cbs[i]), ==, COMPLETED);
    }
    g_assert_cmpuint(fence(d), ==, 100 + PAIRS - 1);
    qsvga_stop(d);
}

/* Buffers do not need a working FIFO: it may be broken or stopped. */
static void test_without_fifo(void)
{
    const uint32_t words[] = { SVGA_3D_CMD_NOP, 0 };
    QSvga *d = start();
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(d, sizeof(words));

    qsvga_fifo_write(d, SVGA_FIFO_NEXT_CMD, 1);
    g_assert_cmpuint(qsvga_cmdbuf_run(d, &cb, words, sizeof(words)), ==,
                     COMPLETED);
    qsvga_expect_error(d, "bad-fifo", "unknown");
    qsvga_write(d, SVGA_REG_CONFIG_DONE, 0);
    g_assert_cmpuint(qsvga_cmdbuf_run(d, &cb, words, sizeof(words)), ==,
                     COMPLETED);
    qsvga_stop(d);
}

/* A reset drops what is queued, and context 0 must be started again. */
static void test_reset(void)
{
    const uint32_t words[] = { SVGA_CMD_FENCE, 1 };
    QSvga *d = start();
    QSvgaCmdbuf cb = qsvga_cmdbuf_new(d, sizeof(words));

    qsvga_cmdbuf_fill(d, &cb, 1, words, sizeof(words));
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'stop' }");
    qsvga_cmdbuf_submit(d, &cb, SVGA_CB_CONTEXT_0);
    qtest_system_reset(d->qts);
    qpci_device_enable(d->dev);
    d->io = qpci_iomap(d->dev, 0, NULL);
    d->fifo = qpci_iomap(d->dev, 2, NULL);
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'cont' }");
    qsvga_wait_idle(d);
    g_assert_cmpuint(qsvga_cmdbuf_status(d, &cb), ==, SVGA_CB_STATUS_NONE);
    g_assert_cmpuint(qsvga_stat(d, "stat-commands"), ==, 0);
    qsvga_cmdbuf_submit(d, &cb, SVGA_CB_CONTEXT_0);
    g_assert_cmpuint(qsvga_cmdbuf_status(d, &cb), ==,
                     SVGA_CB_STATUS_SUBMISSION_ERROR);
    qsvga_expect_error(d, "bad-context", "command buffer");
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/cmdbuf-device-context", test_device_context);
    qtest_add_func("/svga/cmdbuf-completion", test_completion);
    qtest_add_func("/svga/cmdbuf-largest", test_largest);
    qtest_add_func("/svga/cmdbuf-queue-full", test_queue_full);
    qtest_add_func("/svga/cmdbuf-bad-headers", test_bad_headers);
    qtest_add_func("/svga/cmdbuf-bad-submissions", test_bad_submissions);
    qtest_add_func("/svga/cmdbuf-recovery", test_recovery);
    qtest_add_func("/svga/cmdbuf-mob", test_mob);
    qtest_add_func("/svga/cmdbuf-fifo-order", test_fifo_order);
    qtest_add_func("/svga/cmdbuf-without-fifo", test_without_fifo);
    qtest_add_func("/svga/cmdbuf-reset", test_reset);
    return g_test_run();
}
