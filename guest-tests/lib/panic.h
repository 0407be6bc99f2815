/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Makes the guest end at the first sign of harm to its kernel. */

#ifndef GUEST_TESTS_PANIC_H
#define GUEST_TESTS_PANIC_H

#include <stdbool.h>

/*
 * A task killed by the kernel in the middle of a submission leaves its locks
 * held, and everybody waits; so let an oops or a warning end the guest at once.
 * 0 or a negative errno.
 */
int panic_set(bool on);

#endif
