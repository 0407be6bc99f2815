/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Stub of the audit command for emulators without the svga device. */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/qapi-commands-svga.h"

SvgaAuditInfo *coroutine_fn
qmp_x_svga_audit(const char *device, bool has_sid, uint32_t sid,
                 bool has_max_ranges, uint32_t max_ranges,
                 SvgaAuditPosition *from, Error **errp)
{
    error_setg(errp, "this emulator has no vmware-svga device");
    return NULL;
}
