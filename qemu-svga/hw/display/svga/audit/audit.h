/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* One answer of the audit: bounded, and compared slice by slice. */

#ifndef HW_DISPLAY_SVGA_AUDIT_AUDIT_H
#define HW_DISPLAY_SVGA_AUDIT_AUDIT_H

#include "../object/surface.h"

/*
 * The most of one answer.  Each of its objects costs QEMU's monitor some KiB
 * in one go, and nobody wants to wait for more bytes at a time.
 */
#define SVGA_AUDIT_OBJECTS_MAX 512
#define SVGA_AUDIT_BYTES_MAX (UINT64_C(256) << 20)

/* Units of work: to look up a surface and one subresource of it. */
#define SVGA_AUDIT_OBJECT_WORK 4096

/* Bytes that are equal have no class. */
typedef enum SvgaAuditClass {
    SVGA_AUDIT_STALE,           /* guest memory is newer and nothing said so */
    SVGA_AUDIT_DEVICE_NEWER,    /* written by the device, not yet read back */
    SVGA_AUDIT_UNDEFINED,       /* never uploaded, or invalidated since */
    SVGA_AUDIT_CLASSES
} SvgaAuditClass;

const char *svga_audit_class_name(SvgaAuditClass class);

/* Everything before it has been compared. */
typedef struct SvgaAuditCursor {
    uint32_t sid;
    uint64_t offset;            /* in the surface's MOB layout */
} SvgaAuditCursor;

typedef struct SvgaAuditAsk {
    uint32_t sid;               /* only this one, or SVGA3D_INVALID_ID */
    SvgaAuditCursor from;       /* its sid is @sid, if that is one */
    uint32_t max_ranges;        /* 0: count the bytes, give no ranges */
    uint32_t max_objects;       /* surfaces, images and ranges; at least 4 */
    uint64_t max_bytes;         /* but one subresource is always compared */
} SvgaAuditAsk;

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
    uint32_t finished;          /* subresources of which this is the end */
    uint32_t equal;             /* ... and the begin, without a difference */
    GArray *images;             /* of SvgaAuditImage */
} SvgaAuditSurface;

/*
 * A running or finished answer.  Between two steps it holds on to nothing of
 * the device's: a surface that goes or changes meanwhile is left out of it.
 */
typedef struct SvgaAudit {
    /* the answer */
    GArray *surfaces;           /* of SvgaAuditSurface, ascending sid */
    bool more;                  /* then the next answer begins at ... */
    SvgaAuditCursor at;

    /* what there is room for */
    bool with_ranges;
    uint32_t only;              /* SvgaAuditAsk.sid */
    uint32_t ranges;
    uint32_t objects;
    uint64_t bytes;
    SvgaWork work;              /* of this slice */

    /* how far it is */
    bool done;
    bool open;                  /* the last of the surfaces is in work ... */
    bool comparing;             /* ... and so is the subresource at "at" */
    uint64_t begin;             /* where its comparison began */
    uint32_t finished;          /* subresources of which this is the end */
    SvgaRangeList diff[SVGA_AUDIT_CLASSES];
} SvgaAudit;

/*
 * Each byte that differs is in just one of the answers that go on from each
 * other.  An answer ends behind a subresource, unless that has too many
 * ranges for an answer of its own.  Bytes beyond a MOB are not compared.
 */
SvgaAudit *svga_audit_new(const SvgaAuditAsk *ask);

/*
 * One slice of work.  SVGA_AGAIN: call it again; SVGA_OK: the answer is
 * ready; otherwise there is none: SVGA_DMA_ERROR, some memory was no RAM;
 * SVGA_OVER_BUDGET, the host has no memory for the answer.  The caller makes
 * sure that no command is executed meanwhile.
 */
SvgaStatus svga_audit_step(SvgaAudit *audit, SvgaGb *gb);
void svga_audit_free(SvgaAudit *audit);

#endif
