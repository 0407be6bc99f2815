/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Command buffer contexts: start, stop, preemption, recovery, slices. */

#include "qemu/osdep.h"
#include "transport/fifo.h"
#include "driver.h"

/* vmwgfx's recovery from an error: preempt, submit the rest again, start. */
static void test_recovery(void)
{
    static const uint32_t words[] = {
        SVGA_CMD_FENCE, 1, SVGA_3D_CMD_NOP, 0, SVGA_CMD_FENCE, 2,
    };
    Driver *d = driver_new();
    SVGACBHeader *h = prepare(d, 0, words, 6);

    d->bad_id = SVGA_3D_CMD_NOP;
    prepare_fence(d, 1, 3);
    prepare_fence(d, 2, 4);
    submit(d, 0, SVGA_CB_CONTEXT_0);
    submit(d, 1, SVGA_CB_CONTEXT_0);
    g_assert_false(run(d));
    g_assert_cmpuint(h->status, ==, COMMAND_ERROR);
    g_assert_cmpuint(h->errorOffset, ==, 8);
    g_assert_cmpuint(header(d, 1)->status, ==, NONE);

    /* halted: nothing runs, the device is idle but not quiet */
    submit(d, 2, SVGA_CB_CONTEXT_0);
    g_assert_cmpuint(header(d, 2)->status, ==, NONE);
    g_assert_false(run(d));
    g_assert_false(svga_cmdbuf_busy(&d->cb));
    g_assert_false(svga_cmdbuf_idle(&d->cb));

    g_assert_cmpuint(preempt(d, 0), ==, COMPLETED);
    g_assert_cmpuint(header(d, 1)->status, ==, PREEMPTED);
    g_assert_cmpuint(header(d, 2)->status, ==, PREEMPTED);
    g_assert_true(svga_cmdbuf_idle(&d->cb));

    h->status = NONE;
    h->ptr.pa += 16;
    h->length -= 16;
    submit(d, 0, SVGA_CB_CONTEXT_0);
    submit(d, 1, SVGA_CB_CONTEXT_0);
    submit(d, 2, SVGA_CB_CONTEXT_0);
    g_assert_false(run(d));
    g_assert_cmpuint(start(d, 1), ==, COMPLETED);
    g_assert_false(run(d));
    g_assert_cmpuint(d->words->len, ==, 9);
    g_assert_cmpuint(word(d, 4), ==, 2);
    g_assert_cmpuint(word(d, 6), ==, 3);
    g_assert_cmpuint(word(d, 8), ==, 4);
    g_assert_cmpuint(d->errors, ==, 1);
    driver_free(d);
}

static void fill_queue(Driver *d)
{
    for (unsigned n = 0; n < SVGA_CB_MAX_QUEUED_PER_CONTEXT; n++) {
        prepare_fence(d, n, n + 1);
        submit(d, n, SVGA_CB_CONTEXT_0);
        g_assert_cmpuint(header(d, n)->status, ==, NONE);
    }
}

/* One too many is refused at once, is no error, and can be submitted again. */
static void test_queue_full(void)
{
    const unsigned extra = SVGA_CB_MAX_QUEUED_PER_CONTEXT;
    Driver *d = driver_new();

    fill_queue(d);
    prepare_fence(d, extra, 99);
    submit(d, extra, SVGA_CB_CONTEXT_0);
    g_assert_cmpuint(header(d, extra)->status, ==, QUEUE_FULL);
    g_assert_cmphex(d->irq, ==, 0);
    g_assert_cmpuint(d->errors, ==, 0);

    /* one that is being executed still counts */
    d->again = 1;
    g_assert_true(run(d));
    submit(d, extra, SVGA_CB_CONTEXT_0);
    g_assert_cmpuint(header(d, extra)->status, ==, QUEUE_FULL);
    g_assert_false(run(d));
    g_assert_cmpuint(d->commands, ==, extra);
    header(d, extra)->status = NONE;
    submit(d, extra, SVGA_CB_CONTEXT_0);
    g_assert_false(run(d));
    g_assert_cmpuint(header(d, extra)->status, ==, COMPLETED);
    driver_free(d);
}

/* Contexts that do not exist, and one that was not started. */
static void test_no_context(void)
{
    Driver *d = driver_new();

    for (uint32_t context = 1; context < SVGA_CB_CONTEXT_DEVICE; context++) {
        prepare_fence(d, 0, 1);
        submit(d, 0, context);
        g_assert_cmpuint(header(d, 0)->status, ==, SUBMISSION_ERROR);
        g_assert_cmphex(d->irq, ==, 0);
        expect_error(d, SVGA_BAD_CONTEXT, "command buffer", 0);
    }
    g_assert_cmpuint(start(d, 0), ==, COMPLETED);
    prepare_fence(d, 0, 1);
    submit(d, 0, SVGA_CB_CONTEXT_0);
    g_assert_cmpuint(header(d, 0)->status, ==, SUBMISSION_ERROR);
    expect_error(d, SVGA_BAD_CONTEXT, "command buffer", 0);
    g_assert_cmpuint(d->commands, ==, 0);
    driver_free(d);
}

