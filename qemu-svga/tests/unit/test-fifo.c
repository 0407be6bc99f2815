/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The FIFO with good drivers, half-written queues and hostile guests. */

#include "qemu/osdep.h"
#include "transport/fifo.h"

#define FIFO_BYTES 8192
#define FIFO_MIN_BYTES (SVGA_FIFO_NUM_REGS * 4)

/* The device's actions, and the driver's side of the queue. */
typedef struct Queue {
    SvgaFifo fifo;
    uint32_t mem[FIFO_BYTES / 4 + 1];   /* the last word is behind the FIFO */
    SvgaWork work;

    GArray *words;              /* uint32_t: id and body of each command */
    unsigned commands;
    unsigned slices;            /* dispatches, including resumed ones */
    unsigned again;             /* dispatches still to return AGAIN */
    SvgaStatus answer;
    uint64_t cost;              /* work per dispatch */

    unsigned errors;
    SvgaStatus error;
    uint32_t error_id;
    uint32_t error_offset;
    unsigned progress;
} Queue;

static SvgaStatus queue_dispatch(void *opaque, uint32_t id, const void *body,
                                 size_t size)
{
    Queue *q = opaque;

    q->slices++;
    svga_work_charge(&q->work, q->cost);
    if (q->again) {
        q->again--;
        return SVGA_AGAIN;
    }
    q->commands++;
    g_array_append_val(q->words, id);
    g_array_append_vals(q->words, body, size / 4);
    return q->answer;
}

static void queue_error(void *opaque, SvgaStatus why, uint32_t id,
                        uint32_t offset)
{
    Queue *q = opaque;

    q->errors++;
    q->error = why;
    q->error_id = id;
    q->error_offset = offset;
}

static void queue_progress(void *opaque)
{
    ((Queue *)opaque)->progress++;
}

static void queue_configure(Queue *q, uint32_t min, uint32_t max,
                            uint32_t at)
{
    q->mem[SVGA_FIFO_MIN] = min;
    q->mem[SVGA_FIFO_MAX] = max;
    q->mem[SVGA_FIFO_NEXT_CMD] = at;
    q->mem[SVGA_FIFO_STOP] = at;
    svga_fifo_start(&q->fifo, true);
}

static Queue *queue_new(void)
{
    Queue *q = g_new0(Queue, 1);
    const SvgaFifoOps ops = { q, queue_dispatch, queue_error,
                              queue_progress };

    q->words = g_array_new(FALSE, FALSE, 4);
    q->answer = SVGA_OK;
    q->mem[FIFO_BYTES / 4] = 0xdeadbeef;
    svga_fifo_realize(&q->fifo, q->mem, FIFO_BYTES, &ops, &q->work);
    queue_configure(q, FIFO_MIN_BYTES, FIFO_BYTES, FIFO_MIN_BYTES);
    return q;
}

static void queue_free(Queue *q)
{
    g_assert_cmphex(q->mem[FIFO_BYTES / 4], ==, 0xdeadbeef);
    svga_fifo_unrealize(&q->fifo);
    g_array_free(q->words, TRUE);
    g_free(q);
}

static void queue_word(Queue *q, uint32_t word)
{
    uint32_t next = q->mem[SVGA_FIFO_NEXT_CMD];

    q->mem[next / 4] = word;
    next += 4;
    q->mem[SVGA_FIFO_NEXT_CMD] = next == q->mem[SVGA_FIFO_MAX] ?
                                 q->mem[SVGA_FIFO_MIN] : next;
}

static void queue_words(Queue *q, const uint32_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        queue_word(q, words[i]);
    }
}

static void queue_fence(Queue *q, uint32_t fence)
{
    queue_word(q, SVGA_CMD_FENCE);
    queue_word(q, fence);
}

/* At all positions of the ring: each word is once the first after the wrap. */
static void test_wrap(void)
{
    static const uint32_t update[] = {
        SVGA_3D_CMD_UPDATE_GB_IMAGE, 36, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    };
    Queue *q = queue_new();

    for (uint32_t at = FIFO_MIN_BYTES; at < FIFO_BYTES; at += 4) {
        queue_configure(q, FIFO_MIN_BYTES, FIFO_BYTES, at);
        g_array_set_size(q->words, 0);
        queue_words(q, update, G_N_ELEMENTS(update));
        queue_fence(q, at);
        g_assert_true(svga_fifo_busy(&q->fifo));
        g_assert_false(svga_fifo_idle(&q->fifo));
        g_assert_false(svga_fifo_run(&q->fifo));
        g_assert_cmpuint(q->words->len, ==, 12);
        g_assert_cmpuint(g_array_index(q->words, uint32_t, 0), ==, update[0]);
        g_assert_cmpmem(q->words->data + 4, 36, update + 2, 36);
        g_assert_cmpuint(g_array_index(q->words, uint32_t, 10), ==,
                         SVGA_CMD_FENCE);
        g_assert_cmpuint(g_array_index(q->words, uint32_t, 11), ==, at);
        g_assert_cmpuint(q->mem[SVGA_FIFO_STOP], ==,
                         q->mem[SVGA_FIFO_NEXT_CMD]);
        g_assert_true(svga_fifo_idle(&q->fifo));
        g_assert_false(svga_fifo_busy(&q->fifo));
    }
    g_assert_cmpuint(q->errors, ==, 0);
    g_assert_cmpuint(q->progress, ==, q->commands);
    queue_free(q);
}

