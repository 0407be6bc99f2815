/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A guest that polls a buffer's header and reuses it at once. */

#include "qemu/osdep.h"
#include "driver.h"

#define TAKEN 0xa5

/*
 * The guest looks after every single store, as a vCPU of its own may.  Once it
 * has seen a status, it owns the header again and keeps other data there: any
 * later store by the device corrupts these.
 */
static struct {
    SVGACBHeader seen[64];      /* contents when the status came */
    unsigned taken;
} guest;

static bool is_taken(const SVGACBHeader *h)
{
    const uint8_t *bytes = (const uint8_t *)h;

    for (size_t i = 0; i < sizeof(*h); i++) {
        if (bytes[i] != TAKEN) {
            return false;
        }
    }
    return true;
}

static void take_back(Driver *d, uint64_t gpa)
{
    unsigned n = (gpa - HEADERS) / sizeof(SVGACBHeader);
    SVGACBHeader *h = header(d, n);

    g_assert_cmpuint(n, <, ARRAY_SIZE(guest.seen));
    if (h->status != NONE) {
        guest.seen[n] = *h;
        guest.taken++;
        memset(h, TAKEN, sizeof(*h));
    }
}

static Driver *watched_new(void)
{
    Driver *d = driver_new();

    memset(&guest, 0, sizeof(guest));
    d->look = take_back;
    return d;
}

/* Exactly @count headers came back, and guest memory is intact. */
static void check(Driver *d, unsigned count)
{
    g_assert_cmpuint(guest.taken, ==, count);
    for (size_t n = 0; n < ARRAY_SIZE(guest.seen); n++) {
        g_assert_true(guest.seen[n].status == NONE || is_taken(header(d, n)));
    }
}

static void test_completed(void)
{
    Driver *d = watched_new();

    for (unsigned n = 0; n < 30; n++) {
        prepare_fence(d, n, n);
        submit(d, n, SVGA_CB_CONTEXT_0);
    }
    do {
        ;
    } while (run(d));
    check(d, 30);
    for (unsigned n = 0; n < 30; n++) {
        g_assert_cmpuint(guest.seen[n].status, ==, COMPLETED);
    }
    driver_free(d);
}

/* The error offset is stored before the status, not after it. */
static void test_command_error(void)
{
    const uint32_t words[] = { SVGA_CMD_FENCE, 1, SVGA_3D_CMD_NOP, 0 };
    Driver *d = watched_new();

    d->bad_id = SVGA_3D_CMD_NOP;
    prepare(d, 0, words, ARRAY_SIZE(words));
    submit(d, 0, SVGA_CB_CONTEXT_0);
    run(d);
    check(d, 1);
    g_assert_cmpuint(guest.seen[0].status, ==, COMMAND_ERROR);
    g_assert_cmpuint(guest.seen[0].errorOffset, ==, 8);
    expect_error(d, SVGA_BAD_BOX, "NOP", 8);
    driver_free(d);
}

/* All other ways in which a buffer ends. */
static void test_given_back(void)
{
    Driver *d = watched_new();

    for (unsigned n = 0; n <= SVGA_CB_MAX_QUEUED_PER_CONTEXT; n++) {
        prepare_fence(d, n, n);
        submit(d, n, SVGA_CB_CONTEXT_0);
    }
    check(d, 1);
    g_assert_cmpuint(guest.seen[SVGA_CB_MAX_QUEUED_PER_CONTEXT].status, ==,
                     QUEUE_FULL);
    preempt(d, 0);
    g_assert_cmpuint(guest.seen[0].status, ==, PREEMPTED);
    prepare_fence(d, 40, 1)->flags = UINT32_MAX;
    submit(d, 40, SVGA_CB_CONTEXT_0);
    g_assert_cmpuint(guest.seen[40].status, ==, HEADER_ERROR);
    prepare_fence(d, 41, 1);
    submit(d, 41, SVGA_CB_CONTEXT_1);
    g_assert_cmpuint(guest.seen[41].status, ==, SUBMISSION_ERROR);
    /* the preemption is a buffer, too */
    check(d, SVGA_CB_MAX_QUEUED_PER_CONTEXT + 4);
    driver_free(d);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/svga/cmdbuf-watch/completed", test_completed);
    g_test_add_func("/svga/cmdbuf-watch/command-error", test_command_error);
    g_test_add_func("/svga/cmdbuf-watch/given-back", test_given_back);
    return g_test_run();
}
