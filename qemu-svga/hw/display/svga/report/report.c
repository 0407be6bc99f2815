/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Composes the lines of the report stream. */

#include "qemu/osdep.h"
#include "hw/display/svga-wire.h"
#include "report.h"

void svga_report_realize(SvgaReport *r, const SvgaReportSink *sink)
{
    *r = (SvgaReport) { .sink = *sink };
    if (svga_report_on(r)) {
        r->line = g_string_sized_new(512);
    }
}

void svga_report_unrealize(SvgaReport *r)
{
    if (r->line) {
        g_string_free(r->line, TRUE);
    }
    *r = (SvgaReport) { 0 };
}

static void svga_report_head(SvgaReport *r, const char *event)
{
    g_string_printf(r->line, "{\"seq\":%" PRIu64 ",\"event\":\"%s\"",
                    ++r->seq, event);
}

/* False if reports are off; otherwise begins a line. */
static bool svga_report_begin(SvgaReport *r, const char *event)
{
    if (!svga_report_on(r)) {
        return false;
    }
    svga_report_writes(r);
    svga_writes_forget(&r->writes);
    svga_report_head(r, event);
    return true;
}

static void svga_report_end(SvgaReport *r)
{
    g_string_append(r->line, "}\n");
    if (!r->sink.write(r->sink.opaque, r->line->str, r->line->len)) {
        r->lost_lines++;
    }
}

static void svga_report_number(SvgaReport *r, const char *key,
                               uint64_t value)
{
    g_string_append_printf(r->line, ",\"%s\":%" PRIu64, key, value);
}

/* @len bytes of untrusted text; anything but printable ASCII becomes '?'. */
static void svga_report_text(SvgaReport *r, const char *key, const char *text,
                             size_t len)
{
    g_string_append_printf(r->line, ",\"%s\":\"", key);
    for (size_t i = 0; i < len; i++) {
        char c = text[i];

        if (c == '"' || c == '\\') {
            g_string_append_c(r->line, '\\');
        }
        g_string_append_c(r->line, g_ascii_isprint(c) ? c : '?');
    }
    g_string_append_c(r->line, '"');
}

static void svga_report_string(SvgaReport *r, const char *key,
                               const char *text)
{
    svga_report_text(r, key, text, strlen(text));
}

void svga_report_writes(SvgaReport *r)
{
    const SvgaWrites *writes = &r->writes;

    if (!writes->count) {
        return;
    }
    svga_report_head(r, SVGA_WIRE_WRITE);
    svga_report_string(r, "kind",
                       writes->kind == SVGA_WRITE_WORD ? "word" : "copy");
    g_string_append(r->line, ",\"byte_ranges\":[");
    for (uint32_t i = 0; i < writes->count; i++) {
        g_string_append_printf(r->line, "%s[%" PRIu64 ",%" PRIu64 "]",
                               i ? "," : "", writes->runs[i].gpa,
                               writes->runs[i].bytes);
    }
    g_string_append_c(r->line, ']');
    svga_writes_said(&r->writes);
    svga_report_end(r);
}

void svga_report_hello(SvgaReport *r, const char *event, const char *level)
{
    if (svga_report_begin(r, event)) {
        svga_report_number(r, "version", SVGA_WIRE_REPORT_VERSION);
        svga_report_string(r, "device", "vmware-svga");
        svga_report_string(r, "level", level);
        svga_report_end(r);
    }
}

void svga_report_define(SvgaReport *r, uint32_t sid, uint32_t flags,
                        const SvgaLayout *layout)
{
    if (svga_report_begin(r, SVGA_WIRE_DEFINE)) {
        svga_report_number(r, "sid", sid);
        svga_report_string(r, "format", svga_format_name(layout->format_id));
        svga_report_number(r, "format_id", layout->format_id);
        svga_report_number(r, "flags", flags);
        svga_report_number(r, "width", layout->width);
        svga_report_number(r, "height", layout->height);
        svga_report_number(r, "depth", layout->depth);
        svga_report_number(r, "faces", layout->faces);
        svga_report_number(r, "mips", layout->mips);
        svga_report_number(r, "size", layout->size);
        svga_report_end(r);
    }
}

