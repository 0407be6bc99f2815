/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A driver that rings only when it finds BUSY clear never loses a command. */

#include "qemu/osdep.h"
#include "qemu/atomic.h"
#include "svga-fifo.h"

#define FIFO_BYTES 8192
#define FIFO_MIN_BYTES (SVGA_FIFO_NUM_REGS * 4)
#define FENCES 200000

typedef struct Race {
    SvgaFifo fifo;
    uint32_t mem[FIFO_BYTES / 4];
    uint64_t work_left;
    uint32_t fence;             /* the device's last */
    unsigned errors;
    GAsyncQueue *bell;
} Race;

static SvgaStatus race_dispatch(void *opaque, uint32_t id, const void *body,
                                size_t size)
{
    Race *race = opaque;
    uint32_t fence;

    memcpy(&fence, body, sizeof(fence));
    race->errors += fence != race->fence + 1;
    race->fence = fence;
    return SVGA_OK;
}

static void race_error(void *opaque, SvgaStatus why, uint32_t id,
                       uint32_t offset)
{
    ((Race *)opaque)->errors++;
}

static void race_progress(void *opaque)
{
}

/* Waits for room by looking at STOP, as a driver does. */
static uint32_t driver_word(Race *race, uint32_t next, uint32_t word)
{
    uint32_t after = next + 4 == FIFO_BYTES ? FIFO_MIN_BYTES : next + 4;

    while (qatomic_read(&race->mem[SVGA_FIFO_STOP]) == after) {
        g_thread_yield();
    }
    qatomic_set(&race->mem[next / 4], word);
    return after;
}

static gpointer driver(gpointer opaque)
{
    Race *race = opaque;
    uint32_t next = FIFO_MIN_BYTES;

    for (uint32_t fence = 1; fence <= FENCES; fence++) {
        uint32_t clear = 0;

        next = driver_word(race, next, SVGA_CMD_FENCE);
        next = driver_word(race, next, fence);
        __atomic_store_n(&race->mem[SVGA_FIFO_NEXT_CMD], next,
                         __ATOMIC_SEQ_CST);
        if (__atomic_compare_exchange_n(&race->mem[SVGA_FIFO_BUSY], &clear,
                                        1, false, __ATOMIC_SEQ_CST,
                                        __ATOMIC_SEQ_CST)) {
            g_async_queue_push(race->bell, race);
        }
    }
    return NULL;
}

static void test_no_lost_ring(void)
{
    Race *race = g_new0(Race, 1);
    const SvgaFifoOps ops = { race, race_dispatch, race_error,
                              race_progress };
    GThread *thread;

    race->bell = g_async_queue_new();
    svga_fifo_realize(&race->fifo, race->mem, FIFO_BYTES, &ops,
                      &race->work_left);
    race->mem[SVGA_FIFO_MIN] = FIFO_MIN_BYTES;
    race->mem[SVGA_FIFO_MAX] = FIFO_BYTES;
    race->mem[SVGA_FIFO_NEXT_CMD] = FIFO_MIN_BYTES;
    race->mem[SVGA_FIFO_STOP] = FIFO_MIN_BYTES;
    svga_fifo_start(&race->fifo, true);
    thread = g_thread_new("driver", driver, race);

    while (race->fence < FENCES) {
        g_assert_nonnull(g_async_queue_timeout_pop(race->bell,
                                                   20 * G_USEC_PER_SEC));
        while (svga_fifo_run(&race->fifo)) {
            continue;
        }
    }
    g_thread_join(thread);
    g_assert_cmpuint(race->errors, ==, 0);
    g_assert_cmpuint(race->fence, ==, FENCES);
    g_assert_true(svga_fifo_idle(&race->fifo));
    svga_fifo_unrealize(&race->fifo);
    g_async_queue_unref(race->bell);
    g_free(race);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/fifo-race/no-lost-ring", test_no_lost_ring);
    return g_test_run();
}