/* A driver without RESERVE moves NEXT_CMD word by word; nothing runs early. */
static void check_word_by_word(uint32_t at)
{
    static const uint32_t cursor[] = {
        SVGA_CMD_DEFINE_ALPHA_CURSOR, 0, 0, 0, 2, 1, 0x11, 0x22,
    };
    Queue *q = queue_new();

    /* what lies after NEXT_CMD is not looked at, whatever it is */
    memset(q->mem + FIFO_MIN_BYTES / 4, 0xff, FIFO_BYTES - FIFO_MIN_BYTES);
    queue_configure(q, FIFO_MIN_BYTES, FIFO_BYTES, at);
    for (size_t i = 0; i < G_N_ELEMENTS(cursor); i++) {
        g_assert_cmpuint(q->commands, ==, 0);
        queue_word(q, cursor[i]);
        g_assert_true(svga_fifo_busy(&q->fifo));
        g_assert_false(svga_fifo_run(&q->fifo));
        g_assert_false(svga_fifo_busy(&q->fifo));
        g_assert_cmpint(svga_fifo_idle(&q->fifo), ==,
                        i + 1 == G_N_ELEMENTS(cursor));
    }
    g_assert_cmpuint(q->commands, ==, 1);
    g_assert_cmpmem(q->words->data, q->words->len * 4, cursor,
                    sizeof(cursor));
    g_assert_cmpuint(q->errors, ==, 0);
    queue_free(q);
}

static void test_word_by_word(void)
{
    check_word_by_word(FIFO_MIN_BYTES);
    for (uint32_t words = 1; words <= 9; words++) {
        check_word_by_word(FIFO_BYTES - 4 * words);
    }
}

static void test_hostile_registers(void)
{
    static const struct {
        uint32_t min, max, next, stop;
    } cases[] = {
        { 0, FIFO_BYTES, 16, 16 },
        { 12, FIFO_BYTES, 16, 16 },
        { 18, FIFO_BYTES, 20, 20 },
        { 16, FIFO_BYTES + 4, 16, 16 },
        { 16, FIFO_BYTES - 2, 16, 16 },
        { 16, 0xfffffffc, 16, 16 },
        { 0xfffffff0, 0xfffffffc, 0xfffffff4, 0xfffffff0 },
        { 4096, 4096, 4096, 4096 },
        { 4096, 2048, 3000, 3000 },
        { 16, FIFO_BYTES, FIFO_BYTES, 16 },
        { 16, FIFO_BYTES, 16, FIFO_BYTES },
        { 16, FIFO_BYTES, 12, 16 },
        { 16, FIFO_BYTES, 16, 12 },
        { 16, FIFO_BYTES, 18, 16 },
        { 16, FIFO_BYTES, 20, 17 },
        { 16, FIFO_BYTES, 0xfffffffc, 16 },
        { 16, FIFO_BYTES, 16, 0xfffffffc },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Queue *q = queue_new();

        q->mem[SVGA_FIFO_MIN] = cases[i].min;
        q->mem[SVGA_FIFO_MAX] = cases[i].max;
        q->mem[SVGA_FIFO_NEXT_CMD] = cases[i].next;
        q->mem[SVGA_FIFO_STOP] = cases[i].stop;
        g_assert_false(svga_fifo_run(&q->fifo));
        g_assert_cmpuint(q->errors, ==, 1);
        g_assert_cmpint(q->error, ==, SVGA_BAD_FIFO);
        g_assert_false(svga_fifo_busy(&q->fifo));
        g_assert_false(svga_fifo_idle(&q->fifo));

        /* reported once, and cleared by a new configuration */
        g_assert_false(svga_fifo_run(&q->fifo));
        g_assert_cmpuint(q->errors, ==, 1);
        queue_configure(q, FIFO_MIN_BYTES, FIFO_BYTES, FIFO_MIN_BYTES);
        queue_fence(q, 1);
        g_assert_false(svga_fifo_run(&q->fifo));
        g_assert_cmpuint(q->commands, ==, 1);
        queue_free(q);
    }
}

