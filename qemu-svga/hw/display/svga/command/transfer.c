/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* UPDATE, READBACK and INVALIDATE of images and whole surfaces. */

#include "qemu/osdep.h"
#include "hw/display/svga-wire.h"
#include "../object/loss.h"
#include "transfer.h"

typedef struct SvgaTransferOp SvgaTransferOp;

/* Maximum number of boxes left when a box is cut out of another. */
#define SVGA_TRANSFER_BOXES 6

/*
 * One command: its subresources, and the boxes of them.  Its steps are the
 * planes of the boxes of the subresources, planes innermost.
 */
typedef struct SvgaTransfer {
    const SvgaTransferOp *op;
    const char *cmd;
    SvgaSurface *surf;
    uint32_t first;             /* subresource, face-major */
    uint32_t subs;
    bool whole;                 /* all of each subresource, as one box */
    uint32_t boxes;
    SVGA3dBox box[SVGA_TRANSFER_BOXES];
} SvgaTransfer;

typedef struct SvgaTransferStep {
    uint32_t face;
    uint32_t mip;
    uint32_t plane;
    bool last_plane;
    SvgaSubresource *sub;
    SvgaImage image;
    SVGA3dBox box;
    SvgaSpan span;              /* the box, in the MOB layout */
    SvgaSpan inner;             /* the same within the subresource */
} SvgaTransferStep;

/*
 * Operations of each kind of transfer: begin runs once, before anything is
 * moved; move per chunk (NULL: nothing is moved); finish per step.
 */
struct SvgaTransferOp {
    const char *event;
    SvgaMark mark;
    void (*begin)(SvgaGb *gb, const SvgaSurface *surf);
    uint64_t (*cost)(const SvgaGb *gb);     /* units per byte moved */
    SvgaStatus (*move)(SvgaGb *gb, const SvgaTransfer *t,
                       const SvgaTransferStep *step, uint64_t offset,
                       uint64_t len);
    void (*finish)(SvgaGb *gb, const SvgaTransfer *t,
                   const SvgaTransferStep *step, SvgaReportAccess *access);
};

static uint32_t svga_transfer_steps(const SvgaTransfer *t)
{
    return t->subs * t->boxes * t->surf->layout.format.planes;
}

/* The boxes have been checked already. */
static void svga_transfer_step_init(SvgaTransferStep *step,
                                    const SvgaTransfer *t, uint32_t index)
{
    const SvgaLayout *layout = &t->surf->layout;
    uint32_t planes = layout->format.planes;
    uint32_t sub = t->first + index / planes / t->boxes;

    step->plane = index % planes;
    step->last_plane = step->plane == planes - 1;
    step->face = sub / layout->mips;
    step->mip = sub % layout->mips;
    step->sub = svga_surface_sub(t->surf, step->face, step->mip);
    svga_layout_image(layout, step->face, step->mip, &step->image);
    step->box = t->whole ? svga_image_box(&step->image) :
                           t->box[index / planes % t->boxes];
    svga_image_span(layout, &step->image, step->plane, &step->box,
                    &step->span);
    step->inner = step->span;
    step->inner.offset -= step->image.offset;
}

/* True if bound, the MOB covers all bytes to move, and host memory exists. */
static SvgaStatus svga_transfer_check(SvgaGb *gb, const SvgaTransfer *t)
{
    uint32_t steps = svga_transfer_steps(t);
    SvgaTransferStep step;

    if (!t->surf->mob) {
        return SVGA_NOT_BOUND;
    }
    svga_work_charge(&gb->work, (uint64_t)steps * SVGA_WORK_SUBRESOURCE);
    for (uint32_t i = 0; i < steps; i++) {
        svga_transfer_step_init(&step, t, i);
        if (svga_span_end(&step.span) > t->surf->mob->pages.size) {
            return SVGA_MOB_TOO_SMALL;
        }
    }
    return svga_surface_make_host(gb, t->surf);
}

/* Only transfers of parts need bitmaps; whole subresources need none. */
static SvgaStatus svga_transfer_reserve(SvgaGb *gb, const SvgaTransfer *t)
{
    uint32_t steps = t->whole ? 0 : svga_transfer_steps(t);
    SvgaTransferStep step;

    for (uint32_t i = 0; i < steps; i++) {
        svga_transfer_step_init(&step, t, i);
        if (!svga_surface_mark_reserve(gb, step.sub, &step.inner,
                                       &t->op->mark)) {
            return SVGA_OVER_BUDGET;
        }
    }
    return SVGA_OK;
}

