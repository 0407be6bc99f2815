/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Command buffers: order, every status, exact offsets, and hostile headers. */

#include "qemu/osdep.h"
#include "driver.h"

/* Commands of several buffers run in order, with an interrupt per buffer. */
static void test_order(void)
{
    Driver *d = driver_new();

    for (unsigned n = 0; n < 5; n++) {
        prepare_fence(d, n, n + 1);
        submit(d, n, SVGA_CB_CONTEXT_0);
        g_assert_cmpuint(header(d, n)->status, ==, NONE);
    }
    header(d, 4)->flags = 0xffff;   /* too late: headers are read once */
    g_assert_true(svga_cmdbuf_busy(&d->cb));
    g_assert_false(svga_cmdbuf_idle(&d->cb));
    g_assert_false(run(d));
    for (unsigned n = 0; n < 5; n++) {
        g_assert_cmpuint(header(d, n)->status, ==, COMPLETED);
        g_assert_cmpuint(word(d, 2 * n + 1), ==, n + 1);
        g_assert_cmpuint(g_array_index(d->order, uint64_t, n), ==,
                         header_gpa(n));
    }
    g_assert_cmphex(d->irq, ==, IRQ_DONE);
    g_assert_false(svga_cmdbuf_busy(&d->cb));
    g_assert_true(svga_cmdbuf_idle(&d->cb));
    g_assert_cmpuint(d->errors, ==, 0);
    driver_free(d);
}

static void test_no_irq(void)
{
    Driver *d = driver_new();

    prepare_fence(d, 0, 1)->flags = SVGA_CB_FLAG_NO_IRQ;
    submit(d, 0, SVGA_CB_CONTEXT_0);
    g_assert_false(run(d));
    g_assert_cmpuint(header(d, 0)->status, ==, COMPLETED);
    g_assert_cmphex(d->irq, ==, 0);

    /* NO_IRQ does not suppress errors */
    d->bad_id = SVGA_CMD_FENCE;
    prepare_fence(d, 0, 1)->flags = SVGA_CB_FLAG_NO_IRQ;
    submit(d, 0, SVGA_CB_CONTEXT_0);
    g_assert_false(run(d));
    g_assert_cmphex(d->irq, ==, IRQ_ERROR);
    driver_free(d);
}

/* An empty buffer, and the longest one allowed. */
static void test_lengths(void)
{
    Driver *d = driver_new();
    SVGACBHeader *h = prepare(d, 0, NULL, 0);
    bool more;

    h->ptr.pa = HOLE;
    submit(d, 0, SVGA_CB_CONTEXT_0);
    g_assert_false(run(d));
    g_assert_cmpuint(h->status, ==, COMPLETED);

    h = prepare_fence(d, 0, 1);
    h->length = SVGA_CB_MAX_SIZE_DEFAULT;
    for (uint32_t i = 0; i < h->length / 4; i += 2) {
        body(d, 0)[i] = SVGA_3D_CMD_NOP;
        body(d, 0)[i + 1] = 0;
    }
    submit(d, 0, SVGA_CB_CONTEXT_0);
    do {
        more = run(d);
    } while (more);
    g_assert_cmpuint(h->status, ==, COMPLETED);
    g_assert_cmpuint(d->commands, ==, SVGA_CB_MAX_SIZE_DEFAULT / 8);

    h->status = NONE;
    h->length += 8;
    submit(d, 0, SVGA_CB_CONTEXT_0);
    g_assert_cmpuint(h->status, ==, HEADER_ERROR);
    expect_error(d, SVGA_BAD_CMDBUF, "command buffer", 0);
    driver_free(d);
}

/* Each line breaks one field of a header; nothing of the buffer is executed. */
static void test_bad_headers(void)
{
    static const struct {
        size_t offset;
        uint32_t value;
        SvgaStatus why;
    } bad[] = {
        { offsetof(SVGACBHeader, flags), SVGA_CB_FLAG_DX_CONTEXT,
          SVGA_BAD_CMDBUF },
        { offsetof(SVGACBHeader, flags), 8, SVGA_BAD_CMDBUF },
        { offsetof(SVGACBHeader, flags), 0x80000000, SVGA_BAD_CMDBUF },
        { offsetof(SVGACBHeader, length), UINT32_MAX, SVGA_BAD_CMDBUF },
        { offsetof(SVGACBHeader, offset), 4, SVGA_BAD_CMDBUF },
        { offsetof(SVGACBHeader, dxContext), 1, SVGA_BAD_CMDBUF },
        { offsetof(SVGACBHeader, mustBeZero), 1, SVGA_BAD_CMDBUF },
        { sizeof(SVGACBHeader) - 4, 1, SVGA_BAD_CMDBUF },
        { offsetof(SVGACBHeader, ptr), HOLE - 4, SVGA_NOT_RAM },
        { offsetof(SVGACBHeader, ptr), RAM_BYTES - 4, SVGA_NOT_RAM },
        { offsetof(SVGACBHeader, ptr) + 4, UINT32_MAX, SVGA_NOT_RAM },
        { offsetof(SVGACBHeader, flags), SVGA_CB_FLAG_MOB, SVGA_BAD_MOB },
    };
    Driver *d = driver_new();

    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        SVGACBHeader *h = prepare_fence(d, 0, 1);

        memcpy((uint8_t *)h + bad[i].offset, &bad[i].value, 4);
        submit(d, 0, SVGA_CB_CONTEXT_0);
        g_assert_false(run(d));
        g_assert_cmpuint(h->status, ==, HEADER_ERROR);
        g_assert_cmphex(d->irq, ==, IRQ_ERROR);
        expect_error(d, bad[i].why, "command buffer", 0);
    }
    g_assert_cmpuint(d->commands, ==, 0);

    /* the context continues: a driver just discards such a buffer */
    prepare_fence(d, 0, 1);
    submit(d, 0, SVGA_CB_CONTEXT_0);
    g_assert_false(run(d));
    g_assert_cmpuint(header(d, 0)->status, ==, COMPLETED);
    driver_free(d);
}

