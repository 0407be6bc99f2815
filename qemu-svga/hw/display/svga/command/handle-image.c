/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Handlers of commands on the contents of surfaces. */

#include "qemu/osdep.h"
#include "parts.h"
#include "table.h"
#include "transfer.h"

SvgaStatus svga_cmd_update_gb_image(const SvgaParts *parts, const void *body,
                                    size_t size)
{
    const SVGA3dCmdUpdateGBImage *cmd = body;

    return svga_transfer_update_image(parts->gb, &cmd->image, &cmd->box);
}

SvgaStatus svga_cmd_update_gb_surface(const SvgaParts *parts, const void *body,
                                      size_t size)
{
    const SVGA3dCmdUpdateGBSurface *cmd = body;

    return svga_transfer_update_surface(parts->gb, cmd->sid);
}

SvgaStatus svga_cmd_readback_gb_image(const SvgaParts *parts, const void *body,
                                      size_t size)
{
    const SVGA3dCmdReadbackGBImage *cmd = body;

    return svga_transfer_readback_image(parts->gb, &cmd->image);
}

SvgaStatus svga_cmd_readback_gb_image_partial(const SvgaParts *parts,
                                              const void *body, size_t size)
{
    const SVGA3dCmdReadbackGBImagePartial *cmd = body;

    return svga_transfer_readback_partial(parts->gb, &cmd->image, &cmd->box,
                                          cmd->invertBox);
}

SvgaStatus svga_cmd_readback_gb_surface(const SvgaParts *parts,
                                        const void *body, size_t size)
{
    const SVGA3dCmdReadbackGBSurface *cmd = body;

    return svga_transfer_readback_surface(parts->gb, cmd->sid);
}

SvgaStatus svga_cmd_invalidate_gb_image(const SvgaParts *parts,
                                        const void *body, size_t size)
{
    const SVGA3dCmdInvalidateGBImage *cmd = body;

    return svga_transfer_invalidate_image(parts->gb, &cmd->image);
}

SvgaStatus svga_cmd_invalidate_gb_image_partial(const SvgaParts *parts,
                                                const void *body, size_t size)
{
    const SVGA3dCmdInvalidateGBImagePartial *cmd = body;

    return svga_transfer_invalidate_partial(parts->gb, &cmd->image, &cmd->box,
                                            cmd->invertBox);
}

SvgaStatus svga_cmd_invalidate_gb_surface(const SvgaParts *parts,
                                          const void *body, size_t size)
{
    const SVGA3dCmdInvalidateGBSurface *cmd = body;

    return svga_transfer_invalidate_surface(parts->gb, cmd->sid);
}

SvgaStatus svga_cmd_surface_copy(const SvgaParts *parts, const void *body,
                                 size_t size)
{
    const SVGA3dCmdSurfaceCopy *cmd = body;
    size_t boxes = size - sizeof(*cmd);

    if (boxes % sizeof(SVGA3dCopyBox)) {
        return SVGA_BAD_SIZE;
    }
    return svga_transfer_copy(parts->gb, &cmd->src, &cmd->dest,
                              (const SVGA3dCopyBox *)(cmd + 1),
                              boxes / sizeof(SVGA3dCopyBox));
}

SvgaStatus svga_cmd_intra_surface_copy(const SvgaParts *parts, const void *body,
                                       size_t size)
{
    const SVGA3dCmdIntraSurfaceCopy *cmd = body;

    return svga_transfer_copy(parts->gb, &cmd->surface, &cmd->surface,
                              &cmd->box, 1);
}
