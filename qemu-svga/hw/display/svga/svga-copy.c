/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SURFACE_COPY: boxes from one host image to another, or within one. */

#include "qemu/osdep.h"
#include "svga-transfer.h"

typedef struct SvgaCopySide {
    SvgaSurface *surf;
    uint32_t face;
    uint32_t mip;
    SvgaImage image;
} SvgaCopySide;

typedef struct SvgaCopy {
    SvgaCopySide src;
    SvgaCopySide dst;
} SvgaCopy;

static SvgaStatus svga_copy_side_init(SvgaCopySide *side, const SvgaGb *gb,
                                      const SVGA3dSurfaceImageId *id)
{
    side->surf = svga_surface_find(gb, id->sid);
    side->face = id->face;
    side->mip = id->mipmap;
    return side->surf ? svga_layout_image(&side->surf->layout, id->face,
                                          id->mipmap, &side->image)
                      : SVGA_BAD_SID;
}

static bool svga_copy_same_image(const SvgaCopy *copy)
{
    return copy->src.surf == copy->dst.surf &&
           copy->src.image.offset == copy->dst.image.offset;
}

static SVGA3dBox svga_copy_dst_box(const SVGA3dCopyBox *box)
{
    return (SVGA3dBox) { box->x, box->y, box->z, box->w, box->h, box->d };
}

/* Steps are the planes of the boxes; both sides have as many of them. */
static uint32_t svga_copy_planes(const SvgaCopy *copy)
{
    return copy->dst.surf->layout.format.planes;
}

/* Both ends of one step as bytes, in shapes that have the same chunks. */
static SvgaStatus svga_copy_spans(const SvgaCopy *copy,
                                  const SVGA3dCopyBox *boxes, uint32_t step,
                                  SvgaSpan *src, SvgaSpan *dst)
{
    const SVGA3dCopyBox *box = &boxes[step / svga_copy_planes(copy)];
    uint32_t plane = step % svga_copy_planes(copy);
    SVGA3dBox from = { box->srcx, box->srcy, box->srcz,
                       box->w, box->h, box->d };
    SVGA3dBox to = svga_copy_dst_box(box);
    SvgaSpan flat_src, flat_dst;
    SvgaStatus status;

    status = svga_image_span(&copy->src.surf->layout, &copy->src.image, plane,
                             &from, src);
    if (status == SVGA_OK) {
        status = svga_image_span(&copy->dst.surf->layout, &copy->dst.image,
                                 plane, &to, dst);
    }
    if (status != SVGA_OK) {
        return status;
    }
    flat_src = *src;
    flat_dst = *dst;
    svga_span_flatten(&flat_src);
    svga_span_flatten(&flat_dst);
    if (flat_src.rows == flat_dst.rows &&
        flat_src.slices == flat_dst.slices) {
        *src = flat_src;
        *dst = flat_dst;
    }
    return SVGA_OK;
}

static void svga_copy_inner(const SvgaCopy *copy, SvgaSpan *dst)
{
    dst->offset -= copy->dst.image.offset;
}

static const SvgaMark svga_copy_mark = {
    .defined = true, .knows_device = true, .device = true,
};

static SvgaStatus svga_copy_reserve(SvgaGb *gb, const SvgaCopy *copy,
                                    const SVGA3dCopyBox *boxes,
                                    uint32_t count)
{
    SvgaSubresource *sub = svga_surface_sub(copy->dst.surf, copy->dst.face,
                                            copy->dst.mip);
    uint32_t planes = svga_copy_planes(copy);
    SvgaSpan src, dst;

    for (uint32_t i = 0; i < count; i++) {
        svga_copy_spans(copy, boxes, i * planes, &src, &dst);
        svga_copy_inner(copy, &dst);
        if (!svga_surface_mark_reserve(gb, sub, &dst, &svga_copy_mark)) {
            return SVGA_OVER_BUDGET;
        }
    }
    return SVGA_OK;
}

/*
 * Everything that can fail, for all boxes, before the first byte moves.  What
 * is true of the first plane of a box is true of the others.
 */
