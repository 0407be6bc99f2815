/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Deliberate faults in the Nth update, to prove that the audit can fail. */

#ifndef HW_DISPLAY_SVGA_OBJECT_INJECT_H
#define HW_DISPLAY_SVGA_OBJECT_INJECT_H

#include "../base/format.h"

typedef enum SvgaInjectKind {
    SVGA_INJECT_NONE,
    SVGA_INJECT_LOSE,           /* copy nothing */
    SVGA_INJECT_SHIFT,          /* copy everything one block beside its place */
    SVGA_INJECT_TRUNCATE,       /* copy only the first half */
    SVGA_INJECT_KINDS
} SvgaInjectKind;

/* Not saved: a fault is armed by the tester of this very run. */
typedef struct SvgaInject {
    SvgaInjectKind kind;
    uint32_t countdown;         /* updates up to and including the faulty one */
} SvgaInject;

/*
 * Arm from "lose:N", "shift:N" or "truncate:N" with N >= 1, disarm with "".
 * False leaves everything as it was.
 */
bool svga_inject_parse(SvgaInject *inject, const char *spec);

/* What is armed, in the syntax of svga_inject_parse(); free with g_free(). */
char *svga_inject_format(const SvgaInject *inject);

/* An UPDATE_GB_* begins: the fault it has to suffer.  Disarms when it fires. */
SvgaInjectKind svga_inject_next(SvgaInject *inject);

/*
 * Cut @span, which is to be copied, down to what the fault leaves of it;
 * false when nothing is left.
 */
bool svga_inject_cut(SvgaInjectKind kind, SvgaSpan *span);

/*
 * Rotate the @len bytes that were fetched, by one block or, if there is only
 * one, by a byte; false if nothing can be rotated and the bytes are lost.
 */
bool svga_inject_rotate(SvgaInjectKind kind, const SvgaFormat *format,
                        uint8_t *bytes, uint64_t len);

#endif
