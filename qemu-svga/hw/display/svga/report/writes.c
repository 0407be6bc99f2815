/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Recent device writes to guest memory: a few runs of one kind. */

#include "qemu/osdep.h"
#include "writes.h"

#define SVGA_WRITES_PAGE 4096

static bool svga_writes_named(const SvgaWrites *writes, uint64_t page)
{
    uint32_t known = MIN(writes->named_count, SVGA_WRITES_NAMED);

    for (uint32_t i = 0; i < known; i++) {
        if (writes->named[i] == page) {
            return true;
        }
    }
    return false;
}

void svga_writes_said(SvgaWrites *writes)
{
    for (uint32_t i = 0;
         writes->kind == SVGA_WRITE_WORD && i < writes->count; i++) {
        uint64_t page = writes->runs[i].gpa / SVGA_WRITES_PAGE;

        if (!svga_writes_named(writes, page)) {
            writes->named[writes->named_count++ % SVGA_WRITES_NAMED] = page;
        }
    }
    writes->count = 0;
}

bool svga_writes_add(SvgaWrites *writes, SvgaWriteKind kind, uint64_t gpa,
                     uint64_t bytes)
{
    struct SvgaWrittenRun *last = &writes->runs[writes->count];

    if (kind == SVGA_WRITE_WORD &&
        svga_writes_named(writes, gpa / SVGA_WRITES_PAGE)) {
        return true;
    }
    if (writes->count && writes->kind != kind) {
        return false;
    }
    if (writes->count && last[-1].gpa + last[-1].bytes == gpa) {
        last[-1].bytes += bytes;
        return true;
    }
    if (writes->count == SVGA_WRITES_RUNS) {
        return false;
    }
    writes->kind = kind;
    *last = (struct SvgaWrittenRun) { gpa, bytes };
    writes->count++;
    return true;
}
