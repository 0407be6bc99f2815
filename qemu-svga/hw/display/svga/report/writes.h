/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Where the device wrote guest memory lately: a few runs of one kind. */

#ifndef HW_DISPLAY_SVGA_REPORT_WRITES_H
#define HW_DISPLAY_SVGA_REPORT_WRITES_H

/* As many as a line of the report stream names. */
#define SVGA_WRITES_RUNS 32

/* Pages that are remembered as named; a guest has few with such words. */
#define SVGA_WRITES_NAMED 8

typedef enum SvgaWriteKind {
    SVGA_WRITE_COPY,            /* bytes of an object */
    SVGA_WRITE_WORD,            /* a word that the guest may watch */
} SvgaWriteKind;

typedef struct SvgaWrites {
    SvgaWriteKind kind;
    uint32_t count;
    struct SvgaWrittenRun {
        uint64_t gpa;
        uint64_t bytes;
    } runs[SVGA_WRITES_RUNS];
    uint32_t named_count;       /* of all times: the oldest give way */
    uint64_t named[SVGA_WRITES_NAMED];
} SvgaWrites;

/*
 * Add @bytes from @gpa on, in the order of time; what continues the last run
 * makes it longer, and a word in a page that is named adds nothing.  False,
 * and nothing is added, when the list has to be emptied first: it is full, or
 * its runs are of another kind.
 */
bool svga_writes_add(SvgaWrites *writes, SvgaWriteKind kind, uint64_t gpa,
                     uint64_t bytes);

/*
 * The runs have been said: the list is empty again, and pages with words are
 * named until something else is said.
 */
void svga_writes_said(SvgaWrites *writes);

static inline void svga_writes_forget(SvgaWrites *writes)
{
    writes->named_count = 0;
}

#endif