/* Random registers and contents never lead out of the FIFO. */
static void test_fuzz(void)
{
    GRand *rand = g_rand_new_with_seed(4294967295u);
    Queue *q = queue_new();

    for (int i = 0; i < 20000; i++) {
        for (int j = 0; j < 16; j++) {
            q->mem[g_rand_int_range(rand, 0, FIFO_BYTES / 4)] =
                g_rand_int(rand) % (g_rand_boolean(rand) ? 2000 : UINT32_MAX);
        }
        q->mem[SVGA_FIFO_MIN] = g_rand_int_range(rand, 0, 40) * 4;
        q->mem[SVGA_FIFO_MAX] = FIFO_BYTES - g_rand_int_range(rand, 0, 8);
        q->mem[SVGA_FIFO_NEXT_CMD] = g_rand_int_range(rand, 4, 2048) * 4;
        q->mem[SVGA_FIFO_STOP] = g_rand_int_range(rand, 4, 2048) * 4;
        q->again = g_rand_int_range(rand, 0, 3);
        svga_fifo_start(&q->fifo, true);
        svga_fifo_run(&q->fifo);
        svga_fifo_busy(&q->fifo);
        svga_fifo_idle(&q->fifo);
        g_array_set_size(q->words, 0);
    }
    g_assert_cmpuint(q->commands, >, 100);
    g_assert_cmpuint(q->errors, >, 100);
    queue_free(q);
    g_rand_free(rand);
}

/* A failed command with a known end is reported and skipped. */
static void test_error_steps_over(void)
{
    static const uint32_t unknown[] = { SVGA_3D_CMD_DX_DRAW, 8, 1, 2 };
    uint32_t at = FIFO_MIN_BYTES + 8;
    Queue *q = queue_new();

    queue_fence(q, 1);
    queue_words(q, unknown, G_N_ELEMENTS(unknown));
    queue_fence(q, 2);
    q->answer = SVGA_BAD_COMMAND;
    g_assert_false(svga_fifo_run(&q->fifo));
    g_assert_cmpuint(q->commands, ==, 3);
    g_assert_cmpuint(q->errors, ==, 3);
    g_assert_cmpuint(q->error_id, ==, SVGA_CMD_FENCE);
    g_assert_cmpuint(q->error_offset, ==, at + 16);
    g_assert_true(svga_fifo_idle(&q->fifo));
    queue_free(q);
}

static void expect_latch(uint32_t id, uint32_t word, SvgaStatus why)
{
    Queue *q = queue_new();

    queue_fence(q, 1);
    queue_word(q, id);
    queue_word(q, word);
    queue_fence(q, 2);
    g_assert_false(svga_fifo_run(&q->fifo));
    g_assert_cmpuint(q->commands, ==, 1);
    g_assert_cmpuint(q->errors, ==, 1);
    g_assert_cmpint(q->error, ==, why);
    g_assert_cmpuint(q->error_id, ==, id);
    g_assert_cmpuint(q->error_offset, ==, FIFO_MIN_BYTES + 8);
    g_assert_cmpuint(q->mem[SVGA_FIFO_STOP], ==, FIFO_MIN_BYTES + 8);
    g_assert_cmpuint(q->mem[SVGA_FIFO_BUSY], ==, 0);
    g_assert_false(svga_fifo_busy(&q->fifo));
    g_assert_false(svga_fifo_idle(&q->fifo));

    svga_fifo_reset(&q->fifo);
    g_assert_true(svga_fifo_idle(&q->fifo));
    queue_free(q);
}

static void test_error_latches(void)
{
    expect_latch(SVGA_CMD_RECT_COPY, 0, SVGA_BAD_COMMAND);
    expect_latch(0, 0, SVGA_BAD_COMMAND);
    expect_latch(UINT32_MAX, 8, SVGA_BAD_COMMAND);
    expect_latch(SVGA_3D_CMD_NOP, 3, SVGA_BAD_SIZE);
    expect_latch(SVGA_3D_CMD_NOP, FIFO_BYTES, SVGA_BAD_SIZE);
    expect_latch(SVGA_3D_CMD_NOP, 0xfffffff8, SVGA_BAD_SIZE);
}

