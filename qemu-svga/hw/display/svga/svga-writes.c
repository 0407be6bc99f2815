/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the device wrote guest memory lately: a few runs of one kind. */

#include "qemu/osdep.h"
#include "svga-writes.h"

bool svga_writes_add(SvgaWrites *writes, SvgaWriteKind kind, uint64_t gpa,
                     uint64_t bytes)
{
    struct SvgaWrittenRun *last = &writes->runs[writes->count];

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
