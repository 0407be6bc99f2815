/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A command queued just before BUSY is cleared runs without a doorbell. */

#include "qemu/osdep.h"
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>
#include "transport/fifo.h"

#define FIFO_BYTES 8192

typedef struct Race {
    SvgaFifo fifo;
    uint32_t *mem;
    SvgaWork work;
    unsigned commands;
    unsigned errors;
    unsigned faults;
} Race;

static Race race;

static SvgaStatus race_dispatch(void *opaque, uint32_t id, const void *body,
                                size_t size)
{
    race.commands++;
    return SVGA_OK;
}

static void race_error(void *opaque, SvgaStatus why, uint32_t id,
                       uint32_t offset)
{
    race.errors++;
}

static void race_progress(void *opaque)
{
}

/*
 * The device is about to write its first register since the queue was empty,
 * which is BUSY.  Act as the driver, which still reads BUSY as set.
 */
static void race_fault(int sig, siginfo_t *info, void *context)
{
    uint32_t next;

    if (race.faults++ || info->si_addr != &race.mem[SVGA_FIFO_BUSY]) {
        _exit(1);
    }
    mprotect(race.mem, FIFO_BYTES, PROT_READ | PROT_WRITE);
    next = race.mem[SVGA_FIFO_NEXT_CMD];
    race.mem[next / 4] = SVGA_CMD_FENCE;
    race.mem[next / 4 + 1] = 1;
    race.mem[SVGA_FIFO_NEXT_CMD] = next + 8;
}

static void test_no_lost_command(void)
{
    const SvgaFifoOps ops = { NULL, race_dispatch, race_error,
                              race_progress };
    struct sigaction action = { .sa_sigaction = race_fault,
                                .sa_flags = SA_SIGINFO };

    race.mem = mmap(NULL, FIFO_BYTES, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    g_assert_true(race.mem != MAP_FAILED);
    svga_fifo_realize(&race.fifo, race.mem, FIFO_BYTES, &ops,
                      &race.work);
    race.mem[SVGA_FIFO_MIN] = SVGA_FIFO_NUM_REGS * 4;
    race.mem[SVGA_FIFO_MAX] = FIFO_BYTES;
    race.mem[SVGA_FIFO_NEXT_CMD] = SVGA_FIFO_NUM_REGS * 4;
    race.mem[SVGA_FIFO_STOP] = SVGA_FIFO_NUM_REGS * 4;
    race.mem[SVGA_FIFO_BUSY] = 1;
    svga_fifo_start(&race.fifo, true);

    g_assert_cmpint(sigaction(SIGSEGV, &action, NULL), ==, 0);
    mprotect(race.mem, FIFO_BYTES, PROT_READ);
    g_assert_false(svga_fifo_run(&race.fifo));
    g_assert_cmpuint(race.faults, ==, 1);
    g_assert_cmpuint(race.commands, ==, 1);
    g_assert_cmpuint(race.errors, ==, 0);
    g_assert_cmpuint(race.mem[SVGA_FIFO_BUSY], ==, 0);
    g_assert_true(svga_fifo_idle(&race.fifo));

    svga_fifo_unrealize(&race.fifo);
    munmap(race.mem, FIFO_BYTES);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/fifo-race/no-lost-command", test_no_lost_command);
    return g_test_run();
}
