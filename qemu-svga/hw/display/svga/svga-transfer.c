/* SPDX-License-Identifier: GPL-2.0-or-later */
/* UPDATE, READBACK and INVALIDATE of images and whole surfaces. */

#include "qemu/osdep.h"
#include "svga-audit.h"
#include "svga-transfer.h"

typedef struct SvgaTransferOp SvgaTransferOp;

/* One command: which subresources, and which box of them. */
typedef struct SvgaTransfer {
    const SvgaTransferOp *op;
    const char *cmd;
    SvgaSurface *surf;
    uint32_t first;             /* subresource, face-major */
    uint32_t count;
    const SVGA3dBox *box;       /* NULL = all of each subresource */
} SvgaTransfer;

/* The subresource that is being worked on. */
typedef struct SvgaTransferStep {
    uint32_t face;
    uint32_t mip;
    SvgaSubresource *sub;
    SvgaImage image;
    SVGA3dBox box;
    SvgaSpan span;              /* of the box, in the MOB layout */
    SvgaSpan inner;             /* the same within the subresource */
} SvgaTransferStep;

/*
 * What the kinds of transfers do: begin once, before anything is moved, move
 * for each chunk (NULL: nothing is moved), finish for each subresource.
 */
struct SvgaTransferOp {
    const char *event;
    SvgaStatus (*begin)(SvgaGb *gb, const SvgaTransfer *t);
    SvgaStatus (*move)(SvgaGb *gb, const SvgaTransfer *t,
                       const SvgaTransferStep *step, uint64_t offset,
                       uint64_t len);
    void (*finish)(SvgaGb *gb, const SvgaTransfer *t,
                   const SvgaTransferStep *step, SvgaReportAccess *access);
};

/* Also what checks the guest's image and box, before begin. */
static SvgaStatus svga_transfer_step_init(SvgaTransferStep *step,
                                          const SvgaTransfer *t,
                                          uint32_t index)
{
    const SvgaLayout *layout = &t->surf->layout;
    SvgaStatus status;

    step->face = index / layout->mips;
    step->mip = index % layout->mips;
    step->sub = svga_surface_sub(t->surf, step->face, step->mip);
    svga_layout_image(layout, step->face, step->mip, &step->image);
    step->box = t->box ? *t->box : svga_image_box(&step->image);
    status = svga_image_span(layout, &step->image, &step->box, &step->span);
    step->inner = step->span;
    step->inner.offset -= step->image.offset;
    return status;
}

/* Bound, the MOB reaches to the end of what is moved, host memory is there. */
static SvgaStatus svga_transfer_check(SvgaGb *gb, const SvgaTransfer *t)
{
    SvgaTransferStep last;

    svga_transfer_step_init(&last, t, t->first + t->count - 1);
    if (!t->surf->mob) {
        return SVGA_NOT_BOUND;
    }
    if (svga_span_end(&last.span) > t->surf->mob->pages.size) {
        return SVGA_MOB_TOO_SMALL;
    }
    return svga_surface_make_host(gb, t->surf);
}

static SvgaStatus svga_update_begin(SvgaGb *gb, const SvgaTransfer *t)
{
    SvgaStatus status = svga_transfer_check(gb, t);
    SvgaTransferStep step;

    /* Only a box needs room, and it is one; whole subresources need none. */
    svga_transfer_step_init(&step, t, t->first);
    if (status == SVGA_OK &&
        (!svga_byte_set_reserve(&step.sub->defined, &gb->budget, &step.inner,
                                true) ||
         !svga_byte_set_reserve(&step.sub->device, &gb->budget, &step.inner,
                                false))) {
        status = SVGA_OVER_BUDGET;
    }
    if (status == SVGA_OK) {
        gb->job.fault = svga_inject_next(gb->inject);
        gb->stats.updates++;
    }
    return status;
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

/* The fault, if any, is the device's: it believes that all was uploaded. */
static void svga_update_finish(SvgaGb *gb, const SvgaTransfer *t,
                               const SvgaTransferStep *step,
                               SvgaReportAccess *access)
{
    svga_byte_set_put(&step->sub->defined, &gb->budget, &step->inner, true);
    svga_byte_set_put(&step->sub->device, &gb->budget, &step->inner, false);
    gb->stats.bytes_reported += svga_span_bytes(&step->span);
    if (gb->account) {
        gb->stats.bytes_changed += gb->job.changed;
        access->has_changed = true;
        access->changed = gb->job.changed;
    }
    gb->hooks.surface_changed(gb->hooks.opaque, t->surf->id, step->face,
                              step->mip, &step->box);
}

static SvgaStatus svga_readback_begin(SvgaGb *gb, const SvgaTransfer *t)
{
    SvgaStatus status = svga_transfer_check(gb, t);

    if (status == SVGA_OK) {
        svga_range_list_init(&gb->job.lost, SVGA_LOST_RANGES_MAX);
        gb->stats.readbacks++;
    }
    return status;
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
        svga_audit_collect_lost(&gb->job.lost, t->surf, step->sub,
                                &step->image, offset, gb->scratch, len);
    }
    return svga_mob_write(gb, t->surf->mob, offset, t->surf->host + offset,
                          len);
}

/* Both sides agree now, whatever they knew before. */
static void svga_readback_finish(SvgaGb *gb, const SvgaTransfer *t,
                                 const SvgaTransferStep *step,
                                 SvgaReportAccess *access)
{
    gb->stats.clobbered += gb->job.lost.bytes;
    svga_audit_report_lost(gb, "clobbered", t->surf, step->face, step->mip);
    svga_byte_set_fill(&step->sub->defined, &gb->budget, true);
    svga_byte_set_fill(&step->sub->device, &gb->budget, false);
}

