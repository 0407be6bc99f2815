/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Binding surfaces to MOBs, and unbinding them. */

#ifndef HW_DISPLAY_SVGA_OBJECT_BINDING_H
#define HW_DISPLAY_SVGA_OBJECT_BINDING_H

#include "surface.h"

/* Looks for losses first if reports are on.  Resumable. */
SvgaStatus svga_surface_destroy(SvgaGb *gb, uint32_t sid);

/*
 * SVGA3D_INVALID_ID unbinds.  Looks for losses before it releases the current
 * MOB, if reports are on.  Copies nothing.  Resumable.
 */
SvgaStatus svga_surface_bind(SvgaGb *gb, uint32_t sid, uint32_t mobid);

/*
 * Give the MOB other memory, or, if @root is NULL, walk its page table again.
 * Surfaces stay bound.  Stores that were not uploaded and that the new memory
 * does not have are reported as died-stale.  An error leaves the MOB as it was.
 * SVGA_BAD_MOB, and the errors of svga_page_list_walk().  Resumable.
 */
SvgaStatus svga_mob_redefine(SvgaGb *gb, uint32_t mobid,
                             const SvgaPageRoot *root);

/*
 * Surfaces still bound to the MOB get unbound first, looking for losses as
 * BIND_GB_SURFACE does.  The id is free at once; the object is freed with its
 * last reference.  SVGA_BAD_MOB.  Resumable.
 */
SvgaStatus svga_mob_destroy(SvgaGb *gb, uint32_t mobid);

#endif
