/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Losses: stores not uploaded before their memory goes or is overwritten. */

#ifndef HW_DISPLAY_SVGA_OBJECT_LOSS_H
#define HW_DISPLAY_SVGA_OBJECT_LOSS_H

#include "surface.h"

#define SVGA_LOST_RANGES_MAX 64

/*
 * Collect in job.lost the bytes of @guest that differ from the host although
 * the device did not write them, i.e. those that an overwrite or an unbind
 * would lose.  @guest is guest memory at @offset of subresource @sub.
 */
void svga_loss_collect(SvgaGb *gb, const SvgaSurface *surf,
                       const SvgaSubresource *sub, const SvgaImage *image,
                       uint64_t offset, const uint8_t *guest, uint64_t len);

/* Report and count the losses collected for a subresource, then clear them. */
void svga_loss_report(SvgaGb *gb, const char *class,
                      const SvgaSurface *surf, uint32_t face, uint32_t mip);

/*
 * Call before the surface's MOB, or the MOB's memory, goes.  Reports stores
 * that die without an upload as died-stale, except for bytes that job.pages,
 * the replacement memory, has at the same place.  Does nothing if reports are
 * off.  Resumable; the caller ends the job.
 */
SvgaStatus svga_loss_before_unbind(SvgaGb *gb, SvgaSurface *surf);

#endif
