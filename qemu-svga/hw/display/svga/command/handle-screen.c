/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Handlers of commands on screen targets. */

#include "qemu/osdep.h"
#include "../display/screen.h"
#include "../object/ids.h"
#include "parts.h"
#include "table.h"

/* Like any other id, a screen target's id must have an object table entry. */
static bool svga_screen_id_ok(const SvgaParts *parts, uint32_t stid)
{
    return svga_otable_has(parts->gb, SVGA_OTABLE_SCREENTARGET, stid);
}

SvgaStatus svga_cmd_define_gb_screentarget(const SvgaParts *parts,
                                           const void *body, size_t size)
{
    const SVGA3dCmdDefineGBScreenTarget *cmd = body;

    return svga_screen_id_ok(parts, cmd->stid) ?
           svga_screen_define(parts->desktop, cmd) : SVGA_BAD_ID;
}

SvgaStatus svga_cmd_destroy_gb_screentarget(const SvgaParts *parts,
                                            const void *body, size_t size)
{
    const SVGA3dCmdDestroyGBScreenTarget *cmd = body;

    return svga_screen_id_ok(parts, cmd->stid) ?
           svga_screen_destroy(parts->desktop, cmd->stid) : SVGA_BAD_ID;
}

SvgaStatus svga_cmd_bind_gb_screentarget(const SvgaParts *parts,
                                         const void *body, size_t size)
{
    const SVGA3dCmdBindGBScreenTarget *cmd = body;

    return svga_screen_id_ok(parts, cmd->stid) ?
           svga_screen_bind(parts->desktop, cmd) : SVGA_BAD_ID;
}

SvgaStatus svga_cmd_update_gb_screentarget(const SvgaParts *parts,
                                           const void *body, size_t size)
{
    const SVGA3dCmdUpdateGBScreenTarget *cmd = body;

    return svga_screen_id_ok(parts, cmd->stid) ?
           svga_screen_update(parts->desktop, cmd) : SVGA_BAD_ID;
}
