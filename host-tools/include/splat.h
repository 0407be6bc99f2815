/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a kernel's own checks complain about on its console. */

#ifndef SVGALAB_SPLAT_H
#define SVGALAB_SPLAT_H

#include <glib.h>

/*
 * The first line of the console log @path in which the kernel complains (a
 * warning, KASAN, lockdep, sleeping where it must not), or NULL. A test that
 * provokes warnings says so in a line before and a line after them.
 */
#define SPLAT_EXPECTED_BEGIN "expected warnings begin"
#define SPLAT_EXPECTED_END "expected warnings end"

char *splat_find(const char *path);

#endif
