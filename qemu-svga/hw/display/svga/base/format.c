/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Surface layout arithmetic, derived from the format table alone. */

#include "qemu/osdep.h"
#include "svga3d_surfacedefs.h"
#include "format.h"

/*
 * A planar block's first plane has a row per row of texels; the other planes
 * share the rest of the block's bytes, one row each.
 */
static void svga_format_init_planes(SvgaFormat *format,
                                    const SVGA3dSurfaceDesc *desc)
{
    uint32_t rest = desc->bytesPerBlock -
                    desc->pitchBytesPerBlock * desc->blockSize.height;

    format->planes = desc->blockDesc & SVGA3DBLOCKDESC_2PLANAR_YUV ? 2 : 3;
    format->plane[0] = (SvgaPlane) {
        desc->pitchBytesPerBlock, desc->blockSize.height,
    };
    for (uint32_t i = 1; i < format->planes; i++) {
        format->plane[i] = (SvgaPlane) { rest / (format->planes - 1), 1 };
    }
}

static bool svga_format_lookup(uint32_t format_id, SvgaFormat *format)
{
    const SVGA3dSurfaceDesc *desc;

    if (format_id >= ARRAY_SIZE(g_SVGA3dSurfaceDescs)) {
        return false;
    }
    desc = &g_SVGA3dSurfaceDescs[format_id];
    if (desc->format != format_id || !desc->bytesPerBlock ||
        desc->format == SVGA3D_FORMAT_DEAD1 ||
        desc->format == SVGA3D_FORMAT_DEAD2) {
        return false;
    }
    *format = (SvgaFormat) {
        .block_width = desc->blockSize.width,
        .block_height = desc->blockSize.height,
        .block_depth = desc->blockSize.depth,
        .block_bytes = desc->bytesPerBlock,
        .planes = 1,
        .plane[0] = { desc->bytesPerBlock, 1 },
    };
    if (desc->blockDesc & SVGA3DBLOCKDESC_PLANAR_YUV) {
        svga_format_init_planes(format, desc);
    }
    return true;
}

static uint64_t svga_blocks(uint32_t texels, uint32_t block)
{
    return DIV_ROUND_UP((uint64_t)texels, block);
}

/* False if the image is larger than the largest possible surface. */
static bool svga_image_init(SvgaImage *image, const SvgaLayout *layout,
                            uint32_t mip)
{
    const SvgaFormat *f = &layout->format;
    uint64_t row;

    image->width = MAX(layout->width >> mip, 1);
    image->height = MAX(layout->height >> mip, 1);
    image->depth = MAX(layout->depth >> mip, 1);

    /*
     * Each factor is below 2^32 and each product is checked, so nothing
     * overflows.
     */
    row = svga_blocks(image->width, f->block_width) * f->block_bytes;
    if (row > SVGA_SURFACE_SIZE_MAX) {
        return false;
    }
    image->row_pitch = svga_blocks(image->width, f->block_width) *
                       f->plane[0].bytes;
    image->slice_pitch = svga_blocks(image->height, f->block_height) * row;
    if (image->slice_pitch > SVGA_SURFACE_SIZE_MAX) {
        return false;
    }
    image->size = svga_blocks(image->depth, f->block_depth) *
                  image->slice_pitch;
    return image->size <= SVGA_SURFACE_SIZE_MAX;
}

SvgaStatus svga_layout_init(SvgaLayout *layout)
{
    SvgaImage image;

    if (!svga_format_lookup(layout->format_id, &layout->format)) {
        return SVGA_BAD_FORMAT;
    }
    if (!layout->width || !layout->height || !layout->depth ||
        !layout->faces || layout->faces > SVGA3D_MAX_SURFACE_FACES ||
        !layout->mips || layout->mips > SVGA_SURFACE_MIPS_MAX) {
        return SVGA_BAD_SURFACE;
    }

    layout->face_size = 0;
    for (uint32_t mip = 0; mip < layout->mips; mip++) {
        if (!svga_image_init(&image, layout, mip)) {
            return SVGA_BAD_SURFACE;
        }
        layout->face_size += image.size;
    }
    layout->size = layout->face_size * layout->faces;
    return layout->size <= SVGA_SURFACE_SIZE_MAX ? SVGA_OK : SVGA_BAD_SURFACE;
}

