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

/* Addresses of the firmware's port number, and of counts of its vCPUs. */
#define PORT_ADDRESS 0x500
#define DONE_ADDRESS 0x504
#define UP_ADDRESS 0x50c

/* The first vCPU starts the others here, by the x2APIC's registers. */
static const uint8_t poll_busy[] = {
    0xfa,                               /*       cli */
    0x31, 0xc0,                         /*       xor   ax, ax */
    0x8e, 0xd8,                         /*       mov   ds, ax */
    0x66, 0xb9, 0x1b, 0x00, 0x00, 0x00, /*       mov   ecx, APIC_BASE */
    0x0f, 0x32,                         /*       rdmsr */
    0xf6, 0xc4, 0x01,                   /*       test  ah, BSP */
    0x74, 0x23,                         /*       jz    up */
    0x66, 0x0d, 0x00, 0x0c, 0x00, 0x00, /*       or    eax, X2APIC | ENABLE */
    0x0f, 0x30,                         /*       wrmsr */
    0x66, 0xb9, 0x30, 0x08, 0x00, 0x00, /*       mov   ecx, X2APIC_ICR */
    0x66, 0x31, 0xd2,                   /*       xor   edx, edx */
    0x66, 0xb8, 0x00, 0x45, 0x0c, 0x00, /*       mov   eax, INIT to others */
    0x0f, 0x30,                         /*       wrmsr */
    0x66, 0xb8, 0xf0, 0x46, 0x0c, 0x00, /*       mov   eax, SIPI at f0000 */
    0x0f, 0x30,                         /*       wrmsr */
    0x0f, 0x30,                         /*       wrmsr */
    0xf0, 0xff, 0x06, 0x0c, 0x05,       /* up:   lock inc word [UP] */
    0x8b, 0x16, 0x00, 0x05,             /* wait: mov   dx, [PORT] */
    0x85, 0xd2,                         /*       test  dx, dx */
    0x74, 0xf8,                         /*       jz    wait */
    0x66, 0xed,                         /* poll: in    eax, dx */
    0x66, 0x85, 0xc0,                   /*       test  eax, eax */
    0x75, 0xf9,                         /*       jnz   poll */
    0xf0, 0xff, 0x06, 0x04, 0x05,       /*       lock inc word [DONE] */
    0xf4,                               /* end:  hlt */
    0xeb, 0xfd,                         /*       jmp   end */
};

/*
 * The monitor reads one letter per iteration of the main loop, and executes the
 * command that asks for the number of slices at its last letter.  Per
 * iteration, the main loop runs one slice, and all vCPUs together another.
 */
#define ASK QSVGA_MONITOR_STAT("stat-slices")
#define TURNS (sizeof(ASK) - 1)
#define SLICES_MAX (2 * TURNS + 2)

static QSvga *start(QSvgaMonitor *m, const char *accel, unsigned cpus)
{
    g_autofree char *firmware = qsvga_firmware(poll_busy, sizeof(poll_busy));
    g_autofree char *args = g_strdup_printf("%s -accel %s -smp %u -cpu max "
                                            "-bios %s", m->args, accel, cpus,
                                            firmware);
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

static void check_poll(const char *accel, unsigned cpus)
{
    QSvgaMonitor *m = qsvga_monitor_new();
    QSvga *d = start(m, accel, cpus);
    uint64_t most = 0;

    while (qtest_readw(d->qts, UP_ADDRESS) < cpus) {
        sched_yield();
    }
    let_poll(d);
    while (qtest_readw(d->qts, DONE_ADDRESS) < cpus) {
        most = MAX(most, expect_turns(m));
        take_shot(d);
    }
    g_test_message("at most %" PRIu64 " slices in %zu turns", most, TURNS);
    g_assert_cmpuint(qsvga_stat(d, "stat-updates"), ==, UPDATES);
    qsvga_stop(d);
    qsvga_monitor_free(m);
}

/* One thread per vCPU, and one thread for all vCPUs. */
static void test_multi(void)
{
    check_poll("tcg,thread=multi", 1);
    check_poll("tcg,thread=multi", 2);
}

static void test_single(void)
{
    check_poll("tcg,thread=single", 1);
    check_poll("tcg,thread=single", 2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/poll-multi", test_multi);
    qtest_add_func("/svga/poll-single", test_single);
    return g_test_run();
}