static SvgaStatus svga_copy_begin(SvgaGb *gb, const SvgaCopy *copy,
                                  const SVGA3dCopyBox *boxes, uint32_t count)
{
    uint32_t planes = svga_copy_planes(copy);
    SvgaStatus status = SVGA_OK;
    SvgaSpan src, dst;

    for (uint32_t i = 0; i < count && status == SVGA_OK; i++) {
        status = svga_copy_spans(copy, boxes, i * planes, &src, &dst);
    }
    if (status == SVGA_OK && count) {
        status = svga_surface_make_host(gb, copy->src.surf);
    }
    if (status == SVGA_OK && count) {
        status = svga_surface_make_host(gb, copy->dst.surf);
    }
    return status == SVGA_OK ? svga_copy_reserve(gb, copy, boxes, count)
                             : status;
}

/*
 * Within one image a copy to higher addresses goes from the last chunk to
 * the first, so that no source byte is overwritten before it was read.
 */
static SvgaStatus svga_copy_move(SvgaGb *gb, const SvgaCopy *copy,
                                 const SvgaSpan *src, const SvgaSpan *dst)
{
    bool backwards = svga_copy_same_image(copy) && dst->offset > src->offset;
    uint64_t chunks = svga_span_chunks(src, SVGA_CHUNK_BYTES);
    uint64_t from, to, len;

    for (; gb->job.chunk < chunks; gb->job.chunk++) {
        uint64_t index = backwards ? chunks - 1 - gb->job.chunk
                                   : gb->job.chunk;

        svga_span_chunk(src, SVGA_CHUNK_BYTES, index, &from, &len);
        svga_span_chunk(dst, SVGA_CHUNK_BYTES, index, &to, &len);
        if (!svga_gb_work(gb, len)) {
            return SVGA_AGAIN;
        }
        memmove(copy->dst.surf->host + to, copy->src.surf->host + from, len);
    }
    return SVGA_OK;
}

static SvgaStatus svga_copy_finish(SvgaGb *gb, const SvgaCopy *copy,
                                   const SVGA3dCopyBox *boxes, SvgaSpan *dst)
{
    uint32_t planes = svga_copy_planes(copy);
    SvgaSubresource *sub = svga_surface_sub(copy->dst.surf, copy->dst.face,
                                            copy->dst.mip);
    SVGA3dBox to = svga_copy_dst_box(&boxes[gb->job.step / planes]);
    SvgaStatus status;

    svga_copy_inner(copy, dst);
    status = svga_surface_mark(gb, sub, dst, &svga_copy_mark);
    if (status != SVGA_OK) {
        return status;
    }
    if (gb->job.step % planes == planes - 1) {
        gb->hooks.surface_changed(gb->hooks.opaque, copy->dst.surf->id,
                                  copy->dst.face, copy->dst.mip, &to);
    }
    gb->job.chunk = 0;
    gb->job.step++;
    return SVGA_OK;
}

static SvgaStatus svga_copy_run(SvgaGb *gb, const SvgaCopy *copy,
                                const SVGA3dCopyBox *boxes, uint32_t count)
{
    SvgaStatus status = SVGA_OK;
    SvgaSpan src, dst;

    if (!gb->job.active) {
        status = svga_copy_begin(gb, copy, boxes, count);
        gb->job.active = status == SVGA_OK;
    }
    while (status == SVGA_OK &&
           gb->job.step < count * svga_copy_planes(copy)) {
        svga_copy_spans(copy, boxes, gb->job.step, &src, &dst);
        status = svga_copy_move(gb, copy, &src, &dst);
        if (status == SVGA_OK) {
            status = svga_copy_finish(gb, copy, boxes, &dst);
        }
    }
    if (status != SVGA_AGAIN) {
        svga_gb_job_end(gb);
    }
    return status;
}

SvgaStatus svga_transfer_copy(SvgaGb *gb, const SVGA3dSurfaceImageId *src,
                              const SVGA3dSurfaceImageId *dst,
                              const SVGA3dCopyBox *boxes, uint32_t count)
{
    SvgaCopy copy;
    SvgaStatus status;

    status = svga_copy_side_init(&copy.src, gb, src);
    if (status == SVGA_OK) {
        status = svga_copy_side_init(&copy.dst, gb, dst);
    }
    if (status != SVGA_OK) {
        return status;
    }
    if (count && memcmp(&copy.src.surf->layout.format,
                        &copy.dst.surf->layout.format, sizeof(SvgaFormat))) {
        return SVGA_FORMAT_MISMATCH;
    }
    status = svga_copy_run(gb, &copy, boxes, count);
    if (status == SVGA_OK) {
        svga_report_copy(gb->report, src->sid, dst->sid, count);
    }
    return status;
}
