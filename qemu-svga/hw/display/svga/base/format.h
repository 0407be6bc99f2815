/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Byte layout of a surface's subresources in its MOB. */

#ifndef HW_DISPLAY_SVGA_BASE_FORMAT_H
#define HW_DISPLAY_SVGA_BASE_FORMAT_H

#include "svga3d_reg.h"
#include "status.h"

#define SVGA_SURFACE_MIPS_MAX 24
#define SVGA_SURFACE_SIZE_MAX (UINT64_C(1) << 30)

#define SVGA_PLANES_MAX 3

/* Contribution of one block to a plane. */
typedef struct SvgaPlane {
    uint32_t bytes;             /* per row */
    uint32_t rows;
} SvgaPlane;

/*
 * Block size of a format, in texels and in bytes.  In a planar format, each
 * slice holds its planes one after the other; every other format has a single
 * plane, with one row per block.
 */
typedef struct SvgaFormat {
    uint32_t block_width;
    uint32_t block_height;
    uint32_t block_depth;
    uint32_t block_bytes;       /* sum over all planes */
    uint32_t planes;
    SvgaPlane plane[SVGA_PLANES_MAX];
} SvgaFormat;

/* The shape of a surface; everything else follows from it. */
typedef struct SvgaLayout {
    uint32_t format_id;         /* SVGA3dSurfaceFormat */
    uint32_t width;
    uint32_t height;
    uint32_t depth;
    uint32_t faces;
    uint32_t mips;
    SvgaFormat format;
    uint64_t face_size;         /* bytes of one face with all its mips */
    uint64_t size;              /* bytes of the whole surface */
} SvgaLayout;

/* One subresource: its offset, and its extent in texels and in bytes. */
typedef struct SvgaImage {
    uint64_t offset;            /* from the start of the surface */
    uint64_t size;
    uint64_t row_pitch;         /* of the first plane */
    uint64_t slice_pitch;       /* of all planes together */
    uint32_t width;
    uint32_t height;
    uint32_t depth;
} SvgaImage;

/*
 * A box in bytes: slices x rows runs of row_bytes each.  offset is relative to
 * the surface's MOB layout unless stated otherwise; rows counts rows of blocks.
 */
typedef struct SvgaSpan {
    uint64_t offset;
    uint64_t row_bytes;
    uint64_t row_pitch;
    uint64_t slice_pitch;
    uint32_t rows;
    uint32_t slices;
} SvgaSpan;

/* The name without SVGA3D_, or NULL if the format does not exist. */
const char *svga_format_name(uint32_t format_id);

/*
 * Fill @layout from its first six fields, which the guest supplies.  Returns
 * SVGA_BAD_FORMAT, or SVGA_BAD_SURFACE if an extent, face count or mip count is
 * out of range or the surface is too large.
 */
SvgaStatus svga_layout_init(SvgaLayout *layout);

/* SVGA_BAD_IMAGE if the subresource does not exist. */
SvgaStatus svga_layout_image(const SvgaLayout *layout, uint32_t face,
                             uint32_t mip, SvgaImage *image);

/* The box that covers a whole subresource. */
SVGA3dBox svga_image_box(const SvgaImage *image);

/*
 * Convert @box to the bytes of plane @plane, which must be below the format's
 * plane count.  SVGA_BAD_BOX if the box is empty, leaves the subresource or is
 * not aligned to blocks (its far edge may also be the image's edge).
 */
SvgaStatus svga_image_span(const SvgaLayout *layout, const SvgaImage *image,
                           uint32_t plane, const SVGA3dBox *box,
                           SvgaSpan *span);

static inline uint64_t svga_span_bytes(const SvgaSpan *span)
{
    return span->row_bytes * span->rows * span->slices;
}

/*
 * Merge rows that touch each other into one, without changing the bytes
 * covered.  The span can then be walked in chunks of at most @max bytes,
 * numbered from 0 in ascending order of offset.
 */
void svga_span_flatten(SvgaSpan *span);
uint64_t svga_span_chunks(const SvgaSpan *span, uint64_t max);
void svga_span_chunk(const SvgaSpan *span, uint64_t max, uint64_t index,
                     uint64_t *offset, uint64_t *len);

/* One past the last byte that the span covers. */
static inline uint64_t svga_span_end(const SvgaSpan *span)
{
    return span->offset + (span->slices - 1) * span->slice_pitch +
           (span->rows - 1) * span->row_pitch + span->row_bytes;
}

#endif
