/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Both halves of an audit as data: the guest's claim, the device's answer. */

#ifndef SVGALAB_AUDIT_H
#define SVGALAB_AUDIT_H

#include <glib.h>
#include <json-glib/json-glib.h>

/* The largest surface that is judged; far above the device's limit. */
#define AUDIT_SURFACE_MAX ((guint64)1 << 30)

/* Pages first..last were stored to, most recently for this submission. */
typedef struct AuditPages {
    guint64 submission;
    guint64 first;
    guint64 last;
} AuditPages;

/* Maximum number of bytes that the reports of one submission may cover. */
typedef struct AuditLimit {
    guint64 submission;
    guint64 bytes;
} AuditLimit;

typedef struct AuditClaim {
    guint64 tag;
    guint64 size;
    GArray *written;        /* of AuditPages */
    GArray *limits;         /* of AuditLimit */
} AuditClaim;

typedef struct AuditRequest {
    char *case_name;
    GPtrArray *claims;      /* of AuditClaim: surfaces that must be clean */
} AuditRequest;

typedef enum AuditClass {
    AUDIT_STALE,
    AUDIT_DEVICE_NEWER,
    AUDIT_UNDEFINED,
} AuditClass;

typedef struct AuditDifference {
    AuditClass class;
    guint64 face;
    guint64 mip;
    guint64 bytes;
    GArray *ranges;         /* of ByteRange, see reports.h */
} AuditDifference;

typedef struct AuditSurface {
    guint64 sid;
    guint64 size;
    GPtrArray *differences; /* of AuditDifference */
} AuditSurface;

typedef struct AuditReply {
    gboolean quiet;         /* FALSE: try again, nothing else is set */
    guint64 seq;            /* last line of the report stream */
    guint64 guest_errors;
    GPtrArray *surfaces;    /* of AuditSurface, by sid */
    guint ranges;           /* in all surfaces */
    gboolean more;          /* the next answer starts here: */
    guint64 next_sid;
    guint64 next_offset;
} AuditReply;

/* Parse the guest's {"op":"audit"} object. */
AuditRequest *audit_request_parse(JsonObject *object, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Parse the result of x-svga-audit. */
AuditReply *audit_reply_parse(JsonNode *node, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/*
 * Append @part, the answer that continues @whole, as if both had been one. The
 * contents of @part are moved, but @part itself is not freed.
 */
void audit_reply_join(AuditReply *whole, AuditReply *part);

void audit_request_free(AuditRequest *request);
void audit_reply_free(AuditReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuditRequest, audit_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuditReply, audit_reply_free)

#endif
