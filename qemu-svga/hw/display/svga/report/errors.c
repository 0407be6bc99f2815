/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Guest errors: counted, traced and reported. */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "../trace.h"
#include "errors.h"

void svga_errors_realize(SvgaErrors *errors, const char *id,
                         SvgaReport *report)
{
    *errors = (SvgaErrors) { .id = id, .report = report };
}

void svga_errors_unrealize(SvgaErrors *errors)
{
    g_free(errors->last);
    errors->last = NULL;
}

void svga_guest_error(SvgaErrors *errors, SvgaStatus why, const char *what,
                      uint32_t offset)
{
    const char *reason = svga_status_name(why);

    trace_svga_err_guest(errors->id, reason, what, offset);
    qemu_log_mask(LOG_GUEST_ERROR, "vmware-svga %s: %s: %s (at 0x%x)\n",
                  errors->id, what, reason, offset);
    errors->count++;
    g_free(errors->last);
    errors->last = g_strdup_printf("%s: %s", reason, what);
    svga_report_error(errors->report, why, what, offset);
}
