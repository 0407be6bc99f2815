/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* The kernel's own records of a case, on their way to the host. */

#ifndef GUEST_TESTS_WITNESS_H
#define GUEST_TESTS_WITNESS_H

/*
 * Write a note between the kernel's records, so that they can be told apart
 * later: "KIND KEY=NUMBER...", see docs/report-format.md. Without probes, or in
 * a chroot, it has no effect.
 */
void witness_note(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/*
 * Remove and return everything recorded since the last call, oldest first, one
 * record per line. The string must be freed; NULL without probes.
 */
char *witness_take(void);

/*
 * Send everything recorded since the last call to the host, oldest first. Does
 * nothing without probes. Returns 0 or a negative errno.
 */
int witness_send(void);

#endif
