/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Makes a vCPU that polls the device let the main loop run. */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "hw/core/cpu.h"
#include "system/cpus.h"
#include "../base/slice.h"
#include "turn.h"

/* Without a vCPU, it is the main loop itself, for a qtest's access. */
bool svga_turn_left(const SvgaTurn *t)
{
    return !current_cpu || t->work < SVGA_SLICE_BYTES;
}

void svga_turn_charge(SvgaTurn *t, uint64_t units)
{
    if (current_cpu) {
        t->work += units + SVGA_WORK_STEP;
    }
}

/*
 * The main loop may need a vCPU to stop or to run queued work before its next
 * iteration, and would wait for it.  All vCPUs may share one thread.
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
 * The BQL is not fair: a thread that drops and retakes it at once gets it
 * before the main loop wakes up.  So the vCPU sleeps.
 */
static void svga_turn_sleep(CPUState *cpu, run_on_cpu_data data)
{
    SvgaTurn *t = data.host_ptr;

    while (!svga_turn_left(t) && !svga_turn_processors_wanted()) {
        t->awaited = true;
        qemu_cond_wait_bql(cpu->halt_cond);
    }
}

/*
 * Deferred, since during the access a reset or another vCPU would find it half
 * done.  Never queued behind other work: whoever waits for that is woken only
 * after the whole queue, so that it and the vCPU would wait for each other.
 */
void svga_turn_await(SvgaTurn *t)
{
    if (current_cpu && cpu_work_list_empty(current_cpu)) {
        async_run_on_cpu(current_cpu, svga_turn_sleep,
                         RUN_ON_CPU_HOST_PTR(t));
    }
}

void svga_turn_came(SvgaTurn *t)
{
    CPUState *cpu;

    t->work = 0;
    if (t->awaited) {
        t->awaited = false;
        CPU_FOREACH(cpu) {
            qemu_cpu_kick(cpu);
        }
    }
}
