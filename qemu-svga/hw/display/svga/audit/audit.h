/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* One answer of the audit: bounded in size, and compared in slices. */

#ifndef HW_DISPLAY_SVGA_AUDIT_AUDIT_H
#define HW_DISPLAY_SVGA_AUDIT_AUDIT_H

#include "../object/surface.h"

/*
 * Limits of one answer.  Each of its objects costs QEMU's monitor some KiB at
 * once, and comparing more bytes would take too long for one answer.
 */
#define SVGA_AUDIT_OBJECTS_MAX 512
#define SVGA_AUDIT_BYTES_MAX (UINT64_C(256) << 20)

/* Units of work for looking up a surface and one of its subresources. */
#define SVGA_AUDIT_OBJECT_WORK 4096

/* Classes of bytes that differ; equal bytes have none. */
typedef enum SvgaAuditClass {
    SVGA_AUDIT_STALE,  /* guest memory is newer, not uploaded */
    SVGA_AUDIT_DEVICE_NEWER,    /* written by the device, not yet read back */
    SVGA_AUDIT_UNDEFINED,       /* never uploaded, or invalidated since */
    SVGA_AUDIT_CLASSES
} SvgaAuditClass;

const char *svga_audit_class_name(SvgaAuditClass class);

/* Everything before the cursor has been compared. */
typedef struct SvgaAuditCursor {
    uint32_t sid;
    uint64_t offset;            /* in the surface's MOB layout */
} SvgaAuditCursor;

typedef struct SvgaAuditAsk {
    uint32_t sid;               /* only this one, or SVGA3D_INVALID_ID */
    SvgaAuditCursor from;       /* its sid must be @sid, if @sid is valid */
    uint32_t max_ranges;        /* 0: count bytes only, no ranges */
    uint32_t max_objects;       /* surfaces, images and ranges; at least 4 */
    uint64_t max_bytes;         /* one subresource is always compared */
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
    uint32_t finished;          /* subresources that end in this answer */
    uint32_t equal;             /* ... and begin here, without differences */
    GArray *images;             /* of SvgaAuditImage */
} SvgaAuditSurface;

/*
 * A running or finished answer.  Between two steps it keeps no reference to
 * device state: a surface that vanishes or changes meanwhile is left out.
 */
typedef struct SvgaAudit {
    /* the answer */
    GArray *surfaces;           /* of SvgaAuditSurface, ascending sid */
    bool more;                  /* the next answer begins at ... */
    SvgaAuditCursor at;

    /* room left */
    bool with_ranges;
    uint32_t only;              /* SvgaAuditAsk.sid */
    uint32_t ranges;
    uint32_t objects;
    uint64_t bytes;
    SvgaWork work;              /* of the current slice */

    /* progress */
    bool done;
    bool open;                  /* the last surface is being processed ... */
    bool comparing;             /* ... and the subresource at "at" as well */
    uint64_t begin;             /* start of its comparison */
    uint32_t finished;          /* subresources that end in this answer */
    SvgaRangeList diff[SVGA_AUDIT_CLASSES];
} SvgaAudit;

/*
 * In a chain of answers, each differing byte is in exactly one of them.  An
 * answer ends after a subresource, unless that has too many ranges for a single
 * answer.  Bytes beyond the end of a MOB are not compared.
 */
SvgaAudit *svga_audit_new(const SvgaAuditAsk *ask);

/*
 * Run one slice.  SVGA_AGAIN: call it again.  SVGA_OK: the answer is ready.
 * Otherwise there is no answer: SVGA_DMA_ERROR if some memory was not RAM,
 * SVGA_OVER_BUDGET if the host has no memory for the answer.  The caller makes
 * sure that no command is executed between slices.
 */
SvgaStatus svga_audit_step(SvgaAudit *audit, SvgaGb *gb);
void svga_audit_free(SvgaAudit *audit);

#endif
