/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The audit: where guest memory and host surfaces differ, and why. */

#ifndef HW_DISPLAY_SVGA_AUDIT_H
#define HW_DISPLAY_SVGA_AUDIT_H

#include "svga-surface.h"

#define SVGA_LOST_RANGES_MAX 64
#define SVGA_AUDIT_RANGES_DEFAULT 1024
#define SVGA_AUDIT_RANGES_MAX 65536

/* Bytes that are equal have no class. */
typedef enum SvgaAuditClass {
    SVGA_AUDIT_STALE,           /* guest memory is newer and nothing said so */
    SVGA_AUDIT_DEVICE_NEWER,    /* written by the device, not yet read back */
    SVGA_AUDIT_UNDEFINED,       /* never uploaded, or invalidated since */
    SVGA_AUDIT_CLASSES
} SvgaAuditClass;

/* The differences of one class in one subresource. */
typedef struct SvgaAuditImage {
    uint32_t face;
    uint32_t mip;
    uint64_t offset;            /* of the subresource in the MOB layout */
    uint64_t size;
    SvgaAuditClass class;
    SvgaRangeList diff;         /* offsets in the surface's MOB layout */
} SvgaAuditImage;

typedef struct SvgaAuditSurface {
    uint32_t sid;
    uint32_t mobid;
    uint32_t format_id;
    uint64_t size;
    uint32_t equal;             /* subresources without any difference */
    GArray *images;             /* of SvgaAuditImage */
} SvgaAuditSurface;

typedef struct SvgaAuditReport {
    uint32_t ranges_left;
    bool truncated;
    SvgaStatus status;          /* SVGA_DMA_ERROR: some memory was no RAM */
    GArray *surfaces;           /* of SvgaAuditSurface, ascending sid */
} SvgaAuditReport;

const char *svga_audit_class_name(SvgaAuditClass class);

/*
 * Compare every bound surface, or only @sid when that is not
 * SVGA3D_INVALID_ID (an empty report if it is not bound).  Bytes beyond the
 * MOB are not compared.  At most @max_ranges ranges are kept; byte counts
 * stay exact.  The caller makes sure that the device is quiet.
 */
SvgaAuditReport *svga_audit_run(SvgaGb *gb, uint32_t sid,
                                uint32_t max_ranges);
void svga_audit_report_free(SvgaAuditReport *report);

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
 * unuploaded as "died-stale", but for bytes that job.pages, the memory that
 * comes instead, has at the same place.  Does nothing when reports are off.
 * Resumable; the caller ends the job.
 */
SvgaStatus svga_audit_before_unbind(SvgaGb *gb, SvgaSurface *surf);

#endif