static SvgaStatus svga_invalidate_begin(SvgaGb *gb, const SvgaTransfer *t)
{
    return SVGA_OK;
}

/*
 * Host bytes and who wrote them stay known: an unbind right behind this,
 * as vmwgfx does it, has to tell a lost store from dropped device output.
 */
static void svga_invalidate_finish(SvgaGb *gb, const SvgaTransfer *t,
                                   const SvgaTransferStep *step,
                                   SvgaReportAccess *access)
{
    svga_byte_set_fill(&step->sub->defined, &gb->budget, false);
}

static const SvgaTransferOp svga_update_op = {
    "update", svga_update_begin, svga_update_move, svga_update_finish,
};

static const SvgaTransferOp svga_readback_op = {
    "readback", svga_readback_begin, svga_readback_move, svga_readback_finish,
};

static const SvgaTransferOp svga_invalidate_op = {
    "invalidate", svga_invalidate_begin, NULL, svga_invalidate_finish,
};

static SvgaStatus svga_transfer_move(SvgaGb *gb, const SvgaTransfer *t,
                                     const SvgaTransferStep *step)
{
    SvgaSpan span = step->span;
    SvgaStatus status = SVGA_OK;
    uint64_t chunks, offset, len;

    if (!t->op->move || !svga_inject_cut(gb->job.fault, &span)) {
        return SVGA_OK;
    }
    svga_span_flatten(&span);
    chunks = svga_span_chunks(&span, SVGA_CHUNK_BYTES);
    while (gb->job.chunk < chunks && status == SVGA_OK) {
        svga_span_chunk(&span, SVGA_CHUNK_BYTES, gb->job.chunk, &offset, &len);
        if (!svga_gb_work(gb, len)) {
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
        .box = step->box,
        .span = step->span,
    };

    t->op->finish(gb, t, step, &access);
    svga_report_access(gb->report, &access);
    gb->job.chunk = 0;
    gb->job.changed = 0;
}

static SvgaStatus svga_transfer_run(SvgaGb *gb, const SvgaTransfer *t)
{
    SvgaStatus status = SVGA_OK;
    SvgaTransferStep step;

    if (!gb->job.active) {
        status = svga_transfer_step_init(&step, t, t->first);
        if (status == SVGA_OK) {
            status = t->op->begin(gb, t);
        }
        gb->job.active = status == SVGA_OK;
    }
    while (status == SVGA_OK && gb->job.step < t->count) {
        svga_transfer_step_init(&step, t, t->first + gb->job.step);
        status = svga_transfer_move(gb, t, &step);
        if (status == SVGA_OK) {
            svga_transfer_finish(gb, t, &step);
            gb->job.step++;
        }
    }
    if (status != SVGA_AGAIN) {
        svga_gb_job_end(gb);
    }
    return status;
}

static SvgaStatus svga_transfer_image(SvgaGb *gb, const SvgaTransferOp *op,
                                      const char *cmd,
                                      const SVGA3dSurfaceImageId *id,
                                      const SVGA3dBox *box)
{
    SvgaSurface *surf = svga_surface_find(gb, id->sid);
    SvgaTransfer t = { op, cmd, surf, 0, 1, box };

    if (!surf) {
        return SVGA_BAD_SID;
    }
    if (id->face >= surf->layout.faces || id->mipmap >= surf->layout.mips) {
        return SVGA_BAD_IMAGE;
    }
    t.first = id->face * surf->layout.mips + id->mipmap;
    return svga_transfer_run(gb, &t);
}

static SvgaStatus svga_transfer_surface(SvgaGb *gb, const SvgaTransferOp *op,
                                        const char *cmd, uint32_t sid)
{
    SvgaSurface *surf = svga_surface_find(gb, sid);
    SvgaTransfer t = { op, cmd, surf, 0, 0, NULL };

    if (!surf) {
        return SVGA_BAD_SID;
    }
    t.count = surf->layout.faces * surf->layout.mips;
    return svga_transfer_run(gb, &t);
}

SvgaStatus svga_transfer_update_image(SvgaGb *gb,
                                      const SVGA3dSurfaceImageId *image,
                                      const SVGA3dBox *box)
{
    return svga_transfer_image(gb, &svga_update_op, "UPDATE_GB_IMAGE", image,
                               box);
}

SvgaStatus svga_transfer_update_surface(SvgaGb *gb, uint32_t sid)
{
    return svga_transfer_surface(gb, &svga_update_op, "UPDATE_GB_SURFACE",
                                 sid);
}

SvgaStatus svga_transfer_readback_image(SvgaGb *gb,
                                        const SVGA3dSurfaceImageId *image)
{
    return svga_transfer_image(gb, &svga_readback_op, "READBACK_GB_IMAGE",
                               image, NULL);
}

SvgaStatus svga_transfer_readback_surface(SvgaGb *gb, uint32_t sid)
{
    return svga_transfer_surface(gb, &svga_readback_op,
                                 "READBACK_GB_SURFACE", sid);
}

SvgaStatus svga_transfer_invalidate_image(SvgaGb *gb,
                                          const SVGA3dSurfaceImageId *image)
{
    return svga_transfer_image(gb, &svga_invalidate_op,
                               "INVALIDATE_GB_IMAGE", image, NULL);
}

SvgaStatus svga_transfer_invalidate_surface(SvgaGb *gb, uint32_t sid)
{
    return svga_transfer_surface(gb, &svga_invalidate_op,
                                 "INVALIDATE_GB_SURFACE", sid);
}
