/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* The kernel's log, as an oracle: which lines a case has caused. */

#ifndef GUEST_TESTS_KERNEL_LOG_H
#define GUEST_TESTS_KERNEL_LOG_H

#include <stddef.h>

/* What every warning of the kernel begins with. */
#define KERNEL_LOG_WARNING "WARNING: "

/* All functions return 0 (or a descriptor) or a negative errno. */

/* At the first record that the kernel still has (SEEK_SET), or behind the last (SEEK_END). */
int kernel_log_open(int whence);

/* Write a line of our own. */
int kernel_log_say(const char *line);

/* How many of the records since the last call contain each of @texts. */
int kernel_log_count(int fd, const char * const *texts, unsigned int *found,
		     size_t count);

#endif
