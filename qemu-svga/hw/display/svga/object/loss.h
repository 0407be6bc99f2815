/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Stores that nobody uploaded, lost when memory goes or is overwritten. */

#ifndef HW_DISPLAY_SVGA_OBJECT_LOSS_H
#define HW_DISPLAY_SVGA_OBJECT_LOSS_H

#include "surface.h"

#define SVGA_LOST_RANGES_MAX 64

/*
 * Collect in job.lost the bytes of @guest, which is guest memory at @offset of
 * subresource @sub, that differ from the host although the device did not
 * write them: what an overwrite or an unbind would lose.
 */
void svga_loss_collect(SvgaGb *gb, const SvgaSurface *surf,
                       const SvgaSubresource *sub, const SvgaImage *image,
                       uint64_t offset, const uint8_t *guest, uint64_t len);

/* Report and count what was collected of a subresource, then forget it. */
void svga_loss_report(SvgaGb *gb, const char *class,
                      const SvgaSurface *surf, uint32_t face, uint32_t mip);

/*
 * Before the surface's MOB, or the memory of it, goes: report what dies
 * unuploaded as died-stale, but for bytes that job.pages, the memory that
 * comes instead, has at the same place.  Does nothing when reports are off.
 * Resumable; the caller ends the job.
 */
SvgaStatus svga_loss_before_unbind(SvgaGb *gb, SvgaSurface *surf);

#endif
