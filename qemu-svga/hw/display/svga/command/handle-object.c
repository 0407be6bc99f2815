/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Handlers that create and destroy objects: object tables, MOBs, surfaces. */

#include "qemu/osdep.h"
#include "../object/binding.h"
#include "../object/otable.h"
#include "parts.h"
#include "table.h"

SvgaStatus svga_cmd_set_otable_base(const SvgaParts *parts, const void *body,
                                    size_t size)
{
    const SVGA3dCmdSetOTableBase *cmd = body;
    const SvgaOTableBase base = {
        .type = cmd->type,
        .root = { cmd->ptDepth, cmd->sizeInBytes, cmd->baseAddress },
        .valid_size = cmd->validSizeInBytes,
    };

    return svga_otable_set(parts->gb, &base);
}

SvgaStatus svga_cmd_set_otable_base64(const SvgaParts *parts, const void *body,
                                      size_t size)
{
    const SVGA3dCmdSetOTableBase64 *cmd = body;
    const SvgaOTableBase base = {
        .type = cmd->type,
        .root = { cmd->ptDepth, cmd->sizeInBytes, cmd->baseAddress },
        .valid_size = cmd->validSizeInBytes,
    };

    return svga_otable_set(parts->gb, &base);
}

SvgaStatus svga_cmd_grow_otable(const SvgaParts *parts, const void *body,
                                size_t size)
{
    const SVGA3dCmdGrowOTable *cmd = body;
    const SvgaOTableBase base = {
        .type = cmd->type,
        .root = { cmd->ptDepth, cmd->sizeInBytes, cmd->baseAddress },
        .valid_size = cmd->validSizeInBytes,
    };

    return svga_otable_grow(parts->gb, &base);
}

SvgaStatus svga_cmd_readback_otable(const SvgaParts *parts, const void *body,
                                    size_t size)
{
    const SVGA3dCmdReadbackOTable *cmd = body;

    return svga_otable_readback(parts->gb, cmd->type);
}

SvgaStatus svga_cmd_define_gb_mob(const SvgaParts *parts, const void *body,
                                  size_t size)
{
    const SVGA3dCmdDefineGBMob *cmd = body;
    const SvgaPageRoot root = { cmd->ptDepth, cmd->sizeInBytes, cmd->base };

    return svga_mob_define(parts->gb, cmd->mobid, &root);
}

SvgaStatus svga_cmd_define_gb_mob64(const SvgaParts *parts, const void *body,
                                    size_t size)
{
    const SVGA3dCmdDefineGBMob64 *cmd = body;
    const SvgaPageRoot root = { cmd->ptDepth, cmd->sizeInBytes, cmd->base };

    return svga_mob_define(parts->gb, cmd->mobid, &root);
}

SvgaStatus svga_cmd_redefine_gb_mob64(const SvgaParts *parts, const void *body,
                                      size_t size)
{
    const SVGA3dCmdRedefineGBMob64 *cmd = body;
    const SvgaPageRoot root = { cmd->ptDepth, cmd->sizeInBytes, cmd->base };

    return svga_mob_redefine(parts->gb, cmd->mobid, &root);
}

SvgaStatus svga_cmd_update_gb_mob_mapping(const SvgaParts *parts,
                                          const void *body, size_t size)
{
    const SVGA3dCmdUpdateGBMobMapping *cmd = body;

    return svga_mob_redefine(parts->gb, cmd->mobid, NULL);
}

SvgaStatus svga_cmd_destroy_gb_mob(const SvgaParts *parts, const void *body,
                                   size_t size)
{
    const SVGA3dCmdDestroyGBMob *cmd = body;

    return svga_mob_destroy(parts->gb, cmd->mobid);
}

SvgaStatus svga_cmd_define_gb_surface(const SvgaParts *parts, const void *body,
                                      size_t size)
{
    const SVGA3dCmdDefineGBSurface *cmd = body;

    return svga_surface_define(parts->gb, cmd);
}

SvgaStatus svga_cmd_destroy_gb_surface(const SvgaParts *parts, const void *body,
                                       size_t size)
{
    const SVGA3dCmdDestroyGBSurface *cmd = body;

    return svga_surface_destroy(parts->gb, cmd->sid);
}

SvgaStatus svga_cmd_bind_gb_surface(const SvgaParts *parts, const void *body,
                                    size_t size)
{
    const SVGA3dCmdBindGBSurface *cmd = body;

    return svga_surface_bind(parts->gb, cmd->sid, cmd->mobid);
}
