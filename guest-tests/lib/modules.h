/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Loads the modules of a kernel that was built by others. */

#ifndef GUEST_TESTS_MODULES_H
#define GUEST_TESTS_MODULES_H

/*
 * Load the modules that the initramfs lists, if any, in the order of the list.
 * One that does not load is named on the console; what needs it will be missed
 * later.
 */
void modules_load(void);

#endif
