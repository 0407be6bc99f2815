/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Comparing guest memory with host surfaces and naming the difference. */

#include "qemu/osdep.h"
#include "hw/display/svga-wire.h"
#include "loss.h"

/* Equal bytes are skipped in pieces of this size. */
#define SVGA_COMPARE_BYTES 256

static const char *const svga_audit_class_names[SVGA_AUDIT_CLASSES] = {
    [SVGA_AUDIT_STALE] = SVGA_WIRE_STALE,
    [SVGA_AUDIT_DEVICE_NEWER] = SVGA_WIRE_DEVICE_NEWER,
    [SVGA_AUDIT_UNDEFINED] = SVGA_WIRE_UNDEFINED,
};

const char *svga_audit_class_name(SvgaAuditClass class)
{
    return svga_audit_class_names[class];
}

/*
 * Which of several lists the next *@run bytes belong to if they differ; -1
 * if to none of them.
 */
typedef int SvgaAuditSort(const SvgaSubresource *sub, uint64_t offset,
                          uint64_t *run);

/* One list of what would be lost: all but the device's own output. */
static int svga_audit_is_lost(const SvgaSubresource *sub, uint64_t offset,
                              uint64_t *run)
{
    return svga_byte_set_test(&sub->device, offset, run) ? -1 : 0;
}

static const uint8_t svga_zeros[SVGA_COMPARE_BYTES];

uint64_t svga_compare_next(const uint8_t *guest, const uint8_t *host,
                           uint64_t from, uint64_t size, uint64_t *len)
{
    uint64_t start = from, end;

    while (size - start >= SVGA_COMPARE_BYTES &&
           !memcmp(guest + start, host ? host + start : svga_zeros,
                   SVGA_COMPARE_BYTES)) {
        start += SVGA_COMPARE_BYTES;
    }
    while (start < size && guest[start] == (host ? host[start] : 0)) {
        start++;
    }
    for (end = start; end < size; end++) {
        if (guest[end] == (host ? host[end] : 0)) {
            break;
        }
    }
    *len = end - start;
    return start;
}

/* Add what differs to the list that @sort says; the number of ranges. */
static uint64_t svga_audit_collect(SvgaRangeList *lists, SvgaAuditSort *sort,
                                   const SvgaSurface *surf,
                                   const SvgaSubresource *sub,
                                   const SvgaImage *image, uint64_t offset,
                                   const uint8_t *guest, uint64_t len)
{
    const uint8_t *host = svga_audit_host(surf, offset);
    uint64_t at, run, part, ranges = 0;

    for (at = svga_compare_next(guest, host, 0, len, &run); at < len;
         at = svga_compare_next(guest, host, at + run, len, &run)) {
        for (uint64_t done = 0; done < run; done += part) {
            uint64_t pos = offset + at + done;
            int list;

            part = run - done;
            list = sort(sub, pos - image->offset, &part);
            if (list >= 0) {
                svga_range_list_add(&lists[list], pos, part);
            }
            ranges++;
        }
    }
    return ranges;
}

void svga_audit_collect_lost(SvgaGb *gb, const SvgaSurface *surf,
                             const SvgaSubresource *sub,
                             const SvgaImage *image, uint64_t offset,
                             const uint8_t *guest, uint64_t len)
{
    uint64_t ranges = svga_audit_collect(&gb->job.lost, svga_audit_is_lost,
                                         surf, sub, image, offset, guest, len);

    svga_work_charge(&gb->work, ranges * SVGA_WORK_RANGE);
}

void svga_audit_report_lost(SvgaGb *gb, const char *class,
                            const SvgaSurface *surf, uint32_t face,
                            uint32_t mip)
{
    SvgaRangeList *lost = &gb->job.lost;

    if (lost->bytes) {
        svga_report_lost(gb->report, class, surf->id, face, mip, lost);
    }
    svga_range_list_clear(lost);
}

/* Bytes of the subresource that the MOB has. */
static SvgaSpan svga_audit_span(const SvgaSurface *surf,
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
 * What the MOB's new memory, if it gets any, has as well is not lost: let the
 * old bytes there look like the host's.
 */
static void svga_audit_forgive_kept(SvgaGb *gb, const SvgaSurface *surf,
                                    uint64_t offset, uint64_t len)
{
    const uint8_t *host = svga_audit_host(surf, offset);
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

/* Memory that is no longer RAM holds nothing that could still be lost. */
static SvgaStatus svga_audit_lost_in(SvgaGb *gb, SvgaSurface *surf,
                                     const SvgaSubresource *sub,
                                     const SvgaImage *image)
{
    SvgaSpan span = svga_audit_span(surf, image);
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
            svga_audit_forgive_kept(gb, surf, offset, len);
            svga_audit_collect_lost(gb, surf, sub, image, offset,
                                    gb->scratch, len);
        }
    }
    return SVGA_OK;
}

SvgaStatus svga_audit_before_unbind(SvgaGb *gb, SvgaSurface *surf)
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
        if (svga_audit_lost_in(gb, surf, svga_surface_sub(surf, face, mip),
                               &image) == SVGA_AGAIN) {
            return SVGA_AGAIN;
        }
        gb->stats.died_stale += gb->job.lost.bytes;
        svga_audit_report_lost(gb, SVGA_WIRE_DIED_STALE, surf, face, mip);
        svga_gb_step(gb);
        gb->job.chunk = 0;
    }
    gb->job.step = 0;
    return SVGA_OK;
}
