/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* The kernel's own records of a case, on their way to the host. */

#ifndef GUEST_TESTS_WITNESS_H
#define GUEST_TESTS_WITNESS_H

/*
 * Write a note between the kernel's records, so that they can be told apart
 * later: "KIND KEY=NUMBER...", see docs/report-format.md. Without probes, and
 * out of a chroot, it goes nowhere.
 */
void witness_note(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/*
 * Take out everything recorded since the last call, oldest first, a line each.
 * Returns a string to be freed, NULL without probes.
 */
char *witness_take(void);

/*
 * Send the host everything recorded since the last call, oldest first.
 * Nothing without probes. Returns 0 or a negative errno.
 */
int witness_send(void);

#endif
