/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A vCPU that reads BUSY without pause lets the main loop run. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"
#include "libqos/svga-gb.h"
#include "libqos/svga-monitor.h"
#include "libqos/svga-shot.h"

#define SURFACE_BYTES (32 * 1024 * 1024)
#define UPDATES 128
#define SID 1

/* Addresses of the firmware's port number and of its completion flag. */
#define PORT_ADDRESS 0x500
#define DONE_ADDRESS 0x504

static const uint8_t poll_busy[] = {
    0xfa,                               /*       cli */
    0x31, 0xc0,                         /*       xor   ax, ax */
    0x8e, 0xd8,                         /*       mov   ds, ax */
    0x8b, 0x16, 0x00, 0x05,             /* wait: mov   dx, [PORT] */
    0x85, 0xd2,                         /*       test  dx, dx */
    0x74, 0xf8,                         /*       jz    wait */
    0x66, 0xed,                         /* poll: in    eax, dx */
    0x66, 0x85, 0xc0,                   /*       test  eax, eax */
    0x75, 0xf9,                         /*       jnz   poll */
    0xc7, 0x06, 0x04, 0x05, 0x01, 0x00, /*       mov   word [DONE], 1 */
    0xf4,                               /* end:  hlt */
    0xeb, 0xfd,                         /*       jmp   end */
};

/*
 * The monitor reads one letter per iteration of the main loop, and executes the
 * command that asks for the number of slices at its last letter.  Per
 * iteration, the main loop and the vCPU run one slice each.
 */
#define ASK QSVGA_MONITOR_STAT("stat-slices")
#define TURNS (sizeof(ASK) - 1)
#define SLICES_MAX (2 * TURNS + 2)

static QSvga *start(QSvgaMonitor *m, const char *accel)
{
    g_autofree char *firmware = qsvga_firmware(poll_busy, sizeof(poll_busy));
    g_autofree char *args = g_strdup_printf("%s -accel %s -bios %s", m->args,
                                            accel, firmware);
    QSvga *d = qsvga_start(NULL, args);

    unlink(firmware);
    qsvga_fifo_init(d);
    qsvga_otables(d);
    qsvga_mob(d, SID, SURFACE_BYTES, 1);
    qsvga_surface(d, SID, SVGA3D_BUFFER, 0, SURFACE_BYTES, 1, 1, 1);
    qsvga_bind(d, SID, SID);
    qsvga_sync(d);
    qsvga_monitor_connect(m);
    return d;
}

/* From here on the index register belongs to the firmware. */
static void let_poll(QSvga *d)
{
    const uint32_t update[] = { SVGA_3D_CMD_UPDATE_GB_SURFACE, 4, SID };

    for (int i = 0; i < UPDATES; i++) {
        qsvga_queue(d, update, sizeof(update));
    }
    qpci_io_writel(d->dev, d->io, SVGA_INDEX_PORT, SVGA_REG_BUSY);
    qtest_writew(d->qts, PORT_ADDRESS, d->io.addr + SVGA_VALUE_PORT);
}

/* Assert a bound on the slices run between two requests. */
static uint64_t expect_turns(QSvgaMonitor *m)
{
    uint64_t slices;

    qsvga_monitor_say(m, ASK ASK);
    slices = qsvga_monitor_read_number(m);
    slices = qsvga_monitor_read_number(m) - slices;
    g_assert_cmpuint(slices, <=, SLICES_MAX);
    return slices;
}

/* To look for damage, the main loop waits for work of the processors. */
static void take_shot(QSvga *d)
{
    g_autofree char *file = qsvga_shot_file();

    qtest_qmp_assert_success(d->qts, "{ 'execute': 'screendump', "
                             "'arguments': { 'filename': %s } }", file);
    unlink(file);
}

static void check_poll(const char *accel)
{
    QSvgaMonitor *m = qsvga_monitor_new();
    QSvga *d = start(m, accel);
    uint64_t most = 0;

    let_poll(d);
    while (!qtest_readw(d->qts, DONE_ADDRESS)) {
        most = MAX(most, expect_turns(m));
        take_shot(d);
    }
    g_test_message("at most %" PRIu64 " slices in %zu turns", most, TURNS);
    g_assert_cmpuint(qsvga_stat(d, "stat-updates"), ==, UPDATES);
    qsvga_stop(d);
    qsvga_monitor_free(m);
}

/* One thread per vCPU, and one thread for all vCPUs. */
static void test_threads(void)
{
    check_poll("tcg,thread=multi");
}

static void test_thread(void)
{
    check_poll("tcg,thread=single");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/poll-multi", test_threads);
    qtest_add_func("/svga/poll-single", test_thread);
    return g_test_run();
}