static SvgaStatus svga_transfer_mark(SvgaGb *gb, const SvgaTransfer *t,
                                     const SvgaTransferStep *step)
{
    if (!t->whole) {
        return svga_surface_mark(gb, step->sub, &step->inner, &t->op->mark);
    }
    if (step->last_plane) {
        svga_surface_mark_all(gb, step->sub, &t->op->mark);
    }
    return SVGA_OK;
}

/* No faults in surfaces on a screen, which a console may draw at any time. */
static void svga_update_begin(SvgaGb *gb, const SvgaSurface *surf)
{
    if (!gb->hooks.surface_shown(gb->hooks.opaque, surf->id)) {
        gb->job.fault = svga_inject_next(gb->inject);
    }
    gb->stats.updates++;
}

static uint64_t svga_count_changed(const uint8_t *a, const uint8_t *b,
                                   uint64_t len)
{
    uint64_t changed = 0;

    for (uint64_t i = 0; i < len; i++) {
        changed += a[i] != b[i];
    }
    return changed;
}

/* Costs more if the bytes are fetched, compared and then stored. */
static uint64_t svga_update_cost(const SvgaGb *gb)
{
    return gb->account || gb->job.fault != SVGA_INJECT_NONE ?
           SVGA_WORK_COMPARE : 1;
}

static SvgaStatus svga_update_move(SvgaGb *gb, const SvgaTransfer *t,
                                   const SvgaTransferStep *step,
                                   uint64_t offset, uint64_t len)
{
    uint8_t *host = t->surf->host + offset;
    SvgaStatus status;

    if (!gb->account && gb->job.fault == SVGA_INJECT_NONE) {
        return svga_mob_read(gb, t->surf->mob, offset, host, len);
    }
    status = svga_mob_read(gb, t->surf->mob, offset, gb->scratch, len);
    if (status == SVGA_OK &&
        svga_inject_rotate(gb->job.fault, &t->surf->layout.format,
                           gb->scratch, len)) {
        gb->job.changed += svga_count_changed(gb->scratch, host, len);
        memcpy(host, gb->scratch, len);
    }
    return status;
}

/* An injected fault goes unnoticed: the device believes all was uploaded. */
static void svga_update_finish(SvgaGb *gb, const SvgaTransfer *t,
                               const SvgaTransferStep *step,
                               SvgaReportAccess *access)
{
    gb->stats.bytes_reported += svga_span_bytes(&step->span);
    if (gb->account) {
        gb->stats.bytes_changed += gb->job.changed;
        access->has_changed = true;
        access->changed = gb->job.changed;
    }
    if (step->last_plane) {
        gb->hooks.surface_changed(gb->hooks.opaque, t->surf->id, step->face,
                                  step->mip, &step->box);
    }
}

static void svga_readback_begin(SvgaGb *gb, const SvgaSurface *surf)
{
    svga_range_list_init(&gb->job.lost, SVGA_LOST_RANGES_MAX);
    gb->stats.readbacks++;
}

/* Overwritten bytes are compared only if losses are reported. */
static uint64_t svga_readback_cost(const SvgaGb *gb)
{
    return svga_report_on(gb->report) ? SVGA_WORK_COMPARE : 1;
}

static SvgaStatus svga_readback_move(SvgaGb *gb, const SvgaTransfer *t,
                                     const SvgaTransferStep *step,
                                     uint64_t offset, uint64_t len)
{
    SvgaStatus status;

    if (svga_report_on(gb->report)) {
        status = svga_mob_read(gb, t->surf->mob, offset, gb->scratch, len);
        if (status != SVGA_OK) {
            return status;
        }
        svga_loss_collect(gb, t->surf, step->sub, &step->image, offset,
                          gb->scratch, len);
    }
    return svga_mob_write(gb, t->surf->mob, offset, t->surf->host + offset,
                          len);
}

static void svga_readback_finish(SvgaGb *gb, const SvgaTransfer *t,
                                 const SvgaTransferStep *step,
                                 SvgaReportAccess *access)
{
    gb->stats.clobbered += gb->job.lost.bytes;
    svga_loss_report(gb, SVGA_WIRE_CLOBBERED, t->surf, step->face,
                     step->mip);
}

static const SvgaTransferOp svga_update_op = {
    SVGA_WIRE_UPDATE, { .defined = true, .knows_device = true },
    svga_update_begin, svga_update_cost, svga_update_move,
    svga_update_finish,
};

