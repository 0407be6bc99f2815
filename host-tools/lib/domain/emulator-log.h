/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What QEMU had to say before it ended, out of libvirt's log of it. */

#ifndef SVGALAB_EMULATOR_LOG_H
#define SVGALAB_EMULATOR_LOG_H

#include <glib.h>

/*
 * The lines of the log @path that QEMU wrote itself, and libvirt's word on how
 * it ended, joined by "; ". Neither its command line nor libvirt's remarks that
 * a domain is unusual. NULL when there is no such line, or no such file.
 */
char *emulator_log_words(const char *path);

#endif
