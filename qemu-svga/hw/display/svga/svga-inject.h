/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Deliberate faults in the Nth update, to prove that the audit can fail. */

#ifndef HW_DISPLAY_SVGA_INJECT_H
#define HW_DISPLAY_SVGA_INJECT_H

#include "svga-format.h"

typedef enum SvgaInjectKind {
    SVGA_INJECT_NONE,
    SVGA_INJECT_LOSE,           /* copy nothing */
    SVGA_INJECT_SHIFT,          /* copy from one block beside the source */
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
 * How far beside its right place the source of a copy of @len bytes at
 * @offset lies; the result stays within a MOB of @mob_size bytes.
 */
int64_t svga_inject_shift(SvgaInjectKind kind, const SvgaFormat *format,
                          uint64_t offset, uint64_t len, uint64_t mob_size);

#endif