SvgaStatus svga_layout_image(const SvgaLayout *layout, uint32_t face,
                             uint32_t mip, SvgaImage *image)
{
    uint64_t offset;

    if (face >= layout->faces || mip >= layout->mips) {
        return SVGA_BAD_IMAGE;
    }
    offset = layout->face_size * face;
    for (uint32_t i = 0; i < mip; i++) {
        svga_image_init(image, layout, i);
        offset += image->size;
    }
    svga_image_init(image, layout, mip);
    image->offset = offset;
    return SVGA_OK;
}

SVGA3dBox svga_image_box(const SvgaImage *image)
{
    return (SVGA3dBox) {
        .w = image->width,
        .h = image->height,
        .d = image->depth,
    };
}

/* One axis of a box: inside the image and made of whole blocks. */
static bool svga_axis_ok(uint32_t pos, uint32_t len, uint32_t extent,
                         uint32_t block)
{
    uint64_t end = (uint64_t)pos + len;

    return len && end <= extent && pos % block == 0 &&
           (end % block == 0 || end == extent);
}

/* Offset of a plane within each slice of the image. */
static uint64_t svga_image_plane(const SvgaFormat *f, const SvgaImage *image,
                                 uint32_t plane)
{
    uint64_t blocks = svga_blocks(image->width, f->block_width) *
                      svga_blocks(image->height, f->block_height);
    uint64_t offset = 0;

    for (uint32_t i = 0; i < plane; i++) {
        offset += blocks * f->plane[i].bytes * f->plane[i].rows;
    }
    return offset;
}

SvgaStatus svga_image_span(const SvgaLayout *layout, const SvgaImage *image,
                           uint32_t plane, const SVGA3dBox *box,
                           SvgaSpan *span)
{
    const SvgaFormat *f = &layout->format;
    const SvgaPlane *p = &f->plane[plane];
    uint64_t pitch = svga_blocks(image->width, f->block_width) * p->bytes;

    if (!svga_axis_ok(box->x, box->w, image->width, f->block_width) ||
        !svga_axis_ok(box->y, box->h, image->height, f->block_height) ||
        !svga_axis_ok(box->z, box->d, image->depth, f->block_depth)) {
        return SVGA_BAD_BOX;
    }
    *span = (SvgaSpan) {
        .offset = image->offset +
                  box->z / f->block_depth * image->slice_pitch +
                  svga_image_plane(f, image, plane) +
                  box->y / f->block_height * p->rows * pitch +
                  (uint64_t)(box->x / f->block_width) * p->bytes,
        .row_bytes = svga_blocks(box->w, f->block_width) * p->bytes,
        .rows = svga_blocks(box->h, f->block_height) * p->rows,
        .row_pitch = pitch,
        .slices = svga_blocks(box->d, f->block_depth),
        .slice_pitch = image->slice_pitch,
    };
    return SVGA_OK;
}

void svga_span_flatten(SvgaSpan *span)
{
    if (span->rows > 1 && span->row_bytes == span->row_pitch) {
        span->row_bytes *= span->rows;
        span->row_pitch = span->row_bytes;
        span->rows = 1;
    }
    if (span->slices > 1 && span->rows == 1 &&
        span->row_bytes == span->slice_pitch) {
        span->row_bytes *= span->slices;
        span->row_pitch = span->row_bytes;
        span->slice_pitch = span->row_bytes;
        span->slices = 1;
    }
}

uint64_t svga_span_chunks(const SvgaSpan *span, uint64_t max)
{
    return DIV_ROUND_UP(span->row_bytes, max) * span->rows * span->slices;
}

void svga_span_chunk(const SvgaSpan *span, uint64_t max, uint64_t index,
                     uint64_t *offset, uint64_t *len)
{
    uint64_t per_row = DIV_ROUND_UP(span->row_bytes, max);
    uint64_t row = index / per_row;
    uint64_t start = index % per_row * max;

    *offset = span->offset + row / span->rows * span->slice_pitch +
              row % span->rows * span->row_pitch + start;
    *len = MIN(max, span->row_bytes - start);
}