static const SvgaTransferOp svga_readback_op = {
    SVGA_WIRE_READBACK, { .defined = true, .knows_device = true },
    svga_readback_begin, svga_readback_cost, svga_readback_move,
    svga_readback_finish,
};

/*
 * Host bytes, and who wrote them, stay known: after an unbind that follows at
 * once, as in vmwgfx, a lost store must still be told from discarded device
 * output.
 */
static const SvgaTransferOp svga_invalidate_op = {
    SVGA_WIRE_INVALIDATE, { .defined = false }, NULL, NULL, NULL, NULL,
};

static SvgaStatus svga_transfer_move(SvgaGb *gb, const SvgaTransfer *t,
                                     const SvgaTransferStep *step)
{
    SvgaSpan span = step->span;
    SvgaStatus status = SVGA_OK;
    uint64_t chunks, offset, len, units;

    if (!t->op->move || !svga_inject_cut(gb->job.fault, &span)) {
        return SVGA_OK;
    }
    svga_span_flatten(&span);
    chunks = svga_span_chunks(&span, SVGA_CHUNK_BYTES);
    while (gb->job.chunk < chunks && status == SVGA_OK) {
        svga_span_chunk(&span, SVGA_CHUNK_BYTES, gb->job.chunk, &offset, &len);
        /* the bytes, and the bits of both sets that record who wrote them */
        units = MAX(len * t->op->cost(gb), 3 * svga_work_touch(offset, len));
        if (!svga_gb_work(gb, units)) {
            return SVGA_AGAIN;
        }
        status = t->op->move(gb, t, step, offset, len);
        gb->job.chunk++;
    }
    return status;
}

static void svga_transfer_finish(SvgaGb *gb, const SvgaTransfer *t,
                                 const SvgaTransferStep *step)
{
    SvgaReportAccess access = {
        .event = t->op->event,
        .cmd = t->cmd,
        .sid = t->surf->id,
        .face = step->face,
        .mip = step->mip,
        .planes = t->surf->layout.format.planes,
        .plane = step->plane,
        .box = step->box,
        .span = step->span,
    };

    if (t->op->finish) {
        t->op->finish(gb, t, step, &access);
    }
    svga_report_access(gb->report, &access);
    gb->job.chunk = 0;
    gb->job.changed = 0;
}

static SvgaStatus svga_transfer_begin(SvgaGb *gb, const SvgaTransfer *t)
{
    SvgaStatus status = SVGA_OK;

    if (t->op->move) {
        status = svga_transfer_check(gb, t);
    }
    if (status == SVGA_OK) {
        status = svga_transfer_reserve(gb, t);
    }
    if (status == SVGA_OK && t->op->begin) {
        t->op->begin(gb, t->surf);
    }
    gb->job.active = status == SVGA_OK;
    return status;
}

static SvgaStatus svga_transfer_run(SvgaGb *gb, const SvgaTransfer *t)
{
    uint32_t steps = svga_transfer_steps(t);
    SvgaStatus status = SVGA_OK;
    SvgaTransferStep step;

    if (!gb->job.active) {
        status = svga_transfer_begin(gb, t);
    }
    while (status == SVGA_OK && gb->job.step < steps) {
        if (svga_work_spent(&gb->work)) {
            return SVGA_AGAIN;
        }
        svga_transfer_step_init(&step, t, gb->job.step);
        status = svga_transfer_move(gb, t, &step);
        if (status == SVGA_OK) {
            status = svga_transfer_mark(gb, t, &step);
        }
        if (status == SVGA_OK) {
            svga_transfer_finish(gb, t, &step);
            svga_gb_step(gb);
            gb->job.step++;
        }
    }
    if (status != SVGA_AGAIN) {
        svga_gb_job_end(gb);
    }
    return status;
}

static void svga_transfer_add_box(SvgaTransfer *t, const SVGA3dBox *box)
{
    if (box->w && box->h && box->d) {
        t->box[t->boxes++] = *box;
    }
}

/*
 * All of the image except @box: the slices before and after it, the rows above
 * and below it, and both ends of its own rows.
 */
