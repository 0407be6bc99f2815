/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* An io_uring for one request. */

#ifndef GUEST_TESTS_RING_H
#define GUEST_TESTS_RING_H

#include <stddef.h>

/* Read from @fd to @at: the number of bytes, or a negative errno. */
int ring_read(int fd, void *at, size_t size);

/* Only give the ring the memory at @at: 0 or a negative errno. */
int ring_register(void *at, size_t size);

#endif
