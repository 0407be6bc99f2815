/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Recent device writes to guest memory: a few runs of one kind. */

#ifndef HW_DISPLAY_SVGA_REPORT_WRITES_H
#define HW_DISPLAY_SVGA_REPORT_WRITES_H

/* Maximum number of runs in one line of the report stream. */
#define SVGA_WRITES_RUNS 32

/* Number of reported pages that are remembered; guests have few such words. */
#define SVGA_WRITES_NAMED 8

typedef enum SvgaWriteKind {
    SVGA_WRITE_COPY,            /* contents of an object */
    SVGA_WRITE_WORD,            /* a word that the guest may poll */
} SvgaWriteKind;

typedef struct SvgaWrites {
    SvgaWriteKind kind;
    uint32_t count;
    struct SvgaWrittenRun {
        uint64_t gpa;
        uint64_t bytes;
    } runs[SVGA_WRITES_RUNS];
    uint32_t named_count;       /* ever named; the oldest are replaced */
    uint64_t named[SVGA_WRITES_NAMED];
} SvgaWrites;

/*
 * Add @bytes at @gpa, in order of time.  A write that continues the last run
 * extends it; a word in a page that is named already adds nothing.  Returns
 * false, adding nothing, if the list must be emptied first because it is full
 * or its runs are of another kind.
 */
bool svga_writes_add(SvgaWrites *writes, SvgaWriteKind kind, uint64_t gpa,
                     uint64_t bytes);

/*
 * Empty the list after its runs were reported.  Pages with words count as named
 * from now on.
 */
void svga_writes_said(SvgaWrites *writes);

static inline void svga_writes_forget(SvgaWrites *writes)
{
    writes->named_count = 0;
}

#endif