/* A stop keeps what is queued; a buffer that has begun continues later. */
static void test_stop(void)
{
    static const uint32_t words[] = {
        SVGA_CMD_FENCE, 1, SVGA_CMD_FENCE, 2,
    };
    Driver *d = driver_new();

    prepare(d, 0, words, 4);
    prepare_fence(d, 1, 3);
    submit(d, 0, SVGA_CB_CONTEXT_0);
    submit(d, 1, SVGA_CB_CONTEXT_0);
    d->again = 1;
    g_assert_true(run(d));
    g_assert_cmpuint(start(d, 0), ==, COMPLETED);
    /* the command in flight ends, the next one does not begin */
    g_assert_true(svga_cmdbuf_busy(&d->cb));
    g_assert_false(run(d));
    g_assert_cmpuint(d->commands, ==, 1);
    g_assert_false(svga_cmdbuf_busy(&d->cb));
    g_assert_false(svga_cmdbuf_idle(&d->cb));
    g_assert_cmpuint(header(d, 0)->status, ==, NONE);
    g_assert_cmpuint(start(d, 1), ==, COMPLETED);
    g_assert_cmpuint(start(d, 1), ==, COMPLETED);
    g_assert_false(run(d));
    g_assert_cmpuint(word(d, 3), ==, 2);
    g_assert_cmpuint(word(d, 5), ==, 3);
    g_assert_cmpuint(header(d, 1)->status, ==, COMPLETED);
    driver_free(d);
}

/*
 * Preempts the buffers that have not begun, before the command's own buffer
 * completes; with the flag, buffers without an id are kept.
 */
static void test_preempt(void)
{
    Driver *d = driver_new();

    for (unsigned n = 0; n < 5; n++) {
        prepare_fence(d, n, n + 1);
        header(d, n)->id = n % 2 ? 0 : n + 1;
        submit(d, n, SVGA_CB_CONTEXT_0);
    }
    d->again = 1;
    g_assert_true(run(d));
    g_assert_cmpuint(preempt(d, 1), ==, COMPLETED);
    g_assert_cmpuint(d->order->len, ==, 3);
    g_assert_cmphex(g_array_index(d->order, uint64_t, 0), ==, header_gpa(2));
    g_assert_cmphex(g_array_index(d->order, uint64_t, 1), ==, header_gpa(4));
    g_assert_cmphex(g_array_index(d->order, uint64_t, 2), ==, header_gpa(60));
    g_assert_cmpuint(header(d, 2)->status, ==, PREEMPTED);
    g_assert_cmpuint(header(d, 3)->status, ==, NONE);
    g_assert_cmpuint(preempt(d, 0), ==, COMPLETED);
    g_assert_cmpuint(header(d, 1)->status, ==, PREEMPTED);
    g_assert_cmpuint(header(d, 3)->status, ==, PREEMPTED);
    g_assert_cmpuint(header(d, 0)->status, ==, NONE);
    g_assert_false(run(d));
    g_assert_cmpuint(header(d, 0)->status, ==, COMPLETED);
    g_assert_cmpuint(d->commands, ==, 1);
    driver_free(d);
}

/* Preemption raises no interrupt, whatever the buffers ask for. */
static void test_preempt_irq(void)
{
    Driver *d = driver_new();
    SVGACBHeader *h;
    const uint32_t words[] = {
        SVGA_DC_CMD_PREEMPT, SVGA_CB_CONTEXT_0, 0, SVGA_DC_CMD_NOP, 77,
    };

    prepare_fence(d, 0, 1);
    submit(d, 0, SVGA_CB_CONTEXT_0);
    h = prepare(d, 1, words, 4);
    h->flags = SVGA_CB_FLAG_NO_IRQ;
    submit(d, 1, SVGA_CB_CONTEXT_DEVICE);
    g_assert_cmpuint(h->status, ==, COMPLETED);
    g_assert_cmphex(d->irq, ==, 0);
    g_assert_cmpuint(header(d, 0)->status, ==, PREEMPTED);
    driver_free(d);
}

