/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tool's error domain and its mapping to exit codes. */

#include "error.h"

G_DEFINE_QUARK(svgalab-error-quark, svgalab_error)

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
