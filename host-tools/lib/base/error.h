/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The tool's error domain: every code is also the tool's exit code. */

#ifndef SVGALAB_ERROR_H
#define SVGALAB_ERROR_H

#include <glib.h>

#define SVGALAB_ERROR svgalab_error_quark()

typedef enum SvgalabError {
    SVGALAB_ERROR_TEST = 1,         /* a test failed */
    SVGALAB_ERROR_USAGE = 2,        /* the command line is wrong */
    SVGALAB_ERROR_ENVIRONMENT = 3,  /* package, file, libvirt, disk, stream */
    SVGALAB_ERROR_GUEST = 4,        /* the guest crashed or hung */
    SVGALAB_ERROR_NOTHING = 5,      /* no case was run */
} SvgalabError;

GQuark svgalab_error_quark(void);

/*
 * The exit code for @error: 0 for NULL, 2 for errors of the option parser, 3
 * for errors of other libraries.
 */
int svgalab_error_exit_code(const GError *error);

#endif