/* {words, start of the failing command, why, its name} */
static void test_device_errors(void)
{
    static const struct {
        uint32_t words[8];
        uint32_t count;
        uint32_t offset;
        SvgaStatus why;
        const char *what;
    } bad[] = {
        { { SVGA_DC_CMD_NOP, SVGA_DC_CMD_MAX }, 2, 4, SVGA_BAD_COMMAND,
          "unknown" },
        { { UINT32_MAX }, 1, 0, SVGA_BAD_COMMAND, "unknown" },
        { { SVGA_DC_CMD_START_QUEUE, 0 }, 2, 0, SVGA_BAD_COMMAND,
          "unknown" },
        { { SVGA_DC_CMD_ASYNC_STOP_QUEUE, 0 }, 2, 0, SVGA_BAD_COMMAND,
          "unknown" },
        { { SVGA_DC_CMD_EMPTY_CONTEXT_QUEUE, 0 }, 2, 0, SVGA_BAD_COMMAND,
          "unknown" },
        { { SVGA_DC_CMD_NOP, SVGA_DC_CMD_PREEMPT, 0 }, 3, 4, SVGA_BAD_SIZE,
          "DC_PREEMPT" },
        { { SVGA_DC_CMD_START_STOP_CONTEXT, 1 }, 2, 0, SVGA_BAD_SIZE,
          "DC_START_STOP_CONTEXT" },
        { { SVGA_DC_CMD_START_STOP_CONTEXT, 1, SVGA_CB_CONTEXT_1 }, 3, 0,
          SVGA_BAD_CONTEXT, "DC_START_STOP_CONTEXT" },
        { { SVGA_DC_CMD_PREEMPT, SVGA_CB_CONTEXT_DEVICE, 0 }, 3, 0,
          SVGA_BAD_CONTEXT, "DC_PREEMPT" },
    };
    Driver *d = driver_new();

    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        SVGACBHeader *h = prepare(d, 0, bad[i].words, bad[i].count);

        submit(d, 0, SVGA_CB_CONTEXT_DEVICE);
        g_assert_cmpuint(h->status, ==, COMMAND_ERROR);
        g_assert_cmpuint(h->errorOffset, ==, bad[i].offset);
        g_assert_cmphex(d->irq, ==, IRQ_ERROR);
        expect_error(d, bad[i].why, bad[i].what, bad[i].offset);
    }
    /* bad headers are refused there as well */
    prepare_fence(d, 0, 1)->offset = 4;
    submit(d, 0, SVGA_CB_CONTEXT_DEVICE);
    g_assert_cmpuint(header(d, 0)->status, ==, HEADER_ERROR);
    expect_error(d, SVGA_BAD_CMDBUF, "command buffer", 0);
    prepare_fence(d, 0, 1)->ptr.pa = HOLE;
    submit(d, 0, SVGA_CB_CONTEXT_DEVICE);
    g_assert_cmpuint(header(d, 0)->status, ==, HEADER_ERROR);
    expect_error(d, SVGA_NOT_RAM, "command buffer", 0);
    driver_free(d);
}

/* Commands in a MOB, which is looked up when the buffer starts. */
static void test_mob(void)
{
    const uint32_t words[] = { SVGA_CMD_FENCE, 5 };
    Driver *d = driver_new();
    SVGACBHeader *h = prepare(d, 0, NULL, 0);

    h->flags = SVGA_CB_FLAG_MOB;
    h->length = sizeof(words);
    h->ptr.mob.mobid = MOBID;
    h->ptr.mob.mobOffset = MOB_BYTES - sizeof(words);
    submit(d, 0, SVGA_CB_CONTEXT_0);
    memcpy(d->ram + MOB_AT + MOB_BYTES - sizeof(words), words,
           sizeof(words));
    g_assert_false(run(d));
    g_assert_cmpuint(h->status, ==, COMPLETED);
    g_assert_cmpuint(word(d, 1), ==, 5);

    h->status = NONE;
    h->ptr.mob.mobOffset += 4;
    submit(d, 0, SVGA_CB_CONTEXT_0);
    g_assert_false(run(d));
    g_assert_cmpuint(h->status, ==, HEADER_ERROR);
    expect_error(d, SVGA_MOB_TOO_SMALL, "command buffer", 0);
    driver_free(d);
}

/* Slices: one command that takes many, then many commands in one buffer. */
static void test_slices(void)
{
    static uint32_t words[1000];
    Driver *d = driver_new();

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        words[i] = i % 2 ? i : SVGA_CMD_FENCE;
    }
    prepare(d, 0, words, G_N_ELEMENTS(words));
    submit(d, 0, SVGA_CB_CONTEXT_0);
    d->again = 3;
    g_assert_true(run(d));
    /* bodies are read once */
    memset(body(d, 0), 0xff, sizeof(words));
    g_assert_true(run(d));
    g_assert_true(run(d));
    g_assert_cmpuint(d->commands, ==, 0);
    d->cost = SVGA_SLICE_BYTES / 4;
    g_assert_true(run(d));
    g_assert_cmpuint(d->commands, ==, 4);
    d->cost = 0;
    g_assert_false(run(d));
    g_assert_cmpmem(d->words->data, d->words->len * 4, words, sizeof(words));
    g_assert_cmpuint(header(d, 0)->status, ==, COMPLETED);
    driver_free(d);
}

