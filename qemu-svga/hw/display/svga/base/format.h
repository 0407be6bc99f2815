/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* How a surface's subresources lie in its MOB, byte by byte. */

#ifndef HW_DISPLAY_SVGA_BASE_FORMAT_H
#define HW_DISPLAY_SVGA_BASE_FORMAT_H

#include "svga3d_reg.h"
#include "status.h"

#define SVGA_SURFACE_MIPS_MAX 24
#define SVGA_SURFACE_SIZE_MAX (UINT64_C(1) << 30)

#define SVGA_PLANES_MAX 3

/* What one block contributes to a plane. */
typedef struct SvgaPlane {
    uint32_t bytes;             /* of a row */
    uint32_t rows;
} SvgaPlane;

/*
 * What a format is made of: blocks of so many texels and bytes.  Each slice
 * of a planar format has its planes one behind the other; every other format
 * has one plane, with one row a block.
 */
typedef struct SvgaFormat {
    uint32_t block_width;
    uint32_t block_height;
    uint32_t block_depth;
    uint32_t block_bytes;       /* in all planes */
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

/* One subresource: where it is and its extent in texels and bytes. */
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
 * A box as bytes: slices x rows runs of row_bytes each.  offset is in the
 * surface's MOB layout unless said otherwise; rows count rows of blocks.
 */
typedef struct SvgaSpan {
    uint64_t offset;
    uint64_t row_bytes;
    uint64_t row_pitch;
    uint64_t slice_pitch;
    uint32_t rows;
    uint32_t slices;
} SvgaSpan;

/* The name without SVGA3D_, or NULL if there is no such format. */
const char *svga_format_name(uint32_t format_id);

/*
 * Fill @layout, whose first six fields are the guest's.  SVGA_BAD_FORMAT,
 * SVGA_BAD_SURFACE (an extent, face or mip count out of range, or too big).
 */
SvgaStatus svga_layout_init(SvgaLayout *layout);

/* SVGA_BAD_IMAGE when there is no such subresource. */
SvgaStatus svga_layout_image(const SvgaLayout *layout, uint32_t face,
                             uint32_t mip, SvgaImage *image);

/* The box of a whole subresource. */
SVGA3dBox svga_image_box(const SvgaImage *image);

/*
 * @box as bytes of plane @plane, which is below the format's number of them.
 * SVGA_BAD_BOX when it is empty, leaves the subresource or does not lie on
 * block boundaries (the far edge may also be the image's).
 */
SvgaStatus svga_image_span(const SvgaLayout *layout, const SvgaImage *image,
                           uint32_t plane, const SVGA3dBox *box,
                           SvgaSpan *span);

static inline uint64_t svga_span_bytes(const SvgaSpan *span)
{
    return span->row_bytes * span->rows * span->slices;
}

/*
 * Make one row of everything if the rows touch each other; the bytes stay the
 * same.  A span is then walked by chunks of at most @max bytes, numbered
 * from 0 in ascending order of offset.
 */
void svga_span_flatten(SvgaSpan *span);
uint64_t svga_span_chunks(const SvgaSpan *span, uint64_t max);
void svga_span_chunk(const SvgaSpan *span, uint64_t max, uint64_t index,
                     uint64_t *offset, uint64_t *len);

/* One past the last byte that the span touches. */
static inline uint64_t svga_span_end(const SvgaSpan *span)
{
    return span->offset + (span->slices - 1) * span->slice_pitch +
           (span->rows - 1) * span->row_pitch + span->row_bytes;
}

#endif
