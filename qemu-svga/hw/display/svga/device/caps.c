/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Capabilities of the device: capability words and the devcap table. */

#include "qemu/osdep.h"
#include "../display/desktop.h"
#include "caps.h"

/*
 * Largest extents for DEFINE_GB_SURFACE.  3D stays 0: without a renderer the
 * guest must not create rendering contexts, and with 0 vmwgfx does not back its
 * dumb buffers with surfaces.  All rendering capabilities, including those of
 * the formats, are 0 as well.
 */
static const uint32_t svga_devcaps[SVGA3D_DEVCAP_MAX] = {
    [SVGA3D_DEVCAP_MAX_TEXTURE_WIDTH] = SVGA_SCREEN_WIDTH_MAX,
    [SVGA3D_DEVCAP_MAX_TEXTURE_HEIGHT] = SVGA_SCREEN_HEIGHT_MAX,
    [SVGA3D_DEVCAP_MAX_VOLUME_EXTENT] = 2048,
    [SVGA3D_DEVCAP_MAX_SURFACE_IDS] = 32 * 1024,
};

bool svga_devcap(uint32_t index, uint32_t *value)
{
    bool known = index < ARRAY_SIZE(svga_devcaps);

    *value = known ? svga_devcaps[index] : 0;
    return known;
}