/* The largest command that fits the ring is legal; one word more is not. */
static void test_largest(void)
{
    uint32_t room = FIFO_BYTES - FIFO_MIN_BYTES - 4;
    Queue *q = queue_new();

    queue_word(q, SVGA_3D_CMD_NOP);
    queue_word(q, room - 8);
    for (uint32_t i = 0; i < room - 8; i += 4) {
        queue_word(q, i);
    }
    g_assert_false(svga_fifo_run(&q->fifo));
    g_assert_cmpuint(q->commands, ==, 1);
    g_assert_cmpuint(g_array_index(q->words, uint32_t, room / 4 - 2), ==,
                     room - 12);
    queue_free(q);
    expect_latch(SVGA_3D_CMD_NOP, room - 4, SVGA_BAD_SIZE);
}

/* A command is copied once: what the guest does to it later has no effect. */
static void test_single_fetch(void)
{
    Queue *q = queue_new();

    q->again = 3;
    queue_fence(q, 5);
    g_assert_true(svga_fifo_run(&q->fifo));
    g_assert_false(svga_fifo_idle(&q->fifo));
    memset(q->mem + FIFO_MIN_BYTES / 4, 0xff, 64);
    q->mem[SVGA_FIFO_MIN] = 0;
    g_assert_true(svga_fifo_run(&q->fifo));
    g_assert_true(svga_fifo_busy(&q->fifo));
    g_assert_true(svga_fifo_run(&q->fifo));
    g_assert_cmpuint(q->mem[SVGA_FIFO_STOP], ==, FIFO_MIN_BYTES);
    q->mem[SVGA_FIFO_MIN] = FIFO_MIN_BYTES;
    g_assert_false(svga_fifo_run(&q->fifo));
    g_assert_cmpuint(q->slices, ==, 4);
    g_assert_cmpuint(g_array_index(q->words, uint32_t, 1), ==, 5);
    g_assert_cmpuint(q->mem[SVGA_FIFO_STOP], ==, FIFO_MIN_BYTES + 8);
    g_assert_cmpuint(q->errors, ==, 0);
    queue_free(q);
}

/*
 * Stopped and reconfigured with a command in flight: the command ends, but does
 * not move STOP, which belongs to the new queue.
 */
static void test_reconfigure_in_flight(void)
{
    Queue *q = queue_new();

    q->again = 2;
    queue_fence(q, 5);
    g_assert_true(svga_fifo_run(&q->fifo));
    svga_fifo_start(&q->fifo, false);
    g_assert_true(svga_fifo_busy(&q->fifo));
    g_assert_false(svga_fifo_idle(&q->fifo));
    g_assert_true(svga_fifo_run(&q->fifo));
    g_assert_cmpuint(q->commands, ==, 0);
    queue_configure(q, FIFO_MIN_BYTES, FIFO_BYTES, FIFO_MIN_BYTES + 400);
    g_assert_false(svga_fifo_run(&q->fifo));
    g_assert_cmpuint(q->commands, ==, 1);
    g_assert_cmpuint(q->mem[SVGA_FIFO_STOP], ==, FIFO_MIN_BYTES + 400);
    queue_fence(q, 6);
    g_assert_false(svga_fifo_run(&q->fifo));
    g_assert_cmpuint(q->mem[SVGA_FIFO_STOP], ==, FIFO_MIN_BYTES + 408);
    queue_free(q);
}

/* A run ends after a number of commands, or when the slice is used up. */
static void test_limits(void)
{
    static uint32_t mem[64 * 1024 / 4];
    Queue *q = queue_new();
    const SvgaFifoOps ops = { q, queue_dispatch, queue_error,
                              queue_progress };

    svga_fifo_unrealize(&q->fifo);
    svga_fifo_realize(&q->fifo, mem, sizeof(mem), &ops, &q->work);
    mem[SVGA_FIFO_MIN] = 4096;
    mem[SVGA_FIFO_MAX] = sizeof(mem);
    mem[SVGA_FIFO_STOP] = 4096;
    for (uint32_t i = 0; i < 2 * SVGA_FIFO_RUN_COMMANDS; i++) {
        mem[1024 + 2 * i] = SVGA_CMD_FENCE;
    }
    mem[SVGA_FIFO_NEXT_CMD] = 4096 + 16 * SVGA_FIFO_RUN_COMMANDS;
    svga_fifo_start(&q->fifo, true);

    g_assert_true(svga_fifo_run(&q->fifo));
    g_assert_cmpuint(q->commands, ==, SVGA_FIFO_RUN_COMMANDS);
    q->cost = SVGA_SLICE_BYTES / 4;
    g_assert_true(svga_fifo_run(&q->fifo));
    g_assert_cmpuint(q->commands, ==, SVGA_FIFO_RUN_COMMANDS + 4);
    q->cost = 0;
    g_assert_false(svga_fifo_run(&q->fifo));
    g_assert_cmpuint(q->commands, ==, 2 * SVGA_FIFO_RUN_COMMANDS);
    queue_free(q);
}

