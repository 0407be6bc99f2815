/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Suspend to RAM: wake-up is a reset, and the device keeps its state. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga-send.h"
#include "libqos/svga-shot.h"
#include "hw/pci/pci_regs.h"

/* The machine's power management: a PCI function and its ports. */
#define PM_DEVFN QPCI_DEVFN(1, 3)
#define PM_CONFIG_BASE 0x40
#define PM_CONFIG_ENABLE 0x80
#define PM_PORT 0x600
#define PM_PORT_CONTROL (PM_PORT + 4)
#define PM_SLEEP_TO_RAM (1 << 10 | 1 << 13)

#define WIDTH 64
#define HEIGHT 32
#define SURFACE_BYTES (WIDTH * HEIGHT * 4)

static void sleep_to_ram(QSvga *d)
{
    QPCIDevice *pm = qpci_device_find(d->bus, PM_DEVFN);

    g_assert_nonnull(pm);
    qpci_config_writel(pm, PM_CONFIG_BASE, PM_PORT | 1);
    qpci_config_writeb(pm, PM_CONFIG_ENABLE, 1);
    qtest_outw(d->qts, PM_PORT_CONTROL, PM_SLEEP_TO_RAM);
    qtest_qmp_eventwait(d->qts, "SUSPEND");
    g_free(pm);
}

/* The part of configuration space that a driver saves and restores. */
static const uint8_t saved[] = {
    PCI_BASE_ADDRESS_0, PCI_BASE_ADDRESS_1, PCI_BASE_ADDRESS_2, PCI_COMMAND,
};

static void save(QSvga *d, uint32_t *values)
{
    for (size_t i = 0; i < ARRAY_SIZE(saved); i++) {
        values[i] = qpci_config_readl(d->dev, saved[i]);
    }
}

static void wake_up(QSvga *d, const uint32_t *values)
{
    qtest_qmp_assert_success(d->qts, "{ 'execute': 'system_wakeup' }");
    qtest_qmp_eventwait(d->qts, "WAKEUP");
    /* It was a reset, or the test would prove nothing. */
    g_assert_cmphex(qpci_config_readw(d->dev, PCI_COMMAND), ==, 0);
    for (size_t i = 0; i < ARRAY_SIZE(saved); i++) {
        qpci_config_writel(d->dev, saved[i], values[i]);
    }
}

static void sleep_and_wake_up(QSvga *d)
{
    uint32_t values[ARRAY_SIZE(saved)];

    save(d, values);
    sleep_to_ram(d);
    wake_up(d, values);
}

/* Tables, MOBs, bindings and the contents of the host's copy. */
static void test_surface(void)
{
    QSvga *d = qsvga_send_start(NULL);
    QSvgaMob mob = qsvga_bound_surface(d, 1, SVGA3D_BUFFER, QSVGA_PAGE, 1,
                                       QSVGA_PAGE, 0x5a);

    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
    qsvga_sync(d);
    qtest_memset(d->qts, mob.gpa, 0, QSVGA_PAGE);
    sleep_and_wake_up(d);
    qsvga_cmd_id(d, SVGA_3D_CMD_READBACK_GB_SURFACE, 1);
    qsvga_sync(d);
    for (uint32_t i = 0; i < QSVGA_PAGE; i++) {
        g_assert_cmphex(qtest_readb(d->qts, mob.gpa + i), ==, 0x5a);
    }
    qsvga_stop(d);
}

static void test_registers(void)
{
    static const uint32_t regs[] = {
        SVGA_REG_ID, SVGA_REG_ENABLE, SVGA_REG_CONFIG_DONE, SVGA_REG_WIDTH,
        SVGA_REG_HEIGHT, SVGA_REG_IRQMASK, SVGA_REG_TRACES,
        SVGA_REG_FB_START, SVGA_REG_MEM_START,
    };
    uint32_t before[ARRAY_SIZE(regs)];
    QSvga *d = qsvga_send_start(NULL);
    uint32_t next = qsvga_fifo_read(d, SVGA_FIFO_NEXT_CMD);

    qsvga_write(d, SVGA_REG_IRQMASK, SVGA_IRQFLAG_FENCE_GOAL);
    for (size_t i = 0; i < ARRAY_SIZE(regs); i++) {
        before[i] = qsvga_read(d, regs[i]);
    }
    sleep_and_wake_up(d);
    for (size_t i = 0; i < ARRAY_SIZE(regs); i++) {
        g_assert_cmphex(qsvga_read(d, regs[i]), ==, before[i]);
    }
    g_assert_cmphex(qsvga_fifo_read(d, SVGA_FIFO_NEXT_CMD), ==, next);
    g_assert_cmphex(qsvga_fifo_read(d, SVGA_FIFO_FENCE), ==, d->fence);
    qsvga_stop(d);
}

