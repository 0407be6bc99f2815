/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Where guest memory and host surfaces differ, and what an unbind loses. */

#ifndef HW_DISPLAY_SVGA_OBJECT_LOSS_H
#define HW_DISPLAY_SVGA_OBJECT_LOSS_H

#include "surface.h"

#define SVGA_LOST_RANGES_MAX 64

/* Bytes that are equal have no class. */
typedef enum SvgaAuditClass {
    SVGA_AUDIT_STALE,           /* guest memory is newer and nothing said so */
    SVGA_AUDIT_DEVICE_NEWER,    /* written by the device, not yet read back */
    SVGA_AUDIT_UNDEFINED,       /* never uploaded, or invalidated since */
    SVGA_AUDIT_CLASSES
} SvgaAuditClass;

const char *svga_audit_class_name(SvgaAuditClass class);

/*
 * The next difference at or behind @from: its start, and its length in *@len;
 * @size if there is none.  @host NULL is all zeros.
 */
uint64_t svga_compare_next(const uint8_t *guest, const uint8_t *host,
                           uint64_t from, uint64_t size, uint64_t *len);

/* What the host has at @offset of the surface, for svga_compare_next(). */
static inline const uint8_t *svga_audit_host(const SvgaSurface *surf,
                                             uint64_t offset)
{
    return surf->host ? surf->host + offset : NULL;
}

/*
 * Collect in job.lost the bytes of @guest, which is guest memory at @offset of
 * subresource @sub, that differ from the host although the device did not
 * write them: what an overwrite or an unbind would lose.
 */
void svga_audit_collect_lost(SvgaGb *gb, const SvgaSurface *surf,
                             const SvgaSubresource *sub,
                             const SvgaImage *image, uint64_t offset,
                             const uint8_t *guest, uint64_t len);

/* Report and count what was collected of a subresource, then forget it. */
void svga_audit_report_lost(SvgaGb *gb, const char *class,
                            const SvgaSurface *surf, uint32_t face,
                            uint32_t mip);

/*
 * Before the surface's MOB, or the memory of it, goes: report what dies
 * unuploaded as died-stale, but for bytes that job.pages, the memory that
 * comes instead, has at the same place.  Does nothing when reports are off.
 * Resumable; the caller ends the job.
 */
SvgaStatus svga_audit_before_unbind(SvgaGb *gb, SvgaSurface *surf);

#endif
