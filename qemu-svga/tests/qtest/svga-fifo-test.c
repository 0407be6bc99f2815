/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The FIFO: wrap-around, fences, interrupts, slices, and hostile registers. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-gb.h"

static void test_capabilities(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    g_assert_cmphex(qsvga_fifo_read(d, SVGA_FIFO_CAPABILITIES), ==,
                    SVGA_FIFO_CAP_FENCE | SVGA_FIFO_CAP_CURSOR_BYPASS_3 |
                    SVGA_FIFO_CAP_RESERVE);
    g_assert_cmphex(qsvga_fifo_read(d, SVGA_FIFO_FLAGS), ==, 0);
    qsvga_stop(d);
}

static void test_fence(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    for (int i = 0; i < 10; i++) {
        qsvga_sync(d);
    }
    g_assert_cmpuint(qsvga_stat(d, "stat-commands"), ==, 10);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_STOP), ==,
                     qsvga_fifo_read(d, SVGA_FIFO_NEXT_CMD));
    qsvga_stop(d);
}

/* Wraps at every position within a command, and within its header. */
static void test_wrap(void)
{
    QSvga *d = qsvga_start(NULL, NULL);
    uint8_t payload[20];

    memset(payload, 0x5a, sizeof(payload));
    qsvga_fifo_init_window(d, QSVGA_PAGE, QSVGA_PAGE + 4 * 61);
    for (int i = 0; i < 200; i++) {
        qsvga_cmd(d, SVGA_3D_CMD_NOP, payload, sizeof(payload));
        qsvga_sync(d);
    }
    g_assert_cmpuint(qsvga_stat(d, "stat-commands"), ==, 400);
    qsvga_stop(d);
}

/* Half a command is no error: commands may be written word by word. */
static void test_partial(void)
{
    const uint32_t fence[] = { SVGA_CMD_FENCE, 77 };
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    qsvga_queue(d, &fence[0], sizeof(fence[0]));
    qsvga_ring(d);
    qsvga_wait_idle(d);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_FENCE), ==, 0);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_STOP), ==, d->min);
    qsvga_queue(d, &fence[1], sizeof(fence[1]));
    qsvga_ring(d);
    qsvga_wait_idle(d);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_FENCE), ==, 77);
    qsvga_stop(d);
}

/*
 * The guest rings the doorbell only if BUSY is clear, so the device clears it.
 */
static void test_busy_register(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    qsvga_fifo_write(d, SVGA_FIFO_BUSY, 1);
    qsvga_sync(d);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_BUSY), ==, 0);
    qsvga_stop(d);
}

/* Without the doorbell nothing needs to happen; with it, everything must. */
static void test_not_configured(void)
{
    const uint32_t fence[] = { SVGA_CMD_FENCE, 5 };
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    qsvga_write(d, SVGA_REG_CONFIG_DONE, 0);
    qsvga_queue(d, fence, sizeof(fence));
    qsvga_ring(d);
    g_assert_cmpuint(qsvga_read(d, SVGA_REG_BUSY), ==, 0);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_FENCE), ==, 0);
    qsvga_write(d, SVGA_REG_CONFIG_DONE, 1);
    qsvga_wait_idle(d);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_FENCE), ==, 5);
    qsvga_stop(d);
}

/* The device of a stopped machine does nothing, and resumes with it. */
static void test_stopped_vm(void)
{
    const uint32_t fence[] = { SVGA_CMD_FENCE, 9 };
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'stop' }");
    qsvga_queue(d, fence, sizeof(fence));
    qsvga_ring(d);
    g_assert_cmpuint(qsvga_read(d, SVGA_REG_BUSY), ==, 1);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_FENCE), ==, 0);
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'cont' }");
    qsvga_wait_idle(d);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_FENCE), ==, 9);
    qsvga_stop(d);
}

