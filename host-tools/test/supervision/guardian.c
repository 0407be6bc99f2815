/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A call that takes too long is reported; one that does not is left alone. */

#include "supervision/guardian.h"

#include <poll.h>
#include <unistd.h>

#include "supervision/supervision.h"

static gboolean byte_comes(int fd, int milliseconds)
{
    struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
    int count;

    /* the alarm itself interrupts the wait */
    do {
        count = poll(&poll_fd, 1, milliseconds);
    } while (count < 0);
    return count == 1;
}

static void test_limit(void)
{
    int fds[2];

    g_assert_cmpint(pipe(fds), ==, 0);
    guardian_limits(fds[1]);
    supervision_limit_begin(1);
    supervision_limit_end();
    g_assert_false(byte_comes(fds[0], 1200));
    supervision_limit_begin(1);
    g_assert_true(byte_comes(fds[0], 5000));
    supervision_limit_end();
    guardian_limits(-1);
    close(fds[0]);
    close(fds[1]);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/guardian/limit", test_limit);
    return g_test_run();
}