/* A buffer waits for its FIFO position, but not after it has begun. */
static void test_after(void)
{
    Driver *d = driver_new();

    prepare_fence(d, 0, 1);
    prepare_fence(d, 1, 2);
    svga_cmdbuf_submit(&d->cb, header_gpa(0), 100);
    svga_cmdbuf_submit(&d->cb, header_gpa(1), 200);
    g_assert_false(svga_cmdbuf_run(&d->cb, 99));
    g_assert_cmpuint(d->commands, ==, 0);
    g_assert_cmpuint(svga_cmdbuf_after(&d->cb), ==, 100);
    g_assert_true(svga_cmdbuf_busy(&d->cb));
    d->again = 1;
    g_assert_true(svga_cmdbuf_run(&d->cb, 100));
    g_assert_cmpuint(svga_cmdbuf_after(&d->cb), ==, 0);
    g_assert_false(svga_cmdbuf_run(&d->cb, 150));
    g_assert_cmpuint(d->commands, ==, 1);
    g_assert_false(svga_cmdbuf_run(&d->cb, UINT64_MAX));
    g_assert_cmpuint(d->commands, ==, 2);
    driver_free(d);
}

static void test_reset(void)
{
    Driver *d = driver_new();

    fill_queue(d);
    d->again = 1;
    g_assert_true(run(d));
    svga_cmdbuf_reset(&d->cb);
    g_assert_true(svga_cmdbuf_idle(&d->cb));
    g_assert_false(svga_cmdbuf_busy(&d->cb));
    g_assert_false(run(d));
    g_assert_cmpuint(d->order->len, ==, 0);
    submit(d, 0, SVGA_CB_CONTEXT_0);
    g_assert_cmpuint(header(d, 0)->status, ==, SUBMISSION_ERROR);
    g_assert_cmpuint(start(d, 1), ==, COMPLETED);
    submit(d, 1, SVGA_CB_CONTEXT_0);
    d->again = 0;
    g_assert_false(run(d));
    g_assert_cmpuint(header(d, 1)->status, ==, COMPLETED);
    driver_free(d);
}

/* Random headers and bodies in random contexts, including the device's. */
static void test_fuzz(void)
{
    static const uint32_t contexts[] = { 0, 0, 0, 1, 0x3f, 0x3f };
    static const uint32_t words[] = {
        0, 0, 0, 1, 1, 2, SVGA_CMD_FENCE, SVGA_CMD_FENCE, SVGA_3D_CMD_NOP,
        8, 0xfffffffc, UINT32_MAX,
    };
    GRand *rand = g_rand_new_with_seed(4294967295u);
    Driver *d = driver_new();

    for (int i = 0; i < 20000; i++) {
        unsigned n = g_rand_int_range(rand, 0, 60);
        SVGACBHeader *h = header(d, n);

        prepare(d, n, NULL, 0);
        h->id = g_rand_int_range(rand, 0, 2);
        h->length = g_rand_int_range(rand, 0, 64);
        for (int j = 0; j < 16; j++) {
            body(d, n)[j] = words[g_rand_int_range(rand, 0, 12)];
        }
        if (g_rand_int_range(rand, 0, 4) == 0) {
            ((uint32_t *)h)[g_rand_int_range(rand, 0, 16)] = g_rand_int(rand);
        }
        d->again = g_rand_int_range(rand, 0, 3);
        submit(d, n, contexts[g_rand_int_range(rand, 0, 6)]);
        run(d);
        g_array_set_size(d->words, 0);
        if (g_rand_int_range(rand, 0, 10) == 0) {
            start(d, 1);
        }
    }
    g_assert_cmpuint(d->commands, >, 100);
    g_assert_cmpuint(d->errors, >, 100);
    driver_free(d);
    g_rand_free(rand);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/cmdbuf-context/recovery", test_recovery);
    g_test_add_func("/svga/cmdbuf-context/queue-full", test_queue_full);
    g_test_add_func("/svga/cmdbuf-context/no-context", test_no_context);
    g_test_add_func("/svga/cmdbuf-context/stop", test_stop);
    g_test_add_func("/svga/cmdbuf-context/preempt", test_preempt);
    g_test_add_func("/svga/cmdbuf-context/preempt-irq", test_preempt_irq);
    g_test_add_func("/svga/cmdbuf-context/device-errors", test_device_errors);
    g_test_add_func("/svga/cmdbuf-context/mob", test_mob);
    g_test_add_func("/svga/cmdbuf-context/slices", test_slices);
    g_test_add_func("/svga/cmdbuf-context/after", test_after);
    g_test_add_func("/svga/cmdbuf-context/reset", test_reset);
    g_test_add_func("/svga/cmdbuf-context/fuzz", test_fuzz);
    return g_test_run();
}