/* The main loop executes commands even if nobody polls BUSY. */
static void test_background(void)
{
    const uint32_t fence[] = { SVGA_CMD_FENCE, 3 };
    QSvga *d = qsvga_start(NULL, NULL);
    int64_t end = g_get_monotonic_time() + 60 * G_USEC_PER_SEC;

    qsvga_fifo_init(d);
    qsvga_queue(d, fence, sizeof(fence));
    qsvga_ring(d);
    while (qsvga_fifo_read(d, SVGA_FIFO_FENCE) != 3) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    }
    qsvga_stop(d);
}

static void test_irq_any_fence(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    /* Masked: neither latched nor visible on the line. */
    qsvga_sync(d);
    g_assert_cmphex(qsvga_irq_status(d), ==, 0);
    qsvga_write(d, SVGA_REG_IRQMASK, SVGA_IRQFLAG_ANY_FENCE);
    g_assert_cmphex(qsvga_irq_status(d), ==, 0);
    g_assert_false(qsvga_irq_line(d));
    qsvga_sync(d);
    g_assert_cmphex(qsvga_irq_status(d), ==, SVGA_IRQFLAG_ANY_FENCE);
    g_assert_true(qsvga_irq_line(d));
    /* Clearing other bits keeps it latched; masking lowers the line. */
    qsvga_irq_acknowledge(d, SVGA_IRQFLAG_FENCE_GOAL);
    g_assert_true(qsvga_irq_line(d));
    qsvga_write(d, SVGA_REG_IRQMASK, 0);
    g_assert_false(qsvga_irq_line(d));
    g_assert_cmphex(qsvga_irq_status(d), ==, SVGA_IRQFLAG_ANY_FENCE);
    qsvga_irq_acknowledge(d, SVGA_IRQFLAG_ANY_FENCE);
    g_assert_cmphex(qsvga_irq_status(d), ==, 0);
    qsvga_stop(d);
}

static void test_irq_fence_goal(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    qsvga_write(d, SVGA_REG_IRQMASK, SVGA_IRQFLAG_FENCE_GOAL);
    d->fence = 0xfffffffd;
    qsvga_sync(d);
    qsvga_irq_acknowledge(d, SVGA_IRQFLAG_FENCE_GOAL);
    /* Past the point where fence numbers wrap around. */
    qsvga_fifo_write(d, SVGA_FIFO_FENCE_GOAL, 1);
    qsvga_sync(d);
    qsvga_sync(d);
    g_assert_cmphex(qsvga_irq_status(d), ==, 0);
    qsvga_sync(d);
    g_assert_cmphex(qsvga_irq_status(d), ==, SVGA_IRQFLAG_FENCE_GOAL);
    g_assert_true(qsvga_irq_line(d));
    qsvga_irq_acknowledge(d, SVGA_IRQFLAG_FENCE_GOAL);
    /* A goal is reached only once. */
    qsvga_sync(d);
    g_assert_cmphex(qsvga_irq_status(d), ==, 0);
    qsvga_stop(d);
}

static void test_irq_progress(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init(d);
    qsvga_write(d, SVGA_REG_IRQMASK, SVGA_IRQFLAG_FIFO_PROGRESS);
    qsvga_cmd(d, SVGA_3D_CMD_NOP, NULL, 0);
    qsvga_ring(d);
    qsvga_wait_idle(d);
    g_assert_cmphex(qsvga_irq_status(d), ==, SVGA_IRQFLAG_FIFO_PROGRESS);
    g_assert_true(qsvga_irq_line(d));
    qsvga_stop(d);
}

/* No room below MIN for the fence register: a FENCE fails. */
static void test_no_fence_register(void)
{
    const uint32_t fence[] = { SVGA_CMD_FENCE, 1 };
    QSvga *d = qsvga_start(NULL, NULL);

    qsvga_fifo_init_window(d, 16, QSVGA_FIFO_BYTES);
    qsvga_queue(d, fence, sizeof(fence));
    qsvga_expect_error(d, "bad-fifo", "FENCE");
    qsvga_stop(d);
}

/*
 * Each line breaks one register of a FIFO that has a command queued.  The
 * device must latch, stay alive, and work again after a new configuration.
 */
