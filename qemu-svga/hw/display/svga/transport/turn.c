/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A processor that polls the device leaves the main loop its turn. */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "hw/core/cpu.h"
#include "system/cpus.h"
#include "turn.h"

bool svga_turn_use(SvgaTurn *t)
{
    if (!current_cpu) {
        return true;            /* the main loop's own: a qtest's access */
    }
    if (t->used) {
        return false;
    }
    t->used = true;
    return true;
}

/*
 * The main loop may want a processor before it comes round, and would wait
 * for it.  One thread can have all of them.
 */
static bool svga_turn_processors_wanted(void)
{
    CPUState *cpu;

    CPU_FOREACH(cpu) {
        if (cpu->stop || cpu->unplug || !cpu_work_list_empty(cpu)) {
            return true;
        }
    }
    return false;
}

/*
 * The big lock is not fair: who gives it back and asks again at once has it
 * before the main loop wakes up.  So this sleeps.
 */
static void svga_turn_sleep(CPUState *cpu, run_on_cpu_data data)
{
    SvgaTurn *t = data.host_ptr;

    while (t->used && !svga_turn_processors_wanted()) {
        t->awaited = true;
        qemu_cond_wait_bql(cpu->halt_cond);
    }
}

/* Not here, where a reset or another processor would find half an access. */
void svga_turn_await(SvgaTurn *t)
{
    if (current_cpu) {
        async_run_on_cpu(current_cpu, svga_turn_sleep,
                         RUN_ON_CPU_HOST_PTR(t));
    }
}

void svga_turn_came(SvgaTurn *t)
{
    CPUState *cpu;

    t->used = false;
    if (t->awaited) {
        t->awaited = false;
        CPU_FOREACH(cpu) {
            qemu_cpu_kick(cpu);
        }
    }
}
