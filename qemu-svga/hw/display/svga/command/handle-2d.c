/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Handlers of the legacy commands. */

#include "qemu/osdep.h"
#include "../device/state.h"
#include "../display/legacy.h"

SvgaStatus svga_cmd_update(SvgaState *s, const void *body, size_t size)
{
    return svga_legacy_update(s, body);
}

SvgaStatus svga_cmd_define_alpha_cursor(SvgaState *s, const void *body,
                                        size_t size)
{
    const SVGAFifoCmdDefineAlphaCursor *cmd = body;

    return svga_cursor_define_alpha(s, cmd, (const uint32_t *)(cmd + 1),
                                    (size - sizeof(*cmd)) / sizeof(uint32_t));
}

SvgaStatus svga_cmd_define_cursor(SvgaState *s, const void *body,
                                  size_t size)
{
    const SVGAFifoCmdDefineCursor *cmd = body;

    return svga_cursor_define_masks(s, cmd, (const uint8_t *)(cmd + 1),
                                    size - sizeof(*cmd));
}

SvgaStatus svga_cmd_fence(SvgaState *s, const void *body, size_t size)
{
    const SVGAFifoCmdFence *cmd = body;

    return svga_irq_fence(s, cmd->fence);
}
