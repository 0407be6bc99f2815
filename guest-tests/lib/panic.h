/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Whether the guest ends with the first sign of harm to its kernel. */

#ifndef GUEST_TESTS_PANIC_H
#define GUEST_TESTS_PANIC_H

#include <stdbool.h>

/*
 * A task that the kernel ends in the middle of a submission leaves its locks
 * taken, and everybody waits: rather let an oops or a warning end the guest at
 * once. 0 or a negative errno.
 */
int panic_set(bool on);

#endif
