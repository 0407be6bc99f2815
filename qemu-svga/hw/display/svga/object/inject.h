/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Faults injected into the Nth update, to prove that the audit can fail. */

#ifndef HW_DISPLAY_SVGA_OBJECT_INJECT_H
#define HW_DISPLAY_SVGA_OBJECT_INJECT_H

#include "../base/format.h"

typedef enum SvgaInjectKind {
    SVGA_INJECT_NONE,
    SVGA_INJECT_LOSE,           /* copy nothing */
    SVGA_INJECT_SHIFT,          /* copy everything one block off its place */
    SVGA_INJECT_TRUNCATE,       /* copy only the first half */
    SVGA_INJECT_KINDS
} SvgaInjectKind;

/* Not migrated: a fault is armed by the tester of this very run. */
typedef struct SvgaInject {
    SvgaInjectKind kind;
    uint32_t countdown;         /* updates until the faulty one, inclusive */
} SvgaInject;

/*
 * Arm from "lose:N", "shift:N" or "truncate:N" with N >= 1, or disarm with "".
 * On failure, returns false and changes nothing.
 */
bool svga_inject_parse(SvgaInject *inject, const char *spec);

/* The armed fault, in the syntax of svga_inject_parse(); free with g_free(). */
char *svga_inject_format(const SvgaInject *inject);

/* Called when an UPDATE_GB_* begins: the fault to apply.  Disarms on firing. */
SvgaInjectKind svga_inject_next(SvgaInject *inject);

/*
 * Cut @span, the bytes to be copied, down to what the fault leaves of it; false
 * if nothing is left.
 */
bool svga_inject_cut(SvgaInjectKind kind, SvgaSpan *span);

/*
 * Rotate the @len bytes fetched by one block or, if there is only one block, by
 * one byte.  False if they cannot be rotated; the bytes are lost then.
 */
bool svga_inject_rotate(SvgaInjectKind kind, const SvgaFormat *format,
                        uint8_t *bytes, uint64_t len);

#endif
