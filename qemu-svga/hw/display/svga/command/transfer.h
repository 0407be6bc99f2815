/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Moving bytes between MOBs and host surfaces, and between host surfaces. */

#ifndef HW_DISPLAY_SVGA_COMMAND_TRANSFER_H
#define HW_DISPLAY_SVGA_COMMAND_TRANSFER_H

#include "../object/surface.h"

/*
 * A partial command with @invert means all of the image but the box; nothing
 * at all is left if the box is the image.  All of them check the whole
 * command before they move a byte, and are resumable: SVGA_AGAIN asks for the
 * same call in the next slice.  Errors: SVGA_BAD_SID, SVGA_BAD_IMAGE,
 * SVGA_BAD_BOX, SVGA_NOT_BOUND, SVGA_MOB_TOO_SMALL, SVGA_OVER_BUDGET,
 * SVGA_DMA_ERROR.
 */
SvgaStatus svga_transfer_update_image(SvgaGb *gb,
                                      const SVGA3dSurfaceImageId *image,
                                      const SVGA3dBox *box);
SvgaStatus svga_transfer_update_surface(SvgaGb *gb, uint32_t sid);

/* Report guest bytes that the copy is about to overwrite as clobbered. */
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
 * SURFACE_COPY of @count boxes in their order, as if each were read wholly
 * before it is written.  No box is legal and does nothing, whatever the
 * formats.  Else also SVGA_FORMAT_MISMATCH when the formats' blocks or planes
 * differ; equal ones need nothing else in common, as only bytes are moved.
 */
SvgaStatus svga_transfer_copy(SvgaGb *gb, const SVGA3dSurfaceImageId *src,
                              const SVGA3dSurfaceImageId *dst,
                              const SVGA3dCopyBox *boxes, uint32_t count);

#endif
