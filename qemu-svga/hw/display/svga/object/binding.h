/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What binds surfaces to MOBs, and what parts the two. */

#ifndef HW_DISPLAY_SVGA_OBJECT_BINDING_H
#define HW_DISPLAY_SVGA_OBJECT_BINDING_H

#include "surface.h"

/* Looks for losses first, when reports are on.  Resumable. */
SvgaStatus svga_surface_destroy(SvgaGb *gb, uint32_t sid);

/*
 * SVGA3D_INVALID_ID unbinds.  Looks for losses before it lets go of the
 * present MOB, when reports are on.  Copies nothing.  Resumable.
 */
SvgaStatus svga_surface_bind(SvgaGb *gb, uint32_t sid, uint32_t mobid);

/*
 * Give the MOB other memory, or with @root NULL walk its page table anew.
 * Surfaces stay bound.  Stores that were not uploaded and that the new memory
 * does not have are reported as died-stale.  An error leaves the MOB as it
 * was.  SVGA_BAD_MOB, and what svga_page_list_walk() returns.  Resumable.
 */
SvgaStatus svga_mob_redefine(SvgaGb *gb, uint32_t mobid,
                             const SvgaPageRoot *root);

/*
 * Surfaces still bound to it get unbound first, with the same look for
 * losses as in BIND_GB_SURFACE.  The id is free at once, the object goes with
 * the last reference.  SVGA_BAD_MOB.  Resumable.
 */
SvgaStatus svga_mob_destroy(SvgaGb *gb, uint32_t mobid);

#endif
