/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Transfers between MOBs and host surfaces, and between host surfaces. */

#ifndef HW_DISPLAY_SVGA_COMMAND_TRANSFER_H
#define HW_DISPLAY_SVGA_COMMAND_TRANSFER_H

#include "../object/surface.h"

/*
 * A partial command with @invert covers the whole image except the box; if the
 * box is the image, nothing is left.  All functions check the whole command
 * before they move a byte, and are resumable: SVGA_AGAIN asks for the same call
 * in the next slice.  Errors: SVGA_BAD_SID, SVGA_BAD_IMAGE, SVGA_BAD_BOX,
 * SVGA_NOT_BOUND, SVGA_MOB_TOO_SMALL, SVGA_OVER_BUDGET, SVGA_DMA_ERROR.
 */
SvgaStatus svga_transfer_update_image(SvgaGb *gb,
                                      const SVGA3dSurfaceImageId *image,
                                      const SVGA3dBox *box);
SvgaStatus svga_transfer_update_surface(SvgaGb *gb, uint32_t sid);

/* Guest bytes that the copy is about to overwrite are reported as clobbered. */
SvgaStatus svga_transfer_readback_image(SvgaGb *gb,
                                        const SVGA3dSurfaceImageId *image);
SvgaStatus svga_transfer_readback_partial(SvgaGb *gb,
                                          const SVGA3dSurfaceImageId *image,
                                          const SVGA3dBox *box, bool invert);
SvgaStatus svga_transfer_readback_surface(SvgaGb *gb, uint32_t sid);

/* Legal on an unbound surface: only the device's knowledge changes. */
SvgaStatus svga_transfer_invalidate_image(SvgaGb *gb,
                                          const SVGA3dSurfaceImageId *image);
SvgaStatus svga_transfer_invalidate_partial(SvgaGb *gb,
                                            const SVGA3dSurfaceImageId *image,
                                            const SVGA3dBox *box,
                                            bool invert);
SvgaStatus svga_transfer_invalidate_surface(SvgaGb *gb, uint32_t sid);

/*
 * SURFACE_COPY of @count boxes in order, each as if it were read completely
 * before it is written.  Zero boxes are legal and do nothing, whatever the
 * formats.  Otherwise also SVGA_FORMAT_MISMATCH if the blocks or planes of the
 * formats differ; the formats need nothing else in common, since only bytes are
 * moved.
 */
SvgaStatus svga_transfer_copy(SvgaGb *gb, const SVGA3dSurfaceImageId *src,
                              const SVGA3dSurfaceImageId *dst,
                              const SVGA3dCopyBox *boxes, uint32_t count);

#endif
