/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* SURFACE_COPY: boxes from one host image to another, or within one. */

#include "qemu/osdep.h"
#include "transfer.h"

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

/*
 * Steps are the planes of the boxes; source and destination have equally many.
 */
static uint32_t svga_copy_planes(const SvgaCopy *copy)
{
    return copy->dst.surf->layout.format.planes;
}

/* Both sides of one step as bytes, in shapes with the same chunks. */
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

/* The phases of a command; each visits all boxes. */
enum {
    SVGA_COPY_CHECK,
    SVGA_COPY_RESERVE,
    SVGA_COPY_MOVE,
};

/* The action of a phase for box @index. */
typedef SvgaStatus SvgaCopyBoxFn(SvgaGb *gb, const SvgaCopy *copy,
                                 const SVGA3dCopyBox *boxes, uint32_t index);

static SvgaStatus svga_copy_check(SvgaGb *gb, const SvgaCopy *copy,
                                  const SVGA3dCopyBox *boxes, uint32_t index)
{
    SvgaSpan src, dst;

    return svga_copy_spans(copy, boxes, index * svga_copy_planes(copy), &src,
                           &dst);
}

static SvgaStatus svga_copy_reserve(SvgaGb *gb, const SvgaCopy *copy,
                                    const SVGA3dCopyBox *boxes,
                                    uint32_t index)
{
    SvgaSubresource *sub = svga_surface_sub(copy->dst.surf, copy->dst.face,
                                            copy->dst.mip);
    SvgaSpan src, dst;

    svga_copy_spans(copy, boxes, index * svga_copy_planes(copy), &src, &dst);
    svga_copy_inner(copy, &dst);
    return svga_surface_mark_reserve(gb, sub, &dst, &svga_copy_mark) ?
           SVGA_OK : SVGA_OVER_BUDGET;
}

static SvgaStatus svga_copy_make_host(SvgaGb *gb, const SvgaCopy *copy)
{
    SvgaStatus status = svga_surface_make_host(gb, copy->src.surf);

    return status == SVGA_OK ? svga_surface_make_host(gb, copy->dst.surf) :
                               status;
}

/*
 * Does everything that can fail, for all boxes, before the first byte moves.  A
 * box whose first plane passes the checks passes them for all planes.
 */
static SvgaStatus svga_copy_prepare(SvgaGb *gb, const SvgaCopy *copy,
                                    const SVGA3dCopyBox *boxes,
                                    uint32_t count)
{
    static SvgaCopyBoxFn *const phases[SVGA_COPY_MOVE] = {
        [SVGA_COPY_CHECK] = svga_copy_check,
        [SVGA_COPY_RESERVE] = svga_copy_reserve,
    };
    SvgaStatus status = SVGA_OK;

    while (status == SVGA_OK && gb->job.phase < SVGA_COPY_MOVE) {
        if (gb->job.step < count) {
            status = svga_gb_work(gb, 0) ?
                     phases[gb->job.phase](gb, copy, boxes, gb->job.step++) :
                     SVGA_AGAIN;
            continue;
        }
        if (gb->job.phase == SVGA_COPY_CHECK && count) {
            status = svga_copy_make_host(gb, copy);
        }
        gb->job.phase++;
        gb->job.step = 0;
    }
    return status;
}

/*
 * A copy to higher addresses within one image runs from the last chunk to the
 * first, so that no source byte is overwritten before it was read.
 */
static SvgaStatus svga_copy_move(SvgaGb *gb, const SvgaCopy *copy,
                                 const SvgaSpan *src, const SvgaSpan *dst)
{
    bool backwards = svga_copy_same_image(copy) && dst->offset > src->offset;
    uint64_t chunks = svga_span_chunks(src, SVGA_CHUNK_BYTES);
    uint64_t from, to, len, units;

    for (; gb->job.chunk < chunks; gb->job.chunk++) {
        uint64_t index = backwards ? chunks - 1 - gb->job.chunk
                                   : gb->job.chunk;

        svga_span_chunk(src, SVGA_CHUNK_BYTES, index, &from, &len);
        svga_span_chunk(dst, SVGA_CHUNK_BYTES, index, &to, &len);
        /* the bytes, and the bits that record who wrote them */
        units = 2 * (svga_work_touch(from, len) + svga_work_touch(to, len));
        if (!svga_gb_work(gb, MAX(len, units))) {
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
    SvgaStatus status = svga_copy_prepare(gb, copy, boxes, count);
    SvgaSpan src, dst;

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
