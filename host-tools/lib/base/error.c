/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The tool's error domain, mapped to exit codes. */

#include "base/error.h"

GQuark svgalab_error_quark(void)
{
    return g_quark_from_static_string("svgalab-error-quark");
}

int svgalab_error_exit_code(const GError *error)
{
    if (!error) {
        return 0;
    }
    if (error->domain == SVGALAB_ERROR) {
        return error->code;
    }
    if (error->domain == G_OPTION_ERROR) {
        return SVGALAB_ERROR_USAGE;
    }
    return SVGALAB_ERROR_ENVIRONMENT;
}
