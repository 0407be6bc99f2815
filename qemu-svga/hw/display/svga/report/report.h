/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The report stream: one JSON line for each thing the guest asked for. */

#ifndef HW_DISPLAY_SVGA_REPORT_REPORT_H
#define HW_DISPLAY_SVGA_REPORT_REPORT_H

#include "../base/format.h"
#include "../base/range.h"
#include "../base/status.h"
#include "writes.h"

#define SVGA_REPORT_TEXT_MAX 240

/* Takes whole lines, newline included; returns false if the line is lost. */
typedef struct SvgaReportSink {
    void *opaque;
    bool (*write)(void *opaque, const char *line, size_t len);
} SvgaReportSink;

/*
 * seq is the number of the last line, counted from 1.  A line that the sink
 * lost uses up a number as well, so that a reader sees the gap.  Without a sink
 * no line is composed and seq stays 0.
 */
typedef struct SvgaReport {
    SvgaReportSink sink;
    GString *line;
    SvgaWrites writes;          /* to be reported before any other line */
    uint64_t seq;               /* (saved) */
    uint64_t lost_lines;
} SvgaReport;

/* One box of one subresource and what a command did with it. */
typedef struct SvgaReportAccess {
    const char *event;          /* update, readback or invalidate */
    const char *cmd;  /* command name without its SVGA_3D_CMD_ prefix */
    uint32_t sid;
    uint32_t face;
    uint32_t mip;
    uint32_t planes;            /* number of planes of the format */
    uint32_t plane;             /* plane that the span lies in */
    SVGA3dBox box;
    SvgaSpan span;
    bool has_changed;
    uint64_t changed;           /* bytes that differed before the copy */
} SvgaReportAccess;

void svga_report_realize(SvgaReport *r, const SvgaReportSink *sink);
void svga_report_unrealize(SvgaReport *r);

static inline bool svga_report_on(const SvgaReport *r)
{
    return r->sink.write != NULL;
}

/* Report the writes since the last line, if there are any. */
void svga_report_writes(SvgaReport *r);

/* Record that the device wrote @bytes of guest memory at @gpa. */
static inline void svga_report_written(SvgaReport *r, SvgaWriteKind kind,
                                       uint64_t gpa, uint64_t bytes)
{
    if (svga_report_on(r) &&
        !svga_writes_add(&r->writes, kind, gpa, bytes)) {
        svga_report_writes(r);
        svga_writes_add(&r->writes, kind, gpa, bytes);
    }
}

/* @event is SVGA_WIRE_HELLO at realize and SVGA_WIRE_RESET after each reset. */
void svga_report_hello(SvgaReport *r, const char *event, const char *level);
void svga_report_define(SvgaReport *r, uint32_t sid, uint32_t flags,
                        const SvgaLayout *layout);
void svga_report_destroy(SvgaReport *r, uint32_t sid);
void svga_report_bind(SvgaReport *r, uint32_t sid, uint32_t mobid);
void svga_report_access(SvgaReport *r, const SvgaReportAccess *access);
void svga_report_copy(SvgaReport *r, uint32_t src, uint32_t dst,
                      uint32_t boxes);

/*
 * @payload is the body of an SVGA_3D_CMD_NOP.  A payload that does not begin
 * with SVGA_WIRE_MARKER_PREFIX is no marker and yields no line.
 */
void svga_report_marker(SvgaReport *r, const void *payload, size_t size);

/*
 * @class: SVGA_WIRE_CLOBBERED or _DIED_STALE.  Offsets refer to the MOB layout.
 */
void svga_report_lost(SvgaReport *r, const char *class, uint32_t sid,
                      uint32_t face, uint32_t mip, const SvgaRangeList *lost);
void svga_report_error(SvgaReport *r, SvgaStatus why, const char *cmd,
                       uint32_t offset);

#endif