void svga_report_destroy(SvgaReport *r, uint32_t sid)
{
    if (svga_report_begin(r, SVGA_WIRE_DESTROY)) {
        svga_report_number(r, "sid", sid);
        svga_report_end(r);
    }
}

void svga_report_bind(SvgaReport *r, uint32_t sid, uint32_t mobid)
{
    if (svga_report_begin(r, SVGA_WIRE_BIND)) {
        svga_report_number(r, "sid", sid);
        svga_report_number(r, "mobid", mobid);
        svga_report_end(r);
    }
}

static void svga_report_span(SvgaReport *r, const SvgaSpan *span)
{
    g_string_append_printf(r->line,
                           ",\"span\":{\"offset\":%" PRIu64
                           ",\"row_bytes\":%" PRIu64 ",\"rows\":%u"
                           ",\"row_pitch\":%" PRIu64 ",\"slices\":%u"
                           ",\"slice_pitch\":%" PRIu64 "}",
                           span->offset, span->row_bytes, span->rows,
                           span->row_pitch, span->slices, span->slice_pitch);
}

void svga_report_access(SvgaReport *r, const SvgaReportAccess *access)
{
    const SVGA3dBox *box = &access->box;

    if (!svga_report_begin(r, access->event)) {
        return;
    }
    svga_report_string(r, "cmd", access->cmd);
    svga_report_number(r, "sid", access->sid);
    svga_report_number(r, "face", access->face);
    svga_report_number(r, "mip", access->mip);
    if (access->planes > 1) {
        svga_report_number(r, "plane", access->plane);
    }
    g_string_append_printf(r->line, ",\"box\":[%u,%u,%u,%u,%u,%u]",
                           box->x, box->y, box->z, box->w, box->h, box->d);
    svga_report_span(r, &access->span);
    svga_report_number(r, "bytes", svga_span_bytes(&access->span));
    if (access->has_changed) {
        svga_report_number(r, "changed", access->changed);
    }
    svga_report_end(r);
}

void svga_report_copy(SvgaReport *r, uint32_t src, uint32_t dst,
                      uint32_t boxes)
{
    if (svga_report_begin(r, SVGA_WIRE_COPY)) {
        svga_report_number(r, "src", src);
        svga_report_number(r, "dst", dst);
        svga_report_number(r, "boxes", boxes);
        svga_report_end(r);
    }
}

void svga_report_marker(SvgaReport *r, const void *payload, size_t size)
{
    const size_t prefix = sizeof(SVGA_WIRE_MARKER_PREFIX) - 1;
    const char *text = payload;

    if (size < prefix || memcmp(text, SVGA_WIRE_MARKER_PREFIX, prefix)) {
        return;
    }
    text += prefix;
    size -= prefix;
    while (size && !text[size - 1]) {
        size--;
    }
    if (svga_report_begin(r, SVGA_WIRE_MARKER)) {
        svga_report_text(r, "text", text, MIN(size, SVGA_REPORT_TEXT_MAX));
        svga_report_end(r);
    }
}

void svga_report_lost(SvgaReport *r, const char *class, uint32_t sid,
                      uint32_t face, uint32_t mip, const SvgaRangeList *lost)
{
    if (!svga_report_begin(r, SVGA_WIRE_LOST)) {
        return;
    }
    svga_report_string(r, "class", class);
    svga_report_number(r, "sid", sid);
    svga_report_number(r, "face", face);
    svga_report_number(r, "mip", mip);
    svga_report_number(r, "bytes", lost->bytes);
    g_string_append(r->line, ",\"byte_ranges\":[");
    for (uint32_t i = 0; i < lost->count; i++) {
        g_string_append_printf(r->line, "%s[%" PRIu64 ",%" PRIu64 "]",
                               i ? "," : "", lost->ranges[i].offset,
                               lost->ranges[i].length);
    }
    g_string_append_printf(r->line, "],\"truncated\":%s",
                           lost->truncated ? "true" : "false");
    svga_report_end(r);
}

void svga_report_error(SvgaReport *r, SvgaStatus why, const char *cmd,
                       uint32_t offset)
{
    if (svga_report_begin(r, SVGA_WIRE_ERROR)) {
        svga_report_string(r, "reason", svga_status_name(why));
        svga_report_string(r, "cmd", cmd);
        svga_report_number(r, "offset", offset);
        svga_report_end(r);
    }
}