/* The bus has dropped the line; the device's status says that it is high. */
static void test_interrupt(void)
{
    QSvga *d = qsvga_send_start(NULL);

    qsvga_write(d, SVGA_REG_IRQMASK, SVGA_IRQFLAG_ANY_FENCE);
    qsvga_sync(d);
    g_assert_true(qsvga_irq_line(d));
    sleep_and_wake_up(d);
    g_assert_cmphex(qsvga_irq_status(d), ==, SVGA_IRQFLAG_ANY_FENCE);
    g_assert_true(qsvga_irq_line(d));
    qsvga_irq_acknowledge(d, SVGA_IRQFLAG_ANY_FENCE);
    g_assert_false(qsvga_irq_line(d));
    qsvga_stop(d);
}

/* Nothing runs while the machine sleeps; requests are executed afterwards. */
static void test_queued(void)
{
    const uint32_t fence[] = { SVGA_CMD_FENCE, 77 };
    uint32_t values[ARRAY_SIZE(saved)];
    QSvga *d = qsvga_send_start(NULL);
    int64_t end = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;

    save(d, values);
    sleep_to_ram(d);
    qsvga_queue(d, fence, sizeof(fence));
    qsvga_ring(d);
    g_assert_cmphex(qsvga_fifo_read(d, SVGA_FIFO_FENCE), ==, d->fence);
    wake_up(d, values);
    while (qsvga_fifo_read(d, SVGA_FIFO_FENCE) != 77) {
        g_assert_cmpint(g_get_monotonic_time(), <, end);
    }
    qsvga_stop(d);
}

static void master_bus(QSvga *d, bool on)
{
    uint16_t command = qpci_config_readw(d->dev, PCI_COMMAND);

    qpci_config_writew(d->dev, PCI_COMMAND,
                       on ? command | PCI_COMMAND_MASTER
                          : command & ~PCI_COMMAND_MASTER);
}

/*
 * Without bus mastering, command buffers cannot be read and errors cannot be
 * written: they wait, in order, up to the capacity of a queue.
 */
static void test_bus_master(void)
{
    const uint32_t nop[] = { SVGA_3D_CMD_NOP, 0 };
    QSvgaCmdbuf cb[SVGA_CB_MAX_QUEUED_PER_CONTEXT + 1];
    QSvga *d = qsvga_send_start(NULL);
    size_t i;

    for (i = 0; i < ARRAY_SIZE(cb); i++) {
        cb[i] = qsvga_cmdbuf_new(d, sizeof(nop));
        qsvga_cmdbuf_fill(d, &cb[i], i, nop, sizeof(nop));
    }
    master_bus(d, false);
    for (i = 0; i < ARRAY_SIZE(cb) - 1; i++) {
        qsvga_cmdbuf_submit(d, &cb[i], SVGA_CB_CONTEXT_0);
    }
    g_assert_true(qsvga_read(d, SVGA_REG_BUSY));
    g_assert_cmpuint(qsvga_cmdbuf_status(d, &cb[0]), ==, SVGA_CB_STATUS_NONE);
    qsvga_cmdbuf_submit(d, &cb[i], SVGA_CB_CONTEXT_0);
    g_assert_cmpuint(qsvga_stat(d, "stat-guest-errors"), ==, 1);
    d->errors_expected = 1;
    master_bus(d, true);
    qsvga_wait_idle(d);
    for (i = 0; i < ARRAY_SIZE(cb) - 1; i++) {
        g_assert_cmpuint(qsvga_cmdbuf_status(d, &cb[i]), ==,
                         SVGA_CB_STATUS_COMPLETED);
    }
    g_assert_cmpuint(qsvga_cmdbuf_status(d, &cb[i]), ==, SVGA_CB_STATUS_NONE);
    qsvga_stop(d);
}

/* The contents of the screen before, and after an update. */
static void test_screen(void)
{
    QSvga *d = qsvga_send_start(NULL);
    QSvgaMob mob = qsvga_bound_surface(d, 1, SVGA3D_X8R8G8B8, WIDTH, HEIGHT,
                                       SURFACE_BYTES, 0x11);

    qsvga_define_target(d, 0, WIDTH, HEIGHT, 0);
    qsvga_bind_target(d, 0, 1);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
    qsvga_update_target(d, 0, 0, 0, WIDTH, HEIGHT);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 3, 5, 0x111111);
    sleep_and_wake_up(d);
    qsvga_assert_pixel(d, 0, 3, 5, 0x111111);
    qtest_memset(d->qts, mob.gpa, 0x22, SURFACE_BYTES);
    qsvga_cmd_id(d, SVGA_3D_CMD_UPDATE_GB_SURFACE, 1);
    qsvga_update_target(d, 0, 0, 0, WIDTH, HEIGHT);
    qsvga_sync(d);
    qsvga_assert_pixel(d, 0, 3, 5, 0x222222);
    qsvga_stop(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/suspend-surface", test_surface);
    qtest_add_func("/svga/suspend-registers", test_registers);
    qtest_add_func("/svga/suspend-interrupt", test_interrupt);
    qtest_add_func("/svga/suspend-queued", test_queued);
    qtest_add_func("/svga/suspend-bus-master", test_bus_master);
    qtest_add_func("/svga/suspend-screen", test_screen);
    return g_test_run();
}