static void svga_transfer_invert(SvgaTransfer *t, const SvgaImage *image,
                                 const SVGA3dBox *box)
{
    uint32_t right = box->x + box->w, below = box->y + box->h;
    uint32_t behind = box->z + box->d;
    const SVGA3dBox rest[SVGA_TRANSFER_BOXES] = {
        { 0, 0, 0, image->width, image->height, box->z },
        { 0, 0, box->z, image->width, box->y, box->d },
        { 0, box->y, box->z, box->x, box->h, box->d },
        { right, box->y, box->z, image->width - right, box->h, box->d },
        { 0, below, box->z, image->width, image->height - below, box->d },
        { 0, 0, behind, image->width, image->height, image->depth - behind },
    };

    for (size_t i = 0; i < ARRAY_SIZE(rest); i++) {
        svga_transfer_add_box(t, &rest[i]);
    }
}

/* @box NULL: the whole image; @invert: the whole image except the box. */
static SvgaStatus svga_transfer_image(SvgaGb *gb, const SvgaTransferOp *op,
                                      const char *cmd,
                                      const SVGA3dSurfaceImageId *id,
                                      const SVGA3dBox *box, bool invert)
{
    SvgaSurface *surf = svga_surface_find(gb, id->sid);
    SvgaTransfer t = { .op = op, .cmd = cmd, .surf = surf, .subs = 1 };
    SvgaStatus status;
    SvgaImage image;
    SvgaSpan span;

    if (!surf) {
        return SVGA_BAD_SID;
    }
    status = svga_layout_image(&surf->layout, id->face, id->mipmap, &image);
    if (status == SVGA_OK && box) {
        status = svga_image_span(&surf->layout, &image, 0, box, &span);
    }
    if (status != SVGA_OK) {
        return status;
    }
    t.first = id->face * surf->layout.mips + id->mipmap;
    if (!box) {
        t.whole = true;
        t.boxes = 1;
    } else if (invert) {
        svga_transfer_invert(&t, &image, box);
    } else {
        svga_transfer_add_box(&t, box);
    }
    return svga_transfer_run(gb, &t);
}

static SvgaStatus svga_transfer_surface(SvgaGb *gb, const SvgaTransferOp *op,
                                        const char *cmd, uint32_t sid)
{
    SvgaSurface *surf = svga_surface_find(gb, sid);
    SvgaTransfer t = {
        .op = op, .cmd = cmd, .surf = surf, .whole = true, .boxes = 1,
    };

    if (!surf) {
        return SVGA_BAD_SID;
    }
    t.subs = surf->layout.faces * surf->layout.mips;
    return svga_transfer_run(gb, &t);
}

SvgaStatus svga_transfer_update_image(SvgaGb *gb,
                                      const SVGA3dSurfaceImageId *image,
                                      const SVGA3dBox *box)
{
    return svga_transfer_image(gb, &svga_update_op, "UPDATE_GB_IMAGE", image,
                               box, false);
}

SvgaStatus svga_transfer_update_surface(SvgaGb *gb, uint32_t sid)
{
    return svga_transfer_surface(gb, &svga_update_op, "UPDATE_GB_SURFACE", sid);
}

SvgaStatus svga_transfer_readback_image(SvgaGb *gb,
                                        const SVGA3dSurfaceImageId *image)
{
    return svga_transfer_image(gb, &svga_readback_op, "READBACK_GB_IMAGE",
                               image, NULL, false);
}

SvgaStatus svga_transfer_readback_partial(SvgaGb *gb,
                                          const SVGA3dSurfaceImageId *image,
                                          const SVGA3dBox *box, bool invert)
{
    return svga_transfer_image(gb, &svga_readback_op,
                               "READBACK_GB_IMAGE_PARTIAL", image, box, invert);
}

SvgaStatus svga_transfer_readback_surface(SvgaGb *gb, uint32_t sid)
{
    return svga_transfer_surface(gb, &svga_readback_op, "READBACK_GB_SURFACE",
                                 sid);
}

SvgaStatus svga_transfer_invalidate_image(SvgaGb *gb,
                                          const SVGA3dSurfaceImageId *image)
{
    return svga_transfer_image(gb, &svga_invalidate_op, "INVALIDATE_GB_IMAGE",
                               image, NULL, false);
}

SvgaStatus svga_transfer_invalidate_partial(SvgaGb *gb,
                                            const SVGA3dSurfaceImageId *image,
                                            const SVGA3dBox *box, bool invert)
{
    return svga_transfer_image(gb, &svga_invalidate_op,
                               "INVALIDATE_GB_IMAGE_PARTIAL", image, box,
                               invert);
}

SvgaStatus svga_transfer_invalidate_surface(SvgaGb *gb, uint32_t sid)
{
    return svga_transfer_surface(gb, &svga_invalidate_op,
                                 "INVALIDATE_GB_SURFACE", sid);
}
