/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Surfaces: the host's own copy of what the guest keeps in a MOB. */

#ifndef HW_DISPLAY_SVGA_OBJECT_SURFACE_H
#define HW_DISPLAY_SVGA_OBJECT_SURFACE_H

#include "mob.h"

/* Units of making, freeing or finding what is known of a subresource. */
#define SVGA_WORK_SUBRESOURCE 128

/*
 * What the device knows of the bytes of a subresource: defined since the
 * first upload or device write and until INVALIDATE; device while the
 * device's own write is newer than the last upload or readback.
 */
typedef struct SvgaSubresource {
    SvgaByteSet defined;
    SvgaByteSet device;
} SvgaSubresource;

/* What a command makes of the bytes it was about. */
typedef struct SvgaMark {
    bool defined;
    bool knows_device;          /* false: leave that as it is */
    bool device;
} SvgaMark;

typedef struct SvgaSurface {
    uint32_t id;
    uint32_t flags;             /* SVGA3dSurface1Flags */
    uint32_t samples;           /* as the guest said it: 0 or 1 */
    uint32_t autogen_filter;
    SvgaLayout layout;
    SvgaMob *mob;               /* a reference; NULL while unbound */
    GList binding;              /* in the MOB's queue while bound */
    uint8_t *host;              /* layout.size bytes; NULL reads as zeros */
    SvgaSubresource *subs;      /* faces x mips, face-major */
} SvgaSurface;

/* A subresource for the screen: rows of texels in host memory. */
typedef struct SvgaSurfacePixels {
    const uint8_t *data;
    uint64_t pitch;
    uint32_t format_id;
    uint32_t width;
    uint32_t height;
} SvgaSurfacePixels;

SvgaStatus svga_surface_define(SvgaGb *gb,
                               const SVGA3dCmdDefineGBSurface *cmd);

/* NULL when there is no such surface. */
SvgaSurface *svga_surface_find(const SvgaGb *gb, uint32_t sid);

/*
 * The host bytes of a subresource, valid until the next command is executed.
 * SVGA_BAD_SID, SVGA_BAD_IMAGE, SVGA_OVER_BUDGET.
 */
SvgaStatus svga_surface_pixels(SvgaGb *gb, uint32_t sid, uint32_t face,
                               uint32_t mip, SvgaSurfacePixels *pixels);

/* Allocate the host bytes if that was not done yet. */
SvgaStatus svga_surface_make_host(SvgaGb *gb, SvgaSurface *surf);

/*
 * Mark the bytes of @inner, an offset within the subresource: reserve before
 * anything is done (false: over budget), mark afterwards.  Marking is
 * resumable, by job.marked, which it leaves at 0.
 */
bool svga_surface_mark_reserve(SvgaGb *gb, SvgaSubresource *sub,
                               const SvgaSpan *inner, const SvgaMark *mark);
SvgaStatus svga_surface_mark(SvgaGb *gb, SvgaSubresource *sub,
                             const SvgaSpan *inner, const SvgaMark *mark);
void svga_surface_mark_all(SvgaGb *gb, SvgaSubresource *sub,
                           const SvgaMark *mark);

/* The one place where a surface takes and lets go of its reference. */
void svga_surface_attach(SvgaSurface *surf, SvgaMob *mob);
void svga_surface_detach(SvgaGb *gb, SvgaSurface *surf);

/* Free at once; nobody may find it any more. */
void svga_surface_free(SvgaGb *gb, SvgaSurface *surf);

/* What the host has at @offset of the surface; NULL is all zeros. */
static inline const uint8_t *svga_surface_host(const SvgaSurface *surf,
                                               uint64_t offset)
{
    return surf->host ? surf->host + offset : NULL;
}

static inline SvgaSubresource *svga_surface_sub(const SvgaSurface *surf,
                                                uint32_t face, uint32_t mip)
{
    return &surf->subs[face * surf->layout.mips + mip];
}

#endif
