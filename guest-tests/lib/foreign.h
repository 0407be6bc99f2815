/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Kernels that others built, and what they lack. */

#ifndef GUEST_TESTS_FOREIGN_H
#define GUEST_TESTS_FOREIGN_H

/*
 * The result of a case that has found that the kernel has no @what: one that
 * others built may lack it, ours must not.
 */
int foreign_lacks(const char *what);

#endif