static const struct {
    uint32_t reg;
    uint32_t value;
} hostile[] = {
    { SVGA_FIFO_MIN, 0 },
    { SVGA_FIFO_MIN, 12 },
    { SVGA_FIFO_MIN, 4097 },
    { SVGA_FIFO_MIN, QSVGA_FIFO_BYTES },
    { SVGA_FIFO_MIN, 0xfffffffc },
    { SVGA_FIFO_MAX, 0 },
    { SVGA_FIFO_MAX, 4096 },
    { SVGA_FIFO_MAX, QSVGA_FIFO_BYTES - 1 },
    { SVGA_FIFO_MAX, QSVGA_FIFO_BYTES + 4 },
    { SVGA_FIFO_MAX, 0xfffffffc },
    { SVGA_FIFO_NEXT_CMD, 0 },
    { SVGA_FIFO_NEXT_CMD, 4098 },
    { SVGA_FIFO_NEXT_CMD, QSVGA_FIFO_BYTES },
    { SVGA_FIFO_NEXT_CMD, 0xffffffff },
    { SVGA_FIFO_STOP, 4 },
    { SVGA_FIFO_STOP, 4097 },
    { SVGA_FIFO_STOP, QSVGA_FIFO_BYTES },
    { SVGA_FIFO_STOP, 0x80000000 },
};

static void test_hostile_registers(void)
{
    QSvga *d = qsvga_start(NULL, NULL);

    for (size_t i = 0; i < ARRAY_SIZE(hostile); i++) {
        qsvga_fifo_init(d);
        qsvga_sync(d);
        qsvga_cmd(d, SVGA_3D_CMD_NOP, NULL, 0);
        qsvga_fifo_write(d, hostile[i].reg, hostile[i].value);
        qsvga_expect_error(d, "bad-fifo", "unknown");
        /* Latched: the same broken register is not counted twice. */
        qsvga_ring(d);
        qsvga_wait_idle(d);
        g_assert_cmpuint(qsvga_stat(d, "stat-guest-errors"), ==,
                         d->errors_expected);
    }
    qsvga_fifo_init(d);
    qsvga_sync(d);
    qsvga_stop(d);
}

/* Thousands of commands at once: runs are bounded, nothing is lost. */
static void test_many(void)
{
    enum { COUNT = 20000 };
    g_autofree uint32_t *fences = g_new(uint32_t, 2 * COUNT);
    QSvga *d = qsvga_start(NULL, NULL);

    for (uint32_t i = 0; i < COUNT; i++) {
        fences[2 * i] = SVGA_CMD_FENCE;
        fences[2 * i + 1] = i + 1;
    }
    qsvga_fifo_init(d);
    qsvga_queue(d, fences, 2 * COUNT * sizeof(uint32_t));
    qsvga_ring(d);
    qsvga_wait_idle(d);
    g_assert_cmpuint(qsvga_fifo_read(d, SVGA_FIFO_FENCE), ==, COUNT);
    g_assert_cmpuint(qsvga_stat(d, "stat-commands"), ==, COUNT);
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/fifo-capabilities", test_capabilities);
    qtest_add_func("/svga/fifo-fence", test_fence);
    qtest_add_func("/svga/fifo-wrap", test_wrap);
    qtest_add_func("/svga/fifo-partial", test_partial);
    qtest_add_func("/svga/fifo-busy-register", test_busy_register);
    qtest_add_func("/svga/fifo-not-configured", test_not_configured);
    qtest_add_func("/svga/fifo-stopped-vm", test_stopped_vm);
    qtest_add_func("/svga/fifo-background", test_background);
    qtest_add_func("/svga/fifo-irq-any-fence", test_irq_any_fence);
    qtest_add_func("/svga/fifo-irq-fence-goal", test_irq_fence_goal);
    qtest_add_func("/svga/fifo-irq-progress", test_irq_progress);
    qtest_add_func("/svga/fifo-no-fence-register", test_no_fence_register);
    qtest_add_func("/svga/fifo-hostile-registers", test_hostile_registers);
    qtest_add_func("/svga/fifo-many", test_many);
    return g_test_run();
}