/* A header outside of memory gets no status, only an error. */
static void test_header_nowhere(void)
{
    static const uint64_t nowhere[] = {
        HOLE, HOLE_END - 64, RAM_BYTES, UINT64_MAX - 63, UINT64_C(1) << 63,
    };
    Driver *d = driver_new();

    for (size_t i = 0; i < G_N_ELEMENTS(nowhere); i++) {
        svga_cmdbuf_submit(&d->cb, nowhere[i], 0);
        expect_error(d, SVGA_NOT_RAM, "command buffer", 0);
        svga_cmdbuf_submit(&d->cb, nowhere[i] | SVGA_CB_CONTEXT_DEVICE, 0);
        expect_error(d, SVGA_NOT_RAM, "command buffer", 0);
        g_assert_cmpuint(d->order->len, ==, 0);
    }
    driver_free(d);
}

static void test_status_write_fails(void)
{
    Driver *d = driver_new();

    prepare_fence(d, 0, 1);
    submit(d, 0, SVGA_CB_CONTEXT_0);
    d->stores_fail = true;
    g_assert_false(run(d));
    expect_error(d, SVGA_DMA_ERROR, "command buffer", 0);
    g_assert_true(svga_cmdbuf_idle(&d->cb));
    driver_free(d);
}

/* {words, start of the failing command, why, its name} */
static void test_command_errors(void)
{
    static const struct {
        uint32_t words[8];
        uint32_t count;
        uint32_t offset;
        SvgaStatus why;
        const char *what;
    } bad[] = {
        { { SVGA_CMD_FENCE, 1, SVGA_3D_CMD_NOP, 4, 0 }, 5, 8, SVGA_BAD_BOX,
          "NOP" },
        { { SVGA_CMD_FENCE, 1, SVGA_CMD_FENCE }, 3, 8, SVGA_BAD_SIZE,
          "FENCE" },
        { { SVGA_CMD_FENCE, 1, SVGA_3D_CMD_NOP }, 3, 8, SVGA_BAD_SIZE,
          "NOP" },
        { { SVGA_CMD_FENCE, 1, SVGA_3D_CMD_NOP, 12, 0, 0 }, 6, 8,
          SVGA_BAD_SIZE, "NOP" },
        { { SVGA_CMD_FENCE, 1, SVGA_3D_CMD_NOP, 0xfffffffc }, 4, 8,
          SVGA_BAD_SIZE, "NOP" },
        { { SVGA_CMD_FENCE, 1, SVGA_3D_CMD_NOP, 2, 0 }, 5, 8, SVGA_BAD_SIZE,
          "NOP" },
        { { SVGA_CMD_FENCE, 1, SVGA_CMD_FENCE, 2, 0xffffffff }, 5, 16,
          SVGA_BAD_COMMAND, "unknown" },
        { { SVGA_CMD_RECT_COPY, 1 }, 2, 0, SVGA_BAD_COMMAND, "unknown" },
        { { SVGA_CMD_DEFINE_ALPHA_CURSOR, 0, 0, 0, 1 }, 5, 0, SVGA_BAD_SIZE,
          "DEFINE_ALPHA_CURSOR" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        Driver *d = driver_new();
        SVGACBHeader *h = prepare(d, 0, bad[i].words, bad[i].count);

        d->bad_id = SVGA_3D_CMD_NOP;
        submit(d, 0, SVGA_CB_CONTEXT_0);
        g_assert_false(run(d));
        g_assert_cmpuint(h->status, ==, COMMAND_ERROR);
        g_assert_cmpuint(h->errorOffset, ==, bad[i].offset);
        g_assert_cmphex(d->irq, ==, IRQ_ERROR);
        expect_error(d, bad[i].why, bad[i].what, bad[i].offset);
        driver_free(d);
    }
}

/* A length that is not a multiple of a word ends in part of a command. */
static void test_odd_length(void)
{
    Driver *d = driver_new();
    SVGACBHeader *h = prepare_fence(d, 0, 1);

    h->length = 10;
    submit(d, 0, SVGA_CB_CONTEXT_0);
    g_assert_false(run(d));
    g_assert_cmpuint(h->status, ==, COMMAND_ERROR);
    g_assert_cmpuint(h->errorOffset, ==, 8);
    g_assert_cmpuint(d->commands, ==, 1);
    driver_free(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/cmdbuf/order", test_order);
    g_test_add_func("/svga/cmdbuf/no-irq", test_no_irq);
    g_test_add_func("/svga/cmdbuf/lengths", test_lengths);
    g_test_add_func("/svga/cmdbuf/bad-headers", test_bad_headers);
    g_test_add_func("/svga/cmdbuf/header-nowhere", test_header_nowhere);
    g_test_add_func("/svga/cmdbuf/status-write-fails", test_status_write_fails);
    g_test_add_func("/svga/cmdbuf/command-errors", test_command_errors);
    g_test_add_func("/svga/cmdbuf/odd-length", test_odd_length);
    return g_test_run();
}
