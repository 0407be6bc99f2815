/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Compares guest memory with host surfaces and reports the differences. */

#include "qemu/osdep.h"
#include "hw/display/svga-wire.h"
#include "compare.h"
#include "loss.h"

void svga_loss_collect(SvgaGb *gb, const SvgaSurface *surf,
                       const SvgaSubresource *sub, const SvgaImage *image,
                       uint64_t offset, const uint8_t *guest, uint64_t len)
{
    const uint8_t *host = svga_surface_host(surf, offset);
    uint64_t at, run, part, ranges = 0;

    for (at = svga_compare_next(guest, host, 0, len, &run); at < len;
         at = svga_compare_next(guest, host, at + run, len, &run)) {
        for (uint64_t done = 0; done < run; done += part) {
            uint64_t pos = offset + at + done;

            part = run - done;
            if (!svga_byte_set_test(&sub->device, pos - image->offset,
                                    &part)) {
                svga_range_list_add(&gb->job.lost, pos, part);
            }
            ranges++;
        }
    }
    svga_work_charge(&gb->work, ranges * SVGA_WORK_RANGE);
}

void svga_loss_report(SvgaGb *gb, const char *class,
                      const SvgaSurface *surf, uint32_t face, uint32_t mip)
{
    SvgaRangeList *lost = &gb->job.lost;

    if (lost->bytes) {
        svga_report_lost(gb->report, class, surf->id, face, mip, lost);
    }
    svga_range_list_clear(lost);
}

/* Number of bytes of the subresource that lie within the MOB. */
static SvgaSpan svga_loss_span(const SvgaSurface *surf,
                               const SvgaImage *image)
{
    uint64_t mob = surf->mob->pages.size;
    uint64_t room = mob > image->offset ? mob - image->offset : 0;

    return (SvgaSpan) {
        .offset = image->offset,
        .row_bytes = MIN(room, image->size),
        .rows = 1,
        .slices = 1,
    };
}

/*
 * Bytes that the MOB's new memory, if it gets any, has as well are not lost:
 * make the old bytes there equal to the host's.
 */
static void svga_loss_forgive_kept(SvgaGb *gb, const SvgaSurface *surf,
                                   uint64_t offset, uint64_t len)
{
    const uint8_t *host = svga_surface_host(surf, offset);
    const SvgaPageList *pages = &gb->job.pages;
    uint8_t *old = gb->scratch;
    uint8_t *kept = gb->scratch + SVGA_CHUNK_BYTES / 2;

    len = offset < pages->size ? MIN(len, pages->size - offset) : 0;
    if (svga_page_list_read(&gb->mem, pages, offset, kept, len) != SVGA_OK) {
        return;
    }
    for (uint64_t i = 0; i < len; i++) {
        if (old[i] == kept[i]) {
            old[i] = host ? host[i] : 0;
        }
    }
}

/* Memory that is no longer RAM holds nothing that could be lost. */
static SvgaStatus svga_loss_in(SvgaGb *gb, SvgaSurface *surf,
                               const SvgaSubresource *sub,
                               const SvgaImage *image)
{
    SvgaSpan span = svga_loss_span(surf, image);
    const uint64_t max = SVGA_CHUNK_BYTES / 2;
    uint64_t chunks = svga_span_chunks(&span, max);
    uint64_t offset, len;

    for (; gb->job.chunk < chunks; gb->job.chunk++) {
        svga_span_chunk(&span, max, gb->job.chunk, &offset, &len);
        if (!svga_gb_work(gb, len * SVGA_WORK_COMPARE)) {
            return SVGA_AGAIN;
        }
        if (svga_mob_read(gb, surf->mob, offset, gb->scratch, len) ==
            SVGA_OK) {
            svga_loss_forgive_kept(gb, surf, offset, len);
            svga_loss_collect(gb, surf, sub, image, offset, gb->scratch,
                              len);
        }
    }
    return SVGA_OK;
}

SvgaStatus svga_loss_before_unbind(SvgaGb *gb, SvgaSurface *surf)
{
    const SvgaLayout *layout = &surf->layout;
    SvgaImage image;

    if (!surf->mob || !svga_report_on(gb->report)) {
        return SVGA_OK;
    }
    gb->job.active = true;
    if (!gb->job.lost.max) {
        svga_range_list_init(&gb->job.lost, SVGA_LOST_RANGES_MAX);
    }
    for (; gb->job.step < layout->faces * layout->mips; gb->job.step++) {
        uint32_t face = gb->job.step / layout->mips;
        uint32_t mip = gb->job.step % layout->mips;

        if (svga_work_spent(&gb->work)) {
            return SVGA_AGAIN;
        }
        svga_layout_image(layout, face, mip, &image);
        if (svga_loss_in(gb, surf, svga_surface_sub(surf, face, mip),
                         &image) == SVGA_AGAIN) {
            return SVGA_AGAIN;
        }
        gb->stats.died_stale += gb->job.lost.bytes;
        svga_loss_report(gb, SVGA_WIRE_DIED_STALE, surf, face, mip);
        svga_gb_step(gb);
        gb->job.chunk = 0;
    }
    gb->job.step = 0;
    return SVGA_OK;
}
