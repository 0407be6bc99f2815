/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Handlers of commands without objects: the legacy ones, fences, markers. */

#include "qemu/osdep.h"
#include "../display/cursor.h"
#include "../display/legacy.h"
#include "parts.h"
#include "table.h"

SvgaStatus svga_cmd_update(const SvgaParts *parts, const void *body,
                           size_t size)
{
    return svga_legacy_update(parts->desktop, body);
}

SvgaStatus svga_cmd_define_alpha_cursor(const SvgaParts *parts,
                                        const void *body, size_t size)
{
    const SVGAFifoCmdDefineAlphaCursor *cmd = body;

    return svga_cursor_define_alpha(parts->desktop, cmd,
                                    (const uint32_t *)(cmd + 1),
                                    (size - sizeof(*cmd)) / sizeof(uint32_t));
}

SvgaStatus svga_cmd_define_cursor(const SvgaParts *parts, const void *body,
                                  size_t size)
{
    const SVGAFifoCmdDefineCursor *cmd = body;

    return svga_cursor_define_masks(parts->desktop, cmd,
                                    (const uint8_t *)(cmd + 1),
                                    size - sizeof(*cmd));
}

SvgaStatus svga_cmd_fence(const SvgaParts *parts, const void *body, size_t size)
{
    const SVGAFifoCmdFence *cmd = body;

    return svga_irq_fence(parts->irq, cmd->fence);
}

SvgaStatus svga_cmd_nop(const SvgaParts *parts, const void *body, size_t size)
{
    svga_report_marker(parts->report, body, size);
    return SVGA_OK;
}

/*
 * The headers do not say what sets it apart from a NOP.  It is no error here:
 * vmwgfx lets every program send it, and warns of commands that are refused.
 */
SvgaStatus svga_cmd_nop_error(const SvgaParts *parts, const void *body,
                              size_t size)
{
    return SVGA_OK;
}

/*
 * Reads back rectangles of what was presented.  Nothing ever is: that takes a
 * PRESENT, which takes 3D; yet vmwgfx lets every program send this, too.
 */
SvgaStatus svga_cmd_present_readback(const SvgaParts *parts, const void *body,
                                     size_t size)
{
    return SVGA_OK;
}
