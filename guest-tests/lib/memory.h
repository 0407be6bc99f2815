/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* How much memory the kernel could still give, for cases that must not lose any. */

#ifndef GUEST_TESTS_MEMORY_H
#define GUEST_TESTS_MEMORY_H

/* In bytes, or a negative errno. */
long long memory_available(void);

#endif
