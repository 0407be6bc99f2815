/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Parses, arms and applies injected faults. */

#include "qemu/osdep.h"
#include "inject.h"

static const char *const svga_inject_names[SVGA_INJECT_KINDS] = {
    [SVGA_INJECT_NONE] = "",
    [SVGA_INJECT_LOSE] = "lose",
    [SVGA_INJECT_SHIFT] = "shift",
    [SVGA_INJECT_TRUNCATE] = "truncate",
};

static bool svga_inject_parse_count(const char *text, uint32_t *count)
{
    uint64_t value = 0;

    if (!*text) {
        return false;
    }
    for (; *text; text++) {
        if (!g_ascii_isdigit(*text)) {
            return false;
        }
        value = value * 10 + (*text - '0');
        if (value > UINT32_MAX) {
            return false;
        }
    }
    *count = value;
    return value != 0;
}

bool svga_inject_parse(SvgaInject *inject, const char *spec)
{
    const char *colon = strchr(spec, ':');
    uint32_t count;

    if (!*spec) {
        *inject = (SvgaInject) { SVGA_INJECT_NONE, 0 };
        return true;
    }
    if (!colon || !svga_inject_parse_count(colon + 1, &count)) {
        return false;
    }
    for (unsigned kind = SVGA_INJECT_NONE + 1; kind < SVGA_INJECT_KINDS;
         kind++) {
        const char *name = svga_inject_names[kind];

        if (strlen(name) == (size_t)(colon - spec) &&
            g_str_has_prefix(spec, name)) {
            *inject = (SvgaInject) { kind, count };
            return true;
        }
    }
    return false;
}

char *svga_inject_format(const SvgaInject *inject)
{
    if (inject->kind == SVGA_INJECT_NONE) {
        return g_strdup("");
    }
    return g_strdup_printf("%s:%u", svga_inject_names[inject->kind],
                           inject->countdown);
}

SvgaInjectKind svga_inject_next(SvgaInject *inject)
{
    SvgaInjectKind kind = inject->kind;

    if (kind == SVGA_INJECT_NONE || --inject->countdown) {
        return SVGA_INJECT_NONE;
    }
    inject->kind = SVGA_INJECT_NONE;
    return kind;
}

bool svga_inject_cut(SvgaInjectKind kind, SvgaSpan *span)
{
    if (kind == SVGA_INJECT_LOSE) {
        return false;
    }
    if (kind != SVGA_INJECT_TRUNCATE) {
        return true;
    }
    if (span->slices > 1) {
        span->slices /= 2;
    } else if (span->rows > 1) {
        span->rows /= 2;
    } else {
        span->row_bytes /= 2;
    }
    return span->row_bytes != 0;
}

bool svga_inject_rotate(SvgaInjectKind kind, const SvgaFormat *format,
                        uint8_t *bytes, uint64_t len)
{
    uint64_t by = len > format->block_bytes ? format->block_bytes : 1;
    uint8_t head[16];

    if (kind != SVGA_INJECT_SHIFT) {
        return true;
    }
    if (len < 2) {
        return false;
    }
    by = MIN(by, sizeof(head));
    memcpy(head, bytes, by);
    memmove(bytes, bytes + by, len - by);
    memcpy(bytes + len - by, head, by);
    return true;
}