static void test_not_running(void)
{
    Queue *q = queue_new();

    queue_fence(q, 1);
    svga_fifo_start(&q->fifo, false);
    g_assert_false(svga_fifo_run(&q->fifo));
    g_assert_false(svga_fifo_busy(&q->fifo));
    g_assert_cmpuint(q->commands, ==, 0);
    svga_fifo_start(&q->fifo, true);
    g_assert_false(svga_fifo_run(&q->fifo));
    g_assert_cmpuint(q->commands, ==, 1);
    queue_free(q);
}

/* Positions: the queue's end is one, and no command starts at a barrier. */
static void test_barrier(void)
{
    Queue *q = queue_new();
    uint64_t end;

    queue_fence(q, 1);
    queue_fence(q, 2);
    end = svga_fifo_end(&q->fifo);
    g_assert_cmpuint(end, ==, q->fifo.done + 16);
    queue_fence(q, 3);
    q->fifo.barrier = end;
    g_assert_false(svga_fifo_run(&q->fifo));
    g_assert_cmpuint(q->commands, ==, 2);
    g_assert_cmpuint(q->fifo.done, ==, end);
    g_assert_true(svga_fifo_busy(&q->fifo));
    q->fifo.barrier++;
    g_assert_false(svga_fifo_run(&q->fifo));
    g_assert_cmpuint(q->commands, ==, 3);
    queue_free(q);
}

/* Registers after the first four exist only below MIN. */
static void test_registers(void)
{
    Queue *q = queue_new();
    SvgaFifoRegs *r = &q->fifo.regs;

    g_assert_true(svga_fifo_reg_write(r, SVGA_FIFO_FENCE, 7));
    g_assert_cmpuint(svga_fifo_reg_read(r, SVGA_FIFO_FENCE, 9), ==, 7);
    g_assert_true(svga_fifo_reg_write(r, SVGA_FIFO_BUSY, 1));
    queue_fence(q, 1);
    g_assert_false(svga_fifo_run(&q->fifo));
    g_assert_cmpuint(q->mem[SVGA_FIFO_BUSY], ==, 0);

    queue_configure(q, SVGA_FIFO_FENCE * 4, FIFO_BYTES, FIFO_MIN_BYTES);
    q->mem[SVGA_FIFO_BUSY] = 0x55;
    g_assert_false(svga_fifo_reg_write(r, SVGA_FIFO_FENCE, 8));
    g_assert_cmpuint(svga_fifo_reg_read(r, SVGA_FIFO_FENCE, 9), ==, 9);
    g_assert_cmpuint(svga_fifo_reg_read(r, SVGA_FIFO_MAX, 9), ==, FIFO_BYTES);
    queue_fence(q, 1);
    g_assert_false(svga_fifo_run(&q->fifo));
    g_assert_cmpuint(q->mem[SVGA_FIFO_BUSY], ==, 0x55);

    queue_configure(q, SVGA_FIFO_FENCE * 4 + 4, FIFO_BYTES, FIFO_MIN_BYTES);
    g_assert_true(svga_fifo_reg_write(r, SVGA_FIFO_FENCE, 8));
    q->mem[SVGA_FIFO_MIN] = UINT32_MAX;
    g_assert_false(svga_fifo_reg_write(r, SVGA_FIFO_FENCE, 8));
    g_assert_false(svga_fifo_reg_write(r, UINT32_MAX, 8));
    queue_free(q);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/fifo/wrap", test_wrap);
    g_test_add_func("/svga/fifo/word-by-word", test_word_by_word);
    g_test_add_func("/svga/fifo/hostile-registers", test_hostile_registers);
    g_test_add_func("/svga/fifo/fuzz", test_fuzz);
    g_test_add_func("/svga/fifo/error-steps-over", test_error_steps_over);
    g_test_add_func("/svga/fifo/error-latches", test_error_latches);
    g_test_add_func("/svga/fifo/largest", test_largest);
    g_test_add_func("/svga/fifo/single-fetch", test_single_fetch);
    g_test_add_func("/svga/fifo/reconfigure-in-flight",
                    test_reconfigure_in_flight);
    g_test_add_func("/svga/fifo/barrier", test_barrier);
    g_test_add_func("/svga/fifo/limits", test_limits);
    g_test_add_func("/svga/fifo/not-running", test_not_running);
    g_test_add_func("/svga/fifo/registers", test_registers);
    return g_test_run();
}
