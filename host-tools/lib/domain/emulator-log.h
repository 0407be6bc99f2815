/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Extracts QEMU's own messages from libvirt's log of it. */

#ifndef SVGALAB_EMULATOR_LOG_H
#define SVGALAB_EMULATOR_LOG_H

#include <glib.h>

/*
 * The lines of the log @path that QEMU itself wrote, and libvirt's message on
 * how it ended, joined by "; ". QEMU's command line and libvirt's notes about
 * an unusual domain are left out. NULL if there is no such line, or no such
 * file.
 */
char *emulator_log_words(const char *path);

/*
 * libvirt's error @message in one line. If it quotes QEMU, only QEMU's words
 * are left, without their times and without the device's whole definition.
 */
char *emulator_log_quoted(const char *message);

#endif
