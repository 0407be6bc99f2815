/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Entry sizes and capacities of object tables. */

#include "qemu/osdep.h"
#include "ids.h"

QEMU_BUILD_BUG_ON(sizeof(SVGAOTableMobEntry) != 16);
QEMU_BUILD_BUG_ON(sizeof(SVGAOTableSurfaceEntry) != 64);
QEMU_BUILD_BUG_ON(sizeof(SVGAOTableScreenTargetEntry) != 64);

uint32_t svga_otable_entry_bytes(uint32_t type)
{
    static const uint32_t bytes[SVGA_OTABLES] = {
        [SVGA_OTABLE_MOB] = sizeof(SVGAOTableMobEntry),
        [SVGA_OTABLE_SURFACE] = sizeof(SVGAOTableSurfaceEntry),
        [SVGA_OTABLE_CONTEXT] = sizeof(SVGAOTableContextEntry),
        [SVGA_OTABLE_SHADER] = sizeof(SVGAOTableShaderEntry),
        [SVGA_OTABLE_SCREENTARGET] = sizeof(SVGAOTableScreenTargetEntry),
        [SVGA_OTABLE_DXCONTEXT] = sizeof(SVGAOTableDXContextEntry),
    };

    return bytes[type];
}

bool svga_otable_has(const SvgaGb *gb, uint32_t type, uint32_t id)
{
    return id < gb->otables[type].root.size / svga_otable_entry_bytes(type);
}
