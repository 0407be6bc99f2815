/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Surfaces: the host's copy of what the guest keeps in a MOB. */

#ifndef HW_DISPLAY_SVGA_OBJECT_SURFACE_H
#define HW_DISPLAY_SVGA_OBJECT_SURFACE_H

#include "mob.h"

/* Units for making, freeing or finding the state of a subresource. */
#define SVGA_WORK_SUBRESOURCE 128

/*
 * State of a subresource's bytes.  defined: from the first upload or device
 * write until INVALIDATE.  device: while a device write is newer than the last
 * upload or readback.
 */
typedef struct SvgaSubresource {
    SvgaByteSet defined;
    SvgaByteSet device;
} SvgaSubresource;

/* The new state that a command gives to the bytes it covers. */
typedef struct SvgaMark {
    bool defined;
    bool knows_device;          /* false: leave device unchanged */
    bool device;
} SvgaMark;

typedef struct SvgaSurface {
    uint32_t id;
    uint32_t flags;             /* SVGA3dSurface1Flags */
    uint32_t samples;           /* as the guest gave it: 0 or 1 */
    uint32_t autogen_filter;
    SvgaLayout layout;
    SvgaMob *mob;               /* counted; NULL while unbound */
    GList binding;              /* in the MOB's queue while bound */
    uint8_t *host;              /* layout.size bytes; NULL reads as zeros */
    SvgaSubresource *subs;      /* faces x mips, face-major */
} SvgaSurface;

/* A subresource for display: rows of texels in host memory. */
typedef struct SvgaSurfacePixels {
    const uint8_t *data;
    uint64_t pitch;
    uint32_t format_id;
    uint32_t width;
    uint32_t height;
} SvgaSurfacePixels;

SvgaStatus svga_surface_define(SvgaGb *gb,
                               const SVGA3dCmdDefineGBSurface *cmd);

/* NULL if there is no such surface. */
SvgaSurface *svga_surface_find(const SvgaGb *gb, uint32_t sid);

/*
 * The host bytes of a subresource, valid until the next command is executed.
 * SVGA_BAD_SID, SVGA_BAD_IMAGE, SVGA_OVER_BUDGET.
 */
SvgaStatus svga_surface_pixels(SvgaGb *gb, uint32_t sid, uint32_t face,
                               uint32_t mip, SvgaSurfacePixels *pixels);

/* Allocate the host bytes unless they exist already. */
SvgaStatus svga_surface_make_host(SvgaGb *gb, SvgaSurface *surf);

/*
 * Mark the bytes of @inner, whose offset is relative to the subresource:
 * reserve before anything is done (false: over budget), mark afterwards.
 * Marking is resumable through job.marked, which it leaves at 0.
 */
bool svga_surface_mark_reserve(SvgaGb *gb, SvgaSubresource *sub,
                               const SvgaSpan *inner, const SvgaMark *mark);
SvgaStatus svga_surface_mark(SvgaGb *gb, SvgaSubresource *sub,
                             const SvgaSpan *inner, const SvgaMark *mark);
void svga_surface_mark_all(SvgaGb *gb, SvgaSubresource *sub,
                           const SvgaMark *mark);

/* The only place where a surface takes and drops its MOB reference. */
void svga_surface_attach(SvgaSurface *surf, SvgaMob *mob);
void svga_surface_detach(SvgaGb *gb, SvgaSurface *surf);

/* Frees at once; the surface must not be reachable any more. */
void svga_surface_free(SvgaGb *gb, SvgaSurface *surf);

/* Host bytes at @offset of the surface; NULL means all zeros. */
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
